from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checker.compare.rules.alignment import Alignment, align
from checker.compare.rules.wording import words
from schemas.article import Span

VOCABULARY = [
    "The",
    "mayor",
    "will",
    "not",
    "close",
    "our",
    "old",
    "harbour",
    "before",
    "winter",
    "storms",
    "…",
    "[the]",
    "are",
    "14",
    "over",
]
SENTENCES = st.lists(st.sampled_from(VOCABULARY), min_size=6, max_size=25).map(" ".join)


def aligned(one: str, other: str) -> Alignment | None:
    first, second = (words(text, Span(start=0, end=len(text))) for text in (one, other))
    return align(first, second)


@given(SENTENCES, SENTENCES)
def test_both_sides_see_the_same_differences(one: str, other: str) -> None:
    forth, back = aligned(one, other), aligned(other, one)
    assert forth == (back.flipped if back else None)


@given(SENTENCES)
def test_a_quotation_never_differs_from_itself(one: str) -> None:
    found = aligned(one, one)
    assert found is None or (found.differences == () and found.similarity == 1.0)


def test_differences_are_word_indexes_of_either_side() -> None:
    one = "The mayor will close the old harbour before the winter storms"
    other = "The mayor will not close the old harbour before the autumn storms"
    found = aligned(one, other)
    assert found is not None
    assert [
        (one.split()[d.first.start : d.first.stop], other.split()[d.second.start : d.second.stop])
        for d in (found.differences)
    ] == [([], ["not"]), (["winter"], ["autumn"])]
