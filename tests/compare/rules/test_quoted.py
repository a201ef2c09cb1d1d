from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.compare.rules.quoted import find_quoted, sentences_in
from schemas.article import Span


def quoted(text: str) -> list[str]:
    return [text[span.start : span.end] for span in find_quoted(text)]


@pytest.mark.parametrize(
    "text",
    [
        "She said: “The road to the north is open.”",
        'She said: "The road to the north is open."',
        "She said: ‘The road to the north is open.’",
        "She said: 'The road to the north is open.'",
        "She said: «The road to the north is open.»",
        "She said: « The road to the north is open. »",
        "She said: „The road to the north is open.“",
        "She said: »The road to the north is open.«",
        "She said: ”The road to the north is open.”",
    ],
)
def test_marks_of_every_shape_are_read(text: str) -> None:
    assert quoted(text) == ["The road to the north is open."]


@pytest.mark.parametrize(
    "text",
    [
        "The ship's master and the owners' lawyers met in the sailors' home on the quay.",
        "Back in the '90s and the '80s it was the captains' own choice.",
        "He is 6' 2\" tall and she is 5' 10\" tall, their doctors' notes say.",
        'A 12" pipe and a 14" pipe burst on the lower deck.',
        "They call it “the hot phase” and “a new start”.",
    ],
)
def test_apostrophes_inch_marks_and_scare_quotes_are_no_quotations(text: str) -> None:
    assert quoted(text) == []


def test_nested_marks_belong_to_the_quotation_around_them() -> None:
    assert quoted("“He told me ‘never again’ and he left,” she said.") == ["He told me ‘never again’ and he left"]
    assert quoted("‘He told me “never again” and he left,’ she said.") == ["He told me “never again” and he left"]


def test_possessives_inside_single_marks_do_not_end_the_quotation() -> None:
    text = "‘The sailors’ wives and the owners’ men met at the ship’s side,’ she said."
    assert quoted(text) == ["The sailors’ wives and the owners’ men met at the ship’s side"]


def test_inches_inside_straight_marks_do_not_end_the_quotation() -> None:
    assert quoted('"We had only a 12" pipe left on board," she said.') == ['We had only a 12" pipe left on board']


def test_a_quotation_goes_on_over_paragraphs_that_open_with_a_mark() -> None:
    text = "“The road to the north is open.\n\n“The road to the south is not,” she said. It rained."
    assert quoted(text) == ["The road to the north is open.", "The road to the south is not"]


def test_a_quotation_goes_on_over_broken_lines() -> None:
    text = "She said: “The road to\nthe north is open,\nand dry.” It rained."
    assert quoted(text) == ["The road to\nthe north is open,\nand dry."]


def test_without_a_closing_mark_it_ends_with_its_line() -> None:
    text = "She added: “The road to the north is open.\n\nIt rained all day in the hills."
    assert quoted(text) == ["The road to the north is open."]


def test_without_an_opening_mark_it_starts_with_its_line_if_an_attribution_follows() -> None:
    attributed = "It rained.\n\nThe road to the north is open,” she told the radio."
    stray = "It rained.\n\nThe road to the north is open,” or so it seemed."
    assert quoted(attributed) == ["The road to the north is open"]
    assert quoted(stray) == []


def test_quotations_are_found_where_spaces_are_lost() -> None:
    text = 'It rained."The road to the north is open," she said."We shall go there on Friday."The bus was late.'
    assert quoted(text) == ["The road to the north is open", "We shall go there on Friday."]


def test_abbreviations_and_initials_end_no_sentence() -> None:
    text = "“We told Mr. Brown and J. Smith so. They did not hear us!”"
    [stretch] = find_quoted(text)
    assert [text[span.start : span.end] for span in sentences_in(text, stretch)] == [
        "We told Mr. Brown and J. Smith so.",
        "They did not hear us!",
    ]


@given(st.text(st.sampled_from("ab S.,!?\n“”\"'‘’«»„—[]5"), max_size=120))
def test_any_text_gives_ordered_stretches_within_it(text: str) -> None:
    spans = find_quoted(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    for span in spans:
        parts = sentences_in(text, span)
        assert all(span.start <= part.start and part.end <= span.end for part in parts)
        lost = set(range(span.start, span.end)) - {at for part in parts for at in range(part.start, part.end)}
        assert not any(text[at].isalnum() for at in lost)


@given(st.lists(st.sampled_from(["road", "ship’s", "open", "6", "Mr.", "Lee"]), min_size=5, max_size=12))
def test_a_quotation_between_curly_marks_is_found_whole(chosen: list[str]) -> None:
    words = " ".join(chosen)
    text = f"It rained. “{words},” she said."
    assert find_quoted(text) == (Span(start=12, end=12 + len(words)),)
