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
from checker.link import BATCH_CLAIMS
from checker.llm.usage import estimate_tokens
from checker.pipeline.run import TASKS
from checker.prompting.exhibits import minable
from checker.prompting.templates import template
from checker.verify.sceptic import PACK_ITEMS
from schemas.article import Article

SPREAD = (0.7, 1.35)
"""What runs took, as a share of what these means say: at least, at most."""

CLAIMS = 0.075
"""Claims for each token of article text."""
CLAIM_OUT = 43
"""Tokens of a claim in an answer."""
CLAIM_LINE = 27
"""Tokens of a claim shown as a line."""
QUESTIONS = 0.25
"""Questions for each claim."""
QUESTION_OUT = 30
"""Tokens of a question in the linking answer."""
QUESTION_LINE = 14
"""Tokens of a question shown as a line."""
OPEN = 0.55
"""Questions that an article has not answered at its first reading, as a share of all."""
REREAD_OUT = 0.13
"""Tokens of the second reading's answers, as a share of the first's."""
JUDGED = 0.78
"""Questions that have to be judged, as a share of all."""
DOUBTED = 0.36
"""Questions that are read a second time, as a share of those judged."""
SHOWN = 470
"""Tokens of claims and passages shown for a question that is judged, or read a second time."""
VERDICT_OUT = 85
"""Tokens of a verdict."""
FILLED = 0.85
"""How full packs of questions are: their claims are limited too."""


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
    claims = text * CLAIMS
    questions = claims * QUESTIONS
    judged = questions * JUDGED
    first = _first_reading(articles, claims)
    later = (
        _linking(claims, questions),
        _second_reading(len(articles), text, questions, first.said),
        _judging("judge", judged, PACK_QUESTIONS),
        _judging("sceptic", judged * DOUBTED, PACK_ITEMS),
    )
    return Estimate(
        calls=_range(first.calls, sum(load.calls for load in later)),
        tokens_in=_range(first.sent, sum(load.sent for load in later)),
        tokens_out=_range(0, first.said + sum(load.said for load in later)),
    )


def _range(known: float, guessed: float) -> Range:
    return Range(floor(known + guessed * SPREAD[0]), ceil(known + guessed * SPREAD[1]))


def _first_reading(articles: Sequence[Article], claims: float) -> _Load:
    requests = [request for article in articles for request in reading.requests(article)]
    sent = sum(estimate_tokens(r.prompt.system) + estimate_tokens(r.prompt.user) + _form(r.answer) for r in requests)
    return _Load(len(requests), sent, claims * CLAIM_OUT)


def _linking(claims: float, questions: float) -> _Load:
    calls = ceil(claims / BATCH_CLAIMS)
    return _Load(calls, calls * _overhead("link") + claims * CLAIM_LINE, questions * QUESTION_OUT)


def _second_reading(articles: int, text: int, questions: float, first_said: float) -> _Load:
    asked = articles * questions * OPEN * QUESTION_LINE
    return _Load(articles, articles * _overhead("reread") + text + asked, first_said * REREAD_OUT)


def _judging(task: str, questions: float, pack: int) -> _Load:
    calls = ceil(questions / (pack * FILLED))
    return _Load(calls, calls * _overhead(task) + questions * SHOWN, questions * VERDICT_OUT)


def _overhead(task: str) -> int:
    """Tokens that every call of a task sends, whatever it is about."""
    return sum(estimate_tokens(part) for part in template(task)) + _form(TASKS[task])


def _form(answer: type[BaseModel]) -> int:
    return estimate_tokens(json.dumps(answer.model_json_schema()))
