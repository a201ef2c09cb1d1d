"""A stub in a thread of this process, over real sockets: it is there at once, and every test has one of its own."""

from __future__ import annotations

import asyncio
import http.client
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from bench.stub.answering import answerer
from bench.stub.flags import parser, treatment
from bench.stub.server import Stub
from bench.stub.wire import LARGEST_HEAD


@dataclass
class Got:
    """What came back."""

    status: int
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)


@dataclass
class Caller:
    """Sends requests to a stub."""

    port: int
    stub: Stub

    def send(self, method: str, path: str, body: bytes = b"", *, patience: float = 5.0, **headers: str) -> Got:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=patience)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): text for name, text in headers.items()})
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Got(answer.status, told, answer.read())
        finally:
            connection.close()

    def ask(self, user: str = "hello", form: str = "RaisedQuestions", **more: Any) -> Got:
        """A request for a completion."""
        patience = more.pop("patience", 5.0)
        return self.send(
            "POST", "/v1/chat/completions", json.dumps(asking(user, form) | more).encode(), patience=patience
        )

    def counts(self) -> dict[str, Any]:
        """What the stub counted."""
        told: dict[str, Any] = self.send("GET", "/counts").json
        return told


def asking(user: str, form: str = "RaisedQuestions", system: str = "Be brief.") -> dict[str, Any]:
    """The body of a request."""
    return {
        "model": "stub",
        "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
        "response_format": {"type": "json_schema", "json_schema": {"name": form, "schema": {"type": "object"}}},
    }


CallStub = Callable[..., Caller]


@pytest.fixture
def call() -> Iterator[CallStub]:
    """Start stubs with the flags that are given, as on the command line; they end with the test."""
    with ExitStack() as running:
        yield lambda *flags: running.enter_context(_served(flags))


@contextmanager
def _served(flags: tuple[str, ...]) -> Iterator[Caller]:
    given = parser().parse_args(list(flags))
    stub, ports, loop = Stub(answerer(given), treatment(given)), list[int](), asyncio.new_event_loop()
    there, end = threading.Event(), asyncio.Event()

    async def serve() -> None:
        server = await asyncio.start_server(stub.serve, "127.0.0.1", 0, limit=LARGEST_HEAD)
        ports.append(server.sockets[0].getsockname()[1])
        there.set()
        await end.wait()
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def run() -> None:
        loop.run_until_complete(serve())
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    there.wait()
    try:
        yield Caller(ports[0], stub)
    finally:
        loop.call_soon_threadsafe(end.set)
        thread.join()
