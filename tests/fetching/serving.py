"""A server on this machine that answers as a test says, byte by byte."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from socket import socket

from checker.fetching.addresses import Address

PAGE = b"<html><body><article><p>The bridge was shut on Friday.</p></article></body></html>"
Answer = bytes | Callable[[socket, threading.Event], None]


def answer(body: bytes = PAGE, *, status: str = "200 OK", length: int | None = None, **headers: str) -> bytes:
    """The bytes of an answer; ``content_type="text/plain"`` is a header."""
    named = {"content-type": "text/html", "content-length": str(len(body) if length is None else length)}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value)
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def redirect(to: str, status: str = "302 Found") -> bytes:
    return answer(b"", status=status, location=to)


@dataclass
class Site:
    """What is served, by path, and what was asked."""

    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    port: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str, host: str = "news.test") -> str:
        return f"http://{host}:{self.port}{path}"


class Handler(socketserver.BaseRequestHandler):
    site: Site

    def handle(self) -> None:
        data = b""
        while b"\r\n\r\n" not in data:
            more = self.request.recv(65536)
            if not more:
                return
            data += more
        first, *lines = data.decode().split("\r\n\r\n")[0].split("\r\n")
        path = first.split()[1]
        self.site.asked.append((path, {k.lower(): v for k, v in (line.split(": ", 1) for line in lines)}))
        told = self.site.answers[path]
        try:
            if isinstance(told, bytes):
                self.request.sendall(told)
            else:
                told(self.request, self.site.over)
        except OSError:
            pass  # The client had enough.


def this_machine(address: Address) -> bool:
    return address == ip_address("127.0.0.1")
