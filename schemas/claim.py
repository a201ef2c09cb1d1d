"""Claims: what an article states or attributes, grounded in its sentences, with typed values."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import Field, model_validator

from schemas.article import Placement, Span
from schemas.base import Record


class SpeechAct(StrEnum):
    """What the voice does with the claim."""

    ASSERTED = "asserted"
    SAID = "said"
    OFFERED = "offered"
    SUGGESTED = "suggested"
    DEMANDED = "demanded"
    DENIED = "denied"
    REFUSED = "refused"
    PROMISED = "promised"
    PREDICTED = "predicted"
    ASKED = "asked"


class Voice(Record):
    """Who asserts a claim: the outlet itself (no speaker), or a speaker whom the outlet reports."""

    speaker: str | None = None
    """As the article names or describes the speaker; None where the outlet speaks in its own voice."""
    named: bool = False
    act: SpeechAct = SpeechAct.ASSERTED


class Comparator(StrEnum):
    """How a printed number bounds the value that it speaks of."""

    EXACTLY = "exactly"
    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    BETWEEN = "between"


class Quantity(Record):
    """A number with its unit, read from words that stand in the article."""

    text: str = Field(min_length=1)
    """The words as printed: "about six miles"."""
    value: float
    """In ``unit``; the lower bound where the comparator is BETWEEN."""
    upper: float | None = None
    """The upper bound, in ``unit``; only with BETWEEN."""
    unit: str = ""
    """Canonical: an SI symbol after conversion ("m", "kg", "s"), an ISO 4217 code, "%", or "" for a count."""
    comparator: Comparator = Comparator.EXACTLY
    of: str = ""
    """What is counted or measured, in lower case, where the words say it: "people", "soldiers"; else ""."""

    @model_validator(mode="after")
    def _upper_only_between(self) -> Quantity:
        if (self.upper is not None) != (self.comparator is Comparator.BETWEEN):
            raise ValueError("an upper bound goes with the comparator 'between', and with no other")
        return self


class TimeInterval(Record):
    """A time as an interval: start inclusive, end exclusive.

    Times without a zone are local to the event: the article prints no zone, and none is invented.
    """

    text: str = Field(min_length=1)
    """The words as printed: "early on Saturday"."""
    start: datetime
    end: datetime
    approximate: bool = False

    @model_validator(mode="after")
    def _ordered(self) -> TimeInterval:
        if (self.start.tzinfo is None) != (self.end.tzinfo is None):
            raise ValueError("either both ends of an interval have a zone, or neither has")
        if self.end <= self.start:
            raise ValueError("an interval ends after it starts")
        return self


class Claim(Record):
    """What an article answers to one question, in its own voice or as somebody's words."""

    id: str = Field(min_length=1)
    """``<article id>#<number>``."""
    article: str
    statement: str = Field(min_length=1)
    """The answer in a few words, every qualifier kept; understood beside its question."""
    voice: Voice = Voice()
    quantities: tuple[Quantity, ...] = ()
    """The quantities that the statement names and its sentence prints."""
    times: tuple[TimeInterval, ...] = ()
    """The times that the statement names and its sentence prints."""
    placement: Placement = Placement.BODY
    sentences: tuple[int, ...] = Field(min_length=1)
    """Numbers of the sentences that carry it: one, where a model read it."""
    highlight: Span | None = None
    """The words of its sentence that come closest to the statement, where some come close."""
    repeats: str | None = None
    """The id of the claim whose sentence this one's repeats word for word, in an article of the same origin."""


class UngroundedClaim(Record):
    """What a model returned as a claim, but the article's sentences do not carry. Counted and listed, never used."""

    article: str | None = None
    """None where it names no article of the story."""
    statement: str
    reason: str
