"""Findings: questions whose positions conflict, with the evidence on every side."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, model_validator

from schemas.article import Span
from schemas.base import Record


class Verdict(StrEnum):
    """What the articles' answers to one question are to each other. An error is never a verdict."""

    CONTRADICTION = "contradiction"
    CHANGE_OVER_TIME = "change_over_time"
    ATTRIBUTED_DISAGREEMENT = "attributed_disagreement"
    """The parties disagree; the articles, which attribute the statements, do not."""
    DIFFERENT_SCOPE = "different_scope"
    COMPATIBLE = "compatible"
    UNCERTAIN = "uncertain"


class Kind(StrEnum):
    """The form of a disagreement (de Marneffe et al. 2008, extended). Advisory: the first of a list is the main one."""

    NUMERIC = "numeric"
    TEMPORAL = "temporal"
    NEGATION = "negation"
    ANTONYMY = "antonymy"
    LEXICAL = "lexical"
    SCOPE = "scope"
    MODALITY = "modality"
    ATTRIBUTION = "attribution"
    QUOTATION = "quotation"
    STRUCTURAL = "structural"
    IDENTITY = "identity"
    CAUSE = "cause"


class Severity(StrEnum):
    """How serious it would be to print the wrong side, after Reuters' kill, corrected and refile."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"

    @property
    def rank(self) -> int:
        """0 for critical, 1 for major, 2 for minor: the order of a list."""
        return list(Severity).index(self)


class Agreement(StrEnum):
    """Whether independent readings agree that a finding is one."""

    FIRM = "firm"
    POSSIBLE = "possible"


class Position(Record):
    """One answer to a question, and the claims that give it."""

    says: str
    claims: tuple[str, ...] = ()
    """Empty only where a rule read the articles' words themselves: then the evidence alone says who is on this side."""


class Evidence(Record):
    """Verbatim words of an article. ``quote == article.text[start:end]``, always."""

    article: str
    quote: str = Field(min_length=1)
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    position: int = Field(default=0, ge=0)
    """Index into the finding's positions: which side these words are on."""
    claim: str | None = None
    """Id of the claim that they ground; None where a rule found the words itself."""
    marks: tuple[Span, ...] = ()
    """The words inside the quote that matter most: those that differ, or those that carry the claim. Offsets into the
    article's text."""

    @model_validator(mode="after")
    def _as_long_as_its_span(self) -> Evidence:
        if self.end - self.start != len(self.quote):
            raise ValueError("a quote is exactly as long as its span")
        return self


class Finding(Record):
    """A question whose positions conflict. One finding a question, never one a pair.

    Only older reports that a gate took out of a contradiction make a second finding of its question.
    """

    id: str
    question_id: str | None = None
    """None where a rule found it without a question."""
    question: str
    also: tuple[str, ...] = ()
    """Other questions that turned out to be the very same disagreement."""
    verdict: Verdict
    agreement: Agreement
    kinds: tuple[Kind, ...] = ()
    severity: Severity
    severity_reason: str = ""
    explanation: str
    """One neutral sentence on what the articles disagree about."""
    settle: str = ""
    positions: tuple[Position, ...] = ()
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    """The strongest words of each article first."""
    within_article: bool = False
    """Whether one article conflicts with itself: its headline with its body, say."""
    rules: tuple[str, ...] = ()
    """Codes of the rules that found or support it."""
    doubts: tuple[str, ...] = ()
    """Why a finding is only possible: which reading or gate held against it, in words."""
