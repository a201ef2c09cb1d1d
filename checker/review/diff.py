"""Two runs of a story beside each other, without a store: what is new, what rests on other words, what is gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checker.review.articles import Shelf
from checker.review.identity import became, recognise, snapshot
from schemas.report import Report
from schemas.review import MachineState, Snapshot


@dataclass(frozen=True)
class Change:
    """A finding of either run, and what became of it."""

    machine: MachineState
    old: Snapshot | None
    new: Snapshot | None

    @property
    def question(self) -> str:
        """What it asks, in the words of the newest run that has it."""
        seen = self.new or self.old
        return seen.question if seen else ""


def compare(old: Report, new: Report) -> tuple[Change, ...]:
    """Every finding of both runs: those of the new one in its order, then what it no longer has.

    A finding of the old run whose articles the new run did not all read is left out: nothing can be said of it.
    """
    return tuple(_changes(old, new))


def _changes(old: Report, new: Report) -> Iterator[Change]:
    before, shelf = Shelf(old.articles), Shelf(new.articles)
    seen = {finding.id: snapshot(finding, before) for finding in old.findings}
    known = recognise(new, seen, shelf)
    for finding in new.findings:
        now = snapshot(finding, shelf)
        was = seen.get(known.items.get(finding.id, ""))
        yield Change(became(was, now), was, now)
    for item in known.absent:
        yield Change(MachineState.ABSENT, seen[item], None)
