"""An OpenAI-compatible server on a loopback socket, scripted by each test, and the question that is put to it."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pydantic import BaseModel

from checker.prompting.templates import Prompt
from checker.settings import StructuredOutput


@dataclass(frozen=True)
class Reply:
    """What the server does with one request."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    delay: float = 0.0
    reset: bool = False
    """Break the connection instead of answering."""
    trickle: float = 0.0
    """Seconds between the bytes of the body."""
    cut: float = 1.0
    """The share of the body that is sent before the connection is closed."""
    chunked: bool = False
    """Whether the body is sent in chunks, its length not said before."""


Script = Callable[[dict[str, Any]], Reply]


class ModelServer:
    """Answers with what its script returns, and remembers every request."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.raw: list[bytes] = []
        self.script: Script = lambda body: Reply(body=b"{}")
        self.most_at_once = 0
        self._now = 0
        self._guard = threading.Lock()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def do_POST(self) -> None:
                owner.handle(self)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def replies(self, *replies: Reply) -> None:
        """Answer with these in order, then with the last again."""
        waiting = list(replies)

        def script(body: dict[str, Any]) -> Reply:
            return waiting.pop(0) if len(waiting) > 1 else waiting[0]

        self.script = script

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        raw = handler.rfile.read(int(handler.headers["Content-Length"]))
        with self._guard:
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
            self.raw.append(raw)
            self.requests.append(json.loads(raw))
            self.headers.append({name.lower(): value for name, value in handler.headers.items()})
            reply = self.script(self.requests[-1])
        try:
            self._send(handler, reply)
        except (BrokenPipeError, ConnectionResetError):
            handler.close_connection = True
        finally:
            with self._guard:
                self._now -= 1

    def _send(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        if reply.delay:
            time.sleep(reply.delay)
        if reply.reset:
            linger = struct.pack("ii", 1, 0)
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            handler.close_connection = True
            return
        handler.send_response(reply.status)
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        if reply.chunked:
            handler.send_header("Transfer-Encoding", "chunked")
        else:
            handler.send_header("Content-Length", str(len(reply.body)))
        handler.end_headers()
        if reply.chunked or reply.cut < 1:
            sent = reply.body[: int(len(reply.body) * reply.cut)]
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(reply.body), sent) if reply.chunked else sent)
            handler.close_connection = True
            return
        if not reply.trickle:
            handler.wfile.write(reply.body)
            return
        for byte in reply.body:
            handler.wfile.write(bytes([byte]))
            time.sleep(reply.trickle)

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Colour(BaseModel):
    """The colour of a thing."""

    thing: str
    colour: str


KEY = "sk-canary-5f1d0c7e"
GOOD = {"thing": "door", "colour": "green"}


def completion(mode: StructuredOutput, answer: object, **choice: Any) -> dict[str, Any]:
    """A Chat Completion as a server of this mode sends it; a string is sent as it is."""
    text = answer if isinstance(answer, str) else json.dumps(answer)
    message: dict[str, Any] = {"role": "assistant", "content": text}
    if mode is StructuredOutput.TOOLS:
        call = {"id": "call_1", "type": "function", "function": {"name": "Colour", "arguments": text}}
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
    message |= choice.pop("message", {})
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"} | choice],
        "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
    }


def good(mode: StructuredOutput) -> Reply:
    """An answer that validates."""
    return saying(completion(mode, GOOD))


def saying(value: object, status: int = 200, **headers: str) -> Reply:
    """A JSON reply."""
    return Reply(status, json.dumps(value).encode(), {"Content-Type": "application/json", **headers})


def ask_about(article: str, system: str = "Name the colour of the thing.") -> Prompt:
    """A question about an article."""
    return Prompt(task="colour", system=system, user=article, digest="0" * 64)
