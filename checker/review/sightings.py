"""Sightings: what a run makes of the tracked findings, told once and written down when it is first looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from checker.errors import ConflictError
from checker.review.articles import Shelf, marks_of
from checker.review.identity import ALGORITHM, became, recognise, snapshot
from checker.review.store import Store
from schemas.report import Report
from schemas.review import MachineState, Sighting, Snapshot

TRIES = 10
"""How often a run is matched anew where somebody else wrote to the same story meanwhile."""


def sightings_of(store: Store, report: Report, shelf: Shelf, *, keep: bool) -> Sequence[Sighting]:
    """What the run makes of its findings: as it was written when the run was first looked at, else now.

    Args:
        store: what is known of other runs.
        report: the run.
        shelf: its articles.
        keep: whether that is written to the store where it is told anew.

    Raises:
        StoreError: the store cannot be read or written.
    """
    for _ in range(TRIES):
        written = store.of_run(report.run.id)
        if written:
            return written
        since = store.last_seen()
        before = store.tracked(mark for keys in shelf.keys.values() for mark in marks_of(keys))
        sightings = _sightings(store, report, before, shelf)
        if not keep:
            return sightings
        try:
            store.see(sightings, marks_by_item(sightings), since=since)
        except ConflictError:  # somebody opened a run at the same time: of the same story, perhaps
            continue
        return sightings
    raise ConflictError("Others keep opening new runs at this moment.", remedy="Try again.")


def marks_by_item(sightings: Iterable[Sighting]) -> dict[str, list[str]]:
    """Item -> the keys of the articles that it was seen to rest on, as the store looks it up by them."""
    marks: dict[str, list[str]] = {}
    for sighting in sightings:
        found = (mark for quote in sighting.snapshot.quotes for mark in marks_of(quote.article))
        marks.setdefault(sighting.item, []).extend(found)
    return marks


def _sightings(store: Store, report: Report, before: Mapping[str, Sighting], shelf: Shelf) -> Sequence[Sighting]:
    known = recognise(report, {item: seen.snapshot for item, seen in before.items()}, shelf)
    fresh = [finding.id for finding in report.findings if finding.id not in known.items]
    items = {**known.items, **_ids(store, fresh)}
    found: list[Sighting] = []
    for finding in report.findings:
        item = items[finding.id]
        seen = snapshot(finding, shelf)
        was = before[item].snapshot if item in before else None
        found.append(_sighting(report, item, became(was, seen), seen))
    gone = (before[item] for item in known.absent)
    found += [_sighting(report, seen.item, MachineState.ABSENT, seen.snapshot) for seen in gone]
    return found


def _sighting(report: Report, item: str, machine: MachineState, seen: Snapshot) -> Sighting:
    return Sighting(
        item=item, run=report.run.id, at=_zoned(report.run.started), machine=machine, algorithm=ALGORITHM, snapshot=seen
    )


def _zoned(time: datetime) -> datetime:
    """A time of a report that somebody else wrote, without a zone, is taken as UTC."""
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _ids(store: Store, fresh: Sequence[str]) -> dict[str, str]:
    """An id for each new finding: its own, or that with a number where the store tracks another under it."""
    ids: dict[str, str] = {}
    left, number = list(fresh), 1
    while left:
        tried = {finding: finding if number == 1 else f"{finding}-{number}" for finding in left}
        taken = store.held(tried.values()) | set(ids.values())
        ids |= {finding: item for finding, item in tried.items() if item not in taken}
        left = [finding for finding in left if finding not in ids]
        number += 1
    return ids
