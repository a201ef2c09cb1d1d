"""One disagreement, one finding: what several questions or a rule found twice is reported once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import reduce

from schemas.finding import Agreement, Evidence, Finding, Kind, Verdict
from schemas.question import Question

UNRAISED = 10**6
"""Where a finding without a question stands among the others: last."""


def fold_same(findings: Sequence[Finding], questions: Sequence[Question]) -> tuple[Finding, ...]:
    """Fold a finding into another where a reading calls their questions the very same disagreement.

    Only where both rest on the same words, or both readings say so. The one that readings agree on most stays, then
    the more severe; the other's question is kept in ``also``.
    """
    kept = list(findings)
    said = _said_the_same(questions)
    for same in _groups(said):
        group = [f for f in kept if f.question_id in same and f.verdict is Verdict.CONTRADICTION]
        if len({finding.question_id for finding in group}) > 1:
            best, *rest = sorted(group, key=_weight)
            others = [f for f in rest if said[_pair(f, best)] > 1 or _on_the_same_words(f, best)]
            kept[kept.index(best)] = reduce(_joined, others, best)
            kept = [finding for finding in kept if finding not in others]
    return tuple(kept)


def _said_the_same(questions: Sequence[Question]) -> Counter[frozenset[str]]:
    """How many readings call each pair of questions the same."""
    return Counter(
        frozenset((question.id, judgement.duplicate_of))
        for question in questions
        for judgement in question.judgements
        if judgement.duplicate_of
    )


def _pair(one: Finding, other: Finding) -> frozenset[str]:
    return frozenset((one.question_id or "", other.question_id or ""))


def _groups(pairs: Iterable[frozenset[str]]) -> list[set[str]]:
    """Questions that are the same disagreement, also where one is the same as another only through a third."""
    groups: list[set[str]] = []
    for pair in pairs:
        touching = [group for group in groups if group & pair]
        groups = [group for group in groups if not group & pair] + [set(pair).union(*touching)]
    return groups


def _on_the_same_words(double: Finding, best: Finding) -> bool:
    """Whether the clearest words of the double, in two articles, are words that the other rests on too.

    The reading that calls two questions the same errs now and then; two conflicts that rest on other sentences are two.
    """
    clearest: dict[str, Evidence] = {}
    for evidence in double.evidence:
        clearest.setdefault(evidence.article, evidence)
    shared = [each for each in clearest.values() if any(_overlap(each, other) for other in best.evidence)]
    return len(shared) > 1


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
    severity = min(best.severity, other.severity, key=lambda severity: severity.rank)
    reason = best.severity_reason if severity is best.severity else other.severity_reason
    return best.model_copy(
        update={"also": also, "evidence": tuple(together), "severity": severity, "severity_reason": reason}
    )


def fold_quotations(findings: Sequence[Finding], quoted: Sequence[Finding]) -> tuple[Finding, ...]:
    """Join what the quotation rule found with the findings of the judge that are about the same words.

    A judge's finding is about the same words where its main kind is quotation and at least two articles give both
    the same stretch. The rule's evidence is kept, since it marks the words; the judge's question and prose are too.
    """
    rest = list(findings)
    joined: list[Finding] = []
    for rule_made in quoted:
        twins = [f for f in rest if _is_the_quotation(f, rule_made)]
        rest = [finding for finding in rest if finding not in twins]
        joined.append(_with_twins(rule_made, twins) if twins else rule_made)
    return (*rest, *joined)


def _is_the_quotation(finding: Finding, rule_made: Finding) -> bool:
    about_words = finding.verdict is Verdict.CONTRADICTION and finding.kinds[:1] == (Kind.QUOTATION,)
    return about_words and _same_words(finding, rule_made)


def _with_twins(rule_made: Finding, twins: Sequence[Finding]) -> Finding:
    """The rule's words under the judge's question. Firm where the rule is sure, or two readings of the question are."""
    first = twins[0]
    firm = any(finding.agreement is Agreement.FIRM for finding in (rule_made, *twins))
    doubts = dict.fromkeys(doubt for finding in (rule_made, *twins) for doubt in finding.doubts)
    return rule_made.model_copy(
        update={
            "question_id": first.question_id,
            "question": first.question,
            "also": (*first.also, *(question for twin in twins[1:] for question in (twin.question, *twin.also))),
            "settle": first.settle or rule_made.settle,
            "rules": tuple(dict.fromkeys((*rule_made.rules, *(rule for twin in twins for rule in twin.rules)))),
            "agreement": Agreement.FIRM if firm else Agreement.POSSIBLE,
            "doubts": () if firm else tuple(doubts),
        }
    )


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


def _same_words(one: Finding, other: Finding) -> bool:
    shared = {a.article for a in one.evidence for b in other.evidence if _overlap(a, b)}
    return len(shared) >= 2


def _overlap(a: Evidence, b: Evidence) -> bool:
    return a.article == b.article and a.start < b.end and b.start < a.end
