"""aiohttp, JSON and Pydantic, and nothing else: what a call costs at least."""

from __future__ import annotations

import asyncio
import json

import aiohttp

from bench.rivals.driving import Load, Taken, drive, given
from schemas.answers import RaisedQuestions


async def main(load: Load) -> Taken:
    connector = aiohttp.TCPConnector(limit=load.concurrency)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def ask(number: int) -> RaisedQuestions:
            async with session.post(f"{load.url}/chat/completions", json=load.body(number)) as response:
                response.raise_for_status()
                completion = json.loads(await response.read())
            return RaisedQuestions.model_validate_json(completion["choices"][0]["message"]["content"])

        return await drive(load, ask)


if __name__ == "__main__":
    asyncio.run(main(given())).tell()
