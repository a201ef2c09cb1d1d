"""Review: what editors decided about findings, and what a finding is from one run to the next.

Two axes, never mixed: what the machine sees (new, unchanged, updated, absent) and what people decided.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime, Field, model_validator

from schemas.base import Record
from schemas.finding import Agreement, Kind, Severity, Verdict


class MachineState(StrEnum):
    """What a run makes of a finding, compared with the runs before it."""

    NEW = "new"
    UNCHANGED = "unchanged"
    UPDATED = "updated"
    """It rests on other words than before."""
    ABSENT = "absent"
    """The run read its articles and does not have it."""


class HumanState(StrEnum):
    """What a person decided."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    QUERY = "query"
    """Somebody has to find out first."""


class Action(StrEnum):
    """What is to be done about a confirmed finding."""

    CORRECT = "correct"
    """Correct our own copy."""
    ATTRIBUTE = "attribute"
    """Attribute both versions."""
    SECOND_SOURCE = "second_source"
    """Ask for another source."""
    ASK_REPORTER = "ask_reporter"
    WATCH = "watch"


class Reason(StrEnum):
    """Why a finding is dismissed."""

    SAME_MEANING = "same_meaning"
    CHANGE_OVER_TIME = "change_over_time"
    DIFFERENT_SCOPE = "different_scope"
    ATTRIBUTED = "attributed"
    ROUNDING = "rounding"
    MISREAD = "misread"
    """The tool misread an article."""
    OUT_OF_CONTEXT = "out_of_context"
    NOT_SIGNIFICANT = "not_significant"
    OTHER = "other"
    """Said in the note."""


class Decision(Record):
    """What a person decided about one finding."""

    state: HumanState
    action: Action | None = None
    """Only of a confirmed one; None where nothing was said of it."""
    reason: Reason | None = None
    """Of a dismissed one, always; of no other."""
    note: str = Field(default="", max_length=10_000)

    @model_validator(mode="after")
    def _fits(self) -> Decision:
        if self.action is not None and self.state is not HumanState.CONFIRMED:
            raise ValueError("an action goes with a confirmed finding, and with no other")
        if (self.reason is not None) != (self.state is HumanState.DISMISSED):
            raise ValueError("a reason goes with a dismissed finding, always, and with no other")
        if self.reason is Reason.OTHER and not self.note.strip():
            raise ValueError("a finding that is dismissed for another reason needs a note that says which")
        return self


class ArticleKeys(Record):
    """By what an article is known again, the most reliable first. At least the digest is there."""

    id: str | None = None
    """As its source names it."""
    url: str | None = None
    """Canonical: without scheme, tracking parameters, fragment."""
    digest: str
    """SHA-256 of its text."""
    name: str = ""
    """Its id in the run: often the name of its file."""


class SeenQuote(Record):
    """Words that a finding rested on."""

    article: ArticleKeys
    quote: str
    side: int = 0


class Snapshot(Record):
    """A finding as one run had it: what the next run is compared with."""

    finding: str
    """Its id in that run."""
    question: str
    verdict: Verdict
    agreement: Agreement
    severity: Severity
    kinds: tuple[Kind, ...] = ()
    rules: tuple[str, ...] = ()
    quotes: tuple[SeenQuote, ...] = Field(min_length=1)


class Sighting(Record):
    """What one run made of a tracked finding."""

    item: str
    """The id of the tracked finding: that of the finding in the run that first had it."""
    run: str
    at: AwareDatetime
    """When the run started, with its zone."""
    machine: MachineState
    algorithm: int = Field(ge=1)
    """Version of the matching that told it apart from others."""
    snapshot: Snapshot
    """Of an absent finding: as it was last seen."""


class EventKind(StrEnum):
    """What happened to a tracked finding."""

    DECIDED = "decided"
    UNDONE = "undone"
    """An earlier decision was taken back."""


SHARED = ""
"""The track on which the reviewers of a desk decide together. A blind reviewer has a track of their own."""


class Event(Record):
    """Something that a person did. Events are only ever added."""

    id: str = Field(min_length=1)
    item: str
    revision: int = Field(ge=1)
    """Counts the events of an item on its track. Two events never have the same."""
    track: str = SHARED
    kind: EventKind
    at: AwareDatetime
    who: str = Field(min_length=1, max_length=200)
    decision: Decision | None = None
    """What was decided; None where a decision is taken back."""
    undoes: str | None = None
    """The id of the event that is taken back."""
    batch: str
    """Events of one step share it: one undo takes them all back."""
    run: str | None = None
    """The run that was looked at."""
    quotes: tuple[SeenQuote, ...] = ()
    """The words that the decision rests on."""
    evidence: str = ""
    """SHA-256 of those words."""
    seconds: float | None = Field(default=None, ge=0)
    """How long the finding was looked at before it was decided."""

    @model_validator(mode="after")
    def _whole(self) -> Event:
        if (self.decision is None) is (self.kind is EventKind.DECIDED):
            raise ValueError("a decision goes with an event of that kind, and with no other")
        if (self.undoes is None) is (self.kind is EventKind.UNDONE):
            raise ValueError("an event that takes back says which")
        return self


class Standing(Record):
    """Where a tracked finding stands: what the machine sees, what people decided, and whether that still holds."""

    item: str
    finding: str | None
    """Its id in the run that is looked at; None where the run does not have it."""
    machine: MachineState
    snapshot: Snapshot
    decision: Decision = Decision(state=HumanState.OPEN)
    decided_by: str = ""
    decided_at: datetime | None = None
    revision: int = 0
    """Of its last event on the track, 0 where there is none. A decision names it: none is overwritten unseen."""
    reopened: Decision | None = None
    """The decision that no longer holds, since words that it rests on have changed."""
    changed: tuple[str, ...] = ()
    """Those words."""
    resolved: bool = False
    """Whether it was confirmed, and the run no longer has it."""


class Precision(Record):
    """How many of the findings that were decided were confirmed."""

    name: str
    confirmed: int
    dismissed: int
    value: float | None
    """Confirmed of all that were confirmed or dismissed; None where there are none."""
    low: float | None = None
    high: float | None = None
    """Its 95 % interval (Wilson 1927)."""


class ReasonCount(Record):
    """How often findings were dismissed for a reason."""

    reason: Reason
    count: int


class Times(Record):
    """How long findings were looked at before they were decided, in seconds."""

    n: int
    median: float | None = None
    lower: float | None = None
    upper: float | None = None
    """Quartiles."""


class Agreeing(Record):
    """How far two tracks agree on the findings that both decided."""

    one: str
    other: str
    n: int
    same: int
    kappa: float | None = None
    """Cohen's kappa (1960); None where there is nothing to compare, or where chance alone would make them agree."""
    disagreements: tuple[str, ...] = ()
    """Ids of the findings on which they differ."""


class ReviewStats(Record):
    """What the decisions say about the tool, and about those who decide."""

    tracked: int
    decided: int
    overall: Precision
    by_rule: tuple[Precision, ...] = ()
    by_kind: tuple[Precision, ...] = ()
    reasons: tuple[ReasonCount, ...] = ()
    times: Times = Times(n=0)
    agreement: tuple[Agreeing, ...] = ()
