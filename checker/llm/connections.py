"""Connections to one endpoint, each used by one request at a time, and all cut at once when a run is over.

httpx2 keeps one pool for all connections and looks through all of it, under one lock, for every request: at 200 in
flight that takes longer than the requests (encode/httpx, issue 3215). Here every connection is a pool of its own, and
the one that was used last is used next; those that are left over grow old at the other end, and are closed.
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import Any
from urllib.request import getproxies, proxy_bypass

import httpx2

OLDEST = 5.0
"""Seconds that a connection stays open without a request: servers close theirs after as little."""
CONNECTED = ("connect_tcp.complete", "start_tls.complete")
"""What httpcore2 tells when there is a socket, or another one around it."""


class Connection:
    """One connection: opened by its first request, and again by the next one when the server has closed it."""

    def __init__(self, transport: httpx2.HTTPTransport) -> None:
        self._transport = transport
        self._socket: socket.socket | None = None
        self.used = 0.0
        """When it was given back, on the monotonic clock."""

    def send(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request; the body of the answer is not read yet.

        Raises:
            httpx2.TransportError: no answer came.
        """
        request.extensions = {**request.extensions, "trace": self._watch}
        return self._transport.handle_request(request)

    def cut(self) -> None:
        """End what is being sent or awaited on it, from another thread. Closing alone would not wake that up."""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close it."""
        self._transport.close()

    def _watch(self, event: str, about: dict[str, Any]) -> None:
        if event.endswith(CONNECTED):
            self._socket = about["return_value"].get_extra_info("socket")


class Connections:
    """The connections of a client. Safe to share between threads.

    Args:
        url: the endpoint. Proxies of the environment are used for it where `proxied`.
        clock: seconds, never going back.
    """

    def __init__(self, url: httpx2.URL, *, proxied: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._proxy = _proxy_for(url) if proxied else None
        self._secure = url.scheme == "https" or (self._proxy or "").startswith("https")
        self._clock = clock
        self._guard = Lock()
        self._idle: deque[Connection] = deque()
        self._busy: set[Connection] = set()
        self._verify: Any = None
        self._closed = False

    def take(self) -> Connection:
        """A connection for one request: the one that was used last, else a new one."""
        with self._guard:
            old = self._outdated()
            connection = self._idle.pop() if self._idle else self._open()
            self._busy.add(connection)
        _close_all(old)
        return connection

    def give(self, connection: Connection) -> None:
        """Take a connection back whose answer was read, or will not be read."""
        with self._guard:
            self._busy.discard(connection)
            connection.used = self._clock()
            old = [connection] if self._closed else self._outdated()
            if not self._closed:
                self._idle.append(connection)
        _close_all(old)

    def close(self) -> None:
        """Close every connection, and cut those that are in use: whoever waits on one is told so at once."""
        with self._guard:
            self._closed = True
            idle, busy = list(self._idle), list(self._busy)
            self._idle.clear()
        for connection in busy:
            connection.cut()
        _close_all(idle)

    def _outdated(self) -> list[Connection]:
        old = []
        while self._idle and self._clock() - self._idle[0].used > OLDEST:
            old.append(self._idle.popleft())
        return old

    def _open(self) -> Connection:
        if self._verify is None:
            # Made once: reading the system's certificates takes 30 ms. Without TLS nothing looks at it.
            self._verify = httpx2.create_ssl_context() if self._secure else httpx2.create_ssl_context(verify=False)
        limits = httpx2.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=OLDEST)
        return Connection(httpx2.HTTPTransport(verify=self._verify, limits=limits, proxy=self._proxy, trust_env=False))


def _close_all(connections: list[Connection]) -> None:
    """Outside the lock: saying goodbye over TLS takes a while."""
    for connection in connections:
        connection.close()


def _proxy_for(url: httpx2.URL) -> str | None:
    """The proxy that the environment names for an address, by the rules of `urllib.request`; None for no proxy."""
    if proxy_bypass(url.host):
        return None
    named = getproxies()
    proxy = named.get(url.scheme) or named.get("all")
    return proxy if not proxy or "://" in proxy else f"http://{proxy}"
