"""What other shapes of this work would ask for the same articles: calls and tokens, counted and not run.

Each shape is laid out from the very articles that are checked: one claim a sentence, token counts as the stub's
(characters divided by four), the instruction of a pair for every judgement.

- All pairs in a story: every claim against every claim of the story's other articles, a call each.
- FActScore (Min et al. 2023): a call a sentence to take it apart, a call a claim to check it against five passages.
- RefChecker (Hu et al. 2024, joint checking): a call an article to extract, then five claims a call against every other
  article of the story as a reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from checker.prompting.templates import template
from schemas.article import Article

CLAIMS_A_CALL = 5
PASSAGES = 5
PASSAGE = 256
"""Tokens."""
VERDICT = 20
"""Tokens of an answer on one claim."""


@dataclass(frozen=True)
class Load:
    """What a shape asks of a model."""

    calls: int
    tokens: int


def shapes(stories: Sequence[Sequence[Article]]) -> dict[str, Load]:
    """The load of every shape, over all stories."""
    ways = {"all_pairs": _all_pairs, "factscore": _factscore, "refchecker": _refchecker}
    return {name: _sum([way(story) for story in stories]) for name, way in ways.items()}


def _sum(loads: Sequence[Load]) -> Load:
    return Load(sum(load.calls for load in loads), sum(load.tokens for load in loads))


def _tokens(text: str) -> int:
    return len(text) // 4


def _instruction() -> int:
    return sum(map(_tokens, template("pair")))


def _claims(article: Article) -> int:
    return sum(1 for row in article.sentences if row.placement.reported)


def _all_pairs(story: Sequence[Article]) -> Load:
    counts = [_claims(article) for article in story]
    pairs = (sum(counts) ** 2 - sum(count**2 for count in counts)) // 2
    sentence = sum(_tokens(article.text) for article in story) / max(1, sum(counts))
    return Load(pairs, round(pairs * (_instruction() + 2 * sentence + VERDICT)))


def _factscore(story: Sequence[Article]) -> Load:
    claims = sum(map(_claims, story))
    text = sum(_tokens(article.text) for article in story)
    taken_apart = claims * (_instruction() + VERDICT) + 2 * text
    checked = claims * (_instruction() + PASSAGES * PASSAGE + VERDICT)
    return Load(2 * claims, taken_apart + checked)


def _refchecker(story: Sequence[Article]) -> Load:
    calls = tokens = 0
    for article in story:
        groups = ceil(_claims(article) / CLAIMS_A_CALL)
        others = [_tokens(other.text) for other in story if other is not article]
        calls += 1 + groups * len(others)
        tokens += _instruction() + 2 * _tokens(article.text)
        tokens += groups * (len(others) * (_instruction() + CLAIMS_A_CALL * VERDICT) + sum(others))
    return Load(calls, tokens)
