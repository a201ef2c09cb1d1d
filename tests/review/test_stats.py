from __future__ import annotations

from pathlib import Path

import pytest

from checker.review.desk import Desk
from checker.review.stats import kappa, stats, wilson
from checker.review.store import Store
from schemas.review import Action, Decision, HumanState, Reason
from tests.review.reports import captain, hour, report, toll

CONFIRMED = Decision(state=HumanState.CONFIRMED, action=Action.WATCH)
ROUNDING = Decision(state=HumanState.DISMISSED, reason=Reason.ROUNDING)
QUERY = Decision(state=HumanState.QUERY)
RUN = report("r1", toll(rules=("NUM001",)), hour(), captain())


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.beside(tmp_path)


def test_an_empty_store_has_no_figures(store: Store) -> None:
    found = stats(store)
    assert (found.tracked, found.decided, found.overall.value, found.times.median) == (0, 0, None, None)


def test_decisions_that_hold_are_counted_by_rule_kind_and_reason(store: Store) -> None:
    desk = Desk(store, RUN, who="Ann")
    desk.decide({"id-toll": 0}, CONFIRMED, seconds=4)
    desk.decide({"id-hour": 0}, ROUNDING, seconds=8)
    desk.decide({"id-captain": 0}, ROUNDING, seconds=60)
    desk.undo()
    found = stats(store)
    assert (found.tracked, found.decided) == (3, 2)
    assert (found.overall.confirmed, found.overall.dismissed, found.overall.value) == (1, 1, 0.5)
    assert [(p.name, p.confirmed, p.dismissed) for p in found.by_rule] == [("NUM001", 1, 0), ("model", 0, 1)]
    assert [(p.name, p.value) for p in found.by_kind] == [("numeric", 1.0), ("temporal", 0.0)]
    assert [(r.reason, r.count) for r in found.reasons] == [(Reason.ROUNDING, 1)]
    assert (found.times.n, found.times.median) == (2, 6.0)


def test_a_query_is_decided_and_in_no_precision(store: Store) -> None:
    Desk(store, RUN, who="Ann").decide({"id-toll": 0}, QUERY)
    found = stats(store)
    assert (found.decided, found.overall.value) == (1, None)


def test_two_tracks_are_compared_where_both_decided(store: Store) -> None:
    shared, blind = Desk(store, RUN, who="Ann"), Desk(store, RUN, who="Ben", blind=True)
    for desk, decision in ((shared, CONFIRMED), (blind, ROUNDING)):
        desk.decide({"id-toll": 0}, decision)
        desk.decide({"id-hour": 0}, CONFIRMED)
    shared.decide({"id-captain": 0}, QUERY)
    (both,) = stats(store).agreement
    assert ({both.one, both.other}, both.n, both.same) == ({"", "Ben"}, 2, 1)
    assert both.disagreements == ("id-toll",)
    assert both.kappa == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], None),
        (["cc", "cc"], None),
        (["cc", "dd"], 1.0),
        (["cd", "dc"], -1.0),
        # Cohen's own example in spirit: 20 and 15 agreements of 50, expected 0.5.
        (["cc"] * 20 + ["cd"] * 5 + ["dc"] * 10 + ["dd"] * 15, 0.4),
    ],
)
def test_kappa_is_agreement_beyond_chance(pairs: list[str], expected: float | None) -> None:
    states = {"c": HumanState.CONFIRMED, "d": HumanState.DISMISSED}
    found = kappa([(states[pair[0]], states[pair[1]]) for pair in pairs])
    assert found == (None if expected is None else pytest.approx(expected))


def test_an_interval_holds_the_share_and_stays_within_0_and_1() -> None:
    assert wilson(0, 5)[0] == 0.0
    assert wilson(5, 5)[1] == pytest.approx(1.0)
    low, high = wilson(8, 10)
    assert low == pytest.approx(0.4902, abs=1e-4)
    assert high == pytest.approx(0.9433, abs=1e-4)
