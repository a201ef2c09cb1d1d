"""URLs on the command line: fetched only when asked for, read like files, told when they cannot be had."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from checker.cli.urls import is_url, read
from checker.errors import ConfigurationError, UnreadableArticleError
from checker.fetching import fetch as fetching
from checker.fetching.fetch import Fetched, Limits, Unfetched
from checker.ingest.readers import MOST_BYTES

REPORT = "The bridge over the Harle was shut on Friday after engineers found a crack.\n"


@pytest.mark.parametrize(
    ("named", "url"),
    [("https://a.test/b", True), ("HTTP://a", True), ("file:///etc/passwd", True), ("a.txt", False), ("a:b", False)],
)
def test_a_url_is_told_from_a_path(named: str, url: bool) -> None:
    assert is_url(named) is url


def test_a_url_is_not_fetched_unasked() -> None:
    with pytest.raises(ConfigurationError, match="unasked") as refused:
        read(["https://a.test/b", "x.txt"], overrides={}, fetch=False)
    assert "--fetch" in refused.value.remedy


def test_a_host_that_may_not_be_asked_is_told_and_the_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT)
    story = read([str(tmp_path), "http://127.0.0.1/b"], overrides={}, fetch=True)
    assert [article.id for article in story.articles] == ["a"]
    ((missed),) = story.not_checked
    assert (missed.what, bool(missed.remedy)) == ("http://127.0.0.1/b", True)


def test_pages_become_articles_each_once_and_what_failed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fetched(urls: Sequence[str], limits: Limits) -> list[Fetched | Unfetched]:
        assert limits == Limits(most_bytes=MOST_BYTES)
        found = [Fetched(url, "https://a.test/same", REPORT.encode(), ".txt") for url in urls[:2]]
        return [*found, Unfetched(urls[2], UnreadableArticleError("gone"))]

    monkeypatch.setattr(fetching, "fetch", fetched)
    story = read(["https://a.test/1", "https://a.test/2", "https://a.test/3"], overrides={}, fetch=True)
    assert [(article.id, article.url) for article in story.articles] == [("a.test-same", "https://a.test/same")]
    assert [(missed.what, missed.reason) for missed in story.not_checked] == [("https://a.test/3", "gone")]
