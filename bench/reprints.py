"""Reprints: what is saved by reading a repeated sentence once, and whether every changed number is still found.

``python -m bench.reprints`` prints it. The rival is the same program that reads every article whole, in the same run.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

from bench.answers import answer
from bench.world import World, world
from bench.world.files import write_lines
from checker.extract.repeats import NONE, Repeats
from checker.ingest.story import Story, read_story
from checker.llm.usage import estimate_tokens
from checker.pipeline import reading, run
from checker.pipeline.asking import Inquiry
from checker.pipeline.run import Plan, check_story
from checker.prompting.templates import Prompt
from schemas.answers import Answer
from schemas.article import Article, Origin
from schemas.report import Mode, Report

A = TypeVar("A", bound=Answer)

SEED = 3
ARTICLES = 60
SHARE = 0.35
CHANGED = 0.4


class Faultless:
    """A model in this process that makes no fault, and counts tokens."""

    def __init__(self, told: World) -> None:
        self.told, self.calls, self.tokens = told, 0, 0

    def ask(self, prompt: Prompt, answer_type: type[A]) -> A:
        """What is true."""
        given = answer(self.told, answer_type.__name__, prompt.user)
        self.calls += 1
        self.tokens += estimate_tokens(prompt.system + prompt.user) + estimate_tokens(json.dumps(given))
        return answer_type.model_validate(given)


def reprints() -> dict[str, Any]:
    """Tokens with and without, and the changed numbers that were found."""
    told = world(SEED, ARTICLES, reprints=SHARE, changed_reprints=CHANGED)
    with tempfile.TemporaryDirectory() as folder:
        story = read_story([str(write_lines(told.reports.values(), Path(folder) / "story.jsonl"))])
    once, report = _run(told, story)
    # Neither what is equal to the letter nor what mostly is.
    with patch.object(reading, "find_repeats", _nothing_repeats), patch.object(run, "_distinct", tuple):
        whole, _ = _run(told, story)
    found = {told.questions[f.question] for f in report.findings if f.verdict == "contradiction"}
    changed = {change.fact for change in told.changed_reprints}
    return {
        "articles": ARTICLES,
        "reprints": sum(report.copy_of is not None for report in told.reports.values()),
        "tokens_to_reading_all": round(once.tokens / whole.tokens, 3),
        "calls": once.calls,
        "calls_reading_all": whole.calls,
        "changed_numbers": len(changed),
        "changed_numbers_found": len(changed & found),
        "contradictions": len(told.conflicts),
        "found": len(found & told.conflicts),
        "false_alarms": len(found - told.conflicts),
    }


def _run(told: World, story: Story) -> tuple[Faultless, Report]:
    model = Faultless(told)
    return model, check_story(story, Inquiry(model), Plan(mode=Mode.LIVE))


def _nothing_repeats(_: Sequence[Article], __: Iterable[Origin]) -> Repeats:
    return NONE


if __name__ == "__main__":
    print(json.dumps(reprints(), indent=2))
