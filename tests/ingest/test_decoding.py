from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import UnreadableArticleError
from checker.ingest.decoding import decode

ENGLISH = "The mayor — who had said “no” — left the café and paid 5 €."


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), max_size=200))
def test_utf_8_is_read_without_doubt(text: str) -> None:
    assert decode(b"\xef\xbb\xbf" + text.encode()).text == text
    if not text.startswith("\ufeff"):
        assert decode(text.encode()).text == text


@given(st.binary(max_size=300))
def test_bytes_are_read_or_refused_and_nothing_else(data: bytes) -> None:
    with suppress(UnreadableArticleError):
        assert "\0" not in decode(data).text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_tells_the_encoding_and_is_no_text(encoding: str) -> None:
    assert decode(ENGLISH.encode(encoding)).text == ENGLISH


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "cp1252"),
        ("Le maire a dit « non » à la région, près de l’hôtel où il était né.", "cp1252"),
        ("Feuer auf der Fähre, sagte der Kapitän über Funk.", "cp1252"),
        ("El alcalde dijo: ¿quién pagará mañana?", "latin-1"),
        ("Президент заявил, что готов к переговорам. Город остаётся под контролем." * 3, "koi8-r"),
        ("大統領は停戦に応じる用意があると述べた。市は支配下にある。" * 3, "shift_jis"),
        ("The mayor left the town hall at noon on Friday.", "utf-16-be"),
    ],
)
def test_other_encodings_are_told_by_statistics_and_the_doubt_is_said(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert "not UTF-8" in decoded.doubts[0]


def test_a_page_may_declare_its_encoding() -> None:
    page = '<meta charset="windows-1251"><p>Мэр сказал нет</p>'
    decoded = decode(page.encode("cp1251"), html=True)
    assert decoded.text == page
    assert not decoded.doubts


def test_a_page_that_is_utf_8_is_read_so_whatever_it_declares() -> None:
    page = '<meta charset="iso-8859-1"><p>café</p>'
    assert decode(page.encode(), html=True).text == page


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 20, b"text\0more", b"\x01\x02\x03\x04" * 50, b"\x89PNG\r\n\x1a\n\0\0"]
)
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableArticleError):
        decode(data)


def test_a_stray_control_character_is_kept() -> None:
    text = "The mayor\x0b left. " * 20 + "\x07"
    assert decode(text.encode()).text == text
