from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from checker.compare.rules.quantity import IncompatibleQuantities
from checker.compare.rules.rule import Conflict
from schemas.claim import SpeechAct, Voice
from schemas.finding import Kind, Severity

if TYPE_CHECKING:
    from tests.compare.rules.conftest import Told

HOW_MANY = "How many people were in the hall?"


def compare(told: Told, question: str = HOW_MANY) -> Conflict | None:
    return IncompatibleQuantities().compare(told.question(question), told.claims, told.articles)


def tell_both(told: Told, one: str, other: str) -> None:
    """Two articles that print a quantity each, in otherwise equal sentences."""
    told.add(f"The report speaks of {one}.", one)
    told.add(f"The report speaks of {other}.", other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("about a mile", "six miles"),
        ("at least 6 boats", "4 boats"),
        ("about 100 soldiers", "about 40 fighters"),
        ("24 people", "31 people"),
        ("50 or more guests", "31 guests"),
        ("26 per cent", "27 per cent"),
        ("$4.5bn", "$5.4 billion"),
        ("around one minute", "about 15 seconds"),
        ("more than 300 houses", "fewer than 200 houses"),
        ("several hundred yards", "six miles"),
        ("a third of the staff", "half of the staff"),
        ("between 30 and 40 buses", "52 buses"),
        ("a 31-year-old", "a 43-year-old"),
        ("a magnitude of 6.1", "a magnitude of 7.2"),
    ],
)
def test_values_that_cannot_both_be_true_conflict_in_either_order(
    told: Told, tell: Callable[[], Told], one: str, other: str
) -> None:
    tell_both(told, one, other)
    turned = tell()
    tell_both(turned, other, one)
    assert compare(told) is not None
    assert compare(turned) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("about 100 soldiers", "97 soldiers"),
        ("1,500 houses", "about 1,500 houses"),
        ("at least 6 boats", "8 boats"),
        ("more than 2 boats", "at least 4 boats"),
        ("200 or more guests", "250 guests"),
        ("half a mile", "800 metres"),
        ("10 kilometres", "six miles"),
        ("110,000 jobs", "111,800 jobs"),
        ("over 200 injured", "249 injured"),
        ("dozens of people", "37 people"),
        ("a quarter of the staff", "26% of the staff"),
        ("$5m", "€4m"),
        ("5 per cent", "8 percentage points"),
        ("six lorries", "nine bridges"),
        ("24 dead", "200 injured"),
        ("a 31-year-old", "31 years"),
        ("more than 300 houses", "about 1,500 houses"),
    ],
)
def test_values_that_can_both_be_true_or_differ_in_kind_do_not_conflict(told: Told, one: str, other: str) -> None:
    tell_both(told, one, other)
    assert compare(told) is None


def test_a_conflict_shows_each_side_with_its_words_marked(told: Told) -> None:
    told.add("The convoy stopped six miles from the farm.", "six miles")
    told.add("It halted about a mile from the farm.", "about a mile")
    told.add("The trucks halted some 10 kilometres away.", "some 10 kilometres")

    found = compare(told, "How far from the farm did the convoy stop?")

    assert found is not None
    assert (found.rule, found.question_id, found.kinds, found.severity) == (
        "NUM001",
        "q1",
        (Kind.NUMERIC,),
        Severity.MAJOR,
    )
    assert [(side.says, side.claims) for side in found.positions] == [
        ("six miles", ("a1#1", "a3#1")),
        ("about a mile", ("a2#1",)),
    ]
    assert sorted((words.article, words.position) for words in found.evidence) == [("a1", 0), ("a2", 1), ("a3", 0)]
    for words in found.evidence:
        text = told.articles[words.article].text
        assert words.quote == text[words.start : words.end]
        assert [text[mark.start : mark.end] for mark in words.marks] == [
            {"a1": "six miles", "a2": "about a mile", "a3": "some 10 kilometres"}[words.article]
        ]


def test_a_claim_that_agrees_with_every_side_is_on_none(told: Told) -> None:
    told.add("There were 24 guests.", "24 guests")
    told.add("There were 31 guests.", "31 guests")
    told.add("There were at least 20 guests.", "at least 20 guests")
    found = compare(told)
    assert found is not None
    assert [side.claims for side in found.positions] == [("a1#1",), ("a2#1",)]


@pytest.mark.parametrize(
    "statement",
    [
        "Of the guests, 31 of the people were children.",
        "Another 31 people waited outside.",
        "There were 31 people in the hall, including the band.",
        "So far 31 people have arrived.",
        "There were 31 others in the hall.",
    ],
)
def test_a_part_is_not_compared_with_the_whole(told: Told, statement: str) -> None:
    told.add("There were 24 people in the hall.", "24 people")
    told.add(statement, "31 people" if "31 people" in statement else "31")
    assert compare(told) is None


@pytest.mark.parametrize(
    "details",
    [
        {"voice": Voice(speaker="the mayor", act=SpeechAct.DENIED)},
        {"voice": Voice(speaker="the mayor", act=SpeechAct.PREDICTED)},
    ],
)
def test_what_an_article_does_not_flatly_state_is_not_compared(told: Told, details: dict[str, object]) -> None:
    told.add("There were 24 people in the hall.", "24 people")
    told.add("There were 31 people in the hall.", "31 people", details=details)
    assert compare(told) is None


def test_counts_of_different_days_or_places_are_not_compared(told: Told, tell: Callable[[], Told]) -> None:
    told.add("On 3 May 2021 there were 24 people in the hall.", "24 people", times=("3 May 2021",))
    told.add("On 4 May 2021 there were 31 people in the hall.", "31 people", times=("4 May 2021",))
    assert compare(told) is None

    elsewhere = tell()
    elsewhere.add("There were 24 people in Northam.", "24 people")
    elsewhere.add("There were 31 people in Southam.", "31 people")
    assert compare(elsewhere) is None


@pytest.mark.parametrize(
    "statement",
    [
        "There were not 31 people in the hall.",
        "There weren't 31 people in the hall.",
        "There would be 31 people in the hall.",
        "31 people in the hall, if the doors stay open",
    ],
)
def test_what_is_denied_or_supposed_is_not_compared(told: Told, statement: str) -> None:
    told.add("There were 24 people in the hall.", "24 people")
    told.add(statement, "31 people")
    assert compare(told) is None


def test_a_claim_with_two_quantities_of_the_unit_is_left_out(told: Told) -> None:
    told.add("There were 24 people in the hall.", "24 people")
    told.add("There were 31 people in the hall and 12 people outside.", "31 people", "12 people")
    assert compare(told) is None


def test_one_article_is_not_compared_with_itself(told: Told) -> None:
    first = told.add("There were 24 people in the hall.", "24 people")
    told.claims.append(told.add("There were 31 people in the hall.", "31 people").model_copy(update={"article": "a1"}))
    told.claims.pop(1)
    assert first.article == told.claims[1].article == "a1"
    assert compare(told) is None


def test_a_toll_that_is_higher_on_a_later_day_may_have_grown(told: Told, tell: Callable[[], Told]) -> None:
    told.add("The storm killed 24 people.", "24 people", published="2021-05-03")
    told.add("The storm left 31 dead.", "31 dead", published="2021-05-04")
    assert compare(told, "How many people died?") is None

    shrunk = tell()
    shrunk.add("The storm killed 24 people.", "24 people", published="2021-05-04")
    shrunk.add("The storm left 31 dead.", "31 dead", published="2021-05-03")
    found = compare(shrunk, "How many people died?")
    assert found is not None
    assert found.severity is Severity.MAJOR


def test_a_bare_number_answers_only_a_question_for_a_number(told: Told) -> None:
    told.add("The toll stands at 24.", "24")
    told.add("The toll stands at 31.", "31")
    assert compare(told, "Who owns the ferry?") is None
    assert compare(told, "How many people died?") is not None


def test_figures_within_a_factor_of_two_are_minor(told: Told) -> None:
    tell_both(told, "24 guests", "31 guests")
    found = compare(told)
    assert found is not None
    assert found.severity is Severity.MINOR
