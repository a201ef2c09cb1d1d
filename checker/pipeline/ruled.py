"""What rules found, as a reading of a question or as a finding of its own."""

from __future__ import annotations

from checker.compare.rules.rule import Conflict
from checker.verify.evidence import finding_id
from schemas.finding import Agreement, Finding, Verdict
from schemas.question import Judgement, Reader


def as_judgement(conflict: Conflict) -> Judgement:
    """What a rule found about a question, as one reading of it."""
    return Judgement(
        reader=Reader.RULE,
        verdict=Verdict.CONTRADICTION,
        kinds=conflict.kinds,
        severity=conflict.severity,
        positions=conflict.positions,
        explanation=conflict.explanation,
        settle=conflict.settle,
        rule=conflict.rule,
    )


def as_finding(conflict: Conflict) -> Finding:
    """What a rule found in the articles' words, without a question. Only a rule that leaves no doubt makes it firm."""
    return Finding(
        id=finding_id(conflict.evidence),
        question=conflict.question,
        verdict=Verdict.CONTRADICTION,
        agreement=Agreement.POSSIBLE if conflict.doubt else Agreement.FIRM,
        kinds=conflict.kinds,
        severity=conflict.severity,
        severity_reason=conflict.severity_reason,
        explanation=conflict.explanation,
        settle=conflict.settle,
        positions=conflict.positions,
        evidence=conflict.evidence,
        within_article=conflict.within_article,
        rules=(conflict.rule,),
        doubts=(conflict.doubt,) if conflict.doubt else (),
    )
