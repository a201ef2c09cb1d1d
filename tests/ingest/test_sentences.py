from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.ingest.sentences import LONGEST, split
from schemas.article import Placement


def words(text: str) -> list[str]:
    return [text[s.start : s.end] for s in split(text)]


@given(st.text(max_size=400) | st.text(alphabet='aB9 .!?"“”’()\n\r\t\xa0-•,;:', max_size=400))
def test_every_visible_character_is_in_exactly_one_sentence(text: str) -> None:
    sentences = split(text)
    covered = [position for s in sentences for position in range(s.start, s.end)]
    assert len(covered) == len(set(covered))
    assert covered == sorted(covered)
    visible = {position for position, character in enumerate(text) if not character.isspace()}
    assert visible <= set(covered)


@given(st.text(alphabet='aB9 .!?"“”’()\n\r\t\xa0-•,;:', max_size=400))
def test_sentences_are_numbered_from_one_and_have_no_outer_space(text: str) -> None:
    sentences = split(text)
    assert [s.number for s in sentences] == list(range(1, len(sentences) + 1))
    for sentence in sentences:
        said = text[sentence.start : sentence.end]
        assert said == said.strip()
        assert said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They met on Saturday.Then the shooting began.", ["They met on Saturday.", "Then the shooting began."]),
        ('It was 5 p.m."They were late," he said.', ["It was 5 p.m.", '"They were late," he said.']),
        ('It was local time."They were late," he said.', ["It was local time.", '"They were late," he said.']),
        ('He said "It is over."They left at once.', ['He said "It is over."', "They left at once."]),
        ("He said “It is over.”They left at once.", ["He said “It is over.”", "They left at once."]),
        ("The U.S.troops and the U.S. Army left.", ["The U.S.troops and the U.S. Army left."]),
        ("J. R. Smith paid 3.5 million. He left.", ["J. R. Smith paid 3.5 million.", "He left."]),
        ("It began at 5 a.m. in Sana. He slept.", ["It began at 5 a.m. in Sana.", "He slept."]),
        ("It began at 5 p.m. Eastern Standard Time.", ["It began at 5 p.m. Eastern Standard Time."]),
        ("It began at 10 p.m. The end came soon.", ["It began at 10 p.m.", "The end came soon."]),
        (
            "Lt. Gov. Dan Ash, Sen. Pat Roe and Rep. Jo Lim met.",
            ["Lt. Gov. Dan Ash, Sen. Pat Roe and Rep. Jo Lim met."],
        ),
        ("“Stop.” He left (at once). Then rain.", ["“Stop.”", "He left (at once).", "Then rain."]),
        ("Wait… what? Yes!", ["Wait… what?", "Yes!"]),
    ],
)
def test_stops_end_sentences_and_abbreviations_do_not(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_lines_of_their_own_are_sentences_of_their_own() -> None:
    report = "The bridge over the Harle was shut on Friday, the council said."
    text = f"Bridge shut after crack\n{report}\n\n- One item\n- Two items"
    assert words(text) == [
        "Bridge shut after crack",
        report,
        "- One item",
        "- Two items",
    ]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_a_hard_wrapped_paragraph_is_read_across_its_lines(line_break: str) -> None:
    lines = [
        "The bridge over the Harle was shut on Friday after an engineer found a",
        "crack in one of its pillars. The council said that it would stay shut",
        "until the spring, and that buses would go by way of the old mill road",
        "until then. Nobody was hurt.",
    ]
    found = words(line_break.join(lines))
    assert len(found) == 3
    assert found[0].endswith("pillars.")
    assert line_break in found[0]


def test_a_headline_over_a_wrapped_paragraph_stays_apart() -> None:
    text = (
        "Bridge shut\nThe bridge over the Harle was shut on Friday after an engineer found a\n"
        "crack in one of its pillars, and the council said that it would stay shut\nuntil the spring."
    )
    assert words(text)[0] == "Bridge shut"
    assert len(words(text)) == 2


def test_words_without_any_stop_are_cut_between_words() -> None:
    text = "word " * 2000
    found = words(text)
    assert all(len(sentence) <= LONGEST for sentence in found)
    assert " ".join(found) == text.strip()


@pytest.mark.parametrize("language", ["en", "en-GB", "en_US", "de", "xx", "English", ""])
def test_any_name_of_a_language_will_do(language: str) -> None:
    text = "They met on Friday. Then rain fell."
    assert len(split(text, language=language)) == 2


def test_placements_follow_the_form_of_a_news_report() -> None:
    text = (
        "Bridge shut after crack\n\nPublished 07:53 IST, November 30th 2024\n\n"
        "The bridge over the Harle was shut on Friday, the council said. It found a crack. Buses go another way.\n\n"
        "Repairs\n\nWork on the pillars will begin in the spring of next year.\n\nShare on Facebook"
    )
    assert [s.placement for s in split(text)] == [
        Placement.HEADLINE,
        Placement.FURNITURE,
        Placement.LEAD,
        Placement.LEAD,
        Placement.BODY,
        Placement.BODY,
        Placement.BODY,
        Placement.FURNITURE,
    ]


def test_the_line_that_repeats_the_title_is_the_headline_wherever_it_stands() -> None:
    text = "City news today\n\n• ‘Bridge’ shut after crack\n\nThe bridge over the Harle was shut on Friday, they said."
    assert [s.placement for s in split(text, title="'Bridge' shut after crack")] == [
        Placement.BODY,
        Placement.HEADLINE,
        Placement.LEAD,
    ]


def test_an_article_that_begins_with_prose_has_no_headline() -> None:
    placements = {s.placement for s in split("The bridge over the Harle was shut.\n\nIt stays shut.")}
    assert Placement.HEADLINE not in placements
