"""The openai SDK as its documentation shows it: one asynchronous client, retries of its own."""

from __future__ import annotations

import asyncio

from bench.rivals.driving import Load, Taken, drive, given
from schemas.answers import RaisedQuestions


async def main(load: Load) -> Taken:
    import openai

    async with openai.AsyncOpenAI(base_url=load.url, api_key="none", max_retries=load.retries) as client:

        async def ask(number: int) -> RaisedQuestions:
            completion = await client.chat.completions.create(**load.body(number))
            return RaisedQuestions.model_validate_json(completion.choices[0].message.content or "")

        return await drive(load, ask)


if __name__ == "__main__":
    asyncio.run(main(given())).tell()
