"""The view of the findings: lanes, cards, sides, steps and quotes, in words for people. No logic here.

Like all of the view (``view``), its text is safe to look at, but not escaped: escaping is each format's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from schemas.finding import Severity


class Tone(StrEnum):
    """How strongly a piece of a passage is marked."""

    NEIGHBOUR = "neighbour"
    """The sentence before or after: only to orient."""
    CONTEXT = "context"
    """The rest of the quote's own sentence."""
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
    day: str
    """The same date without its provenance, but never without saying that it is inferred."""
    published: str
    """The same date in ISO 8601, as precise as its source; empty where there is none."""
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
    def sentence(self) -> tuple[Piece, ...]:
        """The quote in its own sentence, without the neighbours."""
        return tuple(piece for piece in self.pieces if piece.tone is not Tone.NEIGHBOUR)

    @property
    def details(self) -> str:
        """Date, place, speaker and shared origin on one line."""
        return " · ".join(part for part in (self.date, self.place, self.voice, self.same_origin) if part)

    @property
    def brief(self) -> str:
        """Date and place, for where there is little room."""
        return " · ".join(part for part in (self.day, self.place) if part)

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
    def also_names(self) -> str:
        """The further articles' names on one line."""
        return ", ".join(article.name for article in self.also)

    @property
    def short(self) -> str:
        """What the side says and who says so, on one line."""
        sources = ", ".join(
            dict.fromkeys([*(quote.article.name for quote in self.quotes), *(name.name for name in self.also)])
        )
        return f"{self.says} ({sources})" if self.says and sources else self.says or sources


@dataclass(frozen=True)
class Step:
    """One state of something that changed: when, what, and who says so in which words."""

    day: str
    """Of the first article that says so."""
    since: str
    """Time since the step before, in words; empty for the first and for dates that are too coarse."""
    letter: str
    says: str
    quotes: tuple[Quote, ...]
    """In the order of their dates."""


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


class Resolved(NamedTuple):
    """A confirmed finding that the run no longer has."""

    question: str
    id: str
    decided: str


@dataclass(frozen=True)
class Card:
    """A finding."""

    number: int
    """Its number in this report, from 1."""
    id: str
    tracked: str
    """The id under which its decisions are kept: mostly its own."""
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
    """What there is to say below the quotes, in the order in which it helps; what was decided comes first."""
    dismissed: bool
    review_tags: tuple[str, ...]
    """What was decided, and what changed since the last run, in a word each."""
    decided: tuple[Remark, ...]
    """What was decided, by whom and when, in full."""

    @property
    def tags(self) -> tuple[str, ...]:
        """What a reader should know before the words."""
        doubtful = not self.firm and self.lane is not Lane.SCOPE
        return (*self.review_tags, *("possible",) * doubtful, *("one article, two accounts",) * self.within_article)

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
    """Those that count."""
    dismissed: tuple[Card, ...]
