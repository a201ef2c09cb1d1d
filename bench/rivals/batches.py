"""A batch of 64 after the other, as some bulk programs do: each waits for its slowest call."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import aiohttp

from bench.rivals.driving import Load, Taken, drive, given

BATCH = 64


async def main(load: Load) -> Taken:
    connector = aiohttp.TCPConnector(limit=load.concurrency)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def ask(number: int) -> None:
            async with session.post(f"{load.url}/chat/completions", json=load.body(number)) as response:
                await response.read()

        await drive(replace(load, calls=load.warm, warm=0), lambda number: ask(-number - 1))
        whole = Taken()
        with whole.measured():
            for start in range(0, load.calls, BATCH):
                part = replace(load, calls=min(BATCH, load.calls - start), warm=0)
                taken = await drive(part, lambda number, start=start: ask(start + number))  # type: ignore[misc]
                whole.answered += taken.answered
                whole.failed += taken.failed
        return whole


if __name__ == "__main__":
    asyncio.run(main(given())).tell()
