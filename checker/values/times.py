"""Times from printed words: intervals relative to an article's date of publication.

A time with a printed zone has that zone; every other time is local to the event. A clock time without a day is not
read, because the phrase does not say which day; nor is a mere bound ("by Saturday", "since 2014").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from checker.values.days import read_days
from checker.values.periods import Period, published_period
from checker.values.words import plain
from checker.values.zones import read_zone
from schemas.article import ArticleDate
from schemas.claim import TimeInterval

_ABOUT = re.compile(
    r"\b(?:about|around|roughly|approximately|approx|circa|nearly|almost|some ?time|(?:shortly|just|soon|right) "
    r"(?:before|after)|-ish)\b"
)
_BOUND = re.compile(
    r"(?<!shortly )(?<!just )(?<!soon )(?<!right )(?<!the day )\b"
    r"(?:by|before|after|since|until|till|following|more than|less than|at least)\b"
)
_ISO = re.compile(r"\s*\d{4}-\d\d-\d\dt\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:z|[+-]\d\d:?\d\d)?\s*")
_TWELVE = re.compile(r"(?<![\d:.])(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?\s?m\b")
_TWENTY_FOUR = re.compile(r"(?<![\d:.+])(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::[0-5]\d)?(?![\d:])")
_MILITARY = re.compile(r"(?<![\d:.,-])(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)\s?(?:hrs|hours|h|gmt|utc)\b")
_NOON = re.compile(r"\b(?:noon|midday)\b")
_MIDNIGHT = re.compile(r"\bmidnight\b")
_PART = re.compile(
    r"\b(?:(?P<how>early|late|mid)[\s-]+)?(?:(?:in|on|the|that)\s)*"
    r"(?P<part>morning|afternoon|evening|night|tonight|overnight|dawn|dusk)\b"
)
_PARTS: dict[str, tuple[int, int]] = {
    "morning": (4, 12),
    "afternoon": (12, 18),
    "evening": (17, 23),
    "night": (18, 30),
    "tonight": (18, 30),
    "overnight": (18, 32),
    "dawn": (4, 8),
    "dusk": (16, 21),
    "early": (0, 9),
    "late": (17, 27),
    "early morning": (0, 8),
    "late morning": (9, 12),
    "mid morning": (9, 11),
    "early afternoon": (12, 15),
    "late afternoon": (15, 19),
    "mid afternoon": (13, 17),
    "early evening": (17, 20),
    "late evening": (20, 25),
    "late night": (21, 28),
}
"""Hours from the start of the day: a night ends on the next morning, and so does what happened "late" on a day."""


@dataclass(frozen=True)
class _Clock:
    """A time of day, in minutes from midnight."""

    minute: int
    minutes_printed: bool


def parse_time(text: str, *, reference: ArticleDate | None) -> TimeInterval | None:
    """The one time that a phrase names: "late on Friday night", "Nov. 25", "about 1 a.m. on Saturday", "in 2022".

    Args:
        text: a phrase copied from an article.
        reference: the article's date of publication; None where it is not known.

    Returns:
        The interval, with a zone where the phrase prints one (the widest interval where an abbreviation has several
        meanings); None where the phrase and the date do not tell the day, month or year.
    """
    low = plain(text)
    if _BOUND.search(low):
        return None
    try:
        return _moment(text) if _ISO.fullmatch(low) else _interval(text, low, published_period(reference))
    except (OverflowError, ValueError):  # no such day, or a year outside the calendar
        return None


def _moment(text: str) -> TimeInterval:
    start = datetime.fromisoformat(text.strip().upper())
    return TimeInterval(text=text.strip(), start=start, end=start + timedelta(minutes=1))


def _interval(text: str, low: str, published: Period | None) -> TimeInterval | None:
    clocks = _clocks(low)
    days = read_days(_without_clocks(text), published)
    period = _within_day(low, days, clocks) if days else None
    if period is None:
        return None
    zone = read_zone(text) if clocks else None
    start, end = zone.place(period.start, period.end) if zone else (period.start, period.end)
    unsure = zone is not None and not zone.certain
    return TimeInterval(text=text.strip(), start=start, end=end, approximate=period.approximate or unsure)


def _within_day(low: str, days: Period, clocks: list[_Clock]) -> Period | None:
    """The days, narrowed to the time of day that the phrase prints."""
    about = bool(_ABOUT.search(low))
    if not days.one_day:
        return None if clocks else Period(days.start, days.end, days.approximate or about)
    part = _PART.search(low)
    name = part["part"] if part else ""
    if clocks:
        return _at_clock(days, clocks, about=about, night=name in ("night", "tonight"))
    if _MIDNIGHT.search(low):
        return _hours(days, -0.5, 24.5)  # the one before the day or the one after it
    how = part["how"] if part and part["how"] else next(iter(re.findall(r"\b(early|late)\b", low)), "")
    hours = _PARTS.get(f"{how} {name}".strip()) or _PARTS.get(name)
    if hours:
        return _hours(days, *hours)
    return Period(days.start, days.end, days.approximate or about)


def _hours(day: Period, first: float, last: float) -> Period:
    return Period(day.start + timedelta(hours=first), day.start + timedelta(hours=last), approximate=True)


def _at_clock(day: Period, clocks: list[_Clock], *, about: bool, night: bool) -> Period | None:
    """The clock times of a day as an interval: minutes as printed, full hours to the nearest quarter."""
    if len(clocks) > 2:
        return None
    ends = []
    for clock in clocks:
        after_midnight = night and clock.minute < 6 * 60
        moment = day.start + timedelta(days=int(after_midnight), minutes=clock.minute)
        slack = (15 if clock.minutes_printed else 30) if about else (0 if clock.minutes_printed else 15)
        ends.append((moment - timedelta(minutes=slack), moment + timedelta(minutes=slack or 1)))
    start, end = ends[0][0], ends[-1][1]
    return Period(start, end, day.approximate or about) if start < end else None


def _clocks(low: str) -> list[_Clock]:
    found: dict[int, _Clock] = {}
    for pattern in (_TWELVE, _TWENTY_FOUR, _MILITARY):
        for match in pattern.finditer(low):
            hour = int(match["hour"])
            if pattern is _TWELVE:
                hour = hour % 12 + (12 if match["half"] == "p" else 0)
            clock = _Clock(hour * 60 + int(match["minute"] or 0), bool(match["minute"]))
            found.setdefault(match.start(), clock)
    for match in _NOON.finditer(low):
        found[match.start()] = _Clock(12 * 60, minutes_printed=False)
    return [found[start] for start in sorted(found)]


def _without_clocks(text: str) -> str:
    """The text with its clock times blanked, so that "0737" or "10.30" is no part of a date."""
    low = plain(text)
    for pattern in (_TWELVE, _TWENTY_FOUR, _MILITARY):
        for match in pattern.finditer(low):
            text = text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]
    return text
