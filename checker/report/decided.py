"""What people decided about the findings, and what changed since the last run, in words for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.report.finding_view import Remark, Resolved
from checker.report.labels import moment
from checker.report.visible import visible
from schemas.report import Report
from schemas.review import Action, Decision, HumanState, MachineState, Reason, Standing

STATES = {
    HumanState.OPEN: "open",
    HumanState.CONFIRMED: "confirmed",
    HumanState.DISMISSED: "dismissed",
    HumanState.QUERY: "query",
}

ACTIONS = {
    Action.CORRECT: "correct ours",
    Action.ATTRIBUTE: "attribute both",
    Action.SECOND_SOURCE: "ask for another source",
    Action.ASK_REPORTER: "ask the reporter",
    Action.WATCH: "watch",
}

REASONS = {
    Reason.SAME_MEANING: "same meaning",
    Reason.CHANGE_OVER_TIME: "change over time",
    Reason.DIFFERENT_SCOPE: "different scope",
    Reason.ATTRIBUTED: "attributed disagreement",
    Reason.ROUNDING: "rounding",
    Reason.MISREAD: "misread by the tool",
    Reason.OUT_OF_CONTEXT: "out of context",
    Reason.NOT_SIGNIFICANT: "not significant",
    Reason.OTHER: "another reason",
}

_SINCE = {MachineState.NEW: "new since the last run", MachineState.UPDATED: "updated since the last run"}


def dismissed(report: Report) -> frozenset[str]:
    """The ids of the findings that are dismissed: they do not count."""
    return frozenset(
        standing.finding
        for standing in report.reviews
        if standing.finding and standing.decision.state is HumanState.DISMISSED
    )


def decision_words(decision: Decision) -> str:
    """A decision without its note: "confirmed: correct ours", "dismissed: rounding"."""
    why = _why(decision)
    return f"{STATES[decision.state]}: {why}" if why else STATES[decision.state]


def _why(decision: Decision) -> str:
    if decision.action:
        return ACTIONS[decision.action]
    return REASONS[decision.reason] if decision.reason else ""


def since_last_run(standing: Standing, reviews: Sequence[Standing]) -> str:
    """What the run makes of a finding, in words; empty where nothing changed, or where there was no earlier run."""
    earlier = any(each.machine is not MachineState.NEW for each in reviews)
    return _SINCE.get(standing.machine, "") if earlier else ""


def tags(standing: Standing | None, reviews: Sequence[Standing]) -> tuple[str, ...]:
    """What to know of a finding's review before its words."""
    if standing is None:
        return ()
    said = decision_words(standing.decision) if standing.decision.state is not HumanState.OPEN else ""
    reopened = "reopened" if standing.reopened else ""
    return tuple(tag for tag in (since_last_run(standing, reviews), said, reopened) if tag)


def remarks(standing: Standing | None) -> Iterator[Remark]:
    """What was decided about a finding, by whom and when; of a reopened one, what was, and why it no longer holds."""
    if standing is None:
        return
    if standing.decision.state is not HumanState.OPEN:
        yield Remark(STATES[standing.decision.state].capitalize(), _told(_why(standing.decision), standing))
    if standing.reopened:
        yield Remark("Reopened", f"was {_told(decision_words(standing.reopened), standing)}")
        words = "; ".join(f"“{visible(words)}”" for words in standing.changed)
        yield Remark("No longer there", words)


def resolved(reviews: Sequence[Standing]) -> tuple[Resolved, ...]:
    """The confirmed findings that the run no longer has."""
    return tuple(
        Resolved(visible(each.snapshot.question), visible(each.item), _told(_why(each.decision), each))
        for each in reviews
        if each.resolved
    )


def _told(what: str, standing: Standing) -> str:
    """What was decided, by whom, when, and the note."""
    when = f", {moment(standing.decided_at)}" if standing.decided_at else ""
    by = f"{visible(standing.decided_by)}{when}"
    noted = (standing.reopened or standing.decision).note.strip()
    return (f"{what} ({by})" if what else f"by {by}") + (f": “{visible(noted)}”" if noted else "")
