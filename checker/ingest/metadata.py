"""What sources say about an article, each reading by its own kind of source. What none says stays None."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from textwrap import shorten
from typing import Any

from checker.ingest.dates import article_date
from schemas.article import ArticleDate, DateSource

_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id",),
    "outlet": ("outlet", "source", "publisher", "site"),
    "title": ("title", "headline"),
    "author": ("author", "byline"),
    "url": ("url", "link", "canonical"),
    "language": ("language", "lang"),
}
_PUBLISHED = ("published", "date", "date_published", "published_at")
_UPDATED = ("updated", "modified", "date_modified", "updated_at")
_RELIABLE_FIRST = list(DateSource)
_SHOWN = 100
"""Letters of a value that is told."""


@dataclass(frozen=True)
class Metadata:
    """What is known about an article apart from its text. ``language`` is BCP 47."""

    id: str | None = None
    outlet: str | None = None
    title: str | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = None
    published: ArticleDate | None = None
    updated: ArticleDate | None = None

    def or_else(self, other: Metadata) -> Metadata:
        """These values, with the gaps filled from another source. Of two dates the more reliable source's stands."""
        merged: dict[str, Any] = {f.name: _better(getattr(self, f.name), getattr(other, f.name)) for f in fields(self)}
        return Metadata(**merged)


def from_mapping(data: Mapping[str, object], source: DateSource) -> Metadata:
    """Metadata from named values: front matter, an entry of a meta.json, a JSON Lines record.

    Unknown names are passed over. A ``note`` that opens with a date ("2022-03, by its contents") is an inferred
    date of publication: somebody concluded it, and no field states it.
    """
    values: dict[str, Any] = {name: _text(data, aliases) for name, aliases in _NAMES.items()}
    published = _date(data, _PUBLISHED, source) or _noted_date(data)
    return Metadata(**values, published=published, updated=_date(data, _UPDATED, source))


def unread_dates(data: Mapping[str, object], where: str) -> tuple[str, ...]:
    """What to say of the fields that should hold a date and hold none.

    Args:
        data: Named values, as for ``from_mapping``.
        where: What holds them, in words: "front matter".
    """
    given = ((name, data[name]) for name in (*_PUBLISHED, *_UPDATED) if data.get(name) not in (None, ""))
    return tuple(
        f"Its {name!r} in the {where} is no date that can be read, and was not used: {_shown(value)}"
        for name, value in given
        if article_date(value, DateSource.RECORD) is None
    )


def _shown(value: object) -> str:
    return f"“{shorten(' '.join(str(value).split()), _SHOWN, placeholder=' …')}”"


def _text(data: Mapping[str, object], names: tuple[str, ...]) -> str | None:
    for name in names:
        value = data.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
        if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
            return ", ".join(value)
    return None


def _date(data: Mapping[str, object], names: tuple[str, ...], source: DateSource) -> ArticleDate | None:
    found = (article_date(data[name], source, field=name) for name in names if data.get(name) is not None)
    return next((date for date in found if date), None)


def _noted_date(data: Mapping[str, object]) -> ArticleDate | None:
    note = data.get("note")
    if not isinstance(note, str) or not note.strip():
        return None
    date = article_date(note.split(",")[0].strip(), DateSource.INFERRED)
    return ArticleDate(value=date.value, source=DateSource.INFERRED, basis=f"note: {note.strip()}") if date else None


def _better(mine: object, other: object) -> object:
    if isinstance(mine, ArticleDate) and isinstance(other, ArticleDate):
        return min(mine, other, key=lambda date: _RELIABLE_FIRST.index(date.source))
    return other if mine is None else mine
