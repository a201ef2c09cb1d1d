"""Steps: the sides of a change over time, in the order of their dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from checker.report.labels import count, date_label
from checker.report.lookup import Lookup
from checker.report.view import Side, Step
from schemas.finding import Finding
from schemas.report import ReportedArticle

_DAYS_A_MONTH = 30.44
_UNDATED = "~"
"""Sorts after every date: what has no date cannot be placed before anything."""


def steps(finding: Finding, sides: Sequence[Side], lookup: Lookup) -> tuple[Step, ...]:
    """One step for each article that a side quotes, by the article's date; undated ones last."""
    dated = {
        lookup.named(evidence.article).anchor: lookup.articles.get(evidence.article) for evidence in finding.evidence
    }
    pairs = [
        (article, side, quote)
        for side in sides
        for quote in side.quotes
        if not quote.more and (article := dated[quote.article.anchor]) is not None
    ]
    pairs.sort(key=lambda pair: _value(pair[0]) or _UNDATED)
    made, before = [], ""
    for article, side, quote in pairs:
        value = _value(article)
        label = date_label(article.published_date, article.published)
        made.append(Step(date=label, since=_since(before, value), letter=side.letter, says=side.says, quote=quote))
        before = value
    return tuple(made)


def _value(article: ReportedArticle) -> str:
    return article.published_date.value if article.published_date else article.published or ""


def _since(before: str, after: str) -> str:
    """The time between two ISO dates, as exactly as both are known; empty where they are the same or too coarse."""
    earlier, later = _day(before), _day(after)
    if earlier is None or later is None or earlier == later:
        return ""
    days = (later - earlier).days
    exact = len(before) >= 10 and len(after) >= 10
    if exact and days < 60:
        return f"{count(days, 'day')} later"
    months = round(days / _DAYS_A_MONTH)
    about = "" if exact else "about "
    return (
        f"{about}{count(months, 'month')} later" if months < 24 else f"{about}{count(round(months / 12), 'year')} later"
    )


def _day(value: str) -> date | None:
    """The day, or the first of the month; None where only the year is known."""
    try:
        return date.fromisoformat(value[:10] if len(value) >= 10 else f"{value}-01")
    except ValueError:
        return None
