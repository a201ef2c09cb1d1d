"""Histories: what the events of the store come to, track by track."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from checker.review.store import Store
from schemas.review import Event, EventKind, HumanState


class History:
    """The events that are known so far; ``read`` adds those that were written since, from any thread."""

    def __init__(self) -> None:
        self._reading = threading.Lock()
        self._last = 0
        self._events: dict[str, list[Event]] = {}
        self._steps: dict[tuple[str, str], dict[str, list[Event]]] = {}
        self._undone: set[str] = set()
        self._tracks: set[str] = set()

    def read(self, store: Store) -> None:
        """Read on from where the last reading ended."""
        with self._reading:
            for seq, event in store.events(after=self._last):
                self._last = seq
                self._add(event)

    def _add(self, event: Event) -> None:
        self._events.setdefault(event.item, []).append(event)
        self._tracks.add(event.track)
        if event.kind is EventKind.DECIDED:
            steps = self._steps.setdefault((event.who, event.track), {})
            steps.setdefault(event.batch, []).append(event)
        elif event.undoes:
            self._undone.add(event.undoes)

    def of(self, item: str) -> Sequence[Event]:
        """All events of an item, on all tracks, as they were written."""
        return self._events.get(item, [])

    def revision(self, item: str, track: str) -> int:
        """The number of the last event of an item on a track; 0 where there is none."""
        return max((event.revision for event in self.of(item) if event.track == track), default=0)

    def holding(self, item: str, track: str) -> Event | None:
        """The last decision on a track that was not taken back."""
        decided = [e for e in self.of(item) if e.track == track and e.kind is EventKind.DECIDED]
        return next((event for event in reversed(decided) if event.id not in self._undone), None)

    def states(self, item: str, tracks: Sequence[str]) -> set[HumanState]:
        """The states that these tracks hold an item to be in; a track that says nothing adds none."""
        holding = (self.holding(item, track) for track in tracks)
        return {event.decision.state for event in holding if event and event.decision}

    def last_step(self, who: str, track: str) -> Sequence[Event]:
        """The decisions of the last step of a reviewer of which any still holds, those that do."""
        for step in reversed(self._steps.get((who, track), {}).values()):
            left = [event for event in step if event.id not in self._undone]
            if left:
                return left
        return ()

    def items(self) -> Sequence[str]:
        """The items on which anything was ever done."""
        return list(self._events)

    def tracks(self) -> Sequence[str]:
        """The tracks on which anything was ever decided."""
        return sorted(self._tracks)
