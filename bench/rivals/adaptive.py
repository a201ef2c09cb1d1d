"""inspect_ai's adaptive connections, by its design (design/adaptive-concurrency.md), on aiohttp.

Slow start that doubles the limit every clean round, then 5 % a round; a refusal cuts to 80 %, once an episode of 15
seconds; a round is as many clean answers as the limit, and counts if 80 % of the places were in use. A call that was
refused waits with exponential backoff, or for as long as it was told, and its answer is neutral. The places are those
of its defaults (10, 20, 100), but no more than the load allows.
"""

from __future__ import annotations

import asyncio
import random
import time

import aiohttp

from bench.rivals.driving import Load, Taken, drive, given

LEAST, START, MOST = 10, 20, 100
COOLDOWN, CUT, UP, SATURATION, FLOOR = 15.0, 0.8, 0.05, 0.8, 4


class Controller:
    """The limit, and what moves it."""

    def __init__(self, most: int) -> None:
        self.most, self.least = min(MOST, most), min(LEAST, most)
        self.limit = min(START, self.most)
        self.in_flight = self.peak = self.clean = 0
        self.starting, self.cool_until = True, 0.0
        self._free = asyncio.Condition()

    async def __aenter__(self) -> None:
        async with self._free:
            await self._free.wait_for(lambda: self.in_flight < self.limit)
            self.in_flight += 1
            self.peak = max(self.peak, self.in_flight)

    async def __aexit__(self, *_: object) -> None:
        async with self._free:
            self.in_flight -= 1
            self._free.notify_all()

    def succeeded(self) -> None:
        """A call was answered that was never refused."""
        if time.monotonic() < self.cool_until:
            return
        self.clean += 1
        if self.clean < max(self.limit, FLOOR):
            return
        if self.peak >= SATURATION * self.limit:
            more = self.limit * 2 if self.starting else _nice(self.limit + max(1, round(self.limit * UP)), up=True)
            self.limit = min(self.most, more)
        self.clean, self.peak = 0, self.in_flight

    def refused(self, retry_after: float) -> None:
        """A call was refused, and told how many seconds to wait."""
        now = time.monotonic()
        self.starting, self.clean = False, 0
        if now >= self.cool_until:
            self.limit = max(self.least, _nice(int(self.limit * CUT), up=False))
            self.cool_until = now + max(COOLDOWN, retry_after)


def _nice(limit: int, *, up: bool) -> int:
    """A multiple of five above ten."""
    if limit <= 10:
        return limit
    return -(-limit // 5) * 5 if up else limit // 5 * 5


async def main(load: Load) -> Taken:
    controller = Controller(load.concurrency)
    connector = aiohttp.TCPConnector(limit=load.concurrency)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def ask(number: int) -> None:
            refusals = 0
            async with controller:
                while True:
                    async with session.post(f"{load.url}/chat/completions", json=load.body(number)) as response:
                        await response.read()
                    if response.status != 429:
                        break
                    asked = float(response.headers.get("Retry-After", 0))
                    controller.refused(asked)
                    refusals += 1
                    await asyncio.sleep(max(asked, random.uniform(0.5, 1) * min(60.0, 3 * 2.0 ** (refusals - 1))))
            response.raise_for_status()
            if not refusals:
                controller.succeeded()

        return await drive(load, ask)


if __name__ == "__main__":
    asyncio.run(main(given())).tell()
