from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.report.links import anchor, live_page, live_words, sentence_anchor
from schemas.article import Span

TEXT = "Twelve people were hurt. Nobody died. Nobody died."


@given(st.text(), st.text())
def test_different_keys_never_share_an_anchor(one: str, other: str) -> None:
    assert (anchor("f", one) == anchor("f", other)) == (one == other)


@given(st.text())
def test_an_anchor_needs_no_escaping(key: str) -> None:
    assert re.fullmatch(r"f-[A-Za-z0-9_.~-]*", anchor("f", key))


@given(st.text(), st.integers(1, 99), st.text(), st.integers(1, 99))
def test_different_sentences_never_share_an_anchor(one: str, first: int, other: str, second: int) -> None:
    assert (sentence_anchor(one, first) == sentence_anchor(other, second)) == ((one, first) == (other, second))


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "javascript://a.example/%0aalert(1)",
        "ftp://a.example/",
        "data:text/html,x",
        "file:///etc/passwd",
        "//host/x",
        "https://[",
        "x.html",
    ],
)
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert live_page(url) is None


def test_words_that_are_unique_are_linked_to_directly() -> None:
    link = live_words("https://a.example/x?y=1#old", TEXT, Span(start=0, end=23))
    assert link == "https://a.example/x?y=1#:~:text=Twelve%20people%20were%20hurt"


def test_words_that_stand_twice_are_linked_to_by_their_page_only() -> None:
    at = TEXT.index("Nobody died.")
    assert live_words("https://a.example/x", TEXT, Span(start=at, end=at + 12)) == "https://a.example/x"


def test_long_words_are_named_by_their_ends_and_hyphens_are_encoded() -> None:
    text = "well-known one " * 2 + " ".join(f"w{number}" for number in range(100))
    link = live_words("https://a.example/", text, Span(start=0, end=len(text)))
    assert link == (
        "https://a.example/#:~:text=well%2Dknown%20one%20well%2Dknown%20one%20w0,w95%20w96%20w97%20w98%20w99"
    )
