from __future__ import annotations

import hashlib
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from checker.grounding import (
    UngroundedReason,
    fold,
    ground_tags,
    locate_phrase,
)
from schemas.article import Article, Placement, Sentence, Span


def article(text: str, *sentences: Sentence) -> Article:
    return Article(id="a", text=text, sentences=sentences, digest=hashlib.sha256(text.encode()).hexdigest())


def of_lines(*lines: str, furniture: frozenset[int] = frozenset()) -> Article:
    """An article with a sentence for each line; the numbers in ``furniture`` are furniture."""
    sentences, at = [], 0
    for number, line in enumerate(lines, start=1):
        placement = Placement.FURNITURE if number in furniture else Placement.BODY
        sentences.append(Sentence(number=number, start=at, end=at + len(line), placement=placement))
        at += len(line) + 1
    return article("\n".join(lines), *sentences)


def located(text: str, phrase: str, within: Span | None = None) -> str | None:
    """The words that are found for a phrase in a text."""
    span = locate_phrase(article(text), phrase, [within or Span(start=0, end=len(text))])
    return None if span is None else text[span.start : span.end]


STORY = of_lines("It burned.", "It sank.", "Share this.", "Nobody was hurt.", furniture=frozenset({3}))
TAGGED = {f"A{row.number}": (STORY, row) for row in STORY.sentences}


class TestGroundTags:
    def _numbers(self, *tags: str) -> list[int]:
        grounded = ground_tags(tags, TAGGED)
        assert not isinstance(grounded, UngroundedReason)
        return [row.number for _, row in grounded]

    def test_sentences_come_back_as_they_were_named_without_doubles(self) -> None:
        assert self._numbers("A4", "A1", "A4", "A2") == [4, 1, 2]

    def test_furniture_and_sentences_that_no_article_has_are_left_out(self) -> None:
        assert self._numbers("A3", "A99", "Z1", "A2") == [2]

    @pytest.mark.parametrize(
        ("tags", "told", "article_id"),
        [((), "no sentence", None), (("A3",), "not the report", "a"), (("A99", "B1"), "A99, B1", None)],
    )
    def test_what_cannot_be_grounded_says_why(self, tags: tuple[str, ...], told: str, article_id: str | None) -> None:
        reason = ground_tags(tags, TAGGED)
        assert isinstance(reason, UngroundedReason)
        assert told in reason.text
        assert reason.article == article_id

    @given(st.lists(st.text(max_size=4)))
    def test_whatever_is_named_only_sentences_of_the_report_come_back(self, tags: list[str]) -> None:
        grounded = ground_tags([*tags, "A1"], TAGGED)
        assert not isinstance(grounded, UngroundedReason)
        assert all(row in STORY.sentences and row.placement is not Placement.FURNITURE for _, row in grounded)


class TestLocatePhrase:
    @pytest.mark.parametrize(
        ("text", "phrase", "expected"),
        [
            ("It took “about six miles” in all.", '"about six miles"', "“about six miles”"),
            ("Don’t go there.", "DON'T GO", "Don’t go"),
            ("A three–day strike — and more.", "three-day strike - and", "three–day strike — and"),
            (
                "Some 1\u202f500 kilo\u00admetres\u00a0away.",
                "1 500 kilometres away",
                "1\u202f500 kilo\u00admetres\u00a0away",
            ),
            ("The ﬁrst oﬃcer left.", "first officer", "ﬁrst oﬃcer"),
            ("A cafe\u0301 on the quay.", "café", "cafe\u0301"),
            ("A café on the quay.", "cafe\u0301", "café"),
            ("In the Straße by night.", "STRASSE", "Straße"),
            ("Line one\n  line two.", "one line", "one\n  line"),
            ("zero\u200bwidth joined", "zerowidth", "zero\u200bwidth"),
            ("Der 👩‍🚒 löscht.", "👩‍🚒", "👩‍🚒"),
            ('אמר הנשיא \u200f"לא" היום', 'הנשיא "לא"', 'הנשיא \u200f"לא"'),
            ("قال الرئيس لا", "الرئيس", "الرئيس"),
            ("東京で十五人が負傷した", "十五人", "十五人"),
        ],
    )
    def test_typography_makes_no_difference(self, text: str, phrase: str, expected: str) -> None:
        assert located(text, phrase) == expected

    @pytest.mark.parametrize(
        ("text", "phrase"),
        [
            ("Six miles away.", "five miles"),
            ("A toll of 115.", "15"),
            ("A toll of 1150.", "115"),
            ("The resume\u0301 was read.", "resume"),
            ("The résumé was read.", "resume"),
            ("The ﬁsh was cold.", "ish"),
            ("Anything.", ""),
            ("Anything.", " \u200b "),
        ],
    )
    def test_what_is_not_there_is_not_found(self, text: str, phrase: str) -> None:
        assert located(text, phrase) is None

    def test_only_the_given_spans_count(self) -> None:
        text = "It sank. It rained."
        assert located(text, "It", Span(start=9, end=len(text))) == "It"
        assert locate_phrase(article(text), "sank", [Span(start=9, end=len(text))]) is None
        assert locate_phrase(article(text), "sank. It", [Span(start=0, end=8), Span(start=9, end=19)]) is None

    def test_letter_for_letter_wins_over_folded(self) -> None:
        text = "nato, they said. NATO, he said."
        assert locate_phrase(article(text), "NATO", [Span(start=0, end=len(text))]) == Span(start=17, end=21)

    def test_a_whole_word_wins_over_a_part_of_one(self) -> None:
        text = "The warship was at war."
        assert locate_phrase(article(text), "war", [Span(start=0, end=len(text))]) == Span(start=19, end=22)

    def test_the_first_of_several_wins(self) -> None:
        text = "It sank. It sank."
        assert locate_phrase(article(text), "it sank", [Span(start=0, end=len(text))]) == Span(start=0, end=7)


ODD = st.sampled_from(
    [
        *"aAbZé 5\"'-ßİıΣς“”’‘«„–—−ﬁﬃ½…Ⅷｱ한אم中",
        *"\n\u00a0\u2009\u3000\u200b\u00ad\u200f\u0301\u0323\u0345\u05b8\u064e",
        *("👩‍🚒", "🇺🇦", "❤\ufe0f"),
    ]
)
TEXTS = st.lists(ODD | st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).map("".join)
SWAPS = [("“", '"'), ("”", '"'), ("’", "'"), ("–", "-"), ("—", "-"), (" ", "\u00a0"), (" ", "  "), ("ﬁ", "fi")]
CHANGES = st.sampled_from(
    [
        *(lambda text, old=old, new=new: text.replace(old, new) for old, new in SWAPS),
        *(lambda text, old=old, new=new: text.replace(new, old) for old, new in SWAPS),
        lambda text: unicodedata.normalize("NFC", text),
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: unicodedata.normalize("NFKC", text),
        lambda text: "\u200b".join(text),
        str.casefold,
        str.swapcase,
    ]
)


@given(TEXTS, st.data())
def test_a_part_that_starts_with_a_letter_is_found_however_it_was_retyped(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    change = data.draw(CHANGES)
    phrase = change(text[start:end])
    wanted = fold(phrase).text.strip()
    assume(wanted and wanted == fold(text[start:end]).text.strip())
    assume(text[start].isalnum() and not unicodedata.combining(text[end : end + 1] or " "))
    assume(not any(one.isdigit() and other.isdigit() for one, other in pairwise(text)))
    span = locate_phrase(article(text), phrase, [Span(start=0, end=len(text))])
    assert span is not None
    assert fold(text[span.start : span.end]).text == wanted


@given(TEXTS, TEXTS)
def test_what_is_found_folds_to_the_phrase_and_what_does_not_fold_to_it_is_not_found(text: str, phrase: str) -> None:
    span = locate_phrase(article(text), phrase, [Span(start=0, end=len(text))])
    if span is not None:
        assert fold(text[span.start : span.end]).text.strip() == fold(phrase).text.strip()
    if fold(phrase).text.strip() not in fold(text).text:
        assert span is None


@given(TEXTS)
def test_the_folded_form_maps_back_into_the_text_and_is_stable(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))
    assert fold(folded.text).text == folded.text


@given(TEXTS)
def test_canonically_equal_texts_fold_alike(text: str) -> None:
    assert (
        fold(text).text
        == fold(unicodedata.normalize("NFD", text)).text
        == fold(unicodedata.normalize("NFC", text)).text
    )
