"""Matching findings to gold: what meets what, and that everything counts once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.evaluate.match import EACH, Flag, Meeting, match, meeting, shown
from schemas.article import Span
from schemas.finding import Agreement, Evidence, Verdict
from tests.evaluate.conftest import CAPTAIN, CARS, LATER, TEXTS, TOLL, flagged, gold, item

BOTH = (("ant", "Nine people died in the fire."), ("bee", "Twelve people died in the fire."))
LONG = "word " * 100 + "end. Next one."


def span(start: int, end: int) -> Span:
    return Span(start=start, end=end)


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        (span(0, 10), span(6, 100), Meeting.WORDS),  # 4 of 10
        (span(0, 10), span(7, 500), Meeting.APART),  # 3 of 10, and one is too long to count by its sentence
        (span(0, 10), span(7, 60), Meeting.SENTENCE),
        (span(0, 10), span(20, 30), Meeting.SENTENCE),
        (span(0, 10), span(506, 510), Meeting.APART),
    ],
)
def test_stretches_meet_by_their_words_or_in_one_sentence(one: Span, other: Span, how: Meeting) -> None:
    assert meeting(LONG, one, other) is how


def test_a_finding_shows_an_item_in_the_articles_where_it_quotes_its_words() -> None:
    assert shown(flagged(*BOTH), TOLL, TEXTS) == {"ant": Meeting.WORDS, "bee": Meeting.WORDS}
    assert shown(flagged(*BOTH), CAPTAIN, TEXTS) == {}


def test_one_article_is_not_enough() -> None:
    one_sided = flagged(BOTH[0], ("bee", "The ship carried about 40 cars."))
    assert match([one_sided], gold(), TEXTS).found == {}


def test_only_the_first_quotes_of_an_article_count() -> None:
    late = [("ant", "Fire on the ferry"), ("ant", "The captain left"), BOTH[0], BOTH[1]]
    assert EACH == 2
    assert match([flagged(*late)], gold(), TEXTS).found == {}
    assert match([flagged(*late[1:])], gold(), TEXTS).found == {"toll": 0}


def test_an_item_counts_once_and_what_more_shows_it_is_a_double() -> None:
    matched = match([flagged(*BOTH), flagged(*BOTH)], gold(), TEXTS)
    assert len(matched.found) == len(matched.doubles) == 1
    assert set(matched.doubles.values()) == {"toll"}


def test_the_finding_that_shows_most_articles_goes_first() -> None:
    wide = item("wide", BOTH[0], BOTH[1], ("cat", "Four people had died"))
    pair = flagged(*BOTH)
    three = flagged(*BOTH, ("cat", "Four people had died by midnight."))
    for flags in ([three, pair], [pair, three]):
        matched = match(flags, gold(contradictions=(wide,)), TEXTS)
        assert flags[matched.found["wide"]] is three


def test_a_finding_counts_for_one_item_only() -> None:
    twin = TOLL.model_copy(update={"id": "twin"})
    assert len(match([flagged(*BOTH)], gold(contradictions=(TOLL, twin)), TEXTS).found) == 1


def test_what_was_reported_as_the_parties_disagreement_finds_no_contradiction() -> None:
    parted = flagged(*BOTH, verdict=Verdict.ATTRIBUTED_DISAGREEMENT)
    matched = match([parted], gold(), TEXTS)
    assert (matched.found, matched.doubles, matched.unmatched) == ({}, {}, ())


def test_a_change_over_time_counts_as_found() -> None:
    changed = flagged(("cat", "Four people had died"), BOTH[1], verdict=Verdict.CHANGE_OVER_TIME)
    assert match([changed], gold(contradictions=(LATER,)), TEXTS).found == {"later": 0}


@pytest.mark.parametrize(
    ("verdict", "alarm"),
    [(Verdict.CONTRADICTION, True), (Verdict.CHANGE_OVER_TIME, False), (Verdict.ATTRIBUTED_DISAGREEMENT, False)],
)
def test_only_a_contradiction_on_a_tempting_pair_is_a_false_alarm(verdict: Verdict, alarm: bool) -> None:
    cars = flagged(("ant", "forty cars"), ("bee", "about 40 cars"), verdict=verdict)
    assert match([cars], gold(), TEXTS).traps == ({0: ("cars",)} if alarm else {})


def test_a_finding_that_is_right_is_no_false_alarm_on_the_same_words() -> None:
    tempting = TOLL.model_copy(update={"id": "tempting"})
    assert match([flagged(*BOTH)], gold(not_contradictions=(tempting,)), TEXTS).traps == {}


def test_what_the_gold_leaves_open_is_neither_wrong_nor_unknown() -> None:
    each = gold(contradictions=(), ambiguous=(TOLL,), not_contradictions=(), attributed=())
    matched = match([flagged(*BOTH)], each, TEXTS)
    assert (matched.ambiguous, matched.unmatched) == ({0: "toll"}, ())


def test_what_the_parties_disagree_on_is_known_by_its_item() -> None:
    each = gold(contradictions=(), attributed=(CAPTAIN,))
    words = (("ant", "The captain left the ship first"), ("bee", "The captain was the last to leave"))
    assert match([flagged(*words)], each, TEXTS).attributed == {0: "captain"}


def test_what_matches_nothing_is_kept_for_a_reader() -> None:
    matched = match([flagged(("ant", "Fire on the ferry"), ("bee", "Ferry burns"))], gold(), TEXTS)
    assert matched.unmatched == (0,)


@st.composite
def flags(draw: st.DrawFn) -> list[Flag]:
    made = []
    for _ in range(draw(st.integers(0, 6))):
        quotes = []
        for _ in range(draw(st.integers(1, 5))):
            article = draw(st.sampled_from(sorted(TEXTS)))
            start = draw(st.integers(0, len(TEXTS[article]) - 2))
            end = draw(st.integers(start + 1, len(TEXTS[article])))
            quotes.append(Evidence(article=article, quote=TEXTS[article][start:end], start=start, end=end))
        verdict = draw(st.sampled_from(list(Verdict)[:3]))
        made.append(Flag("f", "?", verdict, draw(st.sampled_from(list(Agreement))), tuple(quotes)))
    return made


@given(flags())
def test_every_finding_has_one_place_and_every_item_one_finding(each: list[Flag]) -> None:
    matched = match(each, gold(ambiguous=(LATER,)), TEXTS)
    found = list(matched.found.values())
    assert len(found) == len(set(found))
    places = [set(found), set(matched.doubles), {*matched.traps, *matched.ambiguous, *matched.attributed}]
    assert sum(map(len, places)) == len(set().union(*places))
    assert not set(matched.unmatched) & set().union(*places)
    placed = set(matched.unmatched).union(*places)
    left = [index for index in range(len(each)) if index not in placed]
    assert all(each[index].verdict is Verdict.ATTRIBUTED_DISAGREEMENT for index in left)
    assert CARS.id not in matched.found
