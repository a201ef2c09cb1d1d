"""The view: what every rendering shows, in words for people. Built once from a report (``build``); no logic here.

All text is safe to look at (``visible``), but not escaped: escaping is each format's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from checker.report.finding_view import ArticleName, Card, Lane, LaneView, Resolved


class CellState(StrEnum):
    """What an article does with a question."""

    AGREES = "agrees"
    DIFFERS = "differs"
    CHANGES = "other"
    """It answers otherwise than others do, without contradicting them."""
    ANSWERS = "answers"
    """It answers, and nothing could be compared with it."""
    SILENT = "silent"
    UNASKED = "not asked"


_STATE_WORDS = {
    CellState.AGREES: "✓ agrees",
    CellState.DIFFERS: "≠ differs",
    CellState.CHANGES: "answers otherwise",
    CellState.ANSWERS: "answers",
    CellState.SILENT: "– silent",
    CellState.UNASKED: "? not asked",
}


@dataclass(frozen=True)
class Cell:
    """Where a row and an article meet."""

    article: str
    state: CellState
    letters: str
    text: str
    """The answer in a few words; empty where the state says it all."""
    anchor: str
    """Of the sentence that answers; empty where none does."""

    @property
    def word(self) -> str:
        """The state in a word, with a sign."""
        return _STATE_WORDS[self.state]


@dataclass(frozen=True)
class Row:
    """A question, across all articles."""

    question: str
    outcome: str
    anchor: str
    """Of the finding; empty where there is none."""
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class RowGroup:
    """Rows that came out alike."""

    title: str
    rows: tuple[Row, ...]
    folded: bool


@dataclass(frozen=True)
class Grid:
    """Questions by articles."""

    columns: tuple[ArticleName, ...]
    groups: tuple[RowGroup, ...]


@dataclass(frozen=True)
class FindingLink:
    """A mark's way back to a finding."""

    number: int
    anchor: str
    question: str


@dataclass(frozen=True)
class Stretch:
    """Words of an article between two points where something begins or ends."""

    text: str
    marked: bool
    ends: tuple[FindingLink, ...]
    """The findings whose quote ends here."""


@dataclass(frozen=True)
class SentenceView:
    """A sentence of an article, in its stretches."""

    number: int
    anchor: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True)
class Paragraph:
    """Sentences that the article sets in one paragraph."""

    role: str
    """A ``Placement``: "headline", "lead", "body" or "furniture"."""
    sentences: tuple[SentenceView, ...]


@dataclass(frozen=True)
class ArticleView:
    """An article, whole, with the marks of the findings."""

    name: str
    anchor: str
    title: str
    date: str
    updated: str
    live: str | None
    language: str | None
    path: str
    digest: str
    origin: str
    """Empty where the article stands alone."""
    findings: tuple[FindingLink, ...]
    notices: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Copy:
    """Articles of one origin, with the longest passage that shows it."""

    articles: tuple[ArticleName, ...]
    overlap: str
    passage: str
    language: str | None
    found: tuple[ArticleName, ...]
    """The two places of the passage; the anchor is that of its sentence."""
    further: int
    """How many more passages they share."""

    @property
    def members(self) -> str:
        """The articles' names on one line."""
        return ", ".join(article.name for article in self.articles)


@dataclass(frozen=True)
class Gap:
    """Something that was not checked."""

    what: str
    stage: str
    reason: str
    remedy: str


@dataclass(frozen=True)
class LeftOut:
    """A statement that a model returned and the article does not carry."""

    article: str
    statement: str
    reason: str


@dataclass(frozen=True)
class Figure:
    """A number of the strip."""

    value: int
    label: str
    anchor: str
    tone: str
    """Empty, or "critical", "major", "minor", "gap"."""
    symbol: str


@dataclass(frozen=True)
class Fact:
    """A line of the foot: how the report was made."""

    label: str
    text: str


@dataclass(frozen=True)
class View:
    """A whole report."""

    title: str
    complete: bool
    verdict: str
    """One sentence: what came out, and how much of it was checked."""
    compared: str
    """What was compared with what."""
    subtitle: str
    """When, with which model, live or replayed."""
    origins: str
    """How many there are: "5 articles, 4 origins"."""
    figures: tuple[Figure, ...]
    actions: tuple[Card, ...]
    """Firm contradictions that are critical or major: what to look at first."""
    lanes: tuple[LaneView, ...]
    resolved: tuple[Resolved, ...]
    grid: Grid
    gaps: tuple[Gap, ...]
    left_out: tuple[LeftOut, ...]
    copies: tuple[Copy, ...]
    articles: tuple[ArticleView, ...]
    facts: tuple[Fact, ...]
    method: str
    """How findings come about."""
    sent: str
    """What left the machine."""
    cost: str

    def lane(self, lane: Lane) -> LaneView:
        """One lane."""
        return next(view for view in self.lanes if view.lane is lane)

    @property
    def notices(self) -> tuple[tuple[str, str], ...]:
        """What to know about single articles: the article's name, and the notice."""
        return tuple((article.name, notice) for article in self.articles for notice in article.notices)

    @property
    def dismissed(self) -> tuple[Card, ...]:
        """The findings that people dismissed, of every lane: shown, folded, and not counted."""
        return tuple(card for lane in self.lanes for card in lane.dismissed)

    @property
    def cards(self) -> tuple[Card, ...]:
        """Every finding, in the order of the report."""
        return (*(card for lane in self.lanes for card in lane.cards), *self.dismissed)
