"""The desk: one run before one reviewer. Findings are known again, decisions made, taken back, and held to the words.

State is never stored. It is what the events of a track come to, read in their order.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from checker.errors import ConflictError, InputError
from checker.review.articles import Shelf
from checker.review.history import History
from checker.review.identity import changed_words, evidence_digest
from checker.review.sightings import sightings_of
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
    Standing,
)

OPEN = Decision(state=HumanState.OPEN)

LONGEST_NAME = 200
"""Characters of a reviewer's name."""


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
        keep: bool = True,
        clock: Callable[[], datetime] = now,
    ) -> None:
        """Take a run to the desk: its findings are known again, or tracked from now on.

        Args:
            store: where everything is kept.
            report: the run.
            who: the reviewer.
            blind: whether they decide on a track of their own, and see nobody else's decisions.
            keep: whether a run that the store does not know is written to it. If not, the desk is for looking only.
            clock: what time it is.

        Raises:
            InputError: the reviewer has no name, or one that is too long.
            StoreError: the store cannot be read or written.
        """
        self.report, self.who = report, _named(who)
        self.track = self.who if blind else SHARED
        self._store, self._clock = store, clock
        self._shelf = Shelf(report.articles)
        self._sightings = {each.item: each for each in sightings_of(store, report, self._shelf, keep=keep)}
        self._history = History()
        self._stood: dict[str, tuple[int, Standing]] = {}

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

    def disputed(self) -> frozenset[str]:
        """The findings on which two tracks hold different states; a blind reviewer is told of none."""
        self._history.read(self._store)
        tracks = self._history.tracks() if self.track == SHARED else ()
        if len(tracks) < 2:
            return frozenset()
        return frozenset(item for item in self._sightings if len(self._history.states(item, tracks)) > 1)

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
        self._history.read(self._store)
        for item, revision in decisions.items():
            self._expect(item, revision)
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

    def _expect(self, item: str, revision: int) -> None:
        """Refuse a revision that is not the last one. What is written after this look, the store refuses."""
        last = self._history.revision(self._sighting(item).item, self.track)
        if revision != last:
            events = [event for event in self._history.of(item) if event.track == self.track]
            whom = events[-1].who if events else "nobody"
            raise ConflictError(
                f"Finding {item} is at revision {last} (by {whom}), not {revision}, so nothing was written.",
                remedy="Look at what was decided, and decide again.",
            )

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
        """Where a finding stands; worked out again only when something was done about it since."""
        events = len(self._history.of(sighting.item))
        known = self._stood.get(sighting.item)
        if known is None or known[0] != events:
            known = self._stood[sighting.item] = (events, self._worked_out(sighting))
        return known[1]

    def _worked_out(self, sighting: Sighting) -> Standing:
        item = sighting.item
        present = sighting.machine is not MachineState.ABSENT
        last = self._history.holding(item, self.track)
        decision = last.decision if last and last.decision else OPEN
        changed = changed_words(last.quotes, sighting.snapshot, self._shelf) if last and present else ()
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


def _named(who: str) -> str:
    name = " ".join(who.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise InputError(
            f"A reviewer needs a name, of {LONGEST_NAME} characters at most.", remedy="Give one with --who."
        )
    return name


def _id() -> str:
    return uuid.uuid4().hex
