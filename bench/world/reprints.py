"""Reprints: articles that copy an earlier one under another outlet's name, a few of them with one number changed."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bench.world.facts import KINDS, Fact
from bench.world.report import Report, Telling
from bench.world.values import MEASURES

SHORTENED = 0.4
"""Share of reprints without the last paragraph of what they copy."""


@dataclass(frozen=True)
class ChangedReprint:
    """A reprint in which one number is another."""

    article: str
    copy_of: str
    fact: Fact
    was: str
    now: str


def reprint(
    original: Report, *, id_: str, outlet: str, changed: float, told: Mapping[Fact, set[str]], dice: random.Random
) -> tuple[Report, ChangedReprint | None]:
    """Copy an article.

    Args:
        original: what is copied.
        id_: of the copy.
        outlet: of the copy.
        changed: how likely one number becomes another that no article gives.
        told: the values that articles give their facts so far.
        dice: decides.
    """
    paragraphs = [list(paragraph) for paragraph in original.paragraphs]
    if dice.random() < SHORTENED and len(paragraphs) > 2:
        paragraphs.pop()
    change = None
    places = [(row, at) for row, tellings in enumerate(paragraphs) for at, t in enumerate(tellings) if t.is_numeric]
    if places and dice.random() < changed:
        row, at = dice.choice(places)
        before = paragraphs[row][at]
        after = paragraphs[row][at] = before.changed(_other(before, told, dice))
        assert before.fact is not None
        change = ChangedReprint(id_, original.id, before.fact, before.value, after.value)
    copy = replace(original, id=id_, outlet=outlet, paragraphs=_frozen(paragraphs), copy_of=original.id)
    return copy, change


def _other(telling: Telling, told: Mapping[Fact, set[str]], dice: random.Random) -> str:
    assert telling.fact is not None
    measure = MEASURES[KINDS[telling.fact.kind].measure]
    while (value := measure.draw(dice)) in told[telling.fact]:
        pass
    return value


def _frozen(paragraphs: Sequence[Sequence[Telling]]) -> tuple[tuple[Telling, ...], ...]:
    return tuple(tuple(paragraph) for paragraph in paragraphs)
