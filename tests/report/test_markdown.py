from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from checker.report.formats import Format, render
from checker.report.markdown import escaped
from schemas.report import Report
from tests.report.story import HOSTILE

_ACTIVE = {"html_block", "html_inline", "link_open", "image", "code_inline", "fence", "code_block", "table_open", "hr"}


def _tokens(text: str) -> list[Token]:
    parsed = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    return [inner for token in parsed for inner in (token, *(token.children or ()))]


def test_hostile_text_stays_text(hostile: Report) -> None:
    types = {token.type for token in _tokens(render(hostile, Format.MARKDOWN))}
    assert types & _ACTIVE == set()


def test_hostile_text_adds_no_headings_and_no_lists(sample: Report, hostile: Report) -> None:
    def shape(report: Report) -> int:
        return sum(token.type == "heading_open" for token in _tokens(render(report, Format.MARKDOWN)))

    assert shape(hostile) == shape(sample)


def test_hostile_text_leaves_no_raw_html_for_markdowns_without_backslash_escapes(hostile: Report) -> None:
    assert not re.search(r"<[a-z!/]", render(hostile, Format.MARKDOWN), re.IGNORECASE)


@pytest.mark.parametrize(
    "quote", ["- item", "1. item", "12) item", "+ item", "# head", "> deep", "===", "---", "    code"]
)
def test_a_quote_that_looks_like_markup_is_shown_as_words(sample: Report, quote: str) -> None:
    article = sample.articles[0].model_copy(update={"text": quote, "sentences": ()})
    finding = sample.findings[0]
    evidence = finding.evidence[0].model_copy(update={"quote": quote, "start": 0, "end": len(quote), "marks": ()})
    update = {"findings": (finding.model_copy(update={"evidence": (evidence,)}),), "articles": (article,)}
    tokens = _tokens(render(sample.model_copy(update={**update, "origins": (), "ungrounded": ()}), Format.MARKDOWN))
    start = next(index for index, token in enumerate(tokens) if token.type == "blockquote_open")
    assert [token.type for token in tokens[start + 1 : start + 3]] == ["paragraph_open", "inline"]
    assert "".join(token.content for token in tokens[start + 2].children or ()) == quote.strip()


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]) | st.sampled_from("<>&*_`[]()!|~#\\")))
def test_escaped_text_reads_as_it_was_written(text: str) -> None:
    (paragraph,) = [token for token in MarkdownIt("commonmark").parse(f"x{escaped(text)}x") if token.type == "inline"]
    shown = "".join(child.content for child in paragraph.children or ())
    assert shown == f"x{text}x"
    assert {child.type for child in paragraph.children or ()} <= {"text", "text_special"}


def test_the_differing_words_are_bold(sample: Report) -> None:
    assert "> “I **never** touched the throttle,”" in render(sample, Format.MARKDOWN)


def test_no_address_of_an_article_becomes_a_link() -> None:
    shown = escaped(HOSTILE + " www.evil.example")
    assert "://" not in shown
    assert "www." not in shown
    assert "https://evil.example" in unescape(shown)
