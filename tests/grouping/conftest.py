"""Articles to group: written ones, and those of a world, whose stories are known."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence

import pytest

from bench.world import Report
from checker.grouping.stories import group
from checker.ingest.sentences import split
from schemas.article import Article, ArticleDate, DateSource

Together = Callable[..., list[list[str]]]


def article(id_: str, text: str, *, published: str | None = None, source: DateSource = DateSource.RECORD) -> Article:
    """An article from its text."""
    return Article(
        id=id_,
        text=text,
        sentences=split(text),
        published=ArticleDate(value=published, source=source) if published else None,
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )


def of_report(report: Report, *, dated: bool = True) -> Article:
    """An article of a world."""
    return article(report.id, report.text, published=report.published if dated else None)


def pairs(groups: Sequence[Sequence[str]]) -> set[tuple[str, str]]:
    """Every two that are together."""
    return {(a, b) for group in groups for a in group for b in group if a < b}


def recall_and_precision(articles: Sequence[Article], story_of: Mapping[str, int]) -> tuple[float, float]:
    """Of the pairs of articles that tell one story, and of those that were put together, the share that are both."""
    stories: dict[int, list[str]] = {}
    for one in articles:
        stories.setdefault(story_of[one.id], []).append(one.id)
    true, found = pairs(list(stories.values())), pairs([each.articles for each in group(articles)])
    return len(true & found) / len(true), len(true & found) / max(1, len(found))


@pytest.fixture
def together() -> Together:
    """Which of these articles are found to tell one story: lists of ids, sorted."""
    return lambda articles: [list(each.articles) for each in group(articles)]
