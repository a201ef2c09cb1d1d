"""Questions: what several claims answer, and how each reading of them came out. A question is a row of the grid."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from schemas.base import Record
from schemas.finding import Kind, Position, Severity, Verdict


class Reader(StrEnum):
    """Who read a question."""

    RULE = "rule"
    JUDGE = "judge"
    SCEPTIC = "sceptic"


class Judgement(Record):
    """How one reading of a question's claims came out."""

    reader: Reader
    verdict: Verdict
    kinds: tuple[Kind, ...] = ()
    severity: Severity = Severity.MINOR
    positions: tuple[Position, ...] = ()
    explanation: str = ""
    settle: str = ""
    """What would settle it: whom to ask, which document to see."""
    duplicate_of: str | None = None
    """The id of another question on which the articles disagree in the very same way."""
    rule: str | None = None
    """The code of the rule, where a rule read it."""


class Question(Record):
    """What several claims answer."""

    id: str
    text: str
    claims: tuple[str, ...]
    """Ids of the claims that answer it, in article order."""
    answers: tuple[Position, ...] = ()
    """The different answers as the reading of the articles put them, before anybody judged them."""
    silent: tuple[str, ...] = ()
    """Ids of the articles that were read and do not answer it."""
    unasked: tuple[str, ...] = ()
    """Ids of the articles that could not be read."""
    alike: bool = False
    """Whether all that answer it plainly answer alike, so that no judge was asked."""
    judgements: tuple[Judgement, ...] = Field(default=())
    """In the order in which they were made; empty where no reading was owed or none succeeded."""
