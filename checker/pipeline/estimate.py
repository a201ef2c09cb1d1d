"""What a run will take, before anything is asked: calls and tokens as ranges.

The first reading is known exactly, since its requests can be built. What follows depends on what the articles say, and
on how a model puts it: the factors below are the means of runs over five stories (docs/judgement.md), and SPREAD is
their scatter. Runs of one's own say better what the next one will take.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from statistics import mean

from pydantic import BaseModel

from checker.compare.judge import PACK_QUESTIONS
from checker.extract import reading
from checker.extract.repeats import find_repeats
from checker.extract.sittings import Sitting, sittings
from checker.link import BATCH_QUESTIONS
from checker.llm.usage import estimate_tokens
from checker.pipeline.confined import divided, groups
from checker.pipeline.run import TASKS
from checker.prompting.exhibits import Docket
from checker.prompting.templates import template
from checker.verify.sceptic import PACK_ITEMS
from schemas.article import Article, Origin
from schemas.report import Usage

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


@dataclass(frozen=True)
class Experience:
    """What runs took for every token that was guessed."""

    sent: float = 1.0
    said: float = 1.0
    spread: tuple[float, float] = SPREAD


UNTRIED = Experience()
"""Before the first run: what the means say."""
TRIED = (0.92, 1.08)
"""The scatter around one's own runs."""
ENOUGH_RUNS = 3
"""Fewer runs do not say how far they scatter."""


@dataclass(frozen=True)
class _Load:
    """The mean of what a step takes."""

    calls: float
    sent: float
    said: float


def estimate(articles: Sequence[Article], origins: Iterable[Origin], experience: Experience = UNTRIED) -> Estimate:
    """What checking these articles will take, if no answer is in the cache.

    Args:
        articles: the story.
        origins: which of them copy one another: what a reprint repeats is read once.
        experience: what earlier runs took.
    """
    first, later = _loads(articles, origins)
    low, high = experience.spread
    said = (first.said + later.said) * experience.said
    return Estimate(
        calls=_range(first.calls, later.calls, SPREAD),
        tokens_in=_range(first.sent, later.sent * experience.sent, experience.spread),
        tokens_out=Range(floor(said * low), ceil(said * high)),
    )


def learned(runs: Iterable[tuple[Sequence[Article], Iterable[Origin], Usage]]) -> Experience:
    """What is to be learned from runs that asked everything anew.

    Args:
        runs: articles, origins and usage of each.
    """
    sent, said = [], []
    for articles, origins, usage in runs:
        first, later = _loads(articles, origins)
        if later.sent and first.said:
            sent.append(max(0.0, usage.tokens_in - first.sent) / later.sent)
            said.append(usage.tokens_out / (first.said + later.said))
    if not sent:
        return UNTRIED
    return Experience(mean(sent), mean(said), TRIED if len(sent) >= ENOUGH_RUNS else SPREAD)


def _range(known: float, guessed: float, spread: tuple[float, float]) -> Range:
    return Range(floor(known + guessed * spread[0]), ceil(known + guessed * spread[1]))


def _loads(articles: Sequence[Article], origins: Iterable[Origin]) -> tuple[_Load, _Load]:
    """What the first reading takes, of which only the answers are guessed; and what all that follows takes.

    Articles that are read apart are read with the nearest of the others once more.
    """
    plain, odd = divided(articles)
    checks = [(plain, origins), *((group, ()) for group in groups(plain, odd))]
    loads = [_of_check(those, among) for those, among in checks if those]
    return _sum([first for first, _ in loads]), _sum([later for _, later in loads])


def _sum(loads: Sequence[_Load]) -> _Load:
    return _Load(sum(x.calls for x in loads), sum(x.sent for x in loads), sum(x.said for x in loads))


def _of_check(articles: Sequence[Article], origins: Iterable[Origin]) -> tuple[_Load, _Load]:
    repeats = find_repeats(articles, origins)
    text = sum(estimate_tokens(article.words(row)) for article in articles for row in repeats.fresh(article))
    questions = text * QUESTIONS
    doubted = questions * DOUBTED
    first = _reading(Docket(tuple(articles), repeats=repeats.reprints), sittings(articles, to_read=repeats.fresh), text)
    later = (
        _linking(questions, first.calls),
        _judging("judge", questions, PACK_QUESTIONS, questions * QUESTION_LINE + text * JUDGED_TEXT, VERDICT_OUT),
        _judging("sceptic", doubted, PACK_ITEMS, doubted * ITEM_LINE + text * DOUBTED_TEXT, OPINION_OUT),
    )
    return first, _sum(later)


def _reading(docket: Docket, planned: Sequence[Sitting], text: int) -> _Load:
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
