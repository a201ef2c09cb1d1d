"""Filters: which findings the queue lists. They live in the page's address, and nowhere else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import TypeVar

from checker.review.web.rows import Row
from schemas.finding import Kind, Severity
from schemas.review import HumanState, MachineState

TEXT = 200
"""Code points of a search that count."""

_Value = TypeVar("_Value", bound=StrEnum)


class Facet(StrEnum):
    """What can be filtered by; its value is the name in the address."""

    HUMAN = "state"
    MACHINE = "run"
    SEVERITY = "severity"
    KIND = "kind"
    SOURCE = "source"
    CHANGED = "changed"
    DISPUTED = "disagree"
    TEXT = "text"


@dataclass(frozen=True)
class Filters:
    """Of each facet, the values that are wanted; none of a facet: all. A finding has to fit every facet."""

    human: frozenset[HumanState] = frozenset()
    machine: frozenset[MachineState] = frozenset()
    severity: frozenset[Severity] = frozenset()
    kind: frozenset[Kind] = frozenset()
    source: frozenset[str] = frozenset()
    """Article ids."""
    changed: bool = False
    disputed: bool = False
    text: str = ""
    """Words that all have to occur."""

    @classmethod
    def parse(cls, pairs: Iterable[tuple[str, str]]) -> Filters:
        """The filters of an address. A value that means nothing filters nothing."""
        given: dict[str, list[str]] = {}
        for key, value in pairs:
            given.setdefault(key, []).append(value)
        return cls(
            human=_values(HumanState, given.get(Facet.HUMAN, [])),
            machine=_values(MachineState, given.get(Facet.MACHINE, [])),
            severity=_values(Severity, given.get(Facet.SEVERITY, [])),
            kind=_values(Kind, given.get(Facet.KIND, [])),
            source=frozenset(filter(None, given.get(Facet.SOURCE, []))),
            changed="1" in given.get(Facet.CHANGED, []),
            disputed="1" in given.get(Facet.DISPUTED, []),
            text=" ".join(" ".join(given.get(Facet.TEXT, [])).split())[:TEXT].strip(),
        )

    def pairs(self) -> list[tuple[str, str]]:
        """The filters as an address has them, always in the same order."""
        chosen = [(facet.value, value) for facet, values in self._chosen() for value in sorted(values)]
        switches = ((Facet.CHANGED, self.changed), (Facet.DISPUTED, self.disputed))
        chosen += [(facet.value, "1") for facet, on in switches if on]
        return [*chosen, (Facet.TEXT.value, self.text)] if self.text else chosen

    def wants(self, facet: Facet, value: str) -> bool:
        """Whether a value of a facet is chosen."""
        return (facet.value, value) in self.pairs()

    def fits(self, row: Row) -> bool:
        """Whether the queue lists a finding."""
        return next(self.misses(row), None) is None

    def _chosen(self) -> tuple[tuple[Facet, frozenset[str]], ...]:
        return (
            (Facet.HUMAN, frozenset(self.human)),
            (Facet.MACHINE, frozenset(self.machine)),
            (Facet.SEVERITY, frozenset(self.severity)),
            (Facet.KIND, frozenset(self.kind)),
            (Facet.SOURCE, self.source),
        )

    def misses(self, row: Row) -> Iterator[Facet]:
        """The facets that a finding does not fit."""
        if self.human and row.human not in self.human:
            yield Facet.HUMAN
        if self.machine and row.standing.machine not in self.machine:
            yield Facet.MACHINE
        if self.severity and row.case.severity not in self.severity:
            yield Facet.SEVERITY
        if self.kind and self.kind.isdisjoint(row.case.kinds):
            yield Facet.KIND
        if self.source and self.source.isdisjoint(row.case.sources):
            yield Facet.SOURCE
        if self.changed and not row.changed:
            yield Facet.CHANGED
        if self.disputed and not row.disputed:
            yield Facet.DISPUTED
        if self.text and not all(word in row.case.words for word in self.text.casefold().split()):
            yield Facet.TEXT


def counts(filters: Filters, rows: Iterable[Row]) -> Mapping[Facet, Mapping[str, int]]:
    """How many findings each value of each facet would list, given what is chosen of the others."""
    fitting: list[Row] = []
    but_for: dict[Facet, list[Row]] = {facet: [] for facet in Facet}
    for row in rows:
        misses = tuple(filters.misses(row))
        if not misses:
            fitting.append(row)
        elif len(misses) == 1:
            but_for[misses[0]].append(row)
    return {
        facet: Counter(chain.from_iterable(map(values, chain(fitting, but_for[facet]))))
        for facet, values in _HAS.items()
    }


_HAS: Mapping[Facet, Callable[[Row], Iterable[str]]] = {
    Facet.HUMAN: lambda row: (row.human.value,),
    Facet.MACHINE: lambda row: (row.standing.machine.value,),
    Facet.SEVERITY: lambda row: (row.case.severity.value,) if row.case.severity else (),
    Facet.KIND: lambda row: row.case.kinds,
    Facet.SOURCE: lambda row: row.case.sources,
    Facet.CHANGED: lambda row: ("1",) if row.changed else (),
    Facet.DISPUTED: lambda row: ("1",) if row.disputed else (),
}
"""The values of each facet that a finding has."""


def _values(kind: type[_Value], given: Iterable[str]) -> frozenset[_Value]:
    known = {member.value: member for member in kind}
    return frozenset(known[value] for value in given if value in known)
