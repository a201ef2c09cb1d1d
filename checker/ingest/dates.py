"""Dates as sources write them -> ISO 8601, exactly as precise as the source, with where they come from.

Metadata may hold a date in any language; a date printed in the text counts only where a whole line, a field of a
byline or a dateline is a date. Prose is never searched: what it suggests is for others to infer, and to mark so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from schemas.article import ArticleDate, DateSource

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ZONES = {
    zone: offset
    for zones, offset in (
        ("Z UTC GMT", "Z"),
        ("BST CET", "+01:00"),
        ("CEST EET", "+02:00"),
        ("EEST MSK", "+03:00"),
        ("PKT", "+05:00"),
        ("IST", "+05:30"),
        ("SGT HKT", "+08:00"),
        ("JST KST", "+09:00"),
        ("AEST", "+10:00"),
        ("AEDT", "+11:00"),
        ("EDT", "-04:00"),
        ("EST CDT", "-05:00"),
        ("MDT", "-06:00"),
        ("MST PDT", "-07:00"),
        ("PST", "-08:00"),
    )
    for zone in zones.split()
}
"""As news pages use them: IST is India's time, BST Britain's. CST and ET have no one offset: the zone is left out."""

_MONTH = r"(?P<month>Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_ANY_YEAR = re.compile(r"(?:19|20)\d\d")
_DATES = tuple(
    re.compile(rf"(?<![\w/.-]){form}(?![\w/-])", re.IGNORECASE)
    for form in (
        rf"{_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)(?=T?\b|\s|$)",
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}",
        rf"(?P<first>[0-3]?\d)[/.](?P<second>[0-3]?\d)[/.]{_YEAR}",
        rf"{_MONTH},?\s+{_YEAR}",
    )
)
_TIME = re.compile(
    r"(?<![\d:.])(?P<hour>[0-2]?\d)(?:[:.](?P<minute>[0-5]\d))(?::[0-5]\d)?\s*(?P<half>[ap]\.?m\b\.?)?(?:\s*hrs\b)?"
    r"(?:\s*\(?(?P<zone>[A-Z]{1,4}T|UTC|Z)\b\)?)?",
    re.IGNORECASE,
)
_ISO = re.compile(
    r"(?P<date>\d{4}(?:-\d\d(?:-\d\d)?)?)"
    r"(?:[T ](?P<time>\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s?(?P<zone>Z|[+-]\d\d:?\d\d|UTC|GMT)?)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class PrintedDates:
    """The dates that an article prints about itself."""

    published: ArticleDate | None = None
    updated: ArticleDate | None = None


def article_date(value: object, source: DateSource, *, field: str = "") -> ArticleDate | None:
    """A date from metadata, or None where the value is no date.

    A day that could also be a month ("03/04/2025") is not guessed: only the year is kept.

    Args:
        value: Text, or what YAML made of it: a date, a datetime, a year.
        source: Where it was found.
        field: The name of the field, for the provenance.
    """
    words = value.isoformat() if isinstance(value, date | datetime) else str(value if value is not None else "").strip()
    iso = _iso(words) or _printed(words) or _in_another_language(words)
    return ArticleDate(value=iso, source=source, basis=f"{field}: {words}" if field else words) if iso else None


def _iso(words: str) -> str | None:
    match = _ISO.match(words)
    if not match or not _exists(match["date"]):
        return None
    if not match["time"]:
        return match["date"]
    if len(match["date"]) < len("2024-11-30"):
        return None
    zone = (match["zone"] or "").upper()
    return f"{match['date']}T{match['time']}{_ZONES.get(zone, zone)}"


def _exists(day: str) -> bool:
    """Whether an ISO date, possibly of reduced precision, is one of the calendar."""
    try:
        date.fromisoformat((day + "-01-01")[:10])
    except ValueError:
        return False
    return True


def _printed(words: str) -> str | None:
    """The first date in a line, with its time and zone if the line has one time."""
    found = _day(words)
    if found is None:
        return None
    day, (start, end) = found
    times = list(_TIME.finditer(words[:start] + " " * (end - start) + words[end:]))
    if len(day) < 10 or len(times) != 1:
        return day
    return day + _clock(times[0])


def _day(words: str) -> tuple[str, tuple[int, int]] | None:
    if not _ANY_YEAR.search(words):
        return None
    for form in _DATES:
        match = form.search(words)
        value = _calendar_day(match.groupdict()) if match else None
        if match and value and _exists(value):
            return value, match.span()
    return None


def _calendar_day(parts: dict[str, str]) -> str:
    if "first" in parts:
        first, second = int(parts["first"]), int(parts["second"])
        if first <= 12 and second <= 12 and first != second:
            return parts["year"]
        day, month = (first, second) if first > 12 or first == second else (second, first)
        return f"{parts['year']}-{month:02}-{day:02}"
    name = parts["month"][:3].lower()
    number = _MONTHS.index(name) + 1 if name in _MONTHS else int(name)
    return f"{parts['year']}-{number:02}" + (f"-{int(parts['day']):02}" if "day" in parts else "")


def _clock(time: re.Match[str]) -> str:
    """The time of day in ISO 8601: for "2:40PM GMT" it is "T14:40Z". Empty where there is no such hour."""
    hour = int(time["hour"])
    if time["half"]:
        if not 1 <= hour <= 12:
            return ""
        hour = hour % 12 + (12 if time["half"][0] in "pP" else 0)
    return f"T{hour:02}:{time['minute']}{_ZONES.get((time['zone'] or '').upper(), '')}" if hour < 24 else ""


def _in_another_language(words: str) -> str | None:
    """A whole date in another language, by dateparser; day precision, because it says no more than that for sure."""
    if not any(letter.isalpha() for letter in words) or not re.search(r"\d{4}", words):
        return None
    import dateparser

    strict = {
        "REQUIRE_PARTS": ["day", "month", "year"],
        "PARSERS": ["absolute-time"],
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    parsed = dateparser.parse(words[:100], settings=strict)
    return parsed.date().isoformat() if parsed else None


# Dates that the text prints.

_TOP_BLOCKS = 15
_LONGEST_LINE = 120
_LABEL = re.compile(r"\b(?:first |last )?(?P<updated>updated|modified)|published|posted|date\b", re.IGNORECASE)
_WEEKDAY = re.compile(r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b", re.IGNORECASE)
_SMALL_WORDS = re.compile(r"\b(?:first|last|on|at|by|of|the|hrs|local time|[A-Z]{1,4}T|UTC)\b", re.IGNORECASE)
_DATELINE = re.compile(
    r"(?P<place>.{0,60}?)\((?:Reuters|AP|AFP|Bloomberg|UPI|dpa|PA|Xinhua|ANI|PTI|IANS|TASS)\)"
    r"(?P<rest>.{0,40}?)(?:\s[-–—]|$)"
)
"""A dateline: "KYIV, 12 March 2025 (Reuters) -"."""


def printed_dates(blocks: Iterable[str]) -> PrintedDates:
    """The dates that an article's own publication lines give: "Published 07:53 IST, November 30th 2024".

    A publication date stands near the top; a line that says "updated" may also stand at the end.
    """
    published: ArticleDate | None = None
    updated: ArticleDate | None = None
    for index, block in enumerate(blocks):
        line = _publication_line(block, top=index < _TOP_BLOCKS)
        iso = _printed(line) if line else None
        if not line or not iso:
            continue
        found = ArticleDate(value=iso, source=DateSource.TEXT, basis=line)
        label = _LABEL.search(line)
        if label and label["updated"]:
            updated = updated or found
        elif index < _TOP_BLOCKS:
            published = published or found
    return PrintedDates(published=published, updated=updated)


def is_date_line(block: str) -> bool:
    """Whether a whole line only says when (and perhaps where) something was published."""
    if len(block) > _LONGEST_LINE or "\n" in block or block.endswith("."):
        return False
    left = _beside_date(block)
    return left is not None and (all(word.isupper() for word in left) or bool(_LABEL.match(block))) and len(left) <= 3


def _beside_date(line: str) -> list[str] | None:
    """The words of a line beside its date, its time and the usual labels; None where it has no date."""
    found = _day(line)
    if found is None:
        return None
    start, end = found[1]
    rest = line[:start] + " " + line[end:]
    for known in (_TIME, _WEEKDAY, _LABEL, _SMALL_WORDS):
        rest = known.sub(" ", rest)
    return re.findall(r"\w+", rest)


def _publication_line(block: str, *, top: bool) -> str | None:
    """The words of a block that print its date: the whole line, a field of a byline, or a dateline."""
    if is_date_line(block):
        return block
    if not top:
        return None
    if "|" in block and len(block) <= _LONGEST_LINE:
        return next((field.strip() for field in block.split("|") if is_date_line(field.strip())), None)
    dateline = _DATELINE.match(block)
    if dateline is None:
        return None
    beside = _beside_date(f"{dateline['place']} {dateline['rest']}")
    names_only = beside is not None and len(beside) <= 3 and all(word[0].isupper() for word in beside)
    return dateline.group().strip(" -–—") if names_only else None
