"""Everything that a store holds as JSON Lines, and back again without loss: a sighting or an event a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pydantic import ValidationError

from checker.errors import ConflictError, InputError
from checker.review.sightings import marks_by_item
from checker.review.store import Store
from schemas.review import Event, Sighting

SIGHTING, EVENT = "sighting", "event"


def export_lines(store: Store) -> Iterator[str]:
    """What runs saw and what people did, each in the order in which it was written; lines end with a line feed.

    Raises:
        StoreError: the store cannot be read.
    """
    for sighting in store.sightings():
        yield _line(SIGHTING, sighting)
    for _, event in store.events():
        yield _line(EVENT, event)


def import_lines(store: Store, lines: Iterable[str]) -> int:
    """Add what another store held. What is there already is passed over.

    Returns:
        How many lines were new.

    Raises:
        InputError: a line is none of an export. Nothing was written.
        ConflictError: a line says otherwise than the store does, or somebody wrote meanwhile. Nothing was written.
    """
    held = _Held.of(store)
    for number, line in enumerate(lines, 1):
        if line.strip():
            held.take(_read(line, number), number)
    if held.sightings or held.events:
        store.restore(held.sightings, marks_by_item(held.sightings), held.events)
    return len(held.sightings) + len(held.events)


@dataclass
class _Held:
    """What the store has, and what is to be added to it."""

    seen: dict[tuple[str, str], Sighting]
    done: dict[str, Event]
    turns: dict[tuple[str, str, int], str]
    """Item, track and revision -> the id of the event that has them."""
    sightings: list[Sighting] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    @classmethod
    def of(cls, store: Store) -> _Held:
        done = {event.id: event for _, event in store.events()}
        return cls(
            seen={(sighting.item, sighting.run): sighting for sighting in store.sightings()},
            done=done,
            turns={_turn(event): event.id for event in done.values()},
        )

    def take(self, record: Sighting | Event, number: int) -> None:
        """Keep a record that is new; refuse one that says otherwise than what is held."""
        if isinstance(record, Sighting):
            held: Sighting | Event | None = self.seen.setdefault((record.item, record.run), record)
            new = held is record
        else:
            known = self.done.get(record.id)
            new = known is None and self.turns.setdefault(_turn(record), record.id) == record.id
            held = record if new else known
        if not new and held != record:
            raise ConflictError(
                f"Line {number} says otherwise than the store does, so nothing was imported.",
                remedy="Import into a new store (--store), and compare the two.",
            )
        if new and isinstance(record, Sighting):
            self.sightings.append(record)
        elif new and isinstance(record, Event):
            self.done[record.id] = record
            self.events.append(record)


def _turn(event: Event) -> tuple[str, str, int]:
    return event.item, event.track, event.revision


def _line(kind: str, record: Sighting | Event) -> str:
    body = {"kind": kind, kind: record.model_dump(mode="json")}
    return json.dumps(body, ensure_ascii=False) + "\n"


def _read(line: str, number: int) -> Sighting | Event:
    try:
        body = json.loads(line)
        if body["kind"] == SIGHTING:
            return Sighting.model_validate(body[SIGHTING])
        return Event.model_validate(body[EVENT])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        told = error.errors()[0]["msg"] if isinstance(error, ValidationError) else "it is no line of an export"
        raise InputError(
            f"Line {number} cannot be imported: {told}. Nothing was imported.",
            remedy="Give a file that 'checker decisions export' wrote.",
        ) from error
