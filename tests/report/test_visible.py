from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.report.visible import visible


@pytest.mark.parametrize(
    "char", ["\u202e", "\u2066", "\u200b", "\ufeff", "\u00ad", "\x1b", "\x07", "\x9b", "\U000e0041"]
)
def test_characters_that_hide_or_act_are_spelt_out(char: str) -> None:
    assert visible(f"a{char}b") == f"a⟨U+{ord(char):04X}⟩b"


@pytest.mark.parametrize(
    "text",
    ["می\u200cخواهم", "👩\u200d🚀", "❤\ufe0f", "1\ufe0f\u20e3", "क\u094d\u200dष", "Zürich – “naïve”", "שָׁלוֹם"],
)
def test_what_writing_needs_stays(text: str) -> None:
    assert visible(text) == text


def test_a_joiner_between_latin_letters_is_spelt_out() -> None:
    assert visible("to\u200dtal") == "to⟨U+200D⟩tal"


def test_a_row_of_variation_selectors_cannot_carry_a_message() -> None:
    assert visible("❤\ufe0f\ufe01\ufe02") == "❤\ufe0f⟨U+FE01⟩⟨U+FE02⟩"


def test_a_flood_of_combining_marks_is_counted_not_drawn() -> None:
    assert visible("a" + "\u0301" * 300) == "a" + "\u0301" * 4 + "⟨296 more combining marks⟩"


def test_white_space_and_line_breaks_become_one_space() -> None:
    assert visible("a\r\n\t\u2028\u00a0b") == "a b"


@given(st.text())
def test_the_result_is_one_line_without_control_or_bidi_characters(text: str) -> None:
    shown = visible(text)
    assert not [char for char in shown if unicodedata.category(char) == "Cc"]
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200e\u200f\u2028\u2029")


@given(st.text())
def test_showing_it_again_changes_nothing(text: str) -> None:
    assert visible(visible(text)) == visible(text)
