"""The comparing half of a run: rules, the judge, the sceptic, and the findings that are left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from checker.compare import judge
from checker.compare.rules.registry import run_question_rules
from checker.errors import CheckerError
from checker.pipeline.asking import WORTH_A_SMALLER_CALL, Inquiry
from checker.pipeline.reading import Dossier
from checker.pipeline.ruled import as_judgement
from checker.prompting.request import Request
from checker.verify import sceptic
from checker.verify.findings import READ_TWICE, findings
from schemas.answers import Answer
from schemas.finding import Finding
from schemas.question import Judgement, Question
from schemas.report import Stage

A = TypeVar("A", bound=Answer)
T = TypeVar("T", judge.Case, sceptic.Item)
Pack = tuple[T, ...]


def compare(dossier: Dossier, inquiry: Inquiry) -> tuple[Dossier, tuple[Finding, ...]]:
    """Judge the story's questions.

    Returns:
        The dossier, its questions with every reading that was made of them; and the findings.
    """
    articles = {article.id: article for article in dossier.docket.articles}
    ruled = _rules(dossier, inquiry)
    judged = _judge(dossier, ruled, inquiry)
    read_once = [
        q.model_copy(update={"judgements": (*((judged[q.id],) if q.id in judged else ()), *ruled.get(q.id, ()))})
        for q in dossier.questions
    ]
    opinions = _doubt(dossier, read_once, inquiry)
    questions = tuple(
        q.model_copy(update={"judgements": (*q.judgements, opinions[q.id])}) if q.id in opinions else q
        for q in read_once
    )
    found = tuple(finding for q in questions for finding in findings(q, dossier.claims, articles))
    return replace(dossier, questions=questions), found


def _rules(dossier: Dossier, inquiry: Inquiry) -> dict[str, tuple[Judgement, ...]]:
    articles = {article.id: article for article in dossier.docket.articles}
    found: dict[str, tuple[Judgement, ...]] = {}
    for question in dossier.questions:
        claims = [dossier.claims[claim] for claim in question.claims]
        conflicts, faults = run_question_rules(question, claims, articles)
        inquiry.book.entries += faults
        if conflicts:
            found[question.id] = tuple(as_judgement(conflict) for conflict in conflicts)
    return found


def _judge(dossier: Dossier, ruled: Mapping[str, Sequence[Judgement]], inquiry: Inquiry) -> Mapping[str, Judgement]:
    cases = [
        judge.Case(
            question=question,
            claims={claim: dossier.claims[claim] for claim in question.claims},
            hints=tuple(judgement.explanation for judgement in ruled.get(question.id, ())),
        )
        for question in dossier.questions
        if not question.alike or question.id in ruled
    ]
    return _read_all(
        inquiry,
        Stage.COMPARE,
        judge.packs(cases),
        request=lambda pack: judge.request(dossier.docket, pack),
        read=lambda answer, pack: judge.read(answer, dossier.docket, pack),
    )


def _doubt(dossier: Dossier, questions: Sequence[Question], inquiry: Inquiry) -> Mapping[str, Judgement]:
    """Give every question on which a reading sees a difference to the sceptic."""
    items = [
        sceptic.Item(question, positions)
        for question in questions
        if any(j.verdict in READ_TWICE for j in question.judgements)
        and (positions := next((j.positions for j in question.judgements if len(j.positions) > 1), ()))
    ]
    return _read_all(
        inquiry,
        Stage.VERIFY,
        sceptic.packs(items),
        request=lambda pack: sceptic.request(dossier.docket, pack, dossier.claims),
        read=sceptic.read,
    )


def _read_all(
    inquiry: Inquiry,
    stage: Stage,
    packs: Sequence[Pack[T]],
    *,
    request: Callable[[Pack[T]], Request[A]],
    read: Callable[[A, Pack[T]], Mapping[str, Judgement]],
) -> dict[str, Judgement]:
    """The readings of all packs, by question id.

    A verdict that is missing, or cites nothing known, is asked for once more, alone; nothing is assumed. What stays
    without one is in the book, question by question.
    """
    found, problems = _read_packs(inquiry, stage, packs, request=request, read=read)
    left = [case for pack in packs for case in pack if case.question.id not in found]
    alone = [case for case in left if isinstance(problems.get(case.question.id), (*WORTH_A_SMALLER_CALL, type(None)))]
    more, again = _read_packs(inquiry, stage, [(case,) for case in alone], request=request, read=read)
    problems |= again
    for case in left:
        if case.question.id not in more:
            problem = problems.get(case.question.id)
            reason = str(problem) if problem else "The model gave no usable verdict on this question, asked twice."
            inquiry.book.miss(stage, case.question.text, reason, problem.remedy if problem else "")
    return found | more


def _read_packs(
    inquiry: Inquiry,
    stage: Stage,
    packs: Sequence[Pack[T]],
    *,
    request: Callable[[Pack[T]], Request[A]],
    read: Callable[[A, Pack[T]], Mapping[str, Judgement]],
) -> tuple[dict[str, Judgement], dict[str, CheckerError]]:
    """The usable readings, and why there is none where a call failed, both by question id."""
    outcomes = inquiry.attempt(stage, [request(pack) for pack in packs])
    found: dict[str, Judgement] = {}
    problems: dict[str, CheckerError] = {}
    for pack, outcome in zip(packs, outcomes, strict=True):
        if isinstance(outcome, CheckerError):
            problems |= {case.question.id: outcome for case in pack}
        else:
            found |= read(outcome, pack)
    return found, problems
