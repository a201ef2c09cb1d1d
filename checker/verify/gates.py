"""Gates: what code can say against a contradiction once it was judged one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rapidfuzz.fuzz import token_set_ratio

from schemas.article import Article
from schemas.claim import Claim
from schemas.finding import Position

APART = timedelta(days=45)
"""Articles written further apart than this report on different moments, unless their claims name the same one."""
_PERSON = re.compile(r"\b[A-Z][\w'’-]+ (?:[A-Z]\. )?[A-Z][\w'’-]+\b")
SAME_PERSON = 80.0
"""Two persons are one from this similarity of their names (0 to 100) on."""


@dataclass(frozen=True)
class Parted:
    """Positions after claims of another time were set apart."""

    positions: tuple[Position, ...]
    set_apart: tuple[str, ...] = ()
    """Ids of the claims whose article was written at another time than all that stands against them."""


def part_times(positions: Sequence[Position], claims: Mapping[str, Claim], articles: Mapping[str, Article]) -> Parted:
    """Set apart the claims that were made at another time than everything they are held against.

    A claim stays if any claim of another position is from about the same time, from an article without a date, or about
    an overlapping time: only what is surely of another time leaves.
    """
    apart: list[str] = []
    for index, position in enumerate(positions):
        against = [claims[c] for other in (*positions[:index], *positions[index + 1 :]) for c in other.claims]
        apart += [c for c in position.claims if all(_surely_apart(claims[c], other, articles) for other in against)]
    # Seen from either side, two lonely camps are apart from each other: then the older one leaves.
    kept = [c for position in positions for c in position.claims if c not in apart]
    if not kept:
        newest = max(_written(articles[claims[c].article]) or date.min for c in apart)
        apart = [c for c in apart if newest - (_written(articles[claims[c].article]) or newest) > APART]
    left = tuple(_without(position, apart) for position in positions)
    return Parted(tuple(p for p in left if p is not None), tuple(apart))


def other_speakers(positions: Sequence[Position], claims: Mapping[str, Claim]) -> bool:
    """Whether all that stands on the sides are the words of persons, each side's of others than every other side's.

    Two people who say different things disagree with each other; their reporters do not. Only personal names count:
    "his captors" and the group that they belong to may be the same.
    """
    sides = [{_person(claims[claim].voice.speaker) for claim in position.claims} for position in positions]
    if any(None in side for side in sides):
        return False
    return all(
        token_set_ratio(one, other) < SAME_PERSON
        for index, side in enumerate(sides)
        for against in sides[index + 1 :]
        for one in filter(None, side)
        for other in filter(None, against)
    )


def _person(speaker: str | None) -> str | None:
    """The personal name in a speaker's description: two capitalised words in a row; None where there is none."""
    found = _PERSON.search(speaker or "")
    return found[0] if found else None


def _surely_apart(claim: Claim, other: Claim, articles: Mapping[str, Article]) -> bool:
    mine, theirs = _written(articles[claim.article]), _written(articles[other.article])
    if mine is None or theirs is None or abs(mine - theirs) <= APART:
        return False
    overlap = any(
        a.start.replace(tzinfo=None) < b.end.replace(tzinfo=None)
        and b.start.replace(tzinfo=None) < a.end.replace(tzinfo=None)
        for a in claim.times
        for b in other.times
    )
    return not overlap


def _written(article: Article) -> date | None:
    """The day an article was published, or the middle of the month or year, as precisely as it is known."""
    if article.published is None:
        return None
    year, month, day = (*article.published.value[:10].split("-"), "", "")[:3]
    return date(int(year), int(month or 7), int(day or 15))


def _without(position: Position, apart: Sequence[str]) -> Position | None:
    claims = tuple(claim for claim in position.claims if claim not in apart)
    return position.model_copy(update={"claims": claims}) if claims else None
