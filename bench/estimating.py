"""Estimating: what ``--dry-run`` says before a run, beside the bill.

``python -m bench.estimating`` prints it. The middle of the estimated range is held against what was counted: for the
recorded examples, which nothing was learned from; and for a story of an invented world after other stories of it.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

from bench.processes import stub
from bench.runs import checked
from bench.startup import CHECKOUT
from bench.world import worlds
from bench.world.files import write_lines
from checker.cli.estimate import experience
from checker.ingest.origins import find_origins
from checker.ingest.story import read_story
from checker.pipeline.estimate import UNTRIED, Experience, estimate

SEED = 5
STORIES, ARTICLES, FIRST = 25, 8, 5
"""So many stories of about so many articles; after the first ones the others are estimated."""


def estimating() -> dict[str, dict[str, float]]:
    """The middle of the range over the bill: tokens sent, tokens received."""
    return {"recorded": _recorded(), "after_runs_of_its_own": _after_runs()}


def _recorded() -> dict[str, float]:
    rows: dict[str, float] = {}
    for cassette in sorted((CHECKOUT / "cassettes" / "examples").iterdir()):
        if cassette.is_dir():
            usages = [json.loads(path.read_text())["response"]["body"]["usage"] for path in cassette.glob("*.json")]
            sent, said = (sum(usage[name] for usage in usages) for name in ("prompt_tokens", "completion_tokens"))
            guessed = _middle([CHECKOUT / "examples" / cassette.name], UNTRIED)
            rows |= {
                f"{cassette.name}_sent": round(guessed[0] / sent, 3),
                f"{cassette.name}_received": round(guessed[1] / said, 3),
            }
    return rows


def _after_runs() -> dict[str, float]:
    """One story, and many of them together, from what the first few took."""
    told = worlds(SEED, STORIES, ARTICLES)
    with tempfile.TemporaryDirectory() as name, stub(seed=SEED, stories=STORIES, articles=ARTICLES) as served:
        folder = Path(name)
        files = [
            write_lines(story.reports.values(), folder / f"story-{number:02}.jsonl")
            for number, story in enumerate(told.stories)
        ]
        for file in files[:FIRST]:
            checked([file], served, folder / "home")
        with patch.dict(os.environ, {"CHECKER_HOME": str(folder / "home")}):
            learned = experience("stub")
        bills = []
        for file in files[FIRST:]:
            checked([file], served, folder / "home")
            bills.append(served.counts())
        guessed = [_middle([file], learned) for file in files[FIRST:]]
    sent: list[float] = [guess[0] / bill["tokens_in"] for guess, bill in zip(guessed, bills, strict=True)]
    said: list[float] = [guess[1] / bill["tokens_out"] for guess, bill in zip(guessed, bills, strict=True)]
    return {
        "sent_worst": _farthest(sent),
        "received_worst": _farthest(said),
        "sent_together": round(sum(guess[0] for guess in guessed) / sum(bill["tokens_in"] for bill in bills), 3),
        "received_together": round(sum(guess[1] for guess in guessed) / sum(bill["tokens_out"] for bill in bills), 3),
    }


def _farthest(ratios: Sequence[float]) -> float:
    """The ratio that is farthest from 1."""
    _, ratio = max((abs(ratio - 1), ratio) for ratio in ratios)
    return round(ratio, 3)


def _middle(paths: Sequence[Path], tried: Experience) -> tuple[float, float]:
    articles = read_story([str(path) for path in paths]).articles
    likely = estimate(articles, find_origins(articles), tried)
    return (
        (likely.tokens_in.low + likely.tokens_in.high) / 2,
        (likely.tokens_out.low + likely.tokens_out.high) / 2,
    )


if __name__ == "__main__":
    print(json.dumps(estimating(), indent=2))
