"""What a run will take, before anything is asked: calls and tokens as ranges.

The first reading is known exactly, since its requests can be built. What follows depends on what the articles say;
the factors below are what real runs took (docs/judgement.md), with room on both sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from checker.extract import reading
from checker.llm.usage import estimate_tokens
from checker.prompting.exhibits import minable
from checker.prompting.templates import template
from schemas.article import Article

READING_OUT = (2.0, 4.2)
"""Tokens of claims for each token of an article."""
CLAIM_TOKENS = 55
"""Tokens of one claim in an answer; half of it where it is shown again as a line."""
QUESTIONS_PER_ARTICLE = (3.0, 9.0)
"""Questions that a story of several articles raises, for each article."""
QUESTION_OUT = 35
JUDGED_SHARE = (0.4, 0.9)
"""Of the questions, how many have to be judged."""
PACKED = (8, 5)
"""Questions that a judge's call holds: at best, at worst."""
VERDICT_OUT = (90, 220)
DOUBTED_SHARE = (0.3, 0.7)
"""Of the judged questions, how many are read a second time."""


@dataclass(frozen=True)
class Range:
    """A lower and an upper bound."""

    low: int
    high: int

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.high + other.high)


@dataclass(frozen=True)
class Estimate:
    """What a run will take."""

    calls: Range
    tokens_in: Range
    tokens_out: Range

    def __add__(self, other: Estimate) -> Estimate:
        return Estimate(self.calls + other.calls, self.tokens_in + other.tokens_in, self.tokens_out + other.tokens_out)


def estimate(articles: Sequence[Article]) -> Estimate:
    """What checking these articles will take, if no answer is in the cache."""
    texts = [estimate_tokens(" ".join(article.words(s) for s in minable(article))) for article in articles]
    read = _first_reading(articles, sum(texts))
    claims = Range(read.tokens_out.low // CLAIM_TOKENS, read.tokens_out.high // CLAIM_TOKENS)
    questions = Range(*(ceil(rate * len(articles)) for rate in QUESTIONS_PER_ARTICLE))
    return read + _linking(claims, questions) + _second_reading(articles, sum(texts), questions) + _judging(questions)


def _first_reading(articles: Sequence[Article], tokens: int) -> Estimate:
    requests = [request for article in articles for request in reading.requests(article)]
    sent = sum(estimate_tokens(r.prompt.system) + estimate_tokens(r.prompt.user) + _schema(r.answer) for r in requests)
    return Estimate(
        Range(len(requests), len(requests)),
        Range(sent, sent),
        Range(*(ceil(tokens * factor) for factor in READING_OUT)),
    )


def _linking(claims: Range, questions: Range) -> Estimate:
    from checker.link import BATCH_CLAIMS

    shown = Range(*(_task("link") + count * CLAIM_TOKENS // 2 for count in (claims.low, claims.high)))
    calls = Range(max(1, claims.low // BATCH_CLAIMS), ceil(claims.high / BATCH_CLAIMS) or 1)
    return Estimate(calls, shown, Range(questions.low * QUESTION_OUT, questions.high * QUESTION_OUT * 2))


def _second_reading(articles: Sequence[Article], tokens: int, questions: Range) -> Estimate:
    fixed = len(articles) * _task("reread") + tokens
    return Estimate(
        Range(0, len(articles)),
        Range(0, fixed + len(articles) * questions.high * QUESTION_OUT // 2),
        Range(0, questions.high * CLAIM_TOKENS),
    )


def _judging(questions: Range) -> Estimate:
    judged = Range(ceil(questions.low * JUDGED_SHARE[0]), ceil(questions.high * JUDGED_SHARE[1]))
    doubted = Range(ceil(judged.low * DOUBTED_SHARE[0]), ceil(judged.high * DOUBTED_SHARE[1]))
    calls = Range(ceil(judged.low / PACKED[0]), ceil(judged.high / PACKED[1])) + Range(
        1, ceil(doubted.high / PACKED[1])
    )
    shown = Range(*(count * CLAIM_TOKENS * 8 for count in (judged.low + doubted.low, judged.high + doubted.high)))
    fixed = Range(calls.low * _task("judge"), calls.high * _task("judge"))
    said = Range(judged.low * VERDICT_OUT[0], judged.high * VERDICT_OUT[1])
    return Estimate(calls, shown + fixed, said + Range(doubted.low * VERDICT_OUT[0], doubted.high * VERDICT_OUT[1]))


def _task(task: str) -> int:
    return sum(estimate_tokens(part) for part in template(task))


def _schema(answer: type) -> int:
    import json

    return estimate_tokens(json.dumps(answer.model_json_schema()))  # type: ignore[attr-defined]
