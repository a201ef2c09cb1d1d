"""Serving: the page on a socket of this machine until it is interrupted."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from urllib.parse import urlencode

import uvicorn
from starlette.types import ASGIApp

from checker.errors import ConfigurationError
from checker.review.desk import Desk
from checker.review.web.access import Access, hash_password, verify_password
from checker.review.web.app import build_app

__all__ = ["Access", "hash_password", "serve", "verify_password"]


def serve(
    desk: Desk,
    *,
    access: Access,
    host: str = "127.0.0.1",
    port: int = 0,
    announce: Callable[[str], None],
    keys: bool = True,
    names: Collection[str] = (),
) -> None:
    """Serve the review page until it is interrupted.

    Args:
        desk: a run, a store, a reviewer.
        access: what opens the page.
        host: the address to listen at; beyond loopback only with a password.
        port: 0 for any that is free.
        announce: is told the page's address, its secret included, as soon as it can be opened.
        keys: whether single keys work until the reviewer says otherwise.
        names: further values of Host under which it is reached, as through a proxy that passes them on.

    Raises:
        ConfigurationError: nobody could open the page, anybody could, or the address cannot be listened at.
    """
    _fits(access, host)
    with _listening(host, port) as listener:
        bound = listener.getsockname()[1]
        server = server_of(build_app(desk, access, {*hosts_of(host, bound), *names}, keys))
        with _ended_by_interrupt(server):
            announce(_address(host, bound, access))
            server.run(sockets=[listener])


@contextmanager
def _ended_by_interrupt(server: uvicorn.Server) -> Iterator[None]:
    """Let an interrupt end the server at any moment from now on, also before it listens for one by itself."""
    if threading.current_thread() is not threading.main_thread():  # only that one gets signals
        yield
        return

    def end(*_: object) -> None:
        server.should_exit = True

    before = signal.signal(signal.SIGINT, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def server_of(app: ASGIApp) -> uvicorn.Server:
    """A server of one app that says nothing of itself and trusts no header that a proxy may have set."""
    config = uvicorn.Config(
        app,
        lifespan="off",
        ws="none",
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=2,
    )
    return uvicorn.Server(config)


def hosts_of(host: str, port: int) -> Collection[str]:
    """The values of Host under which a page that listens there is reached, besides its bare address."""
    names = {"localhost", "127.0.0.1", "[::1]"} if is_loopback(host) else {host, socket.gethostname(), socket.getfqdn()}
    return {f"{name}:{port}" for name in names} | (names if port == 80 else set())


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _fits(access: Access, host: str) -> None:
    if access.token is None and access.password_hash is None:
        raise ConfigurationError("The page has neither a token nor a password: nobody could open it.")
    if not is_loopback(host) and access.password_hash is None:
        raise ConfigurationError(
            f"At {host} others can reach the page, and it has no password.",
            remedy="Give a password file, or listen at 127.0.0.1.",
        )


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        if os.name == "posix":  # elsewhere it would let another program take the same port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
            listener.listen()
        except OSError:
            listener.close()
            raise
    except (OSError, OverflowError) as error:
        raise ConfigurationError(
            f"The page cannot be served at {host}, port {port}: {getattr(error, 'strerror', None) or error}.",
            remedy="Name another port with --port, or 0 for any that is free.",
        ) from error
    return listener


def _address(host: str, port: int, access: Access) -> str:
    shown = f"[{host}]" if ":" in host else host
    secret = f"?{urlencode({'token': access.token})}" if access.token else ""
    return f"http://{shown}:{port}/{secret}"
