"""One disagreement, one finding: what several questions or a rule found twice is reported once."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.finding import Agreement, Evidence, Finding, Kind, Verdict
from schemas.question import Question, Reader

UNRAISED = 10**6
"""Where a finding without a question stands among the others: last."""


def fold_same(findings: Sequence[Finding], questions: Sequence[Question]) -> tuple[Finding, ...]:
    """Fold a finding into another where the second reading called their questions the very same disagreement.

    The one that readings agree on most stays, then the more severe; the other's question is kept in ``also``.
    """
    twin = {
        question.id: judgement.duplicate_of
        for question in questions
        for judgement in question.judgements
        if judgement.reader is Reader.SCEPTIC and judgement.duplicate_of
    }
    kept = list(findings)
    for double_id, original_id in twin.items():
        pair = [f for f in kept if f.question_id in (double_id, original_id) and f.verdict is Verdict.CONTRADICTION]
        if len({f.question_id for f in pair}) == 2:
            best, other = sorted(pair, key=_weight)[:2]
            kept[kept.index(best)] = _joined(best, other)
            kept.remove(other)
    return tuple(kept)


def _weight(finding: Finding) -> tuple[object, ...]:
    """The order in which one of two is kept: what readings agree on, what is severe, what shows the most articles."""
    firm, severity, within, number, name = strength(finding)
    return firm, severity, within, -len({evidence.article for evidence in finding.evidence}), number, name


def _joined(best: Finding, other: Finding) -> Finding:
    """One finding with the question of the other, and its words where it is plain which side they are on."""
    sides: dict[str, set[int]] = {}
    for evidence in best.evidence:
        sides.setdefault(evidence.article, set()).add(evidence.position)
    shown = {(evidence.article, evidence.start) for evidence in best.evidence}
    more = [
        evidence.model_copy(update={"position": next(iter(sides[evidence.article]))})
        for evidence in other.evidence
        if len(sides.get(evidence.article, ())) == 1 and (evidence.article, evidence.start) not in shown
    ]
    together = sorted((*best.evidence, *more), key=lambda evidence: evidence.position)
    also = (*best.also, other.question, *other.also)
    return best.model_copy(update={"also": also, "evidence": tuple(together)})


def fold_quotations(findings: Sequence[Finding], quoted: Sequence[Finding]) -> tuple[Finding, ...]:
    """Join what the quotation rule found with the findings of the judge that are about the same words.

    A judge's finding is about the same words where its main kind is quotation and at least two articles give both
    the same stretch. The rule's evidence is kept, since it marks the words; the judge's question and prose are too.
    """
    rest = list(findings)
    joined: list[Finding] = []
    for rule_made in quoted:
        twin = next((f for f in rest if f.kinds[:1] == (Kind.QUOTATION,) and _same_words(f, rule_made)), None)
        if twin is None:
            joined.append(rule_made)
            continue
        rest.remove(twin)
        joined.append(
            rule_made.model_copy(
                update={
                    "question_id": twin.question_id,
                    "question": twin.question,
                    "settle": twin.settle or rule_made.settle,
                    **_weighed(twin, rule_made),
                }
            )
        )
    return (*rest, *joined)


def strength(finding: Finding) -> tuple[bool, int, bool, int, str]:
    """The order of a list: firm before possible, then by severity, then as the questions were raised.

    Linking raises the questions at the centre of the story first.
    """
    number = (finding.question_id or "").removeprefix("Q")
    return (
        finding.agreement is not Agreement.FIRM,
        finding.severity.rank,
        finding.within_article,
        int(number) if number.isdecimal() else UNRAISED,
        finding.id,
    )


def _weighed(twin: Finding, rule_made: Finding) -> dict[str, object]:
    """Firm, without a doubt left, where the rule is sure or the two readings of the question are."""
    if Agreement.FIRM in (twin.agreement, rule_made.agreement):
        return {"agreement": Agreement.FIRM, "doubts": ()}
    return {"agreement": Agreement.POSSIBLE, "doubts": (*rule_made.doubts, *twin.doubts)}


def _same_words(one: Finding, other: Finding) -> bool:
    shared = {a.article for a in one.evidence for b in other.evidence if _overlap(a, b)}
    return len(shared) >= 2


def _overlap(a: Evidence, b: Evidence) -> bool:
    return a.article == b.article and a.start < b.end and b.start < a.end
