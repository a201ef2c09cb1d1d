"""The whole page as its templates show it: the list, a finding or what stands in its place, how far the review is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from checker.report import cards, overview
from checker.report.decided import decision_words
from checker.report.labels import count, moment, shortened
from checker.report.lookup import Lookup
from checker.report.view import Gap
from checker.report.visible import visible
from checker.review.desk import Desk
from checker.review.web.address import Address
from checker.review.web.decisions import list_digest
from checker.review.web.item_page import ItemView, item_view
from checker.review.web.queue import QueueView, following, neighbours, queue_view
from checker.review.web.rows import Case, Row, Tally, cases, is_first_run, rows, tally
from checker.review.web.words import lines_visible
from schemas.finding import Finding
from schemas.report import Report
from schemas.review import SHARED, Event, HumanState

TITLE = 200
"""Code points of a story's title that are shown."""
HISTORY = 30
"""Decisions about a finding that are shown."""


class Empty(StrEnum):
    """What stands where a finding would."""

    NOTHING_FOUND = "nothing found"
    NO_MATCH = "no match"
    ALL_DECIDED = "all decided"


@dataclass(frozen=True)
class Notice:
    """What just happened."""

    text: str
    undo: bool = False
    """Whether it can be taken back."""
    trouble: bool = False


@dataclass(frozen=True)
class PastEvent:
    """Something that was done about a finding."""

    who: str
    at: str
    words: str
    note: str
    undone: str
    """By whom and when it was taken back; empty where it was not."""
    track: str
    """Whose blind review it is from; empty for the desk's own decisions."""


@dataclass(frozen=True)
class Bulk:
    """The whole list, to be decided in one step."""

    size: int
    digest: str


@dataclass(frozen=True)
class PageView:
    """Everything that the page shows."""

    address: Address
    title: str
    tally: Tally
    queue: QueueView
    item: ItemView | None
    empty: Empty | None
    history: tuple[PastEvent, ...]
    """The latest first."""
    older: int
    """Decisions that are not shown."""
    before: str
    """Address of the finding before; empty where there is none."""
    after: str
    skip: str
    """Address of the next one that is open; empty where there is none."""
    bulk: Bulk
    notice: Notice | None
    first_run: bool
    """Whether no earlier run is known of the story."""
    blind: bool
    who: str


@dataclass(frozen=True)
class Story:
    """What does not change while the page is open: the run, and its findings' faces."""

    desk: Desk
    report: Report
    lookup: Lookup
    cases: Mapping[str, Case]
    title: str
    run: str
    verdict: str
    """What came out, where nothing was found; else empty."""
    compared: str
    gaps: tuple[Gap, ...]

    @classmethod
    def of(cls, desk: Desk) -> Story:
        """The story on a desk."""
        report, lookup = desk.report, Lookup.of(desk.report)
        findings: dict[str, Finding] = {finding.id: finding for finding in report.findings}
        return cls(
            desk=desk,
            report=report,
            lookup=lookup,
            cases=cases(desk.standings(), lookup, findings),
            title=shortened(visible(report.title), TITLE) or "Untitled story",
            run=f"run {visible(report.run.id)}, {moment(report.run.started)}",
            verdict="" if report.findings else overview.verdict(report, cards.lanes((), lookup)),
            compared=overview.compared(report),
            gaps=overview.gaps(report, lookup),
        )

    def row(self, item: str) -> Row:
        """One finding as it stands now.

        Raises:
            InputError: the run has no such finding.
        """
        standing = self.desk.standing(item)
        return Row(case=self.cases[item], standing=standing, disputed=item in self.desk.disputed())

    def rows(self) -> tuple[Row, ...]:
        """Every finding as it stands now."""
        return rows(self.desk, self.cases)


def page_view(story: Story, address: Address, notice: Notice | None = None) -> PageView:
    """The page at an address. Without a finding in the address, it is at the first that is to be decided."""
    all_rows = story.rows()
    fitting = tuple(row for row in all_rows if address.filters.fits(row))
    at = address if address.item else _first(all_rows, address)
    row = next((each for each in all_rows if each.item == at.item), None)
    item = item_view(row, at, story.report, story.lookup) if row else None
    past = tuple(_past(story.desk.history(row.item))) if row else ()
    before, after = neighbours(all_rows, at)
    skip = following(all_rows, at.filters, at.item)
    return PageView(
        address=at,
        title=story.title,
        tally=tally(all_rows),
        queue=queue_view(all_rows, at, story.lookup, shared=story.desk.track == SHARED),
        item=item,
        empty=None if item else _empty(all_rows, fitting),
        history=past[:HISTORY],
        older=len(past) - len(past[:HISTORY]),
        before=at.at(before).url if before else "",
        after=at.at(after).url if after else "",
        skip=at.at(skip).url if skip else "",
        bulk=Bulk(size=len(fitting), digest=list_digest(fitting)),
        notice=notice,
        first_run=is_first_run(all_rows),
        blind=story.desk.track != SHARED,
        who=visible(story.desk.who),
    )


def decided_notice(row: Row) -> Notice:
    """What was just decided, in words."""
    words = decision_words(row.standing.decision)
    return Notice(f"№ {row.case.number} {words}.", undo=True)


def bulk_notice(number: int) -> Notice:
    """How many were just decided in one step, in words."""
    return Notice(f"{count(number, 'finding')} decided in one step.", undo=True)


def undone_notice(number: int, elsewhere: int = 0) -> Notice:
    """What was just taken back, in words.

    Args:
        number: of decisions.
        elsewhere: how many of them were on findings that this run does not have.
    """
    if not number:
        return Notice("There is nothing to take back.")
    where = f", {elsewhere:,} of them in another run" if elsewhere else ""
    return Notice(f"Taken back: {count(number, 'decision')}{where}.", undo=True)


def conflict_notice(row: Row) -> Notice:
    """What somebody else decided in the meantime."""
    standing = row.standing
    state = decision_words(standing.reopened or standing.decision)
    who = visible(standing.decided_by) or "somebody"
    what = f"{who} decided: {state}" if standing.decided_at else "a decision was taken back"
    note = visible((standing.reopened or standing.decision).note)
    said = f" (“{note}”)" if note else ""
    return Notice(f"In the meantime {what}{said}. Nothing of yours was written: look, and decide again.", trouble=True)


def _first(all_rows: Sequence[Row], address: Address) -> Address:
    return replace(address, item=following(all_rows, address.filters) or "")


def _empty(all_rows: Sequence[Row], fitting: Sequence[Row]) -> Empty:
    if not all_rows:
        return Empty.NOTHING_FOUND
    return Empty.ALL_DECIDED if fitting else Empty.NO_MATCH


def _past(events: Sequence[Event]) -> Iterator[PastEvent]:
    """The decisions about a finding, the latest first, those taken back marked so."""
    undone = {event.undoes: event for event in events if event.undoes}
    for event in reversed(events):
        if event.decision is None:
            continue
        back = undone.get(event.id)
        words = "reopened" if event.decision.state is HumanState.OPEN else decision_words(event.decision)
        yield PastEvent(
            who=visible(event.who),
            at=moment(event.at),
            words=words,
            note=lines_visible(event.decision.note),
            undone=f"taken back by {visible(back.who)}, {moment(back.at)}" if back else "",
            track=visible(event.track),
        )
