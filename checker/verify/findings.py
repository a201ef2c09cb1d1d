"""From the readings of a question to its finding: who agrees with whom, and what that makes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from checker.verify.evidence import finding_id, gather, weight
from checker.verify.gates import other_speakers, part_times
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

    Independent readings that agree make a finding firm. Where the judge or a rule sees a contradiction and the sceptic
    does not, or the other way round, it stays as a possible one, with what was held against it; only a rule that both
    readings hold to be wrong is overruled. What was read only once, because its second reading failed, is possible.
    Where one reading cannot decide, the other one does. Whether a report was overtaken is the judge's to say, who
    saw what stands around the words.
    """
    second = next((j for j in judgements if j.reader is Reader.SCEPTIC), None)
    leading = next((j for j in judgements if j.reader in (Reader.JUDGE, Reader.RULE)), None)
    if leading is None:
        raise ValueError("a question without any reading has no outcome")
    conflict = any(j.verdict is Verdict.CONTRADICTION for j in judgements if j.reader is not Reader.SCEPTIC)
    if second is None:
        doubts = ("There was no second reading.",) if leading.verdict in READ_TWICE else ()
        return Outcome(leading.verdict, Agreement.POSSIBLE, doubts)
    if second.verdict is Verdict.CONTRADICTION and leading.verdict is not Verdict.CHANGE_OVER_TIME:
        doubts = () if conflict else (f"The first reading found them {_WORDS[leading.verdict]}: {leading.explanation}",)
        return Outcome(Verdict.CONTRADICTION, Agreement.FIRM if conflict else Agreement.POSSIBLE, doubts)
    if leading.verdict is second.verdict:
        firm = Agreement.POSSIBLE if leading.verdict is Verdict.UNCERTAIN else Agreement.FIRM
        return Outcome(leading.verdict, firm)
    doubts = (f"A second reading found them {_WORDS[second.verdict]}: {second.explanation}",)
    if conflict:
        return Outcome(Verdict.CONTRADICTION, Agreement.POSSIBLE, doubts)
    decided = second.verdict if leading.verdict is Verdict.UNCERTAIN else leading.verdict
    return Outcome(decided, Agreement.POSSIBLE, doubts)


def findings(question: Question, claims: Mapping[str, Claim], articles: Mapping[str, Article]) -> tuple[Finding, ...]:
    """What is to be reported of one question: nothing, one finding, or a contradiction and the older reports apart.

    What was never taken for a conflict, since all that read it saw that it speaks of different things, is none.
    """
    sided = [judgement for judgement in question.judgements if len(judgement.positions) > 1]
    if not sided:
        return ()
    outcome = weigh(question.judgements)
    doubted = len(question.judgements) > 1
    if outcome.verdict is Verdict.COMPATIBLE or (outcome.verdict is Verdict.DIFFERENT_SCOPE and not doubted):
        return ()
    # The reading that came out so tells it best; another one's prose would speak against the finding.
    shown = next((judgement for judgement in sided if judgement.verdict is outcome.verdict), sided[0])
    if outcome.verdict is not Verdict.CONTRADICTION:
        return (_finding(question, shown, outcome, shown.positions, claims, articles),)
    parted = part_times(shown.positions, claims, articles)
    found = []
    if len(parted.positions) > 1:
        gated = _gated(outcome, parted.positions, claims)
        found.append(_finding(question, shown, gated, parted.positions, claims, articles))
    if parted.set_apart:
        found.append(_of_another_time(question, shown, outcome, claims, articles))
    return tuple(found)


def _telling(question: Question, shown: Judgement, outcome: Outcome) -> str:
    """The prose of a reading that came out so: another one's would speak against the finding."""
    told = (j.explanation for j in (shown, *question.judgements) if j.verdict is outcome.verdict and j.explanation)
    return next(told, shown.explanation)


def _gated(outcome: Outcome, positions: Sequence[Position], claims: Mapping[str, Claim]) -> Outcome:
    if not other_speakers(positions, claims):
        return outcome
    doubt = "The sides are the words of different speakers: they may disagree with each other, and the articles not."
    return Outcome(outcome.verdict, Agreement.POSSIBLE, (*outcome.doubts, doubt))


def _of_another_time(
    question: Question,
    shown: Judgement,
    outcome: Outcome,
    claims: Mapping[str, Claim],
    articles: Mapping[str, Article],
) -> Finding:
    moved = Outcome(
        Verdict.CHANGE_OVER_TIME,
        Agreement.POSSIBLE,
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
        id=finding_id(evidence),
        question_id=question.id,
        question=question.text,
        verdict=outcome.verdict,
        agreement=outcome.agreement,
        kinds=shown.kinds,
        severity=severity,
        severity_reason=weight(severity, cited, articles) if outcome.verdict is Verdict.CONTRADICTION else "",
        explanation=_telling(question, shown, outcome),
        settle=shown.settle,
        positions=tuple(positions),
        evidence=evidence,
        within_article=len({claim.article for claim in cited}) == 1,
        rules=tuple(j.rule for j in question.judgements if j.rule),
        doubts=outcome.doubts,
    )
