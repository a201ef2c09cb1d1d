"""An article as it was read: its text, its numbered sentences, its dates and where each date comes from."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import Field, model_validator

from schemas.base import Record


class Span(Record):
    """A stretch of an article's stored text, in code points: start inclusive, end exclusive."""

    start: int = Field(ge=0)
    end: int = Field(gt=0)

    @model_validator(mode="after")
    def _not_empty(self) -> Span:
        if self.end <= self.start:
            raise ValueError(f"a span ends after it starts, but this one is {self.start}..{self.end}")
        return self

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share at least one code point."""
        return self.start < other.end and other.start < self.end


class Placement(StrEnum):
    """Where in its article a sentence stands."""

    HEADLINE = "headline"
    LEAD = "lead"
    BODY = "body"
    FURNITURE = "furniture"
    """Share bars, related links, credits: part of the page, not of the report. Not mined for claims."""
    ORDER = "order"
    """Speaks to whoever reads by machine. Shown to no model."""

    @property
    def reported(self) -> bool:
        """Whether such a sentence is part of the report, and can carry a claim."""
        return self not in (Placement.FURNITURE, Placement.ORDER)


class Sentence(Record):
    """A numbered sentence. Numbers start at 1 and have no gaps; the words are ``text[start:end]`` of its article."""

    number: int = Field(ge=1)
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    placement: Placement = Placement.BODY

    @property
    def span(self) -> Span:
        """Where the sentence stands in its article."""
        return Span(start=self.start, end=self.end)


class DateSource(StrEnum):
    """Where a date comes from, the most reliable first."""

    FLAG = "flag"
    FRONT_MATTER = "front_matter"
    META_FILE = "meta_file"
    RECORD = "record"
    JSON_LD = "json_ld"
    OPEN_GRAPH = "open_graph"
    TIME_ELEMENT = "time_element"
    TEXT = "text"
    """Printed in the article as its date: a dateline, "Published 07:53 IST, November 30th 2024"."""
    INFERRED = "inferred"
    """Only suggested by what the article tells. Shown as inferred wherever it is used."""


class ArticleDate(Record):
    """A date of an article, with its provenance."""

    value: str = Field(pattern=r"^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?$")
    """ISO 8601, as precise as its source: "2022-03", "2024-11-30", "2024-11-30T07:53+05:30"."""
    source: DateSource
    basis: str = ""
    """The words or the field that say so."""

    @model_validator(mode="after")
    def _in_the_calendar(self) -> ArticleDate:
        day = f"{self.value[:10]}-01-01"[:10] if len(self.value) < 10 else self.value
        try:
            datetime.fromisoformat(day)
        except ValueError as problem:
            raise ValueError(f"{self.value!r} is no date of the calendar") from problem
        return self

    @property
    def inferred(self) -> bool:
        """Whether the date is only suggested by the text."""
        return self.source is DateSource.INFERRED


class Article(Record):
    """One article. ``text`` is never changed after it was read: every offset anywhere points into it."""

    id: str = Field(min_length=1)
    id_given: bool = False
    """Whether the source names the id; else it is the name of a file, or the number of a line."""
    text: str
    sentences: tuple[Sentence, ...] = ()
    outlet: str | None = None
    title: str | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = None
    """BCP 47, where the source says it or the reading found it."""
    published: ArticleDate | None = None
    updated: ArticleDate | None = None
    path: str | None = None
    """The file it was read from, as the user gave it; None for standard input."""
    digest: str = Field(pattern=r"^[0-9a-f]{64}$")
    """SHA-256 of the text in UTF-8."""

    def words(self, span: Span | Sentence) -> str:
        """The verbatim words at a span."""
        return self.text[span.start : span.end]

    def sentence(self, number: int) -> Sentence | None:
        """The sentence with this number, or None where the article has no such sentence."""
        return self.sentences[number - 1] if 1 <= number <= len(self.sentences) else None


class SharedPassage(Record):
    """Words that two articles of one origin have in common, and where they stand in each."""

    article: str
    span: Span
    other: str
    other_span: Span


class Origin(Record):
    """Articles that copy one another. Each article belongs to exactly one origin; most origins hold one article."""

    id: str
    articles: tuple[str, ...] = Field(min_length=1)
    passages: tuple[SharedPassage, ...] = ()
    """What shows it, the longest first; empty for an origin of one article."""
    overlap: float = Field(default=0.0, ge=0.0, le=1.0)
    """The largest share of one member's words that also stand in another member; 0 for an origin of one."""
