"""The gold of a story: what a careful editor would flag in it, and what only looks like it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from checker.errors import InputError
from schemas.article import Span

GOLD_FILE = "gold.json"


class _Part(BaseModel):
    # Notes of annotators that nothing here needs may stand beside what is needed.
    model_config = ConfigDict(frozen=True, extra="ignore")


class GoldQuote(_Part):
    """Words of an article, by offsets in code points."""

    article: str
    """The article's file name without its suffix."""
    quote: str
    start: int
    end: int
    position: int | None = None
    """Which side of a contradiction they are on, where the gold says it."""


class GoldItem(_Part):
    """A contradiction, a pair that only looks like one, or what the parties disagree on."""

    id: str
    topic: str
    quotes: tuple[GoldQuote, ...]
    type: str = ""
    also: tuple[str, ...] = ()
    """Other types that fit."""
    severity: Literal["major", "minor", ""] = ""
    why: str = ""
    explanation: str = ""


class Derived(_Part):
    """An article that was made from another one."""

    article: str
    derived_from: str


class Gold(_Part):
    """What should be found in one story. The form is that of ``examples/README.md``."""

    story: str
    contradictions: tuple[GoldItem, ...]
    not_contradictions: tuple[GoldItem, ...]
    attributed: tuple[GoldItem, ...] = ()
    ambiguous: tuple[GoldItem, ...] = ()
    within_article: tuple[GoldItem, ...] = ()
    derived: tuple[Derived, ...] | None = None
    """None where nobody looked for copies."""


def load_gold(folder: Path) -> Gold:
    """Read the gold that stands beside the articles of a story.

    Raises:
        InputError: there is none, or it is no gold.
    """
    path = folder / GOLD_FILE
    try:
        return Gold.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror}.", remedy="An evaluation needs a gold.json beside the articles."
        ) from error
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, fault["loc"])) or "the whole"
        raise InputError(f"{path} is no gold: {place}: {fault['msg']}.", remedy=_FORM) from error
    except ValueError as error:
        raise InputError(f"{path} is not JSON: {error}.", remedy=_FORM) from error


_FORM = "examples/README.md says what a gold holds."


def place(gold: Gold, texts: Mapping[str, str], names: Mapping[str, str]) -> Gold:
    """The gold in the terms of what was read: articles by id, and offsets into the text as it was read.

    Quotes of an article that was not read are left out.

    Args:
        gold: as it was loaded.
        texts: the articles' texts, by id.
        names: an article's file name without its suffix -> its id, where the two differ.

    Raises:
        InputError: a quote does not stand in its article: gold and articles do not belong together.
    """

    def placed(item: GoldItem) -> GoldItem:
        known = [q.model_copy(update={"article": names.get(q.article, q.article)}) for q in item.quotes]
        quotes = tuple(_located(q, texts[q.article], item.id) for q in known if q.article in texts)
        return item.model_copy(update={"quotes": quotes})

    lists = ("contradictions", "not_contradictions", "attributed", "ambiguous", "within_article")
    return gold.model_copy(update={name: tuple(map(placed, getattr(gold, name))) for name in lists})


def _located(quote: GoldQuote, text: str, item: str) -> GoldQuote:
    if text[quote.start : quote.end] == quote.quote:
        return quote
    start = text.find(quote.quote)
    if start < 0 or not quote.quote:
        raise InputError(
            f"The gold item {item} quotes words that do not stand in {quote.article}: {quote.quote[:60]!r}.",
            remedy="Evaluate with the articles that the gold was made for.",
        )
    return quote.model_copy(update={"start": start, "end": start + len(quote.quote)})


def span(quote: GoldQuote) -> Span:
    """Where a quote stands."""
    return Span(start=quote.start, end=quote.end)
