from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.review.articles import MARK, Shelf, canonical, keys_of, marks_of, same, stand_in
from schemas.review import ArticleKeys
from tests.review.reports import article

TEXT = "Nine people died in the fire."


def keys(**values: str) -> ArticleKeys:
    return ArticleKeys(**({"digest": "d"} | values))


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ({"id": "7", "name": "a"}, {"id": "7", "digest": "e", "url": "x", "name": "b"}, True),
        ({"id": "7"}, {"id": "8"}, False),
        ({"id": "7"}, {"url": "x"}, True),
        ({"url": "x"}, {"url": "x", "digest": "e"}, True),
        ({"url": "x", "name": "a"}, {"url": "y", "name": "a"}, False),
        ({"url": "x", "name": "a"}, {"name": "b"}, True),
        ({"name": "a"}, {"name": "a", "digest": "e"}, True),
        ({"name": "a"}, {"name": "b", "digest": "e"}, False),
        ({}, {"digest": "e"}, False),
    ],
)
def test_the_most_reliable_key_that_both_have_decides(one: dict[str, str], other: dict[str, str], alike: bool) -> None:
    assert same(keys(**one), keys(**other)) is same(keys(**other), keys(**one)) is alike


def test_an_id_counts_only_where_the_source_gives_it() -> None:
    assert keys_of(article("ant", TEXT)).id is None
    assert keys_of(article("ant", TEXT, id_given=True)).id == "ant"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.paper.example/fire?page=2&id=1",
        "http://paper.example/fire/?id=1&utm_source=x&page=2#top",
        "HTTPS://PAPER.example:443/fire?fbclid=1&page=2&id=1&ref=home",
        "  https://paper.example/fire?id=1&page=2  ",
    ],
)
def test_an_address_is_the_same_however_it_was_shared(url: str) -> None:
    assert canonical(url) == "paper.example/fire?id=1&page=2"


@pytest.mark.parametrize(
    "url",
    [
        "https://paper.example/fire?id=2&page=2",
        "https://paper.example/Fire?id=1&page=2",
        "https://paper.example:8080/fire?id=1&page=2",
        "https://other.example/fire?id=1&page=2",
        "https://paper.example/fire?id=1&page=2&reference=3",
    ],
)
def test_another_address_stays_another(url: str) -> None:
    assert canonical(url) != "paper.example/fire?id=1&page=2"


@pytest.mark.parametrize("url", ["", "fire.html", "https://[::1", "https://paper.example:port/", "mailto:a@b.example"])
def test_what_is_no_address_is_no_key(url: str) -> None:
    assert canonical(url) is None


def test_a_renamed_file_is_known_by_its_text_and_an_edited_one_by_its_name() -> None:
    before = keys_of(article("ant", TEXT))
    assert Shelf([article("bee", TEXT)]).find(before) == "bee"
    assert Shelf([article("ant", TEXT + " So far.")]).find(before) == "ant"
    assert Shelf([article("bee", TEXT + " So far.")]).find(before) is None


def test_only_more_than_a_name_makes_sure() -> None:
    before = keys_of(article("ant", TEXT, url="https://paper.example/fire"))
    edited = TEXT + " So far."
    assert Shelf([article("bee", edited, url="http://paper.example/fire/")]).sure(before)
    assert Shelf([article("bee", TEXT)]).sure(before)
    assert not Shelf([article("ant", edited)]).sure(before)
    assert not Shelf([article("bee", edited)]).sure(before)


def test_of_articles_that_share_an_address_the_one_with_more_in_common_is_found_in_any_order() -> None:
    live = "https://paper.example/live"
    articles = [article(name, f"{TEXT} {name}", url=live) for name in ("ant", "bee", "cat")]
    for order in itertools.permutations(articles):
        shelf = Shelf(order)
        assert [shelf.find(keys_of(each)) for each in articles] == ["ant", "bee", "cat"]


def test_marks_are_fit_for_an_index() -> None:
    odd = keys(id="\x00", url="u" * 5_000, name="n\ud800")
    for mark in marks_of(odd):
        assert mark.isprintable()
        assert len(mark) <= MARK + len("digest:")
    assert marks_of(odd) != marks_of(keys(id="\x01", url="u" * 5_001, name="n\ud801"))


@pytest.mark.parametrize(
    ("words", "text", "stands"),
    [
        ("killed 4", "it killed 4 people", True),
        ("killed 4", "it killed 42 people", False),
        ("killed 4", "it killed 4.5 people", False),
        ("killed 4", "it killed 4,000 people", False),
        ("killed 4", "it killed 4, they said. it killed 4.", True),
        ("4 died", "14 died", False),
        ("4 died", "1.4 died", False),
        ("4 died", "in all. 4 died", True),
        ("killed 4", "killed 42, then it killed 4", True),
        ("二人が死亡", "火事で二人が死亡した", True),
        ("", "anything", True),
        ("nine", "", False),
    ],
)
def test_words_stand_in_a_text_only_with_their_numbers_whole(words: str, text: str, stands: bool) -> None:
    assert stand_in(words, text) is stands


@given(st.lists(st.text("ab 4.,死", min_size=1), min_size=1, max_size=6), st.data())
def test_whole_lines_of_a_text_always_stand_in_it(lines: list[str], data: st.DataObject) -> None:
    assert stand_in(data.draw(st.sampled_from(lines)), "\n".join(lines))
