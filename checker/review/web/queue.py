"""The queue: the window of the list that is shown, what comes before and after, and what can be filtered by."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from checker.report.decided import STATES, decision_words
from checker.report.labels import KINDS, SEVERITIES, SYMBOLS, shortened
from checker.report.lookup import Lookup
from checker.review.web.address import Address
from checker.review.web.filters import Facet, Filters, counts
from checker.review.web.rows import Row, is_first_run
from checker.review.web.words import MACHINE
from schemas.review import HumanState, MachineState

WINDOW = 80
"""Rows that are shown at once."""
QUESTION = 110
"""Code points of a question in the list."""
SOURCES = 40
"""Sources that can be filtered by in the list; a search finds the others too."""

_Value = TypeVar("_Value", bound=StrEnum)


@dataclass(frozen=True)
class Line:
    """A row of the list, in words."""

    number: int
    url: str
    question: str
    symbol: str
    severity: str
    human: str
    """What was decided; empty while it is open."""
    tone: str
    """A ``HumanState``."""
    machine: str
    """What changed since the last run; empty where nothing did."""
    reopened: bool
    resolved: bool
    disputed: bool
    current: bool


@dataclass(frozen=True)
class Choice:
    """A value that can be filtered by."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class FacetView:
    """A facet with its values."""

    name: str
    title: str
    choices: tuple[Choice, ...]

    @property
    def used(self) -> bool:
        """Whether anything of it is chosen."""
        return any(choice.chosen for choice in self.choices)


@dataclass(frozen=True)
class QueueView:
    """The list as it is shown."""

    lines: tuple[Line, ...]
    first: int
    """Place of the first line in the whole list, from 1."""
    total: int
    earlier: str
    """Address of the lines before; empty where there are none."""
    later: str
    facets: tuple[FacetView, ...]
    text: str
    filtered: bool
    clear: str
    """Address of the list without filters."""

    @property
    def last(self) -> int:
        """Place of the last line."""
        return self.first + len(self.lines) - 1


def queue_view(all_rows: Sequence[Row], address: Address, lookup: Lookup, *, shared: bool) -> QueueView:
    """The list around the finding that is looked at.

    Args:
        all_rows: every finding, in order.
        address: what is shown.
        lookup: of the run's report.
        shared: whether reviewers may see each other's decisions.
    """
    fitting = [row for row in all_rows if address.filters.fits(row)]
    at, first_run = place(fitting, _number(all_rows, address.item)), is_first_run(all_rows)
    start = max(min(at - WINDOW // 2, len(fitting) - WINDOW), 0)
    shown = fitting[start : start + WINDOW]
    after = fitting[start + WINDOW : start + WINDOW + WINDOW // 2 + 1]
    return QueueView(
        lines=tuple(_line(row, address, first_run=first_run) for row in shown),
        first=start + 1,
        total=len(fitting),
        earlier=address.at(fitting[max(start - WINDOW // 2, 0)].item).url if start else "",
        later=address.at(after[-1].item).url if after else "",
        facets=_facets(all_rows, address.filters, lookup, shared=shared),
        text=address.filters.text,
        filtered=bool(address.filters.pairs()),
        clear=replace(address, filters=Filters()).url,
    )


def neighbours(all_rows: Sequence[Row], address: Address) -> tuple[str | None, str | None]:
    """The findings before and after the one that is looked at, in the filtered list."""
    number = _number(all_rows, address.item)
    fitting = [row for row in all_rows if address.filters.fits(row)]
    before = bisect_left(fitting, number, key=_place) - 1
    after = bisect_right(fitting, number, key=_place)
    return (fitting[before].item if before >= 0 else None), (fitting[after].item if after < len(fitting) else None)


def following(all_rows: Sequence[Row], filters: Filters, item: str = "") -> str | None:
    """What to decide next: the next open finding of the filtered list, from its beginning again at its end.

    A list of decided findings, filtered so, simply goes on. None where nothing is left to decide.

    Args:
        all_rows: every finding, in order.
        filters: of the list.
        item: the finding after which to look; empty: from the beginning.
    """
    number = _number(all_rows, item)
    wanted = filters.disputed or bool(filters.human and HumanState.OPEN not in filters.human)
    left = [row for row in all_rows if filters.fits(row) and (wanted or row.human is HumanState.OPEN)]
    later = (row.item for row in left if row.case.number > number)
    sooner = (row.item for row in left if row.case.number < number and not wanted)
    return next(later, None) or next(sooner, None)


def place(fitting: Sequence[Row], number: int) -> int:
    """Where in a filtered list a finding stands, or would."""
    return bisect_left(fitting, number, key=_place)


def _place(row: Row) -> int:
    return row.case.number


def _number(all_rows: Sequence[Row], item: str) -> int:
    return next((row.case.number for row in all_rows if row.item == item), 0)


def _line(row: Row, address: Address, *, first_run: bool) -> Line:
    standing, severity = row.standing, row.case.severity
    return Line(
        number=row.case.number,
        url=address.at(row.item).url,
        question=shortened(row.case.question, QUESTION),
        symbol=SYMBOLS[severity] if severity else "·",
        severity=SEVERITIES[severity] if severity else row.case.what,
        human="" if row.human is HumanState.OPEN else decision_words(standing.decision),
        tone=row.human.value,
        machine="" if first_run or standing.machine is MachineState.UNCHANGED else MACHINE[standing.machine],
        reopened=standing.reopened is not None,
        resolved=standing.resolved,
        disputed=row.disputed,
        current=row.item == address.item,
    )


def _facets(all_rows: Sequence[Row], filters: Filters, lookup: Lookup, *, shared: bool) -> tuple[FacetView, ...]:
    """What can be filtered by; nothing by what changed in the first run of a story, where everything is new."""
    found = counts(filters, all_rows)
    again = not is_first_run(all_rows)
    facets = (
        _facet(Facet.HUMAN, "Decision", _labels(STATES), (filters, found), always=True),
        _facet(Facet.CHANGED, "Changed", {"1": "changed since the last run"} if again else {}, (filters, found)),
        _facet(Facet.DISPUTED, "Reviewers", {"1": "reviewers disagree"} if shared else {}, (filters, found)),
        _facet(Facet.MACHINE, "Since the last run", _labels(MACHINE) if again else {}, (filters, found), always=True),
        _facet(Facet.SEVERITY, "Severity", _labels(SEVERITIES), (filters, found)),
        _facet(Facet.KIND, "Kind", _labels(KINDS), (filters, found)),
        _sources(filters, found, lookup.name),
    )
    return tuple(facet for facet in facets if facet.choices)


def _labels(words: Mapping[_Value, str]) -> Mapping[str, str]:
    return {value.value: label.lower() for value, label in words.items()}


_Found = Mapping[Facet, Mapping[str, int]]


def _facet(
    facet: Facet, title: str, labels: Mapping[str, str], state: tuple[Filters, _Found], *, always: bool = False
) -> FacetView:
    """A facet; values that would list nothing are left out, unless they are chosen or ``always`` shown."""
    filters, found = state
    choices = tuple(
        Choice(value=str(value), label=label, count=found[facet].get(value, 0), chosen=filters.wants(facet, value))
        for value, label in labels.items()
    )
    kept = tuple(choice for choice in choices if always or choice.count or choice.chosen)
    return FacetView(name=facet.value, title=title, choices=kept)


def _sources(filters: Filters, found: _Found, name: Callable[[str], str]) -> FacetView:
    most = sorted(found[Facet.SOURCE].items(), key=lambda pair: (-pair[1], name(pair[0])))[:SOURCES]
    listed = dict.fromkeys([*(source for source, _ in most), *sorted(filters.source)])
    return _facet(Facet.SOURCE, "Source", {source: name(source) for source in listed}, (filters, found))
