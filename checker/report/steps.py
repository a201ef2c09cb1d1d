"""Steps: the sides of a change over time, in the order of their dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby, pairwise

from checker.report.finding_view import Quote, Side, Step
from checker.report.labels import count

_DAYS_A_MONTH = 30.44
_UNDATED = "~"
"""Sorts after every date: what has no date cannot be placed before anything."""

_Entry = tuple[Side, Quote]


def steps(sides: Sequence[Side]) -> tuple[Step, ...]:
    """The quotes in the order of their articles' dates; neighbours on the same side are one step.

    A side that comes back after another one has moved on gets a second step: an outlet that is behind the others.
    """
    exact = {side.letter: max((q.published for q in side.quotes if _is_day(q.published)), default="") for side in sides}
    entries = [(side, quote) for side in sides for quote in side.quotes]
    entries.sort(key=lambda entry: _place(entry[1].published, exact[entry[0].letter]))
    groups = [list(members) for _, members in groupby(entries, key=lambda entry: entry[0].letter)]
    starts = ["", *(members[0][1].published for members in groups)]
    return tuple(_step(members, _since(*dates)) for members, dates in zip(groups, pairwise(starts), strict=True))


def _step(members: Sequence[_Entry], since: str) -> Step:
    side, first = members[0]
    return Step(
        day=first.day, since=since, letter=side.letter, says=side.says, quotes=tuple(quote for _, quote in members)
    )


def _place(value: str, beside: str) -> tuple[str, bool]:
    """Where a date sorts. One that is no exact day stands after the last exact one of its side."""
    return (value, False) if _is_day(value) else (beside or value or _UNDATED, True)


def _is_day(value: str) -> bool:
    return len(value) >= len("2025-04-08")


def _since(before: str, after: str) -> str:
    """The time between two ISO dates, as exactly as both are known; empty where that says nothing."""
    earlier, later = _day(before), _day(after)
    if earlier is None or later is None:
        return ""
    days, exact = (later - earlier).days, _is_day(before) and _is_day(after)
    months = round(days / _DAYS_A_MONTH)
    if exact and 0 < days < 60:
        return f"{count(days, 'day')} later"
    if months < 1:
        return ""
    about = "" if exact else "about "
    return (
        f"{about}{count(months, 'month')} later" if months < 24 else f"{about}{count(round(months / 12), 'year')} later"
    )


def _day(value: str) -> date | None:
    """The day, or the first of the month; None where no more than the year is known."""
    try:
        return date.fromisoformat(value[:10] if _is_day(value) else f"{value}-01")
    except ValueError:
        return None
