"""Stretches of the calendar, and the one in which an article was published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from schemas.article import ArticleDate


@dataclass(frozen=True)
class Period:
    """A stretch of time without a zone: start inclusive, end exclusive."""

    start: datetime
    end: datetime
    approximate: bool = False

    @property
    def one_day(self) -> bool:
        """Whether it is a single calendar day."""
        return self.end - self.start == timedelta(days=1)

    def moved(self, days: float) -> Period:
        """The same stretch so many days later."""
        return Period(self.start + timedelta(days=days), self.end + timedelta(days=days), self.approximate)


def day_of(moment: datetime) -> Period:
    """The calendar day of a moment."""
    start = moment.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    return Period(start, start + timedelta(days=1))


def month_of(year: int, month: int) -> Period:
    """A calendar month; months before January and after December count on into the neighbouring years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    start = datetime(year, month, 1)  # noqa: DTZ001 - local to the event
    return Period(start, datetime(year + month // 12, month % 12 + 1, 1))  # noqa: DTZ001


def year_of(year: int, *, years: int = 1) -> Period:
    """A calendar year, or several."""
    return Period(datetime(year, 1, 1), datetime(year + years, 1, 1))  # noqa: DTZ001


def published_period(date: ArticleDate | None) -> Period | None:
    """The day, month or year on which an article was published, as precise as its date."""
    if date is None:
        return None
    parts = [int(part) for part in date.value[:10].split("-")]
    try:
        if len(parts) == 3:
            return day_of(datetime(*parts))  # type: ignore[arg-type]  # noqa: DTZ001
        return month_of(*parts) if len(parts) == 2 else year_of(*parts)
    except ValueError:
        return None
