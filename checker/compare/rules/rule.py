"""The shape of a rule, and of what a rule finds.

A rule is a small final class with a code, a name and a docstring in five sections: "What it does", "Why it matters",
"Example (conflict)", "Example (no conflict)", "Known limits". The docstring is its documentation: ``registry.explain``
prints it. A rule keeps no state; it gets records and returns conflicts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from schemas.article import Article
from schemas.claim import Claim
from schemas.finding import Evidence, Kind, Position, Severity
from schemas.question import Question


@dataclass(frozen=True)
class Conflict:
    """What a rule found: one question, the positions on it, and the words that show them."""

    rule: str
    """The code of the rule."""
    question: str
    """The question that the articles answer differently, in words."""
    question_id: str | None
    """The id of the question that was read; None where the rule found the conflict without one."""
    kinds: tuple[Kind, ...]
    """The main one first."""
    severity: Severity
    severity_reason: str
    explanation: str
    """One neutral sentence on what the articles disagree about."""
    positions: tuple[Position, ...]
    """What each side says. A text rule has no claims to name: there ``Position.claims`` is empty, and
    ``Evidence.position`` tells which words are on which side."""
    evidence: tuple[Evidence, ...]
    """The verbatim words on every side, the strongest of each article first."""
    settle: str = ""
    """What would settle it: whom to ask, which recording or document to see."""
    within_article: bool = False
    """Whether one article conflicts with itself."""
    doubt: str = ""
    """Why the rule alone is not enough to be sure, in words; empty where it leaves no doubt."""


class QuestionRule(Protocol):
    """A rule that reads the claims that answer one question."""

    code: ClassVar[str]
    """Three capitals for the family and three digits: "NUM001". Never given to another rule."""
    name: ClassVar[str]
    """What it finds, in a few words."""

    def compare(self, question: Question, claims: Sequence[Claim], articles: Mapping[str, Article]) -> Conflict | None:
        """Read one question.

        Args:
            question: The question that the claims answer.
            claims: Its claims, in article order.
            articles: The articles of the story by id, at least those of the claims.

        Returns:
            The conflict between the claims; None where this rule sees none.
        """
        ...


class TextRule(Protocol):
    """A rule that reads the articles themselves, before and without any claim."""

    code: ClassVar[str]
    """Three capitals for the family and three digits: "QUO001". Never given to another rule."""
    name: ClassVar[str]
    """What it finds, in a few words."""

    def examine(self, articles: Sequence[Article]) -> Iterable[Conflict]:
        """Read the articles of one story and yield what conflicts in their words."""
        ...
