"""The endpoint: which request goes where, how long it takes, and what becomes of it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bench.stub.batches import Batches, BatchTreatment
from bench.stub.completions import Asked, asked_in, completion
from bench.stub.counts import Counts
from bench.stub.faults import Fault, Schedule, refusal
from bench.stub.gate import Gate, Limits
from bench.stub.latency import Latency
from bench.stub.spoilt import spoil
from bench.stub.usage import Prefixes, tokens, usage
from bench.stub.wire import LARGEST_HEAD, Manner, Reply, Request, receive, send

Answerer = Callable[[str, str], dict[str, Any]]
"""From the name of a schema and the user's message to an answer in that schema. KeyError for a schema unknown to it."""


@dataclass(frozen=True)
class Treatment:
    """How callers are treated."""

    latency: Latency = field(default_factory=Latency)
    limits: Limits = field(default_factory=Limits)
    faults: Schedule = field(default_factory=Schedule)
    batches: BatchTreatment = field(default_factory=BatchTreatment)
    context: int = 0
    """Tokens of the longest request that is answered; 0 for any."""


class Stub:
    """An OpenAI-compatible endpoint.

    Args:
        answerer: what a model would say.
        treatment: how callers are treated.
    """

    def __init__(self, answerer: Answerer, treatment: Treatment) -> None:
        self.counts = Counts()
        self._answerer, self._treatment = answerer, treatment
        self._gate: Gate | None = None
        self._index = 0
        self._prefixes = Prefixes()
        self._batches = Batches(treatment.batches, self._complete, lambda: self.counts.batch)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, request after request."""
        self.counts.connections += 1
        self.counts.open_connections += 1
        try:
            while (request := await receive(reader)) is not None and await self._served(request, reader, writer):
                pass
        except (ConnectionError, asyncio.CancelledError):
            # The caller left, or the stub is being ended.
            pass
        finally:
            self.counts.open_connections -= 1
            writer.close()

    async def _served(self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Whether the connection can go on after this request."""
        if request.method == "POST" and request.path.endswith("/chat/completions"):
            self.counts.begin()
            try:
                reply = await self._chat(request)
                sent = await send(reply, reader, writer)
            finally:
                self.counts.in_flight -= 1
            self.counts.bytes_in += request.size
            self.counts.bytes_out += sent
        else:
            reply = self._other(request)
            await send(reply, reader, writer)
        return reply.manner is Manner.WHOLE

    def _other(self, request: Request) -> Reply:
        if (request.method, request.path) == ("GET", "/counts"):
            return Reply.of(self.counts.told())
        if (request.method, request.path) == ("POST", "/reset"):
            self.counts, self._gate, self._index = self.counts.after_reset(), None, 0
            return Reply.of({})
        if request.method == "GET" and request.path.endswith("/models"):
            return Reply.of({"object": "list", "data": [{"id": "stub", "object": "model", "created": 0}]})
        of_a_batch = self._batches.reply(request)
        if of_a_batch:
            return of_a_batch
        return refusal(404, f"The stub does not serve {request.method} {request.path}.", None)

    async def _chat(self, request: Request) -> Reply:
        """The limits first, as providers do, then whatever is to happen to the request that got through them."""
        index, self._index = self._index, self._index + 1
        now = time.monotonic()
        gate = self._gate = self._gate or Gate(self._treatment.limits, now)
        sent = tokens(len(request.body))
        refused = gate.admit(sent, now)
        if refused:
            self.counts.refused += 1
            return refused
        seconds = self._treatment.latency.of(index)
        if seconds:
            await asyncio.sleep(seconds)
        reply = self._reply(request, sent, self._treatment.faults.of(index), gate)
        return Reply(reply.body, reply.status, gate.headers(time.monotonic()) | reply.headers, reply.kind, reply.manner)

    def _reply(self, request: Request, sent: int, fault: Fault | None, gate: Gate) -> Reply:
        if fault:
            self.counts.failed[fault.label] += 1
            bare = fault.bare(gate.retry_after())
            if bare:
                return bare
        if self._treatment.context and sent > self._treatment.context:
            self.counts.failed["context"] += 1
            told = f"This model's maximum context length is {self._treatment.context} tokens; the request has {sent}."
            return refusal(400, told, "context_length_exceeded")
        try:
            asked = json.loads(request.body)
            return self._answered(request, asked, asked_in(asked), fault, gate)
        except (KeyError, TypeError, ValueError) as problem:
            self.counts.failed["unreadable"] += 1
            return refusal(400, f"The stub cannot read this request: {problem!r}.", None)

    def _answered(self, request: Request, body: dict[str, Any], asked: Asked, fault: Fault | None, gate: Gate) -> Reply:
        answer = self._answerer(asked.form, asked.user)
        text = json.dumps(answer, ensure_ascii=False)
        marks = self._prefixes.marks(body)
        cost = usage(tokens(len(request.body)), tokens(len(text)), self._prefixes.cached(marks))
        self._prefixes.keep(marks)
        gate.charge(cost["completion_tokens"], time.monotonic())
        if fault and fault.manner is Manner.WHOLE:
            return Reply(spoil(fault.name, asked, answer, cost))
        self.counts.answer(asked.form, hash(request.body), cost)
        reply = Reply.of(completion(asked, text, cost, self.counts.answered))
        return Reply(reply.body, manner=fault.manner) if fault else reply

    def _complete(self, body: dict[str, Any]) -> dict[str, Any]:
        """The completion to a line of a batch: no limit, no latency, no fault, no cache."""
        # Written as the SDK sends it live, so that it costs the same.
        asked, line = asked_in(body), json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        text = json.dumps(self._answerer(asked.form, asked.user), ensure_ascii=False)
        self.counts.batch_line(hash(line))
        return completion(asked, text, usage(tokens(len(line)), tokens(len(text)), 0))


async def serve(stub: Stub, until: asyncio.Event) -> None:
    """Print the address as the first line, and serve until the end."""
    server = await asyncio.start_server(stub.serve, "127.0.0.1", 0, limit=LARGEST_HEAD, backlog=1024)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    await until.wait()
    # Without waiting for connections to end: some callers are never answered.
    server.close()
