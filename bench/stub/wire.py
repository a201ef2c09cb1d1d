"""HTTP/1.1 over a socket: requests are read whole, replies written in the manner that they are given."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

TRICKLE = 1.0
"""Seconds between the bytes of a slow body."""
LARGEST_HEAD = 2**20
"""Bytes of the head of a request, at most."""


class Manner(StrEnum):
    """How a reply gets to the caller."""

    WHOLE = "whole"
    RESET = "reset"
    """Half of the body, then the connection is reset."""
    HALF_CLOSE = "half-close"
    """Half of the body, then this side of the connection is closed."""
    TRUNCATE = "truncate"
    """In chunks, the connection closed within one."""
    NEVER = "never"
    """Nothing, until the caller leaves."""
    SLOW_BODY = "slow-body"
    """A byte at a time."""


@dataclass(frozen=True)
class Request:
    """What a caller sent."""

    method: str
    path: str
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes
    size: int
    """Bytes of it all."""


@dataclass(frozen=True)
class Reply:
    """What a caller gets."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "application/json"
    manner: Manner = Manner.WHOLE

    @classmethod
    def of(cls, payload: Any, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
        """A reply in JSON."""
        return cls(json.dumps(payload, ensure_ascii=False).encode(), status, headers or {})


async def receive(reader: asyncio.StreamReader) -> Request | None:
    """The next request of a connection; None when there is no more."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        method, path, _ = first.split(" ", 2)
        pairs = (line.partition(":") for line in lines if line)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body = await _chunks(reader)
        else:
            body = await reader.readexactly(int(headers.get("content-length", 0)))
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, ValueError):
        return None
    return Request(method, path.partition("?")[0], headers, body, len(head) + len(body))


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while size := int(await reader.readline(), 16):
        parts.append(await reader.readexactly(size))
        await reader.readline()
    await reader.readline()
    return b"".join(parts)


async def send(reply: Reply, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
    """Send a reply. A connection is left open only by a whole one.

    Returns:
        The bytes that were written.
    """
    if reply.manner is Manner.WHOLE:
        data = _head(reply, f"Content-Length: {len(reply.body)}") + reply.body
        writer.write(data)
        await writer.drain()
        return len(data)
    return await _spoilt(reply, reader, writer)


async def _spoilt(reply: Reply, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
    half = reply.body[: len(reply.body) // 2]
    data = b""
    if reply.manner is Manner.TRUNCATE:
        data = _head(reply, "Transfer-Encoding: chunked") + b"%x\r\n" % len(reply.body) + half
    elif reply.manner in {Manner.RESET, Manner.HALF_CLOSE}:
        data = _head(reply, f"Content-Length: {len(reply.body)}") + half
    elif reply.manner is Manner.SLOW_BODY:
        data = _head(reply, f"Content-Length: {len(reply.body)}")
    writer.write(data)
    await writer.drain()
    if reply.manner is Manner.RESET:
        # The caller gets to read the first half before it learns of the rest.
        await asyncio.sleep(0.02)
        never_lingering = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, never_lingering)
        writer.transport.abort()
    elif reply.manner is Manner.HALF_CLOSE:
        writer.write_eof()
        await reader.read()
    elif reply.manner is Manner.NEVER:
        await reader.read()
    elif reply.manner is Manner.SLOW_BODY:
        return len(data) + await _trickled(reply.body, writer)
    return len(data)


async def _trickled(body: bytes, writer: asyncio.StreamWriter) -> int:
    for sent, byte in enumerate(body):
        if writer.is_closing():
            return sent
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(TRICKLE)
    return len(body)


def _head(reply: Reply, length: str) -> bytes:
    more = "".join(f"{name}: {value}\r\n" for name, value in reply.headers.items())
    return f"HTTP/1.1 {reply.status} X\r\nContent-Type: {reply.kind}\r\n{length}\r\n{more}\r\n".encode("latin-1")
