"""instructor over the openai SDK, as its documentation shows it."""

from __future__ import annotations

import asyncio
from typing import Any

from bench.rivals.driving import MODEL, Load, Taken, drive, given
from schemas.answers import RaisedQuestions


async def main(load: Load) -> Taken:
    import instructor
    import openai

    async with openai.AsyncOpenAI(base_url=load.url, api_key="none", max_retries=load.retries) as sdk:
        client = instructor.from_openai(sdk, mode=instructor.Mode.JSON_SCHEMA)

        async def ask(number: int) -> object:
            messages: Any = load.messages(number)
            return await client.chat.completions.create(model=MODEL, messages=messages, response_model=RaisedQuestions)

        return await drive(load, ask)


if __name__ == "__main__":
    asyncio.run(main(given())).tell()
