"""Words for people: what a run makes of a finding, and notes. Those for decisions are the report's own."""

from __future__ import annotations

from checker.report.visible import visible
from schemas.finding import Agreement, Verdict
from schemas.review import MachineState

MACHINE = {
    MachineState.NEW: "new",
    MachineState.UNCHANGED: "unchanged",
    MachineState.UPDATED: "updated",
    MachineState.ABSENT: "absent",
}

MACHINE_SENTENCES = {
    MachineState.NEW: "New: no earlier run had it.",
    MachineState.UNCHANGED: "Unchanged since the last run.",
    MachineState.UPDATED: "Updated: it rests on other words than in the last run.",
    MachineState.ABSENT: "Absent: this run read its articles and does not have it any more.",
}

_VERDICTS = {
    Verdict.CONTRADICTION: "contradiction",
    Verdict.UNCERTAIN: "possible contradiction",
    Verdict.CHANGE_OVER_TIME: "changed over time",
    Verdict.ATTRIBUTED_DISAGREEMENT: "the parties disagree",
    Verdict.DIFFERENT_SCOPE: "different scope",
    Verdict.COMPATIBLE: "compatible",
}


def verdict_words(verdict: Verdict, agreement: Agreement) -> str:
    """What the machine holds a finding to be: "possible contradiction"."""
    possible = verdict is Verdict.CONTRADICTION and agreement is Agreement.POSSIBLE
    return _VERDICTS[Verdict.UNCERTAIN if possible else verdict]


def lines_visible(text: str) -> str:
    """Text of several lines, a note, made safe to look at line by line."""
    return "\n".join(visible(line) for line in text.splitlines()).strip()
