"""What every rival is given, and how it is measured: a number of calls, so many at once, after a warm-up."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from schemas.answers import RaisedQuestions

MODEL = "stub"
SYSTEM = "You read what several outlets report of one thing, and ask what they differ in. " * 30
ARTICLE = "[A{number}] On the day the keeper of hall {number} counted the people who had been brought there. "
SCHEMA = RaisedQuestions.model_json_schema()


@dataclass(frozen=True)
class Load:
    """What to send."""

    url: str
    calls: int
    concurrency: int
    warm: int = 0
    """Calls before those that are measured: connections, imports, slow starts."""
    retries: int = 0

    def messages(self, number: int) -> list[dict[str, str]]:
        """The messages of a call, about as long as a story of five short articles."""
        return [{"role": "system", "content": SYSTEM}, {"role": "user", "content": asked(number)}]

    def body(self, number: int) -> dict[str, Any]:
        """The whole request, for those that build it themselves."""
        form = {"type": "json_schema", "json_schema": {"name": RaisedQuestions.__name__, "schema": SCHEMA}}
        return {"model": MODEL, "messages": self.messages(number), "response_format": form}


def asked(number: int) -> str:
    """The part of a request that differs from call to call."""
    return f"Call {number}. " + "".join(ARTICLE.format(number=line) for line in range(1, 61))


def given() -> Load:
    """The load that the command line names."""
    flags = argparse.ArgumentParser()
    flags.add_argument("--url", required=True)
    flags.add_argument("--calls", type=int, required=True)
    flags.add_argument("--concurrency", type=int, required=True)
    flags.add_argument("--warm", type=int, default=0)
    flags.add_argument("--retries", type=int, default=0)
    return Load(**vars(flags.parse_args()))


@dataclass
class Taken:
    """What the calls took."""

    answered: list[float] = field(default_factory=list)
    """Seconds after the start, of every call that was answered."""
    failed: int = 0
    why: str = ""
    """Of the last failure."""
    wall: float = 0.0
    cpu: float = 0.0

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Take the time of what happens inside."""
        self.began = time.perf_counter()
        cpu = _cpu()
        yield
        self.wall, self.cpu = time.perf_counter() - self.began, _cpu() - cpu

    def done(self) -> None:
        """A call was answered."""
        self.answered.append(round(time.perf_counter() - self.began, 3))

    def lost(self, problem: Exception) -> None:
        """A call failed for good."""
        self.failed += 1
        self.why = f"{type(problem).__name__}: {problem}"[:200]

    def tell(self) -> None:
        """Print it for the process that started this one."""
        shown = {"answered": self.answered, "failed": self.failed, "why": self.why}
        print(json.dumps({**shown, "wall": self.wall, "cpu": self.cpu}))


def _cpu() -> float:
    user, system, *_ = os.times()
    return user + system


async def drive(load: Load, ask: Callable[[int], Awaitable[object]]) -> Taken:
    """Send all calls from one event loop, a semaphore's worth at once, as most programs do."""
    gate = asyncio.Semaphore(load.concurrency)
    taken = Taken()

    async def one(number: int) -> None:
        async with gate:
            try:
                await ask(number)
            except Exception as problem:
                taken.lost(problem)
            else:
                taken.done()

    taken.began = time.perf_counter()
    await asyncio.gather(*(one(-number) for number in range(1, load.warm + 1)))
    warmed = len(taken.answered)
    with taken.measured():
        await asyncio.gather(*(one(number) for number in range(load.calls)))
    del taken.answered[:warmed]
    return taken
