"""What flags say about the articles, and whether there are enough of them."""

from __future__ import annotations

from pathlib import Path

from checker.errors import ConfigurationError, InputError, NothingToCompareError
from checker.ingest.dates import article_date
from checker.ingest.metadata import Metadata
from checker.ingest.story import Story
from schemas.article import DateSource


def overrides(outlet: str | None, published: str | None) -> Metadata:
    """The metadata that flags give; it wins over what the sources say.

    Raises:
        ConfigurationError: the date cannot be read as one.
    """
    date = article_date(published, DateSource.FLAG, field="--published") if published else None
    if published and date is None:
        raise ConfigurationError(
            f"--published {published!r} is no date.", remedy="Write it as 2024-11-30 or 2024-11-30T07:53+05:30."
        )
    return Metadata(outlet=outlet, published=date)


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
    if story.not_checked and not texts and not any(Path(missed.what).exists() for missed in story.not_checked):
        raise InputError(f"Nothing that was named is there.{unread}", remedy="Check the paths.")
    if len(story.articles) > 1:
        said = f"The {len(story.articles)} articles have the same text, to the letter"
    else:
        said = "Only one article was given" if texts else "No article was found"
    raise NothingToCompareError(
        f"{said}, so there is nothing to compare.{unread}",
        remedy="Give two or more articles about one story: files (.txt .md .html .jsonl), or a folder of them.",
    )
