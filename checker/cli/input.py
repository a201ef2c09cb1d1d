"""What flags say about the articles, and whether there are enough of them."""

from __future__ import annotations

from collections.abc import Iterable

from checker.errors import ConfigurationError, InputError, NothingToCompareError
from checker.ingest.dates import article_date
from checker.ingest.metadata import Metadata, from_mapping
from checker.ingest.story import ABSENT, UNMATCHED, Story
from schemas.article import DateSource

FIELDS = ("outlet", "title", "author", "url", "language", "published", "updated")
"""What a flag can say about an article."""


def overrides(flags: Iterable[str]) -> dict[str, Metadata]:
    """What flags of the form ``ID.FIELD=VALUE`` say, by article id; it wins over what the sources say.

    Raises:
        ConfigurationError: a flag is not of that form, or its date is none.
    """
    said: dict[str, dict[str, object]] = {}
    for flag in flags:
        name, equals, value = flag.partition("=")
        article, dot, field = name.rpartition(".")
        if not (equals and dot and article and value) or field not in FIELDS:
            raise ConfigurationError(
                f"--meta {flag!r} says nothing about an article.",
                remedy=f"Write it as ID.FIELD=VALUE, with one of the fields {', '.join(FIELDS)}.",
            )
        if field in ("published", "updated") and article_date(value, DateSource.FLAG) is None:
            raise ConfigurationError(
                f"--meta {flag!r}: {value!r} is no date.", remedy="Write it as 2024-11-30 or 2024-11-30T07:53+05:30."
            )
        said.setdefault(article, {})[field] = value
    return {article: from_mapping(fields, DateSource.FLAG) for article, fields in said.items()}


def require_two(story: Story) -> None:
    """Refuse a story in which nothing can be compared.

    Raises:
        InputError: nothing that was named is there.
        NothingToCompareError: there are fewer than two texts.
    """
    texts = {article.digest for article in story.articles}
    if len(texts) >= 2:
        return
    unread = "".join(f"\n  {missed.what}: {missed.reason}" for missed in story.not_checked)
    if story.not_checked and all(missed.reason in (ABSENT, UNMATCHED) for missed in story.not_checked) and not texts:
        raise InputError(f"Nothing that was named is there.{unread}", remedy="Check the paths.")
    if len(story.articles) > 1:
        said = f"The {len(story.articles)} articles have the same text, to the letter"
    else:
        said = "Only one article was given" if texts else "No article was found"
    raise NothingToCompareError(
        f"{said}, so there is nothing to compare.{unread}",
        remedy="Give two or more articles about one story: files (.txt .md .html .jsonl), or a folder of them.",
    )
