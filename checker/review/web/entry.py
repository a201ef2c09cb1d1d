"""The entry: the secret in the address, or a password, is changed for a cookie; without the cookie nothing is shown."""

from __future__ import annotations

import hmac
import secrets
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode

import anyio
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from checker.review.web.access import Access, verify_password
from checker.review.web.rendering import page

PAUSE = 1.0
"""Seconds that a wrong password costs. Passwords are tried one after the other, so this limits guessing."""


class Entry:
    """Stands before an app, and lets in who has the run's secret or the password."""

    def __init__(self, app: ASGIApp, access: Access, *, pause: float = PAUSE) -> None:
        self._app, self._access, self._pause = app, access, pause
        self._session = secrets.token_urlsafe(32)
        self._one_at_a_time = anyio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request: let it through, let somebody in, or ask for a secret."""
        request = Request(scope, receive)
        path = scope["path"]
        if path.startswith("/static/") or self._known(request):
            return await self._app(scope, receive, send)
        if path == "/login" and request.method == "POST" and self._access.password_hash:
            response = await self._login(request, self._access.password_hash)
        elif path == "/" and self._access.token_fits(request.query_params.get("token", "")):
            response = self._let_in(request, _without_token(request))
        else:
            response = self._asked(HTTPStatus.UNAUTHORIZED)
        await response(scope, receive, send)

    def _known(self, request: Request) -> bool:
        given = request.cookies.get(_cookie(request), "")
        return hmac.compare_digest(given.encode(), self._session.encode())

    def _let_in(self, request: Request, to: str) -> Response:
        response = RedirectResponse(to, HTTPStatus.SEE_OTHER)
        secure = request.headers.get("origin", "").startswith("https://")
        response.set_cookie(_cookie(request), self._session, secure=secure, httponly=True, samesite="strict")
        return response

    async def _login(self, request: Request, hashed: str) -> Response:
        fields = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        async with self._one_at_a_time:
            fits = await anyio.to_thread.run_sync(verify_password, fields.get("password", ""), hashed)
            if not fits:
                await anyio.sleep(self._pause)
        return self._let_in(request, "/") if fits else self._asked(HTTPStatus.UNAUTHORIZED, wrong=True)

    def _asked(self, status: HTTPStatus, *, wrong: bool = False) -> Response:
        return page("entry.html.j2", status, password=self._access.password_hash is not None, wrong=wrong)


def _cookie(request: Request) -> str:
    """A name of its own for each port: cookies are shared by all ports of a machine."""
    port = request.headers.get("host", "").rpartition(":")[2]
    return f"checker_{port if port.isdecimal() else 80}"


def _without_token(request: Request) -> str:
    kept = [(key, value) for key, value in parse_qsl(request.url.query) if key != "token"]
    return f"/?{urlencode(kept)}" if kept else "/"
