"""Words for people: what each figure and each stage is called, and figures as they are printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schemas.evaluation import Evaluation, LossStage, Measured, Metrics, SystemEvaluation
from schemas.report import Usage


@dataclass(frozen=True)
class Figure:
    """One of the metrics, in words."""

    name: str
    """The field of ``Metrics``."""
    label: str
    short: str
    """For the head of a column."""
    low_is_good: bool = False


FIGURES = (
    Figure("recall", "contradictions found", "found"),
    Figure("major_recall", "major ones found", "major"),
    Figure("firm_recall", "found by a firm finding", "firm"),
    Figure("trap_rate", "false alarms among all findings", "alarms", low_is_good=True),
    Figure("firm_trap_rate", "false alarms among firm findings", "firm alarms", low_is_good=True),
    Figure("pairs_flagged", "tempting pairs that were flagged", "pairs flagged", low_is_good=True),
    Figure("precision", "right among matches and false alarms", "precision"),
    Figure("doubles", "findings that repeat another one", "doubles", low_is_good=True),
    Figure("change_lane", "changes over time in their own lane", "changes"),
    Figure("attributed_lane", "disagreements of parties in their own lane", "parties"),
    Figure("kinds", "first kind fits the gold", "kind"),
    Figure("severities", "major or minor, as in the gold", "severity"),
    Figure("grounding", "quotes that stand in their article", "quotes"),
    Figure("origins", "articles of one origin", "origins"),
)
"""Every metric, in the order in which they are read."""

STAGES: Mapping[LossStage, str] = {
    LossStage.NOT_EXTRACTED: "not extracted",
    LossStage.NOT_LINKED: "not linked",
    LossStage.NOT_JUDGED: "not judged",
    LossStage.JUDGED: "judged otherwise",
    LossStage.DEMOTED: "demoted",
    LossStage.FOLDED: "folded into another",
    LossStage.SHARED: "counted elsewhere",
    LossStage.NOT_SHOWN: "words not shown",
    LossStage.UNKNOWN: "not in the answer",
}


@dataclass(frozen=True)
class Step:
    """A step of the way from the gold to the report."""

    label: str
    lost: int
    lost_major: int
    left: int
    """Contradictions that came further."""
    weakened: int
    """Found, but not firm because of this step."""


def way(system: SystemEvaluation) -> tuple[Step, ...]:
    """How many contradictions of the gold each step lost; steps that are unknown to a system are left out."""
    misses = [miss for story in system.stories for miss in story.misses]
    weakened = [loss for story in system.stories for loss in story.not_firm]
    traced = all(miss.stage is not LossStage.UNKNOWN for miss in misses) and any(s.run for s in system.stories)
    left = system.metrics.recall.n
    steps = []
    for stage in LossStage:
        if traced is (stage is LossStage.UNKNOWN):
            continue
        lost = [miss for miss in misses if miss.stage is stage]
        left -= len(lost)
        major = sum(miss.severity == "major" for miss in lost)
        steps.append(Step(STAGES[stage], len(lost), major, left, sum(loss.stage is stage for loss in weakened)))
    return tuple(steps)


def measured(metrics: Metrics, figure: Figure) -> Measured:
    """A figure of the metrics."""
    found: Measured = getattr(metrics, figure.name)
    return found


def value(figure: Measured) -> str:
    """A figure as it is printed: "0.972", or a dash where there was nothing to measure."""
    return "-" if figure.value is None else f"{figure.value:.3f}"


def of(figure: Measured) -> str:
    """The count beside a figure: "35/36", or "n = 169" for one that is no simple share."""
    return f"{figure.hits}/{figure.n}" if figure.hits is not None else f"n = {figure.n}"


def interval(figure: Measured) -> str:
    """The interval of a figure: "0.89–1.00"."""
    return "" if figure.low is None or figure.high is None else f"{figure.low:.2f}–{figure.high:.2f}"


def cost(usage: Usage) -> str:
    """What was paid, in US dollars, or that it is not known."""
    return "not known" if usage.cost_usd is None else f"${usage.cost_usd:.4f}"


def verdict(evaluation: Evaluation) -> str:
    """The evaluation in a sentence or two."""
    parts = []
    if evaluation.systems:
        first = evaluation.systems[0]
        all_, alarms = first.metrics.recall, first.metrics.trap_rate
        major, firm = first.metrics.major_recall, first.metrics.firm_recall
        parts.append(
            f"{all_.hits} of {all_.n} contradictions found, {firm.hits} of them firm, {major.hits} of {major.n} major "
            f"ones; {alarms.hits} false alarm{'' if alarms.hits == 1 else 's'} in {alarms.n} findings."
        )
    if evaluation.pairs:
        pairs = evaluation.pairs
        parts.append(f"{pairs.accuracy.hits} of {pairs.accuracy.n} labelled pairs were called by their label.")
    return " ".join(parts)


def complete(evaluation: Evaluation) -> bool:
    """Whether everything that should have been evaluated was."""
    stories: Sequence[bool] = [story.complete for system in evaluation.systems for story in system.stories]
    return all(stories) and not (evaluation.pairs and evaluation.pairs.unanswered)
