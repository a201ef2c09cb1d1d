"""The guard before the page: who asks, from where, how much; and the headers that every answer carries.

Pure ASGI, before everything else. A page of another site that a browser has open can send requests to this machine; a
name that another site owns can be made to point here. So the Host has to be ours, and whatever changes something has
to come from our own page.
"""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 256 * 1024
"""Of a request's body: a note of 10,000 characters, each escaped in a form, fits."""

POLICY = "; ".join(
    (
        *("default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'"),
        *("form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"),
    )
)

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    # Nothing to other sites. Not "no-referrer": under it a browser sends a plain form with "Origin: null".
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}
"""On every answer, refusals too."""


class Guard:
    """Lets through what comes from our own page, or from a person who opened it."""

    def __init__(self, app: ASGIApp, *, hosts: Collection[str], most_bytes: int = MOST_BYTES) -> None:
        """Stand before an app.

        Args:
            app: what is guarded.
            hosts: values of Host under which the page is reached, with the port.
            most_bytes: of a body.
        """
        self._app, self._most = app, most_bytes
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request: refuse it, or hand it on."""
        if scope["type"] != "http":
            return await self._not_http(scope, receive, send)
        send = _with_headers(send)
        refusal = self._refusal(scope)
        body = None if refusal else await _whole(receive, self._most)
        if refusal is None and body is None:
            refusal = PlainTextResponse("That is too large.\n", 413, {"connection": "close"})
        if refusal is not None or body is None:
            return await (refusal or PlainTextResponse("", 413))(scope, receive, send)
        await self._app(scope, _again(body, receive), send)

    async def _not_http(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._ours(hosts[0].lower(), scope):
            return PlainTextResponse("This page is not served under that name.\n", 421)
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return PlainTextResponse("Only GET and POST.\n", 405, {"allow": "GET, HEAD, POST"})
        if not _from_here(headers, hosts[0].lower(), writes=scope["method"] == "POST"):
            return PlainTextResponse("Another site sent this request, so nothing was done.\n", 403)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self._most:
            return PlainTextResponse("That is too large.\n", 413, {"connection": "close"})
        return None

    def _ours(self, host: str, scope: Scope) -> bool:
        return host in self._hosts or host == _own_address(scope)


def _own_address(scope: Scope) -> str | None:
    """The address and port at which the request arrived: no other site can make a bare address point elsewhere."""
    server = scope.get("server")
    if not server or server[1] is None:
        return None
    try:
        address = ip_address(server[0])
    except ValueError:
        return None
    return f"[{address}]:{server[1]}" if address.version == 6 else f"{address}:{server[1]}"


def _from_here(headers: Headers, host: str, *, writes: bool) -> bool:
    """Whether a request comes from our own page; one that writes has to prove it."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin is not None and origin != "null":
        parts = urlsplit(origin)
        return parts.scheme in ("http", "https") and parts.netloc.lower() == host
    return not writes or site in ("same-origin", "none")


async def _whole(receive: Receive, most: int) -> bytes | None:
    """The body; None where it is larger than allowed, or never came whole."""
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > most:
            return None
    return body


def _again(body: bytes, receive: Receive) -> Receive:
    """The body that was read, once, for the app; then whatever comes."""
    left = [body]

    async def read() -> Message:
        if left:
            return {"type": "http.request", "body": left.pop(), "more_body": False}
        return await receive()

    return read


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
        await send(message)

    return sending
