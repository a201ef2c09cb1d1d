"""From the readings of a question to its finding: who agrees with whom, and what that makes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from checker.verify.evidence import finding_id, gather, weight
from checker.verify.gates import part_times
from schemas.article import Article
from schemas.claim import Claim
from schemas.finding import Agreement, Finding, Position, Severity, Verdict
from schemas.question import Judgement, Question, Reader

READ_TWICE = {
    Verdict.CONTRADICTION,
    Verdict.CHANGE_OVER_TIME,
    Verdict.ATTRIBUTED_DISAGREEMENT,
    Verdict.UNCERTAIN,
}
"""First verdicts that a second reading has to confirm."""

_LANES = {Verdict.CHANGE_OVER_TIME, Verdict.ATTRIBUTED_DISAGREEMENT}

_WORDS = {
    Verdict.CONTRADICTION: "a contradiction",
    Verdict.CHANGE_OVER_TIME: "a change over time",
    Verdict.ATTRIBUTED_DISAGREEMENT: "a disagreement between the parties that the articles attribute",
    Verdict.DIFFERENT_SCOPE: "reports on different things",
    Verdict.COMPATIBLE: "compatible",
    Verdict.UNCERTAIN: "not decidable from the passages",
}


@dataclass(frozen=True)
class Outcome:
    """What several readings of one question come to."""

    verdict: Verdict
    agreement: Agreement
    doubts: tuple[str, ...] = ()


def weigh(judgements: Sequence[Judgement]) -> Outcome:
    """Combine the readings of a question.

    Independent readings that agree make a finding firm. Where any reading sees a contradiction and another does not,
    the contradiction stays, as a possible one, with what was held against it. A question that was read only once
    because its second reading failed is possible, never firm.
    """
    second = next((j for j in judgements if j.reader is Reader.SCEPTIC), None)
    first = next((j for j in judgements if j.reader is Reader.JUDGE), None)
    rule = next((j for j in judgements if j.reader is Reader.RULE), None)
    read = [j for j in (first, rule) if j is not None]
    leading = first or rule
    if leading is None:
        raise ValueError("a question without any reading has no outcome")
    if second is None:
        if leading.verdict not in READ_TWICE:
            return Outcome(leading.verdict, Agreement.POSSIBLE)
        return Outcome(leading.verdict, Agreement.POSSIBLE, ("There was no second reading.",))
    if second.verdict is Verdict.CONTRADICTION:
        agrees = any(j.verdict is Verdict.CONTRADICTION for j in read)
        doubts = () if agrees else (f"The first reading found them {_WORDS[leading.verdict]}: {leading.explanation}",)
        return Outcome(Verdict.CONTRADICTION, Agreement.FIRM if agrees else Agreement.POSSIBLE, doubts)
    doubt = (f"A second reading found them {_WORDS[second.verdict]}: {second.explanation}",)
    if leading.verdict is second.verdict:
        return Outcome(leading.verdict, Agreement.FIRM)
    if any(j.verdict is Verdict.CONTRADICTION for j in read):
        return Outcome(Verdict.CONTRADICTION, Agreement.POSSIBLE, doubt)
    return Outcome(leading.verdict, Agreement.POSSIBLE, doubt)


def findings(question: Question, claims: Mapping[str, Claim], articles: Mapping[str, Article]) -> tuple[Finding, ...]:
    """What is to be reported of one question: nothing, one finding, or a contradiction and the older reports apart."""
    shown = next((j for j in question.judgements if len(j.positions) > 1), None)
    if shown is None:
        return ()
    outcome = weigh(question.judgements)
    if outcome.verdict in (Verdict.COMPATIBLE, Verdict.UNCERTAIN):
        return ()
    if outcome.verdict is not Verdict.CONTRADICTION:
        return (_finding(question, shown, outcome, shown.positions, claims, articles),)
    parted = part_times(shown.positions, claims, articles)
    found = []
    if len(parted.positions) > 1:
        found.append(_finding(question, shown, outcome, parted.positions, claims, articles))
    if parted.set_apart:
        found.append(_of_another_time(question, shown, outcome, claims, articles))
    return tuple(found)


def _of_another_time(
    question: Question,
    shown: Judgement,
    outcome: Outcome,
    claims: Mapping[str, Claim],
    articles: Mapping[str, Article],
) -> Finding:
    moved = Outcome(
        Verdict.CHANGE_OVER_TIME,
        outcome.agreement,
        (*outcome.doubts, "Read as a contradiction, but the reports were written too far apart to be of one moment."),
    )
    return _finding(question, shown, moved, shown.positions, claims, articles)


def _finding(
    question: Question,
    shown: Judgement,
    outcome: Outcome,
    positions: Sequence[Position],
    claims: Mapping[str, Claim],
    articles: Mapping[str, Article],
) -> Finding:
    evidence = gather(positions, claims, articles)
    cited = [claims[claim] for position in positions for claim in position.claims]
    severity = shown.severity if outcome.verdict is Verdict.CONTRADICTION else Severity.MINOR
    return Finding(
        id=finding_id(outcome.verdict, evidence),
        question_id=question.id,
        question=question.text,
        verdict=outcome.verdict,
        agreement=outcome.agreement,
        kinds=shown.kinds,
        severity=severity,
        severity_reason=weight(severity, cited, articles) if outcome.verdict is Verdict.CONTRADICTION else "",
        explanation=shown.explanation,
        settle=shown.settle,
        positions=tuple(positions),
        evidence=evidence,
        within_article=len({claim.article for claim in cited}) == 1,
        rules=tuple(j.rule for j in question.judgements if j.rule),
        doubts=outcome.doubts,
    )
