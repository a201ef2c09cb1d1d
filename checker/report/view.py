"""The view: what every rendering shows, in words for people. Built once from a report (``build``); no logic here.

All text is safe to look at (``visible``), but not escaped: escaping is each format's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from schemas.finding import Severity


class Tone(StrEnum):
    """How strongly a piece of a passage is marked."""

    CONTEXT = "context"
    QUOTE = "quote"
    DIFFERS = "differs"
    """The words inside the quote in which the sides differ."""


@dataclass(frozen=True)
class Piece:
    """Some words of a passage, all in one tone."""

    text: str
    tone: Tone


@dataclass(frozen=True)
class ArticleName:
    """An article as the other parts of the report name it."""

    name: str
    anchor: str


@dataclass(frozen=True)
class Quote:
    """Verbatim words on one side of a finding, in their context, with all that says where they come from."""

    article: ArticleName
    date: str
    voice: str
    """Who says it in the article; empty for the outlet itself."""
    place: str
    """Where in its article it stands: "headline", "lead, sentence 2"."""
    pieces: tuple[Piece, ...]
    anchor: str
    """Of the sentence in the article."""
    language: str | None
    same_origin: str
    """With which articles this one shares its text, in words; empty where it stands alone."""
    live: str | None
    """The words on the live page."""
    more: bool
    """A further passage of an article that the side has already quoted."""

    @property
    def details(self) -> str:
        """Date, place, speaker and shared origin on one line."""
        return " · ".join(part for part in (self.date, self.place, self.voice, self.same_origin) if part)

    @property
    def source(self) -> str:
        """The article and its details on one line."""
        return f"{self.article.name} · {self.details}"


@dataclass(frozen=True)
class Side:
    """One position of a finding."""

    letter: str
    says: str
    backing: str
    """How many stand behind it: "3 articles, 2 origins"."""
    quotes: tuple[Quote, ...]
    also: tuple[ArticleName, ...]
    """Articles with a claim on this side of which no words are quoted."""

    @property
    def short(self) -> str:
        """What the side says and who says so, on one line."""
        sources = ", ".join(
            dict.fromkeys([*(quote.article.name for quote in self.quotes), *(name.name for name in self.also)])
        )
        return f"{self.says} ({sources})" if self.says and sources else self.says or sources


@dataclass(frozen=True)
class Step:
    """One state of something that changed: when, who said so, what, in which words."""

    date: str
    since: str
    """Time since the step before, in words; empty for the first and for dates that are too coarse."""
    letter: str
    says: str
    quote: Quote


class Lane(StrEnum):
    """The part of the report in which a finding stands."""

    CONTRADICTIONS = "contradictions"
    POSSIBLE = "possible"
    CHANGED = "changed"
    ATTRIBUTED = "attributed"
    SCOPE = "scope"


class Remark(NamedTuple):
    """A line below the quotes of a finding."""

    label: str
    text: str


@dataclass(frozen=True)
class Card:
    """A finding."""

    number: int
    """Its number in this report, from 1."""
    id: str
    anchor: str
    lane: Lane
    question: str
    severity: Severity
    severity_word: str
    symbol: str
    kinds: str
    firm: bool
    within_article: bool
    rules: str
    sides: tuple[Side, ...]
    steps: tuple[Step, ...]
    """The sides in the order of their dates; only in the lane of changes."""
    remarks: tuple[Remark, ...]
    """What there is to say below the quotes, in the order in which it helps."""

    @property
    def graded(self) -> bool:
        """Whether its severity means something: only where one side may have to be corrected."""
        return self.lane in (Lane.CONTRADICTIONS, Lane.POSSIBLE)


@dataclass(frozen=True)
class LaneView:
    """The findings of one lane, the gravest first."""

    lane: Lane
    title: str
    note: str
    cards: tuple[Card, ...]


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
    basis: str
    """The words or the field that the date was read from."""
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
    grid: Grid
    gaps: tuple[Gap, ...]
    left_out: tuple[LeftOut, ...]
    copies: tuple[Copy, ...]
    articles: tuple[ArticleView, ...]
    facts: tuple[Fact, ...]
    sent: str
    """What left the machine."""
    cost: str

    def lane(self, lane: Lane) -> LaneView:
        """One lane."""
        return next(view for view in self.lanes if view.lane is lane)

    @property
    def cards(self) -> tuple[Card, ...]:
        """Every finding, in the order of the report."""
        return tuple(card for lane in self.lanes for card in lane.cards)
