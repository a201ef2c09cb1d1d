from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from pydantic import ValidationError
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from checker.errors import ConflictError, StoreError
from checker.review.store import Store
from schemas.review import (
    Decision,
    HumanState,
    MachineState,
)
from tests.review.programs import finish, go, line_of, spawn
from tests.review.rows import event, ids, sighting, track

OpenStore = Callable[[], Store]


def test_what_is_written_is_read_again_by_another_program(open_store: OpenStore) -> None:
    store = open_store()
    seen = [sighting("b"), sighting("a")]
    store.see(seen, {"a": ["name:ant", "digest:d"], "b": ["name:bee"]}, since=store.last_seen())
    query = Decision(state=HumanState.QUERY, note="“Twelve” \u202e\x00 \U0001f525\nor nine?")
    done = [event("a", decision=query), event("b")]
    store.add(done)
    other = open_store()
    assert list(other.of_run("r1")) == seen
    assert list(other.sightings()) == seen
    assert [each for _, each in other.events()] == done
    assert set(other.tracked(["digest:d"])) == {"a"}
    assert set(other.tracked(["name:ant", "name:bee"])) == {"a", "b"}
    assert other.held(["a", "c"]) == {"a"}


def test_a_tracked_finding_is_told_as_it_was_last_seen(store: Store) -> None:
    track(store, "a")
    later = sighting("a", "r2", MachineState.UPDATED)
    store.see([later], {"a": ["url:x"]}, since=store.last_seen())
    assert store.tracked(["name:ant"]) == store.tracked(["url:x"]) == {"a": later}


def test_events_are_read_on_from_any_number(store: Store) -> None:
    track(store, "a")
    for revision in range(1, 6):
        store.add([event("a", revision)])
    numbers = [number for number, _ in store.events()]
    assert numbers == sorted(numbers)
    assert [each.revision for _, each in store.events(after=numbers[2])] == [4, 5]
    assert list(store.events(after=numbers[-1])) == []


def test_nothing_to_write_writes_nothing(store: Store) -> None:
    store.add([])
    store.see([], {}, since=store.last_seen())
    assert ids(store) == []


def test_thousands_of_rows_go_in_and_out(store: Store) -> None:
    items = [f"item-{number}" for number in range(1_200)]
    store.see([sighting(item) for item in items], {item: [f"name:{item}"] for item in items}, since=store.last_seen())
    store.add([event(item) for item in items])
    assert len(ids(store)) == len(store.tracked(f"name:{item}" for item in items)) == 1_200


def test_a_key_of_an_article_as_long_as_an_index_allows_is_held(store: Store) -> None:
    marks = ["name:" + "\U0001f525" * 200, "url:" + "ß" * 200]
    store.see([sighting("a")], {"a": marks}, since=store.last_seen())
    assert set(store.tracked(marks[:1])) == set(store.tracked(marks[1:])) == {"a"}


# Rows are only ever added


@pytest.mark.parametrize("table", ["event", "sighting"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET item = 'b'", "DELETE FROM {}"])
def test_a_row_can_be_neither_changed_nor_deleted(store: Store, store_url: str, table: str, statement: str) -> None:
    track(store, "a", "b")
    store.add([event("a")])
    before = ids(store), list(store.sightings())
    engine = create_engine(store_url)
    with pytest.raises(DBAPIError, match="only added"), engine.begin() as connection:
        connection.execute(text(statement.format(table)))
    engine.dispose()
    assert (ids(store), list(store.sightings())) == before


def test_a_table_cannot_be_emptied_at_once(postgresql_url: str) -> None:
    Store.open(postgresql_url).close()
    engine = create_engine(postgresql_url)
    for table in ("event", "sighting"):
        with pytest.raises(DBAPIError, match="only added"), engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {table}"))
    engine.dispose()


# Two editors on one item


def test_the_second_of_two_editors_on_one_revision_is_refused(open_store: OpenStore) -> None:
    ours, theirs = open_store(), open_store()
    track(ours, "a")
    first = event("a", who="Ann")
    ours.add([first])
    with pytest.raises(ConflictError, match="Somebody else"):
        theirs.add([event("a", who="Ben")])
    assert [each for _, each in ours.events()] == [first]


def test_of_many_threads_that_write_one_revision_exactly_one_wins(store: Store) -> None:
    track(store, "a")
    writers = 8

    def write(revision: int, start: threading.Barrier) -> str | None:
        mine = event("a", revision)
        start.wait()
        try:
            store.add([mine])
        except ConflictError:
            return None
        return mine.id

    won: list[str] = []
    for revision in range(1, 6):
        start = threading.Barrier(writers)
        with ThreadPoolExecutor(writers) as pool:
            told = list(pool.map(write, [revision] * writers, [start] * writers))
        won += [winner for winner in told if winner]
        assert len(won) == revision
    assert ids(store) == won


_RACER = """
import sys
from checker.errors import ConflictError
from checker.review.store import Store
from tests.review.rows import event
store = Store.open(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
for revision in range(1, 21):
    mine = event("a", revision, who=sys.argv[2])
    try:
        store.add([mine])
    except ConflictError:
        continue
    print(mine.id, flush=True)
store.close()
"""


def test_of_many_processes_that_write_one_revision_exactly_one_wins(store: Store, store_url: str) -> None:
    track(store, "a")
    racers = [spawn(_RACER, store_url, f"writer {number}") for number in range(3)]
    for racer in racers:
        assert line_of(racer) == "ready"
    for racer in racers:
        go(racer)
    told = [finish(racer) for racer in racers]
    won = [line for lines in told for line in lines]
    assert len(won) == 20
    assert sorted(won) == sorted(ids(store))
    assert [each.revision for _, each in store.events()] == list(range(1, 21))


def test_a_step_over_several_items_is_all_or_nothing(open_store: OpenStore) -> None:
    ours, theirs = open_store(), open_store()
    track(ours, "a", "b", "c")
    taken = event("b")
    theirs.add([taken])
    with pytest.raises(ConflictError):
        ours.add([event("a"), event("b"), event("c")])
    assert ids(ours) == [taken.id]


def test_steps_over_the_same_items_in_other_orders_do_not_block_each_other(store: Store) -> None:
    items = [f"i{number}" for number in range(20)]
    track(store, *items)
    start = threading.Barrier(2)

    def write(order: list[str]) -> bool:
        start.wait()
        try:
            store.add([event(item) for item in order])
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(write, [items, items[::-1]])) == [False, True]
    assert len(ids(store)) == 20


def test_who_reads_on_while_others_write_misses_nothing(store: Store) -> None:
    writers, each = 4, 25
    items = [f"i{number}" for number in range(writers)]
    track(store, *items)

    def write(item: str) -> None:
        for revision in range(1, each + 1):
            store.add([event(item, revision)])

    read: list[str] = []
    last = 0
    with ThreadPoolExecutor(writers) as pool:
        busy = [pool.submit(write, item) for item in items]
        while True:
            over = all(one.done() for one in busy)
            new = list(store.events(after=last))
            read += [found.id for _, found in new]
            last = new[-1][0] if new else last
            if over:
                break
        for one in busy:
            one.result()
    assert read == ids(store)
    assert len(read) == writers * each


def test_an_event_of_a_finding_that_nobody_tracks_is_told_as_such_and_not_as_a_conflict(store: Store) -> None:
    track(store, "a")
    with pytest.raises(StoreError, match="tracks no finding zz") as told:
        store.add([event("a"), event("zz")])
    assert not isinstance(told.value, ConflictError)
    assert ids(store) == []


def test_what_a_run_saw_is_not_written_when_another_was_seen_meanwhile(store: Store) -> None:
    since = store.last_seen()
    track(store, "a")
    with pytest.raises(ConflictError):
        store.see([sighting("b", "r2")], {"b": ["name:bee"]}, since=since)
    assert store.held(["a", "b"]) == {"a"}
    assert store.tracked(["name:bee"]) == {}


def test_a_run_is_written_once(store: Store) -> None:
    track(store, "a")
    with pytest.raises(ConflictError):
        store.see([sighting("a", "r1", MachineState.UNCHANGED)], {"a": []}, since=store.last_seen())
    assert len(store.of_run("r1")) == 1


def test_a_time_without_a_zone_is_no_time() -> None:
    with pytest.raises(ValidationError, match="timezone"):
        event("a", at=datetime(2026, 3, 1, 12))  # noqa: DTZ001
