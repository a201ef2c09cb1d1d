"""Saved web pages: the article's text by trafilatura, and what the page says about it.

Metadata from JSON-LD (schema.org), then OpenGraph, then ``<time>`` and the title. trafilatura's own date is not used:
it may be any date of the page, and does not say where it stood.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from checker.errors import UnreadableArticleError
from checker.ingest.dates import article_date
from checker.ingest.metadata import Metadata
from schemas.article import DateSource

_ARTICLE_TYPES = ("Article", "Posting", "Report", "WebPage")
_DEEPEST = 20
"""Nesting of JSON-LD that is followed; real pages stay below 5."""


def read_page(html: str) -> tuple[str, Metadata]:
    """The article's text as the extractor gives it, and the page's metadata.

    Raises:
        UnreadableArticleError: No article was found in the page.
    """
    import trafilatura

    tree = trafilatura.load_html(html)
    text = trafilatura.extract(html, include_comments=False, include_tables=True) if tree is not None else None
    if tree is None or not text or not text.strip():
        raise UnreadableArticleError(
            "no article was found in the page", remedy="Save the article's text as a .txt file and give that."
        )
    return text, page_metadata(tree)


def page_metadata(tree: Any) -> Metadata:
    """What a parsed page (an lxml tree) says about its article."""
    linked = _from_json_ld(tree)
    page = Metadata(title=_first(tree, "//title/text()"), language=_first(tree, "/html/@lang"))
    return linked.or_else(_from_open_graph(tree)).or_else(_from_time(tree)).or_else(page)


def _from_json_ld(tree: Any) -> Metadata:
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            data = json.loads(script)
        except (ValueError, RecursionError):
            continue  # Broken JSON-LD is common; the page has other sources.
        for thing in _things(data):
            if _is_article(thing):
                return _of_thing(thing)
    return Metadata()


def _things(data: object, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Every object of a JSON-LD document, outer ones first."""
    if depth > _DEEPEST:
        return
    if isinstance(data, dict):
        yield data
        data = list(data.values())
    for value in data if isinstance(data, list) else ():
        yield from _things(value, depth + 1)


def _is_article(thing: Mapping[str, Any]) -> bool:
    kinds = thing.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    says_something = "headline" in thing or "datePublished" in thing
    return says_something and any(str(name).endswith(_ARTICLE_TYPES) for name in names)


def _of_thing(thing: Mapping[str, Any]) -> Metadata:
    return Metadata(
        outlet=_name(thing.get("publisher")),
        title=_name(thing.get("headline")),
        author=_name(thing.get("author")),
        url=_name(thing.get("url")) or _name(thing.get("mainEntityOfPage")),
        language=_name(thing.get("inLanguage")),
        published=article_date(thing.get("datePublished"), DateSource.JSON_LD, field="datePublished"),
        updated=article_date(thing.get("dateModified"), DateSource.JSON_LD, field="dateModified"),
    )


def _name(value: object) -> str | None:
    """The words of a JSON-LD value: text itself, or the name or address of what it names."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, dict):
        return _name(value.get("name")) or _name(value.get("@id"))
    if isinstance(value, list):
        names = [name for name in map(_name, value) if name]
        return ", ".join(names) or None
    return None


def _from_open_graph(tree: Any) -> Metadata:
    def meta(name: str) -> str | None:
        return _first(tree, f"//meta[@property='{name}' or @name='{name}']/@content")

    author = meta("article:author")
    return Metadata(
        outlet=meta("og:site_name"),
        title=meta("og:title"),
        author=meta("author") if author is None or author.startswith("http") else author,
        url=meta("og:url") or _first(tree, "//link[@rel='canonical']/@href"),
        published=article_date(meta("article:published_time"), DateSource.OPEN_GRAPH, field="article:published_time"),
        updated=article_date(meta("article:modified_time"), DateSource.OPEN_GRAPH, field="article:modified_time"),
    )


def _from_time(tree: Any) -> Metadata:
    """The page's ``<time>``: the one marked as publication, else the only one. Of several, none is picked."""
    marked = tree.xpath("//time[@pubdate or @itemprop='datePublished']/@datetime")
    times = marked[:1] or sorted(set(tree.xpath("//time/@datetime")))
    return Metadata(
        published=article_date(times[0], DateSource.TIME_ELEMENT, field="time") if len(times) == 1 else None
    )


def _first(tree: Any, path: str) -> str | None:
    return next((str(found).strip() for found in tree.xpath(path) if str(found).strip()), None)
