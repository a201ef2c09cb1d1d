"""The evaluation: how what was found compares with what a careful editor would flag, and where the rest was lost."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from schemas.base import Record
from schemas.finding import Agreement, Severity, Verdict
from schemas.question import Reader
from schemas.report import NotChecked, Usage

EVALUATION_VERSION = "1.0"
"""Fields are only added within a major version; readers ignore what they do not know."""


class Measured(Record):
    """A figure between 0 and 1 with its uncertainty."""

    value: float | None
    """None where there was nothing to measure it on."""
    n: int = Field(ge=0)
    """How many items it was measured on."""
    hits: int | None = None
    """How many of them count towards it; None for a figure that is no simple share."""
    low: float | None = None
    """Ends of the 95 % percentile bootstrap interval (Efron & Tibshirani 1993); the items are resampled."""
    high: float | None = None


class Metrics(Record):
    """The figures of one story, or of all together."""

    recall: Measured
    """Contradictions of the gold that a finding shows."""
    major_recall: Measured
    firm_recall: Measured
    """The same, counting only what a firm finding shows."""
    trap_rate: Measured
    """Findings that stand on a pair which an editor would not flag."""
    firm_trap_rate: Measured
    """The same, of the firm findings."""
    pairs_flagged: Measured
    """Tempting pairs that some finding calls a contradiction."""
    precision: Measured
    """Of the findings that the gold can judge, those that are right: matched / (matched + false alarms)."""
    doubles: Measured
    """Findings on what another finding shows already."""
    change_lane: Measured
    """Found changes over time that were reported as such."""
    attributed_lane: Measured
    """Found disagreements between parties that were reported as such."""
    kinds: Measured
    """Matched findings whose first kind fits the gold's type."""
    severities: Measured
    """Matched contradictions that are major, or not, as the gold has it."""
    grounding: Measured
    """Quotes that stand in their article where the finding says."""
    origins: Measured
    """Pairs of articles that are of one origin, in the gold or in the report: those that are in both."""


class LossStage(StrEnum):
    """The step that lost a contradiction of the gold, in the order of a run."""

    NOT_EXTRACTED = "not_extracted"
    """Two of its articles have no claim on the sentences that the gold quotes."""
    NOT_LINKED = "not_linked"
    """The claims are there, but no question holds those of two articles."""
    NOT_JUDGED = "not_judged"
    """A question holds them and was not judged: plainly alike at first sight, or the judge did not answer."""
    JUDGED = "judged"
    """It was judged no contradiction, or one between other claims."""
    DEMOTED = "demoted"
    """Judged a contradiction; a second reading or a gate changed that."""
    FOLDED = "folded"
    """Its finding was folded into another one, which does not show it."""
    SHARED = "shared"
    """A finding shows it, but that finding counts for another item of the gold."""
    NOT_SHOWN = "not_shown"
    """Its finding stands, but the evidence leaves its words out."""
    UNKNOWN = "unknown"
    """Nothing is known on the way it took: a system without claims and questions."""


class Words(Record):
    """A quotation, from the gold or from a finding."""

    article: str
    quote: str


class Opinion(Record):
    """How one reader read a question."""

    reader: Reader
    verdict: Verdict
    why: str = ""
    rule: str | None = None


class Candidate(Record):
    """A question that holds claims on the words of a lost item."""

    question: str
    text: str
    articles: tuple[str, ...]
    """Those of the item's articles of which it holds such a claim."""
    opinions: tuple[Opinion, ...] = ()


class Loss(Record):
    """A contradiction of the gold that was missed, or found without being firm."""

    item: str
    topic: str
    type: str
    severity: str
    stage: LossStage
    detail: str
    """What happened there, in words for people."""
    words: tuple[Words, ...]
    candidates: tuple[Candidate, ...] = ()
    """The likeliest first."""


class Alarm(Record):
    """A finding on a pair that only looks like a contradiction."""

    finding: str
    question: str
    agreement: Agreement
    item: str
    topic: str
    why: str
    """Why an editor would not flag it."""
    made_by: str
    """Who called it a contradiction first: "judge", "second reading", or a rule's code."""
    upheld_by: tuple[str, ...] = ()
    same_words: bool
    """Whether the finding rests on the pair's own words in two articles; False where it only shares sentences with
    them, and may be about a neighbour."""
    words: tuple[Words, ...]
    opinions: tuple[Opinion, ...] = ()


class Remarked(Record):
    """A finding that has to be looked at: a double, one in the wrong place, one that the gold does not know."""

    finding: str
    question: str
    verdict: Verdict
    agreement: Agreement
    severity: Severity | None
    note: str = ""
    words: tuple[Words, ...]


class StoryEvaluation(Record):
    """How one story came out."""

    story: str
    run: str | None = None
    """Id of the run, where a report was evaluated."""
    complete: bool
    not_checked: tuple[NotChecked, ...] = ()
    """What was asked and has no answer: it counts as missed."""
    articles: int
    findings: int
    metrics: Metrics
    usage: Usage
    ungrounded: int = 0
    """Quotes of the answer that stand in no article."""
    misses: tuple[Loss, ...] = ()
    not_firm: tuple[Loss, ...] = ()
    """Found, but not by a firm finding."""
    alarms: tuple[Alarm, ...] = ()
    doubles: tuple[Remarked, ...] = ()
    astray: tuple[Remarked, ...] = ()
    """Findings on items of the gold that stand in another lane, or with another severity, than the gold has them."""
    unmatched: tuple[Remarked, ...] = ()
    """To be read by hand: the gold is one reader's work."""


class SystemEvaluation(Record):
    """How one way of finding contradictions came out on every story."""

    name: str
    stories: tuple[StoryEvaluation, ...]
    metrics: Metrics
    usage: Usage


class Label(StrEnum):
    """What the second sentence of a pair is to the first."""

    ENTAILMENT = "entailment"
    NEUTRAL = "neutral"
    CONTRADICTION = "contradiction"


class Confusion(Record):
    """How many pairs of one label were called what."""

    label: Label
    called: Label
    count: int


class TypeScore(Record):
    """The pairs of one type."""

    type: str
    right: Measured


class WrongPair(Record):
    """A pair that was called something else than its label."""

    id: str
    a: str
    b: str
    type: str
    label: Label
    called: Label
    verdict: Verdict
    """The judge's."""
    why: str = ""


class PairsEvaluation(Record):
    """The judge alone, on labelled pairs of sentences."""

    source: str
    pairs: int
    unanswered: tuple[str, ...] = ()
    """Ids of the pairs without a usable answer. They are in no figure."""
    not_checked: tuple[NotChecked, ...] = ()
    """Why there is none."""
    accuracy: Measured
    """Three-way: the judge says whether it is a contradiction; of the rest, a prompt of its own whether it follows."""
    contradiction_f1: Measured
    """Of the judge alone."""
    contradiction_precision: Measured
    contradiction_recall: Measured
    confusion: tuple[Confusion, ...]
    verdicts: tuple[tuple[Verdict, int], ...]
    """How often the judge gave each verdict."""
    types: tuple[TypeScore, ...]
    wrong: tuple[WrongPair, ...]
    usage: Usage


class Evaluation(Record):
    """Everything that one evaluation found."""

    evaluation_version: str = EVALUATION_VERSION
    systems: tuple[SystemEvaluation, ...] = ()
    """The checker first, then what it is compared with."""
    pairs: PairsEvaluation | None = None
