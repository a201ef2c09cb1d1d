"""What a store holds, made by hand: sightings and events of findings with any id."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from checker.review.store import Store
from schemas.finding import Agreement, Severity, Verdict
from schemas.review import (
    ArticleKeys,
    Decision,
    Event,
    EventKind,
    HumanState,
    MachineState,
    SeenQuote,
    Sighting,
    Snapshot,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CONFIRMED = Decision(state=HumanState.CONFIRMED)


def sighting(item: str, run: str = "r1", machine: MachineState = MachineState.NEW) -> Sighting:
    quote = SeenQuote(article=ArticleKeys(digest="d", name="ant"), quote="Nine died.")
    seen = Snapshot(
        finding=item,
        question="How many died?",
        verdict=Verdict.CONTRADICTION,
        agreement=Agreement.FIRM,
        severity=Severity.MAJOR,
        quotes=(quote,),
    )
    return Sighting(item=item, run=run, at=NOON, machine=machine, algorithm=1, snapshot=seen)


def event(item: str, revision: int = 1, **values: Any) -> Event:
    given: dict[str, Any] = {
        "id": uuid.uuid4().hex,
        "kind": EventKind.DECIDED,
        "at": NOON,
        "who": "Ann",
        "decision": CONFIRMED,
        "batch": "b",
    } | values
    return Event(item=item, revision=revision, **given)


def track(store: Store, *items: str) -> None:
    store.see([sighting(item) for item in items], {item: ["name:ant"] for item in items}, since=store.last_seen())


def ids(store: Store) -> list[str]:
    return [each.id for _, each in store.events()]
