"""The checker's own client, asked from as many threads as there may be requests in flight."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

from bench.rivals.driving import MODEL, SYSTEM, Load, Taken, asked, given
from checker.errors import CheckerError
from checker.llm.client import Client
from checker.pipeline.asking import Inquiry
from checker.prompting.request import Request
from checker.prompting.templates import Prompt
from checker.settings import ModelSettings
from schemas.answers import RaisedQuestions
from schemas.report import Stage


def prompt(number: int) -> Prompt:
    """What is asked in a call."""
    return Prompt(task="read", system=SYSTEM, user=asked(number), digest="0" * 64)


def main(load: Load) -> Taken:
    """Through `Client.ask`."""
    taken = Taken()

    def one(number: int) -> None:
        try:
            client.ask(prompt(number), RaisedQuestions)
        except CheckerError as problem:
            taken.lost(problem)
        else:
            taken.done()

    settings = ModelSettings(model=MODEL, base_url=load.url, concurrency=load.concurrency)
    with Client(settings) as client, ThreadPoolExecutor(load.concurrency) as pool, taken.measured():
        list(pool.map(one, range(-load.warm, 0)))
        taken.answered.clear()
        with taken.measured():
            list(pool.map(one, range(load.calls)))
        wall, cpu = taken.wall, taken.cpu
    taken.wall, taken.cpu = wall, cpu
    return taken


def inquire(load: Load) -> Taken:
    """Through `Inquiry.attempt`, as a stage of a run."""
    taken = Taken()
    settings = ModelSettings(model=MODEL, base_url=load.url, concurrency=load.concurrency)
    requests = [Request(prompt(number), RaisedQuestions, f"call {number}") for number in range(load.calls)]
    with Client(settings) as client:
        client.ask(prompt(-1), RaisedQuestions)
        with taken.measured():
            outcomes = Inquiry(client, load.concurrency).attempt(Stage.EXTRACT, requests)
    for outcome in outcomes:
        taken.lost(outcome) if isinstance(outcome, CheckerError) else taken.answered.append(taken.wall)
    return taken


if __name__ == "__main__":
    through_inquiry = "--inquiry" in sys.argv
    sys.argv = [argument for argument in sys.argv if argument != "--inquiry"]
    (inquire if through_inquiry else main)(given()).tell()
