"""URLs among the things that a user names: fetched first, only where it is asked for, and then read like files."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace

from checker.errors import ConfigurationError
from checker.ingest.metadata import Metadata
from checker.ingest.readers import MOST_BYTES
from checker.ingest.sources import Page, unread
from checker.ingest.story import Story, read_story
from schemas.report import NotChecked

_URL = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def is_url(named: str) -> bool:
    """Whether something that a user named is a URL, and no path."""
    return _URL.match(named) is not None


def read(named: Sequence[str], *, overrides: Mapping[str, Metadata], fetch: bool) -> Story:
    """The story of the paths and URLs that a user named. A URL of which there is no page is told like a file.

    Raises:
        ConfigurationError: there are URLs, and nobody asked to fetch them.
        InputError: as ``read_story`` raises it.
    """
    urls = [name for name in named if is_url(name)]
    if urls and not fetch:
        raise ConfigurationError(
            f"{'A URL is' if len(urls) == 1 else f'{len(urls)} URLs are'} named, and nothing is fetched unasked.",
            remedy="Add --fetch to fetch them, or save the pages and name the files.",
        )
    pages, missed = _fetched(urls)
    paths = [name for name in named if not is_url(name)]
    story = read_story(paths, stdin=sys.stdin.buffer, overrides=overrides, pages=pages)
    return replace(story, not_checked=(*story.not_checked, *missed))


def _fetched(urls: Sequence[str]) -> tuple[list[Page], list[NotChecked]]:
    if not urls:
        return [], []
    from checker.fetching.fetch import Fetched, Limits, fetch

    pages: dict[str, Page] = {}
    missed: list[NotChecked] = []
    for outcome in fetch(urls, Limits(most_bytes=MOST_BYTES)):
        if isinstance(outcome, Fetched):
            pages.setdefault(outcome.url, Page(outcome.url, outcome.data, outcome.suffix))
        else:
            missed.append(unread(outcome.asked, str(outcome.problem), outcome.problem.remedy))
    return list(pages.values()), missed
