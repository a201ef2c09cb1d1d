from __future__ import annotations

import json
from pathlib import Path

import pytest

from checker.errors import ConflictError, InputError
from checker.review.desk import Desk
from checker.review.exchange import export_lines, import_lines
from checker.review.store import Store
from schemas.review import Decision, HumanState, Reason
from tests.review.reports import captain, finding, hour, report, toll

DISMISSED = Decision(state=HumanState.DISMISSED, reason=Reason.OTHER, note="“Twelve”\u2028is = later")


@pytest.fixture
def full(tmp_path: Path) -> Store:
    store = Store.beside(tmp_path / "one")
    first = Desk(store, report("r1", toll(), hour()), who="Ann")
    first.decide({"id-toll": 0}, DISMISSED, seconds=3.5)
    first.decide({"id-toll": 1, "id-hour": 0}, Decision(state=HumanState.QUERY))
    first.undo()
    Desk(store, report("r2", captain(), toll(), day=2), who="Ben", blind=True).decide({"id-captain": 0}, DISMISSED)
    return store


def test_what_is_exported_comes_back_without_loss(full: Store, tmp_path: Path) -> None:
    lines = list(export_lines(full))
    other = Store.beside(tmp_path / "two")
    assert import_lines(other, lines) == len(lines)
    assert list(export_lines(other)) == lines
    later = report("r3", toll(), day=3)
    assert Desk(other, later, who="Ann").standings() == Desk(full, later, who="Ann").standings()


def test_importing_twice_adds_nothing(full: Store) -> None:
    lines = list(export_lines(full))
    assert import_lines(full, [*lines, "\n"]) == 0
    assert list(export_lines(full)) == lines


def test_two_stores_can_be_put_together(full: Store, tmp_path: Path) -> None:
    other = Store.beside(tmp_path / "two")
    lines = list(export_lines(full))
    import_lines(other, lines[:3])
    assert import_lines(other, lines) == len(lines) - 3
    assert sorted(export_lines(other)) == sorted(lines)


@pytest.mark.parametrize("line", ["{", "[]", '{"kind": "event"}', '{"kind": "other", "event": {}}', "[" * 100_000])
def test_what_is_no_line_of_an_export_is_refused_with_its_number_and_nothing_is_written(
    full: Store, tmp_path: Path, line: str
) -> None:
    other = Store.beside(tmp_path / "two")
    with pytest.raises(InputError, match="Line 2 cannot be imported"):
        import_lines(other, [next(iter(export_lines(full))), line])
    assert list(export_lines(other)) == []


def test_a_line_that_says_otherwise_is_refused_and_nothing_is_written(full: Store) -> None:
    lines = list(export_lines(full))
    last = json.loads(lines[-1])
    last["event"]["who"] = "Eve"
    with pytest.raises(ConflictError, match="Line 2 says otherwise"):
        import_lines(full, [lines[0], json.dumps(last)])
    assert list(export_lines(full)) == lines


def test_another_event_of_the_same_turn_is_refused(full: Store) -> None:
    lines = list(export_lines(full))
    forged = json.loads(lines[-1])
    forged["event"]["id"] = "f" * 32
    with pytest.raises(ConflictError, match="Line 1"):
        import_lines(full, [json.dumps(forged)])


def test_an_import_finds_an_item_again_by_every_article_that_it_ever_rested_on(tmp_path: Path) -> None:
    store, other = Store.beside(tmp_path / "one"), Store.beside(tmp_path / "two")
    ant, bee, cat = (
        ("ant", "Nine people died in the fire."),
        ("bee", "Twelve people died in the fire."),
        ("cat", "Eleven people died in the fire."),
    )
    Desk(store, report("r1", finding("toll", ant, bee, cat)), who="Ann")
    Desk(store, report("r2", finding("toll", ant, cat), day=2), who="Ann")
    assert {sighting.item for sighting in store.sightings()} == {"id-toll"}
    import_lines(other, export_lines(store))
    assert set(store.tracked(["name:bee"])) == {"id-toll"}
    assert set(other.tracked(["name:bee"])) == {"id-toll"}
