from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.ingest.blocks import find_blocks
from checker.ingest.quotations import find_quotations


def quoted(text: str) -> list[str]:
    return [text[span.start : span.end] for span in find_quotations(text, find_blocks(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "no" and "yes".', ['"no"', '"yes"']),
        ("He said “no” and left.", ["“no”"]),
        ("He said ‘it’s no’ at Smith’s.", ["‘it’s no’"]),
        ("Er sagte „nein“ und ging.", ["„nein“"]),
        ("Il a dit «\xa0non\xa0».", ["«\xa0non\xa0»"]),
        ("We want peace,” he said.", ["We want peace,”"]),
        ('"We begin here.\n\n"We end here," she said.', ['"We begin here.', '"We end here,"']),
        ("It’s Smith’s dog.", []),
    ],
)
def test_words_between_quotation_marks_are_found(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


@given(st.text(alphabet='ab “”"„«»‘’\n', max_size=80))
def test_quotations_come_in_order(text: str) -> None:
    spans = find_quotations(text, find_blocks(text))
    assert [s.start for s in spans] == sorted(s.start for s in spans)
