from __future__ import annotations

import pytest

from checker.errors import UnreadableArticleError
from checker.ingest.webpage import read_page
from schemas.article import DateSource

BODY = "".join(
    f"<p>Paragraph {n} tells that the bridge over the Harle was shut on Friday after engineers found a crack.</p>"
    for n in range(6)
)
JSON_LD = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
  {"@type": "BreadcrumbList"},
  {"@type": ["NewsArticle"], "headline": "Bridge shut", "datePublished": "2024-11-30T07:53:00+05:30",
   "dateModified": "2024-12-01", "author": [{"name": "Jane Doe"}, {"name": "John Roe"}],
   "publisher": {"@type": "Organization", "name": "The Herald"}, "mainEntityOfPage": {"@id": "https://herald.example/b"}}
]}</script>"""
OPEN_GRAPH = """<meta property="og:title" content="Bridge shut"><meta property="og:site_name" content="The Herald">
<meta property="article:published_time" content="2024-11-30T02:23:00Z"><meta property="og:url" content="https://h.example">"""


def page(head: str = "", body: str = "") -> str:
    return f'<html lang="en-GB"><head>{head}</head><body><article>{body}{BODY}</article></body></html>'


def test_the_text_of_the_article_is_read() -> None:
    text, metadata = read_page(page("<title>Bridge shut | Herald</title>"))
    assert text.count("Paragraph") == 6
    assert "<p>" not in text
    assert (metadata.title, metadata.language) == ("Bridge shut | Herald", "en-GB")


def test_json_ld_comes_before_open_graph() -> None:
    _, metadata = read_page(page(JSON_LD + OPEN_GRAPH))
    assert metadata.published is not None
    assert metadata.updated is not None
    assert (metadata.published.value, metadata.published.source) == ("2024-11-30T07:53:00+05:30", DateSource.JSON_LD)
    assert metadata.updated.value == "2024-12-01"
    assert (metadata.outlet, metadata.author) == ("The Herald", "Jane Doe, John Roe")
    assert metadata.url == "https://herald.example/b"


@pytest.mark.parametrize("broken", ["{bad", "[" * 50_000, '"text"', '{"@type": 5, "headline": []}'])
def test_broken_json_ld_leaves_the_other_sources(broken: str) -> None:
    _, metadata = read_page(page(f'<script type="application/ld+json">{broken}</script>{OPEN_GRAPH}'))
    assert metadata.published is not None
    assert metadata.published.source is DateSource.OPEN_GRAPH
    assert metadata.title == "Bridge shut"


def test_a_lone_time_element_dates_the_page() -> None:
    _, metadata = read_page(page(body='<time datetime="2024-11-30">Saturday</time>'))
    assert metadata.published is not None
    assert (metadata.published.value, metadata.published.source) == ("2024-11-30", DateSource.TIME_ELEMENT)


def test_of_several_time_elements_none_is_picked() -> None:
    times = '<time datetime="2024-11-30">a</time><time datetime="2023-01-01">b</time>'
    assert read_page(page(body=times))[1].published is None


@pytest.mark.parametrize("html", ["", "<html><body></body></html>", "<script>1</script>", "<div>" * 50_000])
def test_a_page_without_an_article_is_refused(html: str) -> None:
    with pytest.raises(UnreadableArticleError, match="no article"):
        read_page(html)
