"""A Batch API on a loopback socket: files, batches, and every misfortune that a test wants."""

from __future__ import annotations

import email
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.llm.model_server import Reply, Script


@dataclass
class Fate:
    """What becomes of one batch."""

    status: str = "completed"
    missing: float = 0.0
    """The share of its requests, from the first, that stay without an answer."""
    failing: int = 0
    """The HTTP status that the first request met instead, in the error file."""
    doubled: bool = False
    strange: bool = False
    """Whether an answer to something that was never asked is among the others, and a line that is no JSON."""
    hidden: int = 0
    """How often its output is forbidden (403) at first."""
    code: str = ""
    """Why it failed."""
    looks: int = 1
    """How often it is looked at before it has ended."""


@dataclass
class Batch:
    """A batch, and how it stands."""

    id: str
    lines: list[dict[str, Any]]
    metadata: dict[str, str]
    fate: Fate
    file: str
    looks: int = 0
    shown: dict[str, Any] = field(default_factory=dict)


Held = Callable[[str], None]


class BatchServer:
    """Takes files and batches, and answers each request with what its script says. Counts what was paid for."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.fates: list[Fate] = []
        """Of the batches in their order; those after them complete."""
        self.batches: dict[str, Batch] = {}
        self.files: dict[str, bytes] = {}
        self.paid: Counter[str] = Counter()
        """How often each request was answered, by the JSON of its body."""
        self.asked: list[str] = []
        """Method and path of every request, without what is named in it."""
        self.without: set[str] = set()
        """Paths that this server does not have."""
        self.unlisted = False
        """Whether it does not list its batches."""
        self.broken: Counter[str] = Counter()
        """How often a method and path, as in `asked`, answers 500 at first; its work is done all the same."""
        self.largest = 10**9
        """Bytes of a file that is taken."""
        self._hold: dict[str, threading.Event] = {}
        self._reached: dict[str, threading.Event] = {}
        self._guard = threading.Lock()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def do_POST(self) -> None:
                owner.handle(self)

            def do_GET(self) -> None:
                owner.handle(self)

        self._handler = Handler
        self._is_up = False
        self.port = 0
        self.up()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def up(self) -> None:
        """Begin to serve, again at the same address."""
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), self._handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._is_up = True
        self._thread.start()

    def close(self) -> None:
        """Stop serving: whoever comes is refused."""
        if self._is_up:
            self._is_up = False
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()

    @property
    def sizes(self) -> list[int]:
        """How many requests each batch had."""
        return [len(batch.lines) for batch in self.batches.values()]

    @contextmanager
    def held(self, step: str) -> Iterator[threading.Event]:
        """Keep everybody waiting who has come to a step; the event says that somebody has.

        Args:
            step: what is done already: "POST /files", "POST /batches", "GET /batches/", "GET /files/".
        """
        self._hold[step], self._reached[step] = threading.Event(), threading.Event()
        try:
            yield self._reached[step]
        finally:
            self._hold.pop(step).set()

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        raw = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        path = handler.path.partition("?")[0].removeprefix("/v1")
        step = f"{handler.command} {'/'.join(path.split('/')[:2])}{'/' if path.count('/') > 1 else ''}"
        if not self._is_up:
            handler.close_connection = True
            return
        with self._guard:
            self.asked.append(step)
            reply = self._reply(step, path, raw, handler.headers.get("Content-Type", ""))
            if self.broken[step] > 0:
                self.broken[step] -= 1
                reply = Reply(500, b"{}")
        if step in self._hold:
            hold = self._hold[step]
            self._reached[step].set()
            hold.wait(30)
        try:
            handler.send_response(reply.status)
            handler.send_header("Content-Type", "application/json")
            handler.send_header("Content-Length", str(len(reply.body)))
            handler.end_headers()
            handler.wfile.write(reply.body)
        except (BrokenPipeError, ConnectionResetError):
            handler.close_connection = True

    def _reply(self, step: str, path: str, raw: bytes, kind: str) -> Reply:
        if self.unlisted and step == "GET /batches":
            return Reply(405, b"{}")
        if any(path.startswith(gone) for gone in self.without):
            return _json({"error": {"message": f"Invalid URL ({path})", "type": "invalid_request_error"}}, 404)
        match step:
            case "POST /files":
                return self._upload(raw, kind)
            case "POST /batches":
                return self._begin(json.loads(raw))
            case "GET /batches":
                return _json({"object": "list", "data": [self._look(b) for b in reversed(self.batches.values())]})
            case "GET /batches/":
                return self._state(path.split("/")[2])
            case "GET /files/":
                return self._content(path.split("/")[2])
            case _:
                return Reply(404, b"{}")

    def _upload(self, raw: bytes, kind: str) -> Reply:
        form = email.message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + raw)
        (content,) = (part.get_payload(decode=True) for part in form.get_payload() if part.get_filename())  # type: ignore[union-attr]
        if len(content) > self.largest:
            return _json({"error": {"message": "File is too large."}}, 413)
        return _json({"id": self._keep(content), "object": "file", "bytes": len(raw), "purpose": "batch"})  # type: ignore[arg-type]

    def _keep(self, content: bytes) -> str:
        name = f"file-{len(self.files) + 1}"
        self.files[name] = content
        return name

    def _begin(self, asked: dict[str, Any]) -> Reply:
        lines = [json.loads(line) for line in self.files[asked["input_file_id"]].splitlines()]
        fate = self.fates.pop(0) if self.fates else Fate()
        name = f"batch_{len(self.batches) + 1}"
        batch = Batch(name, lines, asked.get("metadata") or {}, fate, asked["input_file_id"])
        self.batches[name] = batch
        return _json(self._look(batch))

    def _look(self, batch: Batch) -> dict[str, Any]:
        return {
            "id": batch.id,
            "object": "batch",
            "endpoint": "/v1/chat/completions",
            "completion_window": "24h",
            "created_at": int(time.time()),
            "input_file_id": batch.file,
            "status": "in_progress",
            "metadata": batch.metadata,
        } | batch.shown

    def _state(self, name: str) -> Reply:
        if name not in self.batches:
            return _json({"error": {"message": f"No batch {name}."}}, 404)
        batch = self.batches[name]
        batch.looks += 1
        if batch.looks >= batch.fate.looks and not batch.shown:
            batch.shown = self._end(batch)
        return _json(self._look(batch))

    def _end(self, batch: Batch) -> dict[str, Any]:
        fate = batch.fate
        if fate.status == "failed":
            return {
                "status": "failed",
                "errors": {"object": "list", "data": [{"code": fate.code, "message": "Not so."}]},
            }
        lost = round(fate.missing * len(batch.lines))
        good, bad = [], []
        for place, line in enumerate(batch.lines):
            if place < lost:
                error = {"code": "batch_expired", "message": "This request could not be executed in time."}
                bad.append({"custom_id": line["custom_id"], "response": None, "error": error})
            elif fate.failing and place == 0:
                response = {"status_code": fate.failing, "body": {"error": {"message": "No.", "code": None}}}
                bad.append({"custom_id": line["custom_id"], "response": response, "error": None})
            else:
                self.paid[json.dumps(line["body"])] += 1
                reply = self.script(line["body"])
                response = {"status_code": reply.status, "request_id": "r", "body": json.loads(reply.body)}
                good.append({"id": "x", "custom_id": line["custom_id"], "response": response, "error": None})
        if fate.doubled:
            good += good
        if fate.strange:
            good += [{"custom_id": "never-asked", "response": {"status_code": 200, "body": {}}, "error": None}]
        random.Random(1).shuffle(good)
        shown: dict[str, Any] = {"status": fate.status, "request_counts": {"total": len(batch.lines)}}
        shown["output_file_id"] = self._keep(_lines(good) + b"no JSON\n" * fate.strange) if good else None
        shown["error_file_id"] = self._keep(_lines(bad)) if bad else None
        return shown

    def _content(self, name: str) -> Reply:
        for batch in self.batches.values():
            if batch.shown.get("output_file_id") == name and batch.fate.hidden:
                batch.fate.hidden -= 1
                return _json({"error": {"message": "Not yet."}}, 403)
        return Reply(200, self.files[name])


def _json(value: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode())


def _lines(values: list[dict[str, Any]]) -> bytes:
    # Characters as they are: a file of lines may hold line separators that are none of its own.
    return b"".join(json.dumps(value, ensure_ascii=False).encode() + b"\n" for value in values)
