"""The Batch API: files go up, a batch is made of one, its status is asked for until its output can be fetched.

Source: OpenAI's API reference, "Files" and "Batch". A batch is ``validating``, ``in_progress``, ``finalizing`` and then
``completed``, ``expired``, ``failed`` or ``cancelled``; what it has come to follows from its age alone.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.stub.faults import refusal
from bench.stub.lines import CALLED, Complete, Mishaps, Written, problems, write
from bench.stub.multipart import parts
from bench.stub.wire import Reply, Request

PHASES = ((0.1, "validating"), (0.8, "in_progress"), (1.0, "finalizing"))
"""Until which share of its time a batch is in which state."""
CANCELLING = 0.1
"""Share of its time that a batch takes to be cancelled."""
A_DAY = 86_400
OF_LINES = ("expired", "partial", "missing")
OF_BATCHES = ("failed", "doubled", "403-on-output")
"""What may go wrong, for a share of the lines or as a whole."""


@dataclass(frozen=True)
class BatchTreatment:
    """How batches are treated."""

    seconds: float = 1.0
    """What a batch takes."""
    faults: Sequence[tuple[str, float]] = ()
    """What goes wrong, and for which share of the lines."""
    faulty: int = 1
    """How many batches, from the first on, it goes wrong in."""
    seed: int = 1


@dataclass
class Batch:
    """One batch, as it was asked for."""

    id: str
    asked: dict[str, Any]
    text: bytes
    mishaps: Mishaps
    problems: list[dict[str, Any]]
    made: float = field(default_factory=time.time)
    cancelled: float | None = None
    written: Written | None = None


class Batches:
    """The files and the batches of a stub.

    Args:
        treatment: how batches are treated.
        complete: makes the completions.
        counts: what is done is counted here.
    """

    def __init__(self, treatment: BatchTreatment, complete: Complete, counts: Callable[[], Counter[str]]) -> None:
        self._treatment, self._complete, self._counts = treatment, complete, counts
        self._files: dict[str, tuple[dict[str, Any], bytes]] = {}
        self._batches: dict[str, Batch] = {}
        self._read: set[str] = set()

    def reply(self, request: Request) -> Reply | None:
        """What a request gets; None if it is for neither files nor batches."""
        match request.method, request.path.removeprefix("/v1").strip("/").split("/"):
            case "POST", ["files"]:
                return self._upload(request)
            case "GET" | "DELETE", ["files", name, *rest]:
                return self._file(request.method, name, content=rest == ["content"])
            case "POST", ["batches"]:
                return self._create(request)
            case "GET", ["batches"]:
                newest_first = [self._told(batch) for batch in self._batches.values()][::-1]
                return Reply.of({"object": "list", "data": newest_first, "has_more": False})
            case "GET" | "POST", ["batches", name, *rest] if name in self._batches:
                self._counts()["polls" if request.method == "GET" else "cancels"] += 1
                return self._polled(self._batches[name], cancel=rest == ["cancel"])
        return None

    def _upload(self, request: Request) -> Reply:
        try:
            form = parts(request.body, request.headers.get("content-type", ""))
            part, purpose = form["file"], form["purpose"].value.decode()
        except (KeyError, ValueError) as problem:
            return refusal(400, f"An upload is a form with a file and a purpose: {problem!r}.", None)
        self._counts()["files"] += 1
        return Reply.of(self._kept(f"file-{len(self._files) + 1}", part.value, part.filename, purpose))

    def _kept(self, name: str, content: bytes, filename: str, purpose: str) -> dict[str, Any]:
        told = {
            "id": name,
            "object": "file",
            "bytes": len(content),
            "created_at": int(time.time()),
            "filename": filename,
            "purpose": purpose,
            "status": "processed",
        }
        self._files[name] = told, content
        return told

    def _file(self, method: str, name: str, *, content: bool) -> Reply:
        if name not in self._files:
            return refusal(404, f"No such File object: {name}", None)
        told, kept = self._files[name]
        if method == "DELETE":
            del self._files[name]
            return Reply.of({"id": name, "object": "file", "deleted": True})
        if not content:
            return Reply.of(told)
        first = name not in self._read
        self._read.add(name)
        if first and told["purpose"] == "batch_output" and ("403-on-output", 1.0) in self._treatment.faults:
            return refusal(403, "You are not allowed to read this file (yet).", None)
        return Reply(kept, kind="application/octet-stream")

    def _create(self, request: Request) -> Reply:
        try:
            asked = json.loads(request.body)
            text = self._files[asked["input_file_id"]][1]
        except (KeyError, ValueError, TypeError) as problem:
            return refusal(400, f"A batch is made of a file that was uploaded: {problem!r}.", None)
        if asked.get("endpoint") != CALLED or asked.get("completion_window") != "24h":
            return refusal(400, f"The stub's batches go to {CALLED} within 24h.", None)
        self._counts()["batches"] += 1
        at_fault = len(self._batches) < self._treatment.faulty
        faults = dict(self._treatment.faults) if at_fault else {}
        shares = {name: faults[name] for name in OF_LINES if name in faults}
        wrong = problems(text)
        if "failed" in faults:
            wrong.append({"code": "server_error", "message": "The batch failed.", "param": None, "line": None})
        name = f"batch_{len(self._batches) + 1}"
        mishaps = Mishaps(**shares, doubled="doubled" in faults)
        self._batches[name] = batch = Batch(name, asked, text, mishaps, wrong)
        return Reply.of(self._told(batch))

    def _polled(self, batch: Batch, *, cancel: bool) -> Reply:
        if cancel:
            if self._status(batch) not in {"validating", "in_progress"}:
                return refusal(409, f"A batch that is {self._status(batch)} cannot be cancelled.", None)
            batch.cancelled = time.time()
        return Reply.of(self._told(batch))

    def _status(self, batch: Batch) -> str:
        share = (time.time() - batch.made) / max(self._treatment.seconds, 1e-9)
        if batch.problems:
            return "validating" if share < PHASES[0][0] else "failed"
        if batch.cancelled is not None:
            age = (time.time() - batch.cancelled) / max(self._treatment.seconds, 1e-9)
            return "cancelling" if age < CANCELLING else "cancelled"
        running = next((status for until, status in PHASES if share < until), None)
        return running or ("expired" if batch.mishaps.expired else "completed")

    def _told(self, batch: Batch) -> dict[str, Any]:
        """A batch as its object."""
        status = self._status(batch)
        if status in {"completed", "expired", "cancelled"} and batch.written is None:
            batch.written = self._written(batch)
        written = batch.written or Written(b"", b"", 0, 0)
        return {
            "id": batch.id,
            "object": "batch",
            "endpoint": CALLED,
            "errors": {"object": "list", "data": batch.problems} if status == "failed" else None,
            "input_file_id": batch.asked["input_file_id"],
            "completion_window": "24h",
            "status": status,
            "output_file_id": f"{batch.id}-output" if written.output else None,
            "error_file_id": f"{batch.id}-errors" if written.errors else None,
            "created_at": int(batch.made),
            "expires_at": int(batch.made) + A_DAY,
            f"{status}_at": int(time.time()),
            "request_counts": {
                "total": len(batch.text.splitlines()),
                "completed": written.completed,
                "failed": written.failed,
            },
            "metadata": batch.asked.get("metadata"),
        }

    def _written(self, batch: Batch) -> Written:
        done = 1.0
        if batch.cancelled is not None:
            done = min(1.0, (batch.cancelled - batch.made) / max(self._treatment.seconds, 1e-9))
        undone = "batch_expired" if batch.cancelled is None else "batch_cancelled"
        seed = f"batch {self._treatment.seed} {batch.id}"
        written = write(batch.text, self._complete, batch.mishaps, seed=seed, done=done, undone=undone)
        for name, content in (("output", written.output), ("errors", written.errors)):
            if content:
                self._kept(f"{batch.id}-{name}", content, f"{batch.id}_{name}.jsonl", "batch_output")
        self._counts().update(lines=written.completed, failed_lines=written.failed)
        return written
