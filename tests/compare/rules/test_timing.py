from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from checker.compare.rules.rule import Conflict
from checker.compare.rules.timing import IncompatibleTimes
from schemas.article import DateSource
from schemas.finding import Kind, Severity

if TYPE_CHECKING:
    from tests.compare.rules.conftest import Told

WHEN = "When did the raid begin?"
SATURDAY = "2021-05-08"


def compare(told: Told, question: str = WHEN) -> Conflict | None:
    return IncompatibleTimes().compare(told.question(question), told.claims, told.articles)


def tell_both(told: Told, one: str, other: str) -> None:
    told.add(f"The raid began {one}.", times=(one,), published=SATURDAY)
    told.add(f"The raid began {other}.", times=(other,), published=SATURDAY)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("on 3 May 2021", "on 5 May 2021"),
        ("on Thursday", "on Friday"),
        ("at 1 a.m. on Saturday", "at 5 a.m. on Saturday"),
        ("on Friday morning", "on Friday night"),
        ("in 2019", "in March 2020"),
        ("at 5 p.m. GMT on Friday", "at 5 p.m. EST on Friday"),
        ("last month", "this week"),
    ],
)
def test_times_that_cannot_both_be_meant_conflict_in_either_order(
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
        ("late on Friday night", "about 1 a.m. on Saturday"),
        ("on Friday", "on 7 May 2021"),
        ("in May 2021", "on Thursday"),
        ("at 07:30 GMT on Friday", "at 2 p.m. on Friday"),
        ("at 07:30 on Friday", "at 02:30 IST on Friday"),
        ("early on Saturday", "before dawn on Saturday"),
        ("shortly after 5 p.m. on Friday", "at 5:10 p.m. on Friday"),
        ("about 1 a.m.", "at 5 a.m. on Saturday"),
    ],
)
def test_times_that_can_be_the_same_do_not_conflict(told: Told, one: str, other: str) -> None:
    tell_both(told, one, other)
    assert compare(told) is None


def test_a_conflict_shows_each_side_with_its_words_marked(told: Told) -> None:
    tell_both(told, "on Thursday", "on Friday")
    found = compare(told)
    assert found is not None
    assert (found.rule, found.kinds, found.severity) == ("TIM001", (Kind.TEMPORAL,), Severity.MAJOR)
    assert [(side.says, side.claims) for side in found.positions] == [
        ("on Thursday", ("a1#1",)),
        ("on Friday", ("a2#1",)),
    ]
    for words in found.evidence:
        text = told.articles[words.article].text
        assert words.quote == text[words.start : words.end]
        assert [text[mark.start : mark.end] for mark in words.marks] == [found.positions[words.position].says]


def test_hours_of_one_day_are_a_minor_matter(told: Told) -> None:
    tell_both(told, "at 1 a.m. on Saturday", "at 5 a.m. on Saturday")
    found = compare(told)
    assert found is not None
    assert found.severity is Severity.MINOR


def test_another_question_needs_statements_that_differ_only_in_time(told: Told, tell: Callable[[], Told]) -> None:
    tell_both(told, "on Thursday", "on Friday")
    assert compare(told, "Was there a raid?") is not None

    unlike = tell()
    unlike.add("The mayor resigned on Thursday.", times=("Thursday",), published=SATURDAY)
    unlike.add("Crowds cheered in the streets on Friday.", times=("Friday",), published=SATURDAY)
    assert compare(unlike, "What did the mayor do?") is None


def test_a_claim_with_two_times_is_left_out(told: Told) -> None:
    told.add("The raid began on Thursday.", times=("Thursday",), published=SATURDAY)
    told.add("It began on Friday and ended on Saturday.", times=("Friday", "Saturday"), published=SATURDAY)
    assert compare(told) is None


def test_a_weekday_hangs_on_a_date_of_publication_that_is_more_than_inferred(told: Told) -> None:
    told.add("The raid began on Thursday.", times=("Thursday",), published=SATURDAY)
    told.add("The raid began on Friday.", times=("Friday",), published=SATURDAY, source=DateSource.INFERRED)
    assert compare(told) is None


def test_one_weekday_in_two_weeks_is_two_days(told: Told) -> None:
    told.add("The raid began on Friday.", times=("Friday",), published="2021-05-08")
    told.add("The raid began on Friday.", times=("Friday",), published="2021-05-15")
    assert compare(told) is not None
