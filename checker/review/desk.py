"""The desk: one run before one reviewer. Findings are known again, decisions made, taken back, and held to the words.

State is never stored. It is what the events of a track come to, read in their order.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from checker.errors import ConflictError, InputError
from checker.review.articles import Shelf, marks_of
from checker.review.history import History
from checker.review.identity import ALGORITHM, changed_words, evidence_digest, recognise, snapshot
from checker.review.store import Store
from schemas.report import Report
from schemas.review import (
    SHARED,
    Decision,
    Event,
    EventKind,
    HumanState,
    MachineState,
    Sighting,
    Snapshot,
    Standing,
)

OPEN = Decision(state=HumanState.OPEN)


def now() -> datetime:
    """The time, with its zone."""
    return datetime.now(UTC)


class Desk:
    """A run, a store, and who sits before them."""

    def __init__(
        self,
        store: Store,
        report: Report,
        *,
        who: str,
        blind: bool = False,
        clock: Callable[[], datetime] = now,
    ) -> None:
        """Take a run to the desk: its findings are known again, or tracked from now on.

        Args:
            store: where everything is kept.
            report: the run.
            who: the reviewer.
            blind: whether they decide on a track of their own, and see nobody else's decisions.
            clock: what time it is.

        Raises:
            StoreError: the store cannot be read or written.
        """
        self.report, self.who, self.track = report, who, who if blind else SHARED
        self._store, self._clock = store, clock
        self._shelf = Shelf(report.articles)
        self._sightings = _seen(store, report, self._shelf)
        self._history = History()

    def standings(self) -> tuple[Standing, ...]:
        """Where every finding of the run stands, and those that it should have had; in the order of the report."""
        self._history.read(self._store)
        return tuple(self._standing(sighting) for sighting in self._sightings.values())

    def standing(self, item: str) -> Standing:
        """Where one finding stands.

        Raises:
            InputError: the run has no such finding.
        """
        self._history.read(self._store)
        return self._standing(self._sighting(item))

    def history(self, item: str) -> tuple[Event, ...]:
        """What was done about a finding, the oldest first; by a blind reviewer, only what they did themselves."""
        self._history.read(self._store)
        events = self._history.of(item)
        return tuple(event for event in events if self.track in (SHARED, event.track))

    def decide(
        self, decisions: Mapping[str, int], decision: Decision, *, seconds: float | None = None
    ) -> tuple[Event, ...]:
        """Decide on one finding, or on several in one step.

        Args:
            decisions: item -> the revision that was looked at.
            decision: what was decided.
            seconds: how long it was looked at.

        Raises:
            InputError: the run has no such finding.
            ConflictError: somebody decided on one of them in the meantime. Nothing was written.
        """
        batch = _id()
        events = tuple(
            self._event(item, revision + 1, batch, decision=decision, seconds=seconds)
            for item, revision in decisions.items()
        )
        self._store.add(events)
        return events

    def undo(self) -> tuple[Event, ...]:
        """Take back the last step of this reviewer that still holds, in this run or another; nothing if there is none.

        Raises:
            ConflictError: somebody decided on one of its findings at this very moment. Nothing was written.
        """
        self._history.read(self._store)
        step = self._history.last_step(self.who, self.track)
        batch = _id()
        events = tuple(
            Event(
                id=_id(),
                item=done.item,
                revision=self._history.revision(done.item, self.track) + 1,
                track=self.track,
                kind=EventKind.UNDONE,
                at=self._clock(),
                who=self.who,
                undoes=done.id,
                batch=batch,
                run=self.report.run.id,
            )
            for done in step
        )
        if events:
            self._store.add(events)
        return events

    def _event(self, item: str, revision: int, batch: str, *, decision: Decision, seconds: float | None) -> Event:
        quotes = self._sighting(item).snapshot.quotes
        return Event(
            id=_id(),
            item=item,
            revision=revision,
            track=self.track,
            kind=EventKind.DECIDED,
            at=self._clock(),
            who=self.who,
            decision=decision,
            batch=batch,
            run=self.report.run.id,
            quotes=quotes,
            evidence=evidence_digest(quotes),
            seconds=seconds,
        )

    def _sighting(self, item: str) -> Sighting:
        if item not in self._sightings:
            raise InputError(
                f"This run has no finding {item!r}.", remedy="'checker report RUN --format json' names those it has."
            )
        return self._sightings[item]

    def _standing(self, sighting: Sighting) -> Standing:
        item = sighting.item
        present = sighting.machine is not MachineState.ABSENT
        last = self._history.holding(item, self.track)
        decision = last.decision if last and last.decision else OPEN
        changed = changed_words(last.quotes, self.report, self._shelf) if last and present else ()
        stale = bool(changed) and decision.state is not HumanState.OPEN
        return Standing(
            item=item,
            finding=sighting.snapshot.finding if present else None,
            machine=sighting.machine,
            snapshot=sighting.snapshot,
            decision=OPEN if stale else decision,
            decided_by=last.who if last else "",
            decided_at=last.at if last else None,
            revision=self._history.revision(item, self.track),
            reopened=decision if stale else None,
            changed=changed if stale else (),
            resolved=decision.state is HumanState.CONFIRMED and not present,
        )


def _seen(store: Store, report: Report, shelf: Shelf) -> dict[str, Sighting]:
    """What the run makes of its findings: as it was written when the run was first looked at, else now."""
    for _ in range(3):
        written = store.of_run(report.run.id)
        if written:
            return {sighting.item: sighting for sighting in written}
        before = store.tracked(mark for keys in shelf.keys.values() for mark in marks_of(keys))
        sightings = _sightings(report, before, shelf)
        marks = {s.item: [m for q in s.snapshot.quotes for m in marks_of(q.article)] for s in sightings}
        try:
            store.see(sightings, marks)
        except ConflictError:  # somebody opened the same run at the same time: theirs is as good
            continue
        return {sighting.item: sighting for sighting in sightings}
    raise ConflictError("Somebody else keeps writing the same run.", remedy="Try again.")


def _sightings(report: Report, before: Mapping[str, Sighting], shelf: Shelf) -> Sequence[Sighting]:
    known = recognise(report, {item: seen.snapshot for item, seen in before.items()}, shelf)
    taken = set(before)
    found: list[Sighting] = []
    for finding in report.findings:
        item = known.items.get(finding.id) or _free(finding.id, taken)
        taken.add(item)
        seen = snapshot(finding, shelf)
        found.append(_sighting(report, item, _machine(before.get(item), seen), seen))
    gone = (before[item] for item in known.absent)
    found += [_sighting(report, seen.item, MachineState.ABSENT, seen.snapshot) for seen in gone]
    return found


def _sighting(report: Report, item: str, machine: MachineState, seen: Snapshot) -> Sighting:
    return Sighting(
        item=item, run=report.run.id, at=report.run.started, machine=machine, algorithm=ALGORITHM, snapshot=seen
    )


def _machine(before: Sighting | None, seen: Snapshot) -> MachineState:
    if before is None:
        return MachineState.NEW
    same = evidence_digest(before.snapshot.quotes) == evidence_digest(seen.quotes)
    return MachineState.UNCHANGED if same else MachineState.UPDATED


def _free(wanted: str, taken: set[str]) -> str:
    """An id that no tracked finding has: the finding's own, or that with a number."""
    number, free = 1, wanted
    while free in taken:
        number += 1
        free = f"{wanted}-{number}"
    return free


def _id() -> str:
    return uuid.uuid4().hex
