from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest

from checker.errors import ConflictError, InputError
from checker.review.desk import Desk
from checker.review.history import History
from checker.review.store import Store
from schemas.finding import Finding
from schemas.report import Report
from schemas.review import Action, Decision, EventKind, HumanState, MachineState, Reason
from tests.review.reports import TEXTS, captain, finding, hour, report, toll

OpenStore = Callable[[], Store]

CONFIRMED = Decision(state=HumanState.CONFIRMED, action=Action.CORRECT)
DISMISSED = Decision(state=HumanState.DISMISSED, reason=Reason.ROUNDING)
QUERY = Decision(state=HumanState.QUERY)
OPEN = Decision(state=HumanState.OPEN)

FIRST = report("r1", toll(), hour(), captain())


def states(desk: Desk) -> dict[str, str]:
    return {each.item: each.decision.state.value for each in desk.standings()}


def machines(desk: Desk) -> dict[str, str]:
    return {each.item: each.machine.value for each in desk.standings()}


def decide(desk: Desk, decision: Decision, *items: str) -> None:
    desk.decide({item: desk.standing(item).revision for item in items}, decision)


def corrected(run: str) -> Report:
    """The story after a number in one of its articles was corrected."""
    texts = {**TEXTS, "ant": TEXTS["ant"].replace("Nine people", "Ten people")}
    words = ("ant", "Ten people died in the fire."), ("bee", "Twelve people died in the fire.")
    return report(run, finding("toll", *words, texts=texts), hour(), captain(), texts=texts)


# What the machine sees


def test_a_finding_is_new_once_then_unchanged_updated_or_absent(store: Store) -> None:
    assert set(machines(Desk(store, FIRST, who="Ann")).values()) == {"new"}
    assert set(machines(Desk(store, report("r2", toll(), hour(), captain()), who="Ann")).values()) == {"unchanged"}
    assert machines(Desk(store, corrected("r3"), who="Ann")) == {
        "id-toll": "updated",
        "id-hour": "unchanged",
        "id-captain": "unchanged",
    }
    gone = Desk(store, report("r4", hour()), who="Ann")
    assert machines(gone) == {"id-hour": "unchanged", "id-toll": "absent", "id-captain": "absent"}
    assert [each.finding for each in gone.standings()] == ["id-hour", None, None]
    assert machines(Desk(store, report("r5", hour(), toll()), who="Ann"))["id-toll"] == "updated"


def test_of_articles_that_a_run_did_not_read_nothing_is_said(store: Store) -> None:
    Desk(store, FIRST, who="Ann")
    assert machines(Desk(store, report("r2", texts={"ant": TEXTS["ant"]}), who="Ann")) == {}


def test_a_run_is_told_as_it_was_when_it_was_first_looked_at(open_store: OpenStore) -> None:
    store = open_store()
    Desk(store, FIRST, who="Ann")
    Desk(store, report("r2", hour()), who="Ann")
    assert set(machines(Desk(open_store(), FIRST, who="Ben")).values()) == {"new"}
    written = len(list(store.sightings()))
    assert written == 6
    Desk(open_store(), FIRST, who="Cid")
    assert len(list(store.sightings())) == written


def test_a_desk_that_only_looks_writes_nothing(store: Store) -> None:
    assert set(machines(Desk(store, FIRST, who="Ann", keep=False)).values()) == {"new"}
    assert list(store.sightings()) == []


def test_desks_that_open_one_new_run_at_once_agree_on_it(open_store: OpenStore) -> None:
    stores = [open_store() for _ in range(4)]
    start = threading.Barrier(len(stores))

    def open_(store: Store) -> dict[str, str]:
        start.wait()
        return machines(Desk(store, FIRST, who="Ann"))

    with ThreadPoolExecutor(len(stores)) as pool:
        told = list(pool.map(open_, stores))
    assert told == [{"id-toll": "new", "id-hour": "new", "id-captain": "new"}] * len(stores)
    assert len(list(stores[0].sightings())) == 3


def test_desks_that_open_two_runs_of_a_new_story_at_once_track_its_findings_once(open_store: OpenStore) -> None:
    stores = [open_store() for _ in range(4)]
    runs = [report(f"r{number}", toll(id=f"id-{number}")) for number in range(len(stores))]
    start = threading.Barrier(len(stores))

    def open_(store: Store, run: Report) -> list[str]:
        start.wait()
        return [each.item for each in Desk(store, run, who="Ann").standings()]

    with ThreadPoolExecutor(len(stores)) as pool:
        told = list(pool.map(open_, stores, runs))
    assert all(items == told[0] and len(items) == 1 for items in told)


def test_a_finding_of_another_story_never_shares_an_id(store: Store) -> None:
    def story(name: str) -> Report:
        flood = f"flood {name}"
        texts = {f"{name}-a": f"Five died in the {flood}.", f"{name}-b": f"Six died in the {flood}."}
        words = ((where, text) for where, text in texts.items())
        return report(f"run {name}", finding("toll", *words, texts=texts), texts=texts)

    first = Desk(store, story("one"), who="Ann")
    decide(first, CONFIRMED, "id-toll")
    for name, item in (("two", "id-toll-2"), ("three", "id-toll-3")):
        desk = Desk(store, story(name), who="Ann")
        assert states(desk) == {item: "open"}
        assert machines(desk) == {item: "new"}
        assert desk.standing(item).finding == "id-toll"
    again = story("two")
    later = again.model_copy(update={"run": again.run.model_copy(update={"id": "later"})})
    assert machines(Desk(store, later, who="Ann")) == {"id-toll-2": "unchanged"}


def test_a_run_without_a_zone_is_taken_as_one_in_utc(store: Store) -> None:
    run = FIRST.model_copy(update={"run": FIRST.run.model_copy(update={"started": datetime(2026, 1, 1)})})  # noqa: DTZ001
    Desk(store, run, who="Ann")
    assert {each.at.isoformat() for each in store.sightings()} == {"2026-01-01T00:00:00+00:00"}


# What people decide


def test_decisions_last_over_a_restart_and_the_next_runs(open_store: OpenStore) -> None:
    desk = Desk(open_store(), FIRST, who="Ann")
    desk.decide({"id-toll": 0}, CONFIRMED, seconds=4.5)
    desk.decide({"id-hour": 0, "id-captain": 0}, DISMISSED)
    for run in (FIRST, report("r2", captain(), toll(), hour())):
        standings = {each.item: each for each in Desk(open_store(), run, who="Ben").standings()}
        assert {item: each.decision for item, each in standings.items()} == {
            "id-toll": CONFIRMED,
            "id-hour": DISMISSED,
            "id-captain": DISMISSED,
        }
        assert {each.decided_by for each in standings.values()} == {"Ann"}
    (event,) = Desk(open_store(), FIRST, who="Ben").history("id-toll")
    assert (event.seconds, event.run, event.revision, event.kind) == (4.5, "r1", 1, EventKind.DECIDED)
    assert [each.quote for each in event.quotes] == [each.quote for each in toll().evidence]


def test_a_confirmed_finding_that_disappears_is_resolved_and_a_dismissed_one_is_not(store: Store) -> None:
    desk = Desk(store, FIRST, who="Ann")
    decide(desk, CONFIRMED, "id-toll")
    decide(desk, DISMISSED, "id-hour")
    resolved = {each.item: each.resolved for each in Desk(store, report("r2"), who="Ann").standings()}
    assert resolved == {"id-toll": True, "id-hour": False, "id-captain": False}
    back = Desk(store, report("r3", toll()), who="Ann").standing("id-toll")
    assert (back.resolved, back.decision) == (False, CONFIRMED)


@pytest.mark.parametrize("decision", [CONFIRMED, DISMISSED, QUERY])
def test_a_decided_finding_whose_words_changed_is_reopened_and_shows_the_decision(
    store: Store, decision: Decision
) -> None:
    first = Desk(store, FIRST, who="Ann")
    decide(first, decision, "id-toll", "id-hour")
    desk = Desk(store, corrected("r2"), who="Ben")
    reopened = desk.standing("id-toll")
    assert (reopened.decision, reopened.reopened, reopened.decided_by) == (OPEN, decision, "Ann")
    assert reopened.changed == ("Nine people died in the fire.",)
    assert [each.item for each in desk.standings() if each.reopened] == ["id-toll"]
    assert states(desk)["id-hour"] == decision.state.value
    decide(desk, DISMISSED, "id-toll")
    decided = desk.standing("id-toll")
    assert (decided.decision, decided.reopened, decided.changed) == (DISMISSED, None, ())
    desk.undo()
    assert desk.standing("id-toll") == reopened.model_copy(update={"revision": 3})
    assert first.standing("id-toll").decision == decision


def test_a_finding_that_was_put_back_to_open_has_nothing_to_reopen(store: Store) -> None:
    first = Desk(store, FIRST, who="Ann")
    decide(first, CONFIRMED, "id-toll")
    decide(first, OPEN, "id-toll")
    assert Desk(store, corrected("r2"), who="Ann").standing("id-toll").reopened is None


def test_a_finding_that_the_run_does_not_have_cannot_be_decided(store: Store) -> None:
    desk = Desk(store, FIRST, who="Ann")
    with pytest.raises(InputError, match="no finding 'nothing'"):
        desk.decide({"id-toll": 0, "nothing": 0}, CONFIRMED)
    with pytest.raises(InputError):
        desk.standing("nothing")
    assert set(states(desk).values()) == {"open"}


def test_no_decision_is_no_step(store: Store) -> None:
    desk = Desk(store, FIRST, who="Ann")
    assert desk.decide({}, CONFIRMED) == ()
    assert desk.undo() == ()


@pytest.mark.parametrize("who", ["", "  ", "x" * 201])
def test_a_reviewer_has_a_name(store: Store, who: str) -> None:
    with pytest.raises(InputError, match="needs a name"):
        Desk(store, FIRST, who=who, blind=True)


# Two editors


def test_the_second_of_two_editors_sees_a_conflict_and_overwrites_nothing(open_store: OpenStore) -> None:
    ann, ben = (Desk(open_store(), FIRST, who=who) for who in ("Ann", "Ben"))
    decide(ann, CONFIRMED, "id-toll")
    with pytest.raises(ConflictError, match="at revision 1 \\(by Ann\\), not 0") as told:
        ben.decide({"id-hour": 0, "id-toll": 0}, DISMISSED)
    assert told.value.remedy
    assert states(ben) == {"id-toll": "confirmed", "id-hour": "open", "id-captain": "open"}
    decide(ben, DISMISSED, "id-toll")
    assert states(ann)["id-toll"] == "dismissed"


def test_a_revision_from_the_future_leaves_no_gap(store: Store) -> None:
    desk = Desk(store, FIRST, who="Ann")
    with pytest.raises(ConflictError, match="by nobody"):
        desk.decide({"id-toll": 7}, CONFIRMED)
    assert desk.standing("id-toll").revision == 0


def test_of_editors_who_decide_at_the_same_moment_one_wins(open_store: OpenStore) -> None:
    desks = [Desk(open_store(), FIRST, who=f"editor {number}") for number in range(4)]
    for revision in range(5):
        start = threading.Barrier(len(desks))

        def try_(desk: Desk, revision: int = revision, start: threading.Barrier = start) -> bool:
            start.wait()
            try:
                desk.decide({"id-toll": revision, "id-hour": revision}, CONFIRMED)
            except ConflictError:
                return False
            return True

        with ThreadPoolExecutor(len(desks)) as pool:
            assert sum(pool.map(try_, desks)) == 1
    assert {len(desk.history("id-toll")) for desk in desks} == {5}


def test_one_desk_may_be_asked_from_several_threads(store: Store) -> None:
    desk = Desk(store, FIRST, who="Ann")
    decide(desk, CONFIRMED, "id-toll")
    fresh = Desk(store, FIRST, who="Ann")
    start = threading.Barrier(6)

    def look(_: int) -> int:
        start.wait()
        return len(fresh.history("id-toll"))

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(look, range(6))) == {1}
    assert len(fresh.undo()) == 1


# Undo


def test_undo_goes_back_step_by_step_over_restarts_and_bulk_decisions(open_store: OpenStore) -> None:
    everything = ("id-toll", "id-hour", "id-captain")
    desk = Desk(open_store(), FIRST, who="Ann")
    steps: list[tuple[Decision, tuple[str, ...]]] = [
        (CONFIRMED, ("id-toll",)),
        (DISMISSED, everything),
        (QUERY, ("id-hour", "id-captain")),
        (CONFIRMED, ("id-hour",)),
        (OPEN, everything),
    ]
    seen = [states(desk)]
    for decision, items in steps:
        decide(desk, decision, *items)
        seen.append(states(desk))
    for (_, items), before in zip(reversed(steps), reversed(seen[:-1]), strict=True):
        again = Desk(open_store(), FIRST, who="Ann")
        assert {event.item for event in again.undo()} == set(items)
        assert states(again) == before
    assert Desk(open_store(), FIRST, who="Ann").undo() == ()


def test_what_was_decided_after_an_undo_is_undone_first(store: Store) -> None:
    desk = Desk(store, FIRST, who="Ann")
    decide(desk, CONFIRMED, "id-toll")
    decide(desk, DISMISSED, "id-toll")
    desk.undo()
    decide(desk, QUERY, "id-toll")
    found = []
    for _ in range(3):
        found.append(states(desk)["id-toll"])
        desk.undo()
    assert [*found, states(desk)["id-toll"]] == ["query", "confirmed", "open", "open"]


def test_undo_takes_back_a_step_of_an_earlier_run(open_store: OpenStore) -> None:
    decide(Desk(open_store(), FIRST, who="Ann"), CONFIRMED, "id-toll")
    later = Desk(open_store(), report("r2", toll()), who="Ann")
    (undone,) = later.undo()
    assert (undone.item, undone.run) == ("id-toll", "r2")
    assert states(later)["id-toll"] == "open"


def test_undo_takes_back_nothing_that_somebody_else_decided(open_store: OpenStore) -> None:
    ann, ben = (Desk(open_store(), FIRST, who=who) for who in ("Ann", "Ben"))
    decide(ann, CONFIRMED, "id-toll", "id-hour")
    decide(ben, DISMISSED, "id-toll")
    ann.undo()
    assert states(ann) == states(ben) == {"id-toll": "dismissed", "id-hour": "open", "id-captain": "open"}
    assert ann.undo() == ()
    ben.undo()
    assert states(ann)["id-toll"] == "open"


def test_one_undo_at_a_time_even_from_two_windows_at_once(open_store: OpenStore) -> None:
    desks = [Desk(open_store(), FIRST, who="Ann") for _ in range(3)]
    decide(desks[0], CONFIRMED, "id-toll")
    decide(desks[0], DISMISSED, "id-toll")
    start = threading.Barrier(len(desks))

    def try_(desk: Desk) -> list[str | None]:
        start.wait()
        try:
            return [event.undoes for event in desk.undo()]
        except ConflictError:
            return []

    with ThreadPoolExecutor(len(desks)) as pool:
        undone = [each for some in pool.map(try_, desks) for each in some]
    assert 1 <= len(undone) == len(set(undone)) <= 2


# Blind reviewers


def test_a_blind_reviewer_sees_only_their_own_decisions_and_conflicts_with_nobody(open_store: OpenStore) -> None:
    shared, cid, dan = (
        Desk(open_store(), FIRST, who=who, blind=blind) for who, blind in (("Ann", False), ("Cid", True), ("Dan", True))
    )
    shared.decide({"id-toll": 0}, CONFIRMED)
    cid.decide({"id-toll": 0}, DISMISSED)
    dan.decide({"id-toll": 0, "id-hour": 0}, QUERY)
    assert [states(desk)["id-toll"] for desk in (shared, cid, dan)] == ["confirmed", "dismissed", "query"]
    assert states(shared)["id-hour"] == states(cid)["id-hour"] == "open"
    assert [event.who for event in cid.history("id-toll")] == ["Cid"]
    assert [event.who for event in shared.history("id-toll")] == ["Ann", "Cid", "Dan"]
    dan.undo()
    assert [states(desk)["id-toll"] for desk in (shared, cid, dan)] == ["confirmed", "dismissed", "open"]


def test_a_reviewer_who_is_blind_and_not_has_two_undos(store: Store) -> None:
    open_, blind = Desk(store, FIRST, who="Ann"), Desk(store, FIRST, who="Ann", blind=True)
    decide(open_, CONFIRMED, "id-toll")
    decide(blind, DISMISSED, "id-toll")
    open_.undo()
    assert (states(open_)["id-toll"], states(blind)["id-toll"]) == ("open", "dismissed")


# Many events


def test_a_history_reads_every_event_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(store, FIRST, who="Ann")
    history = History()
    read: list[str] = []
    add = History._add

    def counted(self: History, event: Any) -> None:
        if self is history:
            read.append(event.id)
        add(self, event)

    monkeypatch.setattr(History, "_add", counted)
    for revision in range(60):
        desk.decide({"id-toll": revision, "id-hour": revision}, QUERY)
        history.read(store)
    assert len(read) == len(set(read)) == 120
    assert history.revision("id-toll", "") == 60
    assert len(history.last_step("Ann", "")) == 2


def test_thousands_are_decided_and_undone_in_one_step(store: Store) -> None:
    texts = {
        name: "\n\n".join(f"Ship {number} had {number + extra} aboard." for number in range(1_000))
        for name, extra in (("ant", 1), ("bee", 2))
    }
    found: list[Finding] = []
    for number in range(1_000):
        words = (("ant", f"Ship {number} had {number + 1} aboard."), ("bee", f"Ship {number} had {number + 2} aboard."))
        found.append(finding(f"{number}", *words, texts=texts))
    desk = Desk(store, report("r1", *found, texts=texts), who="Ann")
    desk.decide({each.item: each.revision for each in desk.standings()}, DISMISSED)
    assert set(states(desk).values()) == {"dismissed"}
    assert len(desk.undo()) == 1_000
    assert set(states(desk).values()) == {"open"}
    assert {each.machine for each in desk.standings()} == {MachineState.NEW}
