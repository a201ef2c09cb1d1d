"""Figures: shares, intervals, and what counts towards each."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.evaluate.gold import Derived
from checker.evaluate.match import Flag, match
from checker.evaluate.metrics import Tally, bootstrap, fitting, grounded, of_one_origin, share, tally, together, total
from schemas.article import Origin
from schemas.finding import Agreement, Kind, Severity, Verdict
from schemas.report import Usage
from tests.evaluate.conftest import CAPTAIN, LATER, TEXTS, TOLL, flagged, gold, item

FIRM, POSSIBLE = Agreement.FIRM, Agreement.POSSIBLE
TOLL_WORDS = (("ant", "Nine people died"), ("bee", "Twelve people died"))
CAR_WORDS = (("ant", "forty cars"), ("bee", "about 40 cars"))
LATER_WORDS = (("cat", "Four people had died"), ("bee", "Twelve people died"))


def counted(flags: list[Flag], **values: Any) -> Tally:
    each = gold(**values)
    return tally(flags, each, match(flags, each, TEXTS))


def test_a_share_says_how_many_of_how_many() -> None:
    figure = share([True, True, False, True])
    assert (figure.value, figure.hits, figure.n) == (0.75, 3, 4)


def test_nothing_to_measure_has_no_value() -> None:
    figure = share([])
    assert (figure.value, figure.n, figure.low, figure.high) == (None, 0, None, None)


@given(st.lists(st.booleans(), min_size=1, max_size=60))
def test_the_interval_holds_the_value_and_stays_between_0_and_1(values: list[bool]) -> None:
    figure = share(values)
    assert figure.value is not None
    assert figure.low is not None
    assert figure.high is not None
    assert 0 <= figure.low <= figure.value <= figure.high <= 1


def test_the_interval_is_the_same_every_time_and_narrower_with_more_items() -> None:
    def width(n: int) -> float:
        low, high = bootstrap([True, False] * n, lambda drawn: sum(drawn) / len(drawn))
        return high - low

    assert width(10) == width(10)
    assert width(100) < width(10) / 2


def test_the_interval_is_about_that_of_the_normal_approximation() -> None:
    low, high = bootstrap([True] * 160 + [False] * 240, lambda drawn: sum(drawn) / len(drawn))
    assert low == pytest.approx(0.4 - 1.96 * (0.24 / 400) ** 0.5, abs=0.01)
    assert high == pytest.approx(0.4 + 1.96 * (0.24 / 400) ** 0.5, abs=0.01)


def test_recall_counts_the_gold_and_firm_recall_what_a_firm_finding_shows() -> None:
    found = counted([flagged(*TOLL_WORDS, agreement=POSSIBLE)])
    assert (found.recall, found.firm_recall) == ([True, False], [False, False])
    assert counted([flagged(*TOLL_WORDS)]).firm_recall == [True, False]


def test_major_recall_counts_major_items_alone() -> None:
    minor = CAPTAIN.model_copy(update={"severity": "minor"})
    assert counted([flagged(*TOLL_WORDS)], contradictions=(TOLL, minor)).major_recall == [True]


def test_false_alarms_are_shares_of_findings_and_of_tempting_pairs() -> None:
    found = counted([flagged(*TOLL_WORDS), flagged(*CAR_WORDS, agreement=POSSIBLE), flagged(*CAR_WORDS)])
    assert found.trap_rate == [False, True, True]
    assert found.firm_trap_rate == [False, True]
    assert found.pairs_flagged == [True]
    assert found.precision == [True, False, False]


def test_what_the_parties_disagree_on_is_not_among_the_firm_findings() -> None:
    parted = flagged(*TOLL_WORDS, verdict=Verdict.ATTRIBUTED_DISAGREEMENT)
    assert counted([parted]).firm_trap_rate == []


def test_the_lane_of_changes_counts_those_that_were_found() -> None:
    lists = {"contradictions": (LATER, TOLL)}
    assert counted([flagged(*LATER_WORDS, verdict=Verdict.CHANGE_OVER_TIME)], **lists).change_lane == [True]
    assert counted([flagged(*LATER_WORDS)], **lists).change_lane == [False]
    assert counted([], **lists).change_lane == []


def test_the_lane_of_parties_counts_each_item_once_and_takes_the_best() -> None:
    lists = {"contradictions": (), "attributed": (CAPTAIN,)}
    words = (("ant", "The captain left the ship first"), ("bee", "The captain was the last to leave"))
    both = [flagged(*words, verdict=Verdict.ATTRIBUTED_DISAGREEMENT), flagged(*words)]
    assert counted(both, **lists).attributed_lane == [True]
    assert counted(both[1:], **lists).attributed_lane == [False]


def test_the_first_kind_has_to_fit_one_of_the_golds_types() -> None:
    assert counted([flagged(*TOLL_WORDS, kinds=(Kind.NUMERIC, Kind.SCOPE))]).kinds == [True]
    assert counted([flagged(*TOLL_WORDS, kinds=(Kind.SCOPE, Kind.NUMERIC))]).kinds == [False]
    assert counted([flagged(*TOLL_WORDS)]).kinds == []
    also = item("also", *TOLL_WORDS, type="superseded", also=("scope_lexical",))
    assert fitting(also) == {Kind.SCOPE, Kind.LEXICAL}
    assert fitting(LATER) == frozenset()


@pytest.mark.parametrize(
    ("severity", "right"), [(Severity.CRITICAL, True), (Severity.MAJOR, True), (Severity.MINOR, False)]
)
def test_critical_counts_as_major(severity: Severity, right: bool) -> None:
    assert counted([flagged(*TOLL_WORDS, severity=severity)]).severities == [right]


def test_a_quote_is_grounded_where_it_stands_to_the_letter() -> None:
    flag = flagged(*TOLL_WORDS)
    assert grounded([flag], TEXTS) == [True, True]
    assert grounded([flag], {**TEXTS, "ant": f"!{TEXTS['ant']}"}) == [False, True]
    assert grounded([flag], TEXTS, ungrounded=1) == [True, True, False]


def origins(*groups: str) -> list[Origin]:
    return [Origin(id=group, articles=tuple(group.split())) for group in groups]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (("ant bee", "cat"), [True]),
        (("ant", "bee", "cat"), [False]),
        (("ant bee cat",), [True, False, False]),
        (("ant", "bee cat"), [False, False]),
    ],
)
def test_origins_count_the_pairs_that_either_joins(found: tuple[str, ...], expected: list[bool]) -> None:
    each = gold(derived=(Derived(article="ant", derived_from="bee"),))
    assert of_one_origin(each, origins(*found), {}) == expected


def test_a_copy_of_a_copy_is_of_one_origin_with_both() -> None:
    chain = (Derived(article="ant", derived_from="bee"), Derived(article="cat", derived_from="bee"))
    assert of_one_origin(gold(derived=chain), origins("ant bee cat"), {}) == [True, True, True]


def test_where_nobody_looked_for_copies_nothing_is_counted() -> None:
    assert of_one_origin(gold(), origins("ant bee", "cat"), {}) == []
    assert of_one_origin(gold(derived=()), [], {}) == []
    assert of_one_origin(gold(derived=()), origins("ant", "bee", "cat"), {}) == []


def test_tallies_of_stories_add_up() -> None:
    both = together([counted([flagged(*TOLL_WORDS)]), counted([])])
    assert both.metrics().recall.hits == 1
    assert both.metrics().recall.n == 4


def test_a_cost_is_known_only_where_every_cost_is() -> None:
    known, unknown = Usage(calls=1, tokens_in=2, tokens_out=3, cost_usd=0.5), Usage(calls=1)
    assert total([known, known]) == Usage(calls=2, tokens_in=4, tokens_out=6, cost_usd=1.0)
    assert total([known, unknown]).cost_usd is None
