"""What a run will take, before anything is asked: calls and tokens as ranges.

The first reading is known exactly, since its requests can be built. What follows depends on what the articles say:
the factors below are the means of runs over five stories (docs/judgement.md), and SPREAD is their scatter.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from pydantic import BaseModel

from checker.compare.judge import PACK_QUESTIONS
from checker.extract import reading
from checker.extract.sittings import sittings
from checker.link import BATCH_QUESTIONS
from checker.llm.usage import estimate_tokens
from checker.pipeline.run import TASKS
from checker.prompting.exhibits import Docket, minable
from checker.prompting.templates import template
from checker.verify.sceptic import PACK_ITEMS
from schemas.article import Article

SPREAD = (0.7, 1.35)
"""What runs took, as a share of what these means say: at least, at most."""

READ_OUT = 0.75
"""Tokens of a reading's answer, as a share of the text that it reads."""
QUESTIONS = 0.0108
"""Questions for each token of article text."""
QUESTION_LINE = 42
"""Tokens of a question with its answers, as the judge and the linking see it."""
JOINED_OUT = 6
"""Tokens of the linking's answer, for each question."""
JUDGED_TEXT = 1.0
"""Tokens of the passages that a judge sees, as a share of the articles' text: their tags outweigh what is left out."""
VERDICT_OUT = 62
"""Tokens of a verdict."""
DOUBTED = 0.42
"""Questions that are read a second time, as a share of those judged."""
DOUBTED_TEXT = 0.55
"""Tokens of the sentences that a second reading sees, as a share of the articles' text."""
ITEM_LINE = 24
"""Tokens of a question as the second reading sees it."""
OPINION_OUT = 55
"""Tokens of its opinion on one."""


@dataclass(frozen=True)
class Range:
    """A lower and an upper bound."""

    low: int
    high: int


@dataclass(frozen=True)
class Estimate:
    """What a run will take."""

    calls: Range
    tokens_in: Range
    tokens_out: Range


@dataclass(frozen=True)
class _Load:
    """The mean of what a step takes."""

    calls: float
    sent: float
    said: float


def estimate(articles: Sequence[Article]) -> Estimate:
    """What checking these articles will take, if no answer is in the cache."""
    text = sum(estimate_tokens(article.words(s)) for article in articles for s in minable(article))
    questions = text * QUESTIONS
    doubted = questions * DOUBTED
    first = _reading(articles, text)
    later = (
        _linking(questions, first.calls),
        _judging("judge", questions, PACK_QUESTIONS, questions * QUESTION_LINE + text * JUDGED_TEXT, VERDICT_OUT),
        _judging("sceptic", doubted, PACK_ITEMS, doubted * ITEM_LINE + text * DOUBTED_TEXT, OPINION_OUT),
    )
    return Estimate(
        calls=_range(first.calls, sum(load.calls for load in later)),
        tokens_in=_range(first.sent, sum(load.sent for load in later)),
        tokens_out=_range(0, first.said + sum(load.said for load in later)),
    )


def _range(known: float, guessed: float) -> Range:
    return Range(floor(known + guessed * SPREAD[0]), ceil(known + guessed * SPREAD[1]))


def _reading(articles: Sequence[Article], text: int) -> _Load:
    docket, planned = Docket(tuple(articles)), sittings(articles)
    requests = [reading.request(docket, sitting, partly=len(planned) > 1) for sitting in planned]
    sent = sum(estimate_tokens(r.prompt.system) + estimate_tokens(r.prompt.user) + _form(r.answer) for r in requests)
    return _Load(len(requests), sent, text * READ_OUT)


def _linking(questions: float, sittings: float) -> _Load:
    calls = ceil(questions / BATCH_QUESTIONS) if sittings > 1 else 0
    sent = questions * QUESTION_LINE if calls else 0
    return _Load(calls, calls * _overhead("link") + sent, questions * JOINED_OUT if calls else 0)


def _judging(task: str, questions: float, pack: int, shown: float, said: int) -> _Load:
    calls = ceil(questions / pack)
    return _Load(calls, calls * _overhead(task) + shown, questions * said)


def _overhead(task: str) -> int:
    """Tokens that every call of a task sends, whatever it is about."""
    return sum(estimate_tokens(part) for part in template(task)) + _form(TASKS[task])


def _form(answer: type[BaseModel]) -> int:
    return estimate_tokens(json.dumps(answer.model_json_schema()))
