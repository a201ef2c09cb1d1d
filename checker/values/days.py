"""Days, weeks, months and years as printed, read against the day on which an article was published.

Nothing is invented: a weekday without a date of publication, or a date whose year nothing tells, is not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from checker.values.numbers import read_number
from checker.values.periods import Period, day_of, month_of, year_of
from checker.values.words import listed, plain, split

_YEAR = "january february march april may june july august september october november december"
_MONTHS = {form: n for n, name in enumerate(_YEAR.split(), start=1) for form in (name, name[:3])} | {"sept": 9}
_WEEK = "monday tuesday wednesday thursday friday saturday sunday"
_DAYS = {form: n for n, name in enumerate(_WEEK.split()) for form in (name, name[:3])}
_DAYS |= {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_AMBIGUOUS = listed("may march mar mon wed sat sun")
"""Names of months and days that are other words too: they count with a capital only."""
_PAST_DAYS = 300
"""A date without a year is the last such date, unless that is further back than this: then it is the coming one."""


def _any_of(names: dict[str, int]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


_M = rf"(?P<month>{_any_of(_MONTHS)})\b\.?"
_W = rf"(?P<weekday>{_any_of(_DAYS)})\b\.?"
_Y = r"(?P<year>(?:1[5-9]|20)\d\d)\b(?!,\d|\.\d)"
_D = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b(?:\s?-\s?(?P<last>\d{1,2})(?:st|nd|rd|th)?\b)?(?![:.]\d|\s?[ap]\.?m)"
_PART = r"(?:(?P<part>early|mid|late|end|beginning|start|middle)(?:[\s-]+(?:in|of|the))*[\s-]+)?"


def read_days(text: str, published: Period | None) -> Period | None:
    """The one day, week, month or year that a phrase names; a range from its first day to its last.

    Args:
        text: the phrase as printed.
        published: when its article was published; None where that is not known.
    """
    low, found, at = plain(text), list[tuple[int, int, Period | None]](), 0
    while at < len(low):
        match, reader = _next_match(low, text, at)
        if match is None or reader is None:
            break
        try:
            found.append((match.start(), match.end(), reader(match, published)))
        except (ValueError, OverflowError):
            found.append((match.start(), match.end(), None))
        at = match.end()
    return _one_period(low, found)


def _next_match(low: str, printed: str, at: int) -> tuple[re.Match[str] | None, Reader | None]:
    """The first date from a place on; of those that start there, the one whose pattern stands first."""
    best: tuple[re.Match[str] | None, Reader | None] = (None, None)
    for pattern, reader in _READERS:
        match = pattern.search(low, at)
        while match and not _capitals(match, printed):
            match = pattern.search(low, match.start() + 1)
        if match and (best[0] is None or match.start() < best[0].start()):
            best = (match, reader)
    return best


def _capitals(match: re.Match[str], printed: str) -> bool:
    groups = match.re.groupindex
    names = [name for name in ("month", "weekday") if name in groups and match[name]]
    return all(match[name] not in _AMBIGUOUS or printed[match.start(name)].isupper() for name in names)


def _one_period(low: str, found: list[tuple[int, int, Period | None]]) -> Period | None:
    if not found or found[0][2] is None:
        return None
    if len(found) == 1:
        return found[0][2]
    (_, end, first), (start, _, last) = found[0], found[1]
    joined = re.fullmatch(r"\s*(?:-|to|and|until|till|through|/)\s*(?:the\s)?(?:early|mid|late)?\s*", low[end:start])
    if len(found) > 2 or last is None or first is None or not joined or first.start >= last.start:
        return None
    return Period(first.start, last.end, first.approximate or last.approximate)


def _iso(match: re.Match[str], _published: Period | None) -> Period | None:
    year, month = int(match["year"]), int(match["number"])
    return day_of(datetime(year, month, int(match["day"]))) if match["day"] else month_of(year, month)  # noqa: DTZ001


def _date(match: re.Match[str], published: Period | None) -> Period | None:
    """Read "Friday, November 29", "2-4 July 2013": a day of a month; the year as printed, or as publication tells."""
    month, day = _MONTHS[match["month"]], int(match["day"])
    last = int(match["last"] or day)
    weekday = _DAYS[match["weekday"]] if match["weekday"] else None

    def in_year(year: int) -> Period | None:
        try:
            start, end = datetime(year, month, day), datetime(year, month, last)  # noqa: DTZ001
        except ValueError:
            return None
        fits = (weekday is None or start.weekday() == weekday) and end >= start
        return Period(start, end + timedelta(days=1)) if fits else None

    return in_year(int(match["year"])) if match["year"] else _nearest(in_year, published)


def _month(match: re.Match[str], published: Period | None) -> Period | None:
    """Read "late November", "March 2022", "April last year", "next February"."""
    month, which = _MONTHS[match["month"]], match["which"]
    if match["year"] or match["that"]:
        year = int(match["year"]) if match["year"] else published and published.start.year + _SHIFT[match["that"]]
        return _part(match["part"], month_of(year, month)) if year and not which else None
    period = _nearest(lambda year: month_of(year, month), published, coming=False)
    if which and published and not match["year"]:
        this = month_of(published.start.year, month)
        earlier, later = month_of(this.start.year - 1, month), month_of(this.start.year + 1, month)
        past, coming = this.end <= published.start, this.start >= published.end
        period = {"this": this, "last": this if past else earlier, "next": this if coming else later}[which]
    return _part(match["part"], period) if period else None


def _nearest(
    in_year: Callable[[int], Period | None], published: Period | None, *, coming: bool = True
) -> Period | None:
    """The date without a year that a report means: the last one, unless it is long past and the next one is near.

    A month that is long past is as often the coming one ("in January", printed in November): ``coming`` is False for
    months, and then nothing is read.
    """
    if published is None or published.end - published.start > timedelta(days=31):
        return None
    year = published.start.year
    candidates = [period for period in (in_year(year - 1), in_year(year), in_year(year + 1)) if period]
    latest = 365 - _PAST_DAYS if coming else 1
    near = [c for c in candidates if -_PAST_DAYS <= (c.start - published.end).days < latest]
    return near[0] if len(near) == 1 else None


def _year(match: re.Match[str], _published: Period | None) -> Period | None:
    """Read "in 2022", "the 1990s", "2014-15", "late 2014"."""
    year = int(match["year"])
    if match["decade"]:
        return year_of(year, years=10) if year % 10 == 0 else None
    if match["second"]:
        return year_of(year, years=2) if (year + 1) % 100 == int(match["second"]) else None
    return _part(match["part"], year_of(year))


def _quarter(match: re.Match[str], _published: Period | None) -> Period | None:
    number = {"q1": 1, "q2": 2, "q3": 3, "q4": 4, "fi": 1, "se": 2, "th": 3, "fo": 4}[match["quarter"][:2]]
    year = int(match["year"])
    return Period(month_of(year, 3 * number - 2).start, month_of(year, 3 * number).end)


_SHIFT = {"last": -1, "this": 0, "next": 1}


def _weekday(match: re.Match[str], published: Period | None) -> Period | None:
    """The last such day at or before publication, "next" after it, "last" before it.

    "Last" and "next" with a day of the week of publication may mean another week: then both days are in the period.
    The weekday of the day after publication is not read: it is tomorrow as often as six days ago.
    """
    if published is None or not published.one_day:
        return None
    ago = (published.start.weekday() - _DAYS[match["weekday"]]) % 7
    which = match["which"] or ""
    monday = published.start - timedelta(days=published.start.weekday())
    if which in ("next", "coming", "this coming"):
        day = published.moved(7 - ago)
        this_week = which == "next" and day.end <= monday + timedelta(days=7)
        return Period(day.start, day.end + timedelta(days=7), approximate=True) if this_week else day
    if which == "this" and ago:
        return None  # the past one as often as the coming one
    if which == "last":
        day = published.moved(-(ago or 7))
        return Period(day.start - timedelta(days=7), day.end, approximate=True) if day.start >= monday else day
    return published.moved(-ago) if ago < 6 else None


def _near_day(match: re.Match[str], published: Period | None) -> Period | None:
    shift = {"yesterday": -1, "last night": -1, "tomorrow": 1, "the day before yesterday": -2}.get(match["near"], 0)
    return published.moved(shift) if published and published.one_day else None


def _calendar_unit(match: re.Match[str], published: Period | None) -> Period | None:
    """Read "last week", "earlier this month", "next year"."""
    if published is None:
        return None
    shift, unit, start = _SHIFT[match["which"]], match["unit"], published.start
    if unit == "week":
        if not published.one_day:
            return None
        monday = start - timedelta(days=start.weekday()) + timedelta(weeks=shift)
        period = Period(monday, monday + timedelta(days=7))
    elif unit == "month":
        if published.end - start > timedelta(days=31):
            return None
        period = month_of(start.year, start.month + shift)
    else:
        period = year_of(start.year + shift)
    if match["side"] and shift == 0:
        early = match["side"] == "earlier"
        return Period(period.start, published.end) if early else Period(start, period.end)
    return _part(match["part"], period)


def _ago(match: re.Match[str], published: Period | None) -> Period | None:
    """Read "two days ago", "18 months ago": as precise as the unit."""
    number = read_number(split(match["count"]), 0)
    value = 1.0 if match["count"] in ("a", "an", "one") else number.value if number and number.upper is None else None
    if value is None or published is None or not published.one_day:
        return None
    unit = match["unit"]
    days = value * {"day": 1, "week": 7, "month": 30.44, "year": 365.25}[unit]
    if unit == "day":
        return published.moved(-value) if value == int(value) else None
    slack = timedelta(days={"week": 3, "month": 15, "year": 183}[unit])
    middle = day_of(published.start - timedelta(days=days))
    return Period(middle.start - slack, middle.end + slack, approximate=True)


def _part(part: str | None, period: Period) -> Period:
    """The first, middle or last third of a period, as "early", "mid" and "late" mean it."""
    if not part:
        return period
    third = (period.end - period.start) / 3
    place = {"early": 0, "beginning": 0, "start": 0, "mid": 1, "middle": 1, "late": 2, "end": 2}[part]
    return Period(period.start + place * third, period.start + (place + 1) * third, approximate=True)


Reader = Callable[[re.Match[str], Period | None], Period | None]

_READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (re.compile(rf"\b{_Y}-(?P<number>0[1-9]|1[0-2])(?:-(?P<day>\d\d))?(?!\d)"), _iso),
    (re.compile(rf"\b(?:{_W},?\s(?:the\s)?)?{_M}\s{_D}(?:,?\s{_Y})?"), _date),
    (re.compile(rf"\b(?:{_W},?\s(?:the\s)?)?{_D}(?:\sof)?\s{_M}(?:,?\s{_Y})?"), _date),
    (
        re.compile(
            rf"\b{_PART}(?:(?P<which>last|this|next)\s)?{_M}(?:,?\s(?:of\s)?{_Y}|\s(?P<that>last|this|next)\syear)?"
        ),
        _month,
    ),
    (
        re.compile(rf"\b(?P<quarter>q[1-4]|(?:first|second|third|fourth)[\s-]quarter)(?:\sof)?\s{_Y}"),
        _quarter,
    ),
    (
        re.compile(
            rf"(?<![\w$€£.,]){_PART}(?:fiscal\s)?(?P<year>(?:1[5-9]|20)\d\d)(?:(?P<decade>s)|[-/](?P<second>\d\d))?\b(?![,.]\d|-\d)"
        ),
        _year,
    ),
    (re.compile(rf"\b(?:(?P<which>last|this|next|this\scoming|coming)\s)?{_W}(?!s)"), _weekday),
    (
        re.compile(
            r"\b(?P<near>the day before yesterday|yesterday|tomorrow|today|tonight|last night|"
            r"this (?:morning|afternoon|evening))\b"
        ),
        _near_day,
    ),
    (
        re.compile(rf"\b(?:(?P<side>earlier|later)\s)?{_PART}(?P<which>last|this|next)\s(?P<unit>week|month|year)\b"),
        _calendar_unit,
    ),
    (re.compile(r"\b(?P<count>[\w.,-]+(?:\sand\sa\shalf)?)\s(?P<unit>day|week|month|year)s?\sago\b"), _ago),
)
