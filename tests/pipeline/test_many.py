"""Many stories side by side: in order, bounded, and one's failure is never another's."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from checker.errors import AuthenticationError, CassetteMissError, CheckerError, InputError
from checker.ingest.story import Story
from checker.pipeline.many import WAITING, Case, check_many
from checker.pipeline.run import Plan, check_story
from schemas.report import Mode, Report
from tests.conftest import MakeArticle


@pytest.fixture
def report(make_article: MakeArticle) -> Report:
    articles = (make_article("a", "One. Two."), make_article("b", "Three. Four."))
    return check_story(Story("S", articles, (), ()), None, Plan(mode=Mode.NO_MODEL))


def cases(count: int, problems: dict[int, Exception] | None = None, begun: list[int] | None = None) -> Iterator[Case]:
    def reader(number: int) -> Story:
        if begun is not None:
            begun.append(number)
        if problems and number in problems:
            raise problems[number]
        return Story(str(number), (), (), ())

    return (Case(str(n), str(n), lambda n=n: reader(n)) for n in range(count))  # type: ignore[misc]


@pytest.mark.parametrize("at_once", [1, 4, 32])
def test_outcomes_come_in_the_order_of_the_stories(report: Report, at_once: int) -> None:
    gate = threading.Event()

    def check(story: Story) -> Report:
        if story.title == "0" and at_once > 1:
            gate.wait(5)  # the first is the slowest
        if story.title == "3":
            gate.set()
        return report.model_copy(update={"title": story.title})

    titles = [outcome.report.title for outcome in check_many(cases(9), check, at_once=at_once) if outcome.report]
    assert titles == [str(number) for number in range(9)]


def test_a_story_that_cannot_be_read_or_breaks_the_program_costs_no_other(report: Report) -> None:
    problems = {1: InputError("nothing there"), 2: RuntimeError("a bug"), 4: CassetteMissError("not recorded")}
    outcomes = list(check_many(cases(6, problems), lambda _: report, at_once=2))
    assert [outcome.report is not None for outcome in outcomes] == [True, False, False, True, False, True]
    assert "RuntimeError" in str(outcomes[2].problem)


def test_after_what_ends_all_no_story_is_begun(report: Report) -> None:
    begun: list[int] = []
    problems: dict[int, Exception] = {1: AuthenticationError("wrong key")}
    outcomes = list(check_many(cases(50, problems, begun), lambda _: report, at_once=1))
    assert isinstance(outcomes[1].problem, AuthenticationError)
    assert max(begun) <= 1 + WAITING
    assert len(outcomes) == len(begun)


def test_no_more_stories_wait_than_are_bounded(report: Report) -> None:
    begun: list[int] = []
    for place, outcome in enumerate(check_many(cases(40, begun=begun), lambda _: report, at_once=3)):
        assert outcome.report
        assert len(begun) <= place + 1 + WAITING * 3


def test_leaving_early_begins_nothing_more(report: Report) -> None:
    begun: list[int] = []
    running = check_many(cases(100, begun=begun), lambda _: report, at_once=1)
    next(iter(running))
    running.close()  # type: ignore[attr-defined]
    assert len(begun) <= 2 + WAITING


def test_a_plain_failure_ends_only_its_own_story(report: Report) -> None:
    problems: dict[int, Exception] = {0: CheckerError("no")}
    assert sum(o.report is not None for o in check_many(cases(5, problems), lambda _: report, at_once=2)) == 4
