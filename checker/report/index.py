"""The index of many stories, in words for people: what came of each, the worst first, and where its report is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checker.report.build import view_of
from checker.report.finding_view import Card, Lane
from checker.report.labels import STAGES, SYMBOLS, count, names, sentence
from checker.report.view import Figure, Gap
from checker.report.visible import visible
from schemas.finding import Severity
from schemas.index import Entry, Index, State
from schemas.report import Report


@dataclass(frozen=True)
class Cell:
    """A figure of a story."""

    value: int
    label: str
    tone: str
    symbol: str


@dataclass(frozen=True)
class Row:
    """A story."""

    title: str
    source: str
    size: str
    """"5 articles, 4 origins"; why there is no report, where there is none."""
    cells: tuple[Cell, ...]
    incomplete: str
    """What is missing of it, in words; empty where it is whole."""
    page: str
    """The file that its title leads to; empty where there is none."""
    others: tuple[tuple[str, str], ...]
    """Its reports in other formats: the format's name and the file."""


@dataclass(frozen=True)
class Section:
    """Stories of which the same came."""

    anchor: str
    title: str
    note: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class IndexView:
    """What the page of many stories shows. All text is safe to look at, but not escaped."""

    title: str
    verdict: str
    complete: bool
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    alone: tuple[str, ...]
    gaps: tuple[Gap, ...]


_NOTES = {
    "found": ("Contradictions", "The worst first."),
    "clear": ("No contradiction found", "All that should have been checked was."),
    "partly": ("Nothing found in what was checked", "Silence here does not mean that the sources agree."),
    "failed": ("Not checked", ""),
    "nothing": ("Nothing to compare", "Fewer than two articles that tell the same."),
}
"""The sections, in the order of the page."""


def entry_of(report: Report, *, name: str, source: str) -> Entry:
    """What came of a story that was checked.

    Args:
        report: with what was decided about its findings.
        name: the beginning of its files' names.
        source: the folder that it is; empty where it is none.
    """
    cards: dict[Lane, tuple[Card, ...]] = {}
    view = view_of(report)
    for lane in view.lanes:
        cards[lane.lane] = lane.cards
    firm = [card.severity for card in cards[Lane.CONTRADICTIONS]]
    alone = report.nothing_to_compare
    return Entry(
        name=name,
        title=report.title,
        source=source,
        state=State.NOTHING_TO_COMPARE if alone else State.CHECKED,
        reason="No two articles tell the same story." if alone else "",
        run=report.run.id,
        complete=report.complete,
        articles=len(report.articles),
        origins=len(report.origins),
        critical=firm.count(Severity.CRITICAL),
        major=firm.count(Severity.MAJOR),
        minor=firm.count(Severity.MINOR),
        possible=len(cards[Lane.POSSIBLE]),
        dismissed=len(view.dismissed),
        not_checked=len(report.not_checked),
        usage=report.run.usage,
    )


def index_view(index: Index) -> IndexView:
    """The view of an index."""
    placed: dict[str, list[Entry]] = {section: [] for section in _NOTES}
    for entry in index.stories:
        placed[_section(entry)].append(entry)
    gaps = tuple(
        Gap(
            what=visible(gap.what),
            stage=STAGES[gap.stage],
            reason=sentence(visible(gap.reason)),
            remedy=sentence(visible(gap.remedy)),
        )
        for gap in index.not_checked
    )
    return IndexView(
        title=count(len(index.stories), "story", "stories"),
        verdict=summary(index),
        complete=index.complete,
        figures=_figures(index),
        sections=tuple(
            Section(anchor, title, note, tuple(_row(entry) for entry in sorted(placed[anchor], key=_worst_first)))
            for anchor, (title, note) in _NOTES.items()
            if placed[anchor]
        ),
        alone=tuple(visible(article) for article in index.alone),
        gaps=gaps,
    )


def summary(index: Index) -> str:
    """What came of all stories, in a sentence or two. Never "all consistent" where something was not checked."""
    stories = index.stories
    found = sum(1 for entry in stories if _found(entry))
    said = [f"Contradictions in {found} of {count(len(stories), 'story', 'stories')}" if found else _none(stories)]
    said += [
        f"{count(number, 'story', 'stories')} {words}"
        for number, words in (
            (sum(1 for e in stories if e.state is State.CHECKED and not e.complete), "incomplete"),
            (sum(1 for e in stories if e.state in (State.FAILED, State.NOT_BEGUN)), "not checked"),
            (sum(1 for e in stories if e.state is State.NOTHING_TO_COMPARE), "with nothing to compare"),
        )
        if number
    ]
    alone = f" {stand_alone(len(index.alone))}" if index.alone else ""
    return f"{', '.join(said)}.{alone}"


def stand_alone(number: int) -> str:
    """How many articles no other tells the same as."""
    return f"{count(number, 'article')} {'stands' if number == 1 else 'stand'} alone."


def row_of(entry: Entry) -> Row:
    """One story in words."""
    return _row(entry)


def _none(stories: Sequence[Entry]) -> str:
    if not stories:
        return "No two articles tell the same story"
    whole = all(entry.complete or entry.state is State.NOTHING_TO_COMPARE for entry in stories)
    return "No contradiction found" if whole else "No contradiction found in what was checked"


def _found(entry: Entry) -> bool:
    return bool(entry.critical or entry.major or entry.minor or entry.possible)


def _section(entry: Entry) -> str:
    if entry.state is State.NOTHING_TO_COMPARE:
        return "nothing"
    if entry.state is not State.CHECKED:
        return "failed"
    if _found(entry):
        return "found"
    return "clear" if entry.complete else "partly"


def _worst_first(entry: Entry) -> tuple[object, ...]:
    return (-entry.critical, -entry.major, -entry.minor, -entry.possible, entry.title, entry.name)


def _row(entry: Entry) -> Row:
    size = f"{count(entry.articles, 'article')}, {count(entry.origins, 'origin')}"
    files = dict(entry.files)
    page = files.pop("html", "")
    reason = sentence(visible(entry.reason))
    return Row(
        title=visible(entry.title) or "Untitled story",
        source=visible(entry.source),
        size=reason if entry.state is not State.CHECKED else size,
        cells=tuple(cell for cell in _cells(entry) if cell.value),
        incomplete=_incomplete(entry),
        page=page,
        others=tuple(sorted(files.items())),
    )


def _incomplete(entry: Entry) -> str:
    if entry.state is not State.CHECKED or entry.complete:
        return ""
    return f"Incomplete: {entry.not_checked:,} not checked" if entry.not_checked else "Incomplete"


def _cells(entry: Entry) -> tuple[Cell, ...]:
    graded = zip(SYMBOLS.items(), (entry.critical, entry.major, entry.minor), strict=True)
    return (
        *(Cell(number, severity.value, severity.value, symbol) for (severity, symbol), number in graded),
        Cell(entry.possible, "possible", "", ""),
        Cell(entry.dismissed, "dismissed", "", ""),
    )


def _figures(index: Index) -> tuple[Figure, ...]:
    stories = index.stories
    graded = (sum(e.critical for e in stories), sum(e.major for e in stories), sum(e.minor for e in stories))
    missing = sum(1 for e in stories if e.state in (State.FAILED, State.NOT_BEGUN)) + len(index.not_checked)
    partly = sum(1 for e in stories if e.state is State.CHECKED and not e.complete)
    return (
        Figure(value=len(stories), label="stories", anchor="stories", tone="", symbol=""),
        Figure(value=sum(e.articles for e in stories), label="articles", anchor="stories", tone="", symbol=""),
        *(
            Figure(value=number, label=severity.value, anchor="stories", tone=severity.value, symbol=symbol)
            for (severity, symbol), number in zip(SYMBOLS.items(), graded, strict=True)
        ),
        Figure(value=sum(e.possible for e in stories), label="possible", anchor="stories", tone="", symbol=""),
        Figure(value=partly, label="incomplete", anchor="stories", tone="gap", symbol=""),
        Figure(value=missing, label="not checked", anchor="stories", tone="gap", symbol=""),
    )


def counted(row: Row) -> str:
    """The figures of a story in words: "1 critical, 2 possible"."""
    return names([f"{cell.value:,} {cell.label}" for cell in row.cells])
