"""Rows: the findings as the queue lists, filters and counts them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from checker.report.labels import shortened
from checker.report.lookup import Lookup
from checker.report.visible import visible
from checker.review.articles import Shelf
from checker.review.desk import Desk
from checker.review.web.words import verdict_words
from schemas.finding import Finding, Kind, Severity, Verdict
from schemas.review import HumanState, MachineState, Snapshot, Standing

_GRADED = (Verdict.CONTRADICTION, Verdict.UNCERTAIN)
"""Only where one side may have to be corrected does a severity mean something."""

QUESTION = 500
"""Code points of a question that are shown."""


@dataclass(frozen=True)
class Case:
    """What does not change about a finding while its page is open."""

    item: str
    number: int
    """Its place in the queue, from 1."""
    question: str
    what: str
    """What the machine holds it to be, in words."""
    severity: Severity | None
    kinds: tuple[Kind, ...]
    sources: tuple[str, ...]
    """Ids of the articles that it rests on."""
    words: str
    """All that a search looks through, casefolded: the question, the positions, the quotes, the sources' names."""


@dataclass(frozen=True)
class Row:
    """A finding, and where it stands now."""

    case: Case
    standing: Standing
    disputed: bool = False
    """Whether two reviewers decided on it differently."""

    @property
    def item(self) -> str:
        """Id of the tracked finding."""
        return self.case.item

    @property
    def human(self) -> HumanState:
        """What people decided."""
        return self.standing.decision.state

    @property
    def changed(self) -> bool:
        """Whether it is another than in the last run, or no longer stands as it was decided."""
        return self.standing.machine is not MachineState.UNCHANGED or self.standing.reopened is not None


@dataclass(frozen=True)
class Tally:
    """How far the review is. Only people's decisions count."""

    total: int
    states: Mapping[HumanState, int]
    resolved: int

    @property
    def decided(self) -> int:
        """How many somebody has decided on."""
        return self.total - self.states[HumanState.OPEN]


def cases(standings: Iterable[Standing], lookup: Lookup, findings: Mapping[str, Finding]) -> Mapping[str, Case]:
    """Item -> what does not change about it, in the order of the queue.

    Args:
        standings: of all findings of a run.
        lookup: of the run's report.
        findings: those of the report, by id.
    """
    shelf = Shelf(lookup.articles.values())
    made = (
        _case(standing, number, lookup, (shelf, findings.get(standing.finding or "")))
        for number, standing in enumerate(standings, start=1)
    )
    return {case.item: case for case in made}


def _case(standing: Standing, number: int, lookup: Lookup, found: tuple[Shelf, Finding | None]) -> Case:
    seen, (shelf, finding) = standing.snapshot, found
    sources = tuple(dict.fromkeys(_sources(seen, shelf)))
    says = [position.says for position in finding.positions] if finding else []
    searched = [seen.question, *says, *(each.quote for each in seen.quotes), *map(lookup.name, sources), standing.item]
    return Case(
        item=standing.item,
        number=number,
        question=shortened(visible(seen.question), QUESTION),
        what=verdict_words(seen.verdict, seen.agreement),
        severity=seen.severity if seen.verdict in _GRADED else None,
        kinds=seen.kinds,
        sources=sources,
        words=" ".join(" ".join(searched).split()).casefold(),
    )


def _sources(seen: Snapshot, shelf: Shelf) -> Iterator[str]:
    return (shelf.find(each.article) or each.article.name for each in seen.quotes)


def rows(desk: Desk, known: Mapping[str, Case]) -> tuple[Row, ...]:
    """Every finding of the run as it stands now, in the order of the queue."""
    disputed = desk.disputed()
    return tuple(
        Row(case=known[standing.item], standing=standing, disputed=standing.item in disputed)
        for standing in desk.standings()
    )


def tally(all_rows: Iterable[Row]) -> Tally:
    """How far the review is."""
    listed = tuple(all_rows)
    states = dict.fromkeys(HumanState, 0)
    for row in listed:
        states[row.human] += 1
    return Tally(total=len(listed), states=states, resolved=sum(row.standing.resolved for row in listed))


def is_first_run(all_rows: Iterable[Row]) -> bool:
    """Whether no earlier run is known of the story: then everything is new, and saying so says nothing."""
    return all(row.standing.machine is MachineState.NEW for row in all_rows)
