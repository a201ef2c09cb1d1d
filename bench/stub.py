"""A stub of an OpenAI-compatible endpoint: raw asyncio, on loopback, in a process of its own.

``python -m bench.stub --seed 1 --articles 50`` prints its address and serves until it is ended. It answers from a
world, after a latency, within a limit of requests a second (429 with Retry-After beyond it), and counts what it was
sent: ``GET /counts``.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from bench.answers import answer
from bench.world import World, world


@dataclass
class Limits:
    """How the stub treats its callers."""

    latency: float = 0.0
    """Seconds before an answer."""
    rate: float = 0.0
    """Requests a second that are let through; 0 for no limit."""
    retry_after: float = 1.0
    """Seconds that a refused caller is told to wait."""


@dataclass
class Counts:
    """What the stub was sent."""

    requests: int = 0
    answered: int = 0
    refused: int = 0
    doubled: int = 0
    """Requests whose body had been answered before."""
    most_in_flight: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    forms: Counter[str] = field(default_factory=Counter)


class Stub:
    """The endpoint."""

    def __init__(self, told: World, limits: Limits) -> None:
        self.world, self.limits, self.counts = told, limits, Counts()
        self._in_flight = 0
        self._allowed, self._since = max(limits.rate, 1.0), time.monotonic()
        self._seen: set[bytes] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, request after request."""
        try:
            while (head := await reader.readuntil(b"\r\n\r\n")) is not None:
                first, *lines = head.decode("latin-1").split("\r\n")
                headers = dict(line.lower().split(": ", 1) for line in lines if ": " in line)
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                status, extra, payload = await self._reply(first, body)
                data = json.dumps(payload).encode()
                more = "".join(f"{name}: {value}\r\n" for name, value in extra.items())
                kind = f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n{more}\r\n"
                writer.write(f"HTTP/1.1 {status} X\r\n{kind}".encode() + data)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _reply(self, first: str, body: bytes) -> tuple[int, dict[str, str], Any]:
        if first.startswith("GET /counts"):
            return 200, {}, {**vars(self.counts), "forms": dict(self.counts.forms)}
        self.counts.requests += 1
        if not self._let_through():
            self.counts.refused += 1
            return 429, {"Retry-After": f"{self.limits.retry_after:g}"}, {"error": {"message": "slow down"}}
        self._in_flight += 1
        self.counts.most_in_flight = max(self.counts.most_in_flight, self._in_flight)
        try:
            await asyncio.sleep(self.limits.latency)
            return 200, {}, self._completion(body)
        finally:
            self._in_flight -= 1

    def _let_through(self) -> bool:
        """A bucket that fills at the rate and holds one second of it."""
        if not self.limits.rate:
            return True
        now = time.monotonic()
        self._allowed = min(max(self.limits.rate, 1.0), self._allowed + (now - self._since) * self.limits.rate)
        self._since = now
        if self._allowed < 1:
            return False
        self._allowed -= 1
        return True

    def _completion(self, body: bytes) -> dict[str, Any]:
        asked = json.loads(body)
        form = asked["response_format"]["json_schema"]["name"]
        content = json.dumps(answer(self.world, form, asked["messages"][-1]["content"]), ensure_ascii=False)
        sent, said = len(body) // 4, len(content) // 4
        self.counts.doubled += body in self._seen
        self._seen.add(body)
        self.counts.answered += 1
        self.counts.forms[form] += 1
        self.counts.tokens_in += sent
        self.counts.tokens_out += said
        message = {"role": "assistant", "content": content, "refusal": None}
        return {
            "id": f"stub-{self.counts.answered}",
            "object": "chat.completion",
            "created": 0,
            "model": asked["model"],
            "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": sent, "completion_tokens": said, "total_tokens": sent + said},
        }


async def _main(told: World, limits: Limits) -> None:
    server = await asyncio.start_server(Stub(told, limits).serve, "127.0.0.1", 0, limit=2**26)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    flags = argparse.ArgumentParser(description=__doc__)
    flags.add_argument("--seed", type=int, default=1)
    flags.add_argument("--articles", type=int, default=8)
    flags.add_argument("--pool", type=int, default=60)
    flags.add_argument("--latency", type=float, default=0.0)
    flags.add_argument("--rate", type=float, default=0.0)
    given = flags.parse_args()
    made = world(given.seed, given.articles, pool=given.pool)
    asyncio.run(_main(made, Limits(latency=given.latency, rate=given.rate)))
