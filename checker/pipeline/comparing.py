"""The comparing half of a run: rules, the judge, the sceptic, and the findings that are left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from checker.compare import judge
from checker.compare.rules.registry import run_question_rules
from checker.pipeline.asking import Inquiry
from checker.pipeline.packs import Task, read_all
from checker.pipeline.reading import Dossier
from checker.pipeline.ruled import as_judgement
from checker.pipeline.shares import shares
from checker.verify import sceptic
from checker.verify.findings import READ_TWICE, findings
from schemas.finding import Finding
from schemas.question import Judgement, Question
from schemas.report import Stage


def compare(dossier: Dossier, inquiry: Inquiry) -> tuple[Dossier, tuple[Finding, ...]]:
    """Judge the story's questions.

    Returns:
        The dossier, its questions with every reading that was made of them; and the findings.
    """
    articles = {article.id: article for article in dossier.docket.articles}
    divided = [shares(question, dossier.claims) for question in dossier.questions]
    parts = [part for each in divided for part in each.parts]
    ruled = _rules(parts, dossier, inquiry)
    judged = _judge(parts, dossier, ruled, inquiry)
    read_once = [
        q.model_copy(update={"judgements": (*((judged[q.id],) if q.id in judged else ()), *ruled.get(q.id, ()))})
        for q in parts
    ]
    opinions = _doubt(read_once, dossier, inquiry)
    read = {
        q.id: q.model_copy(update={"judgements": (*q.judgements, opinions[q.id])}) if q.id in opinions else q
        for q in read_once
    }
    questions = tuple(each.united([read[part.id] for part in each.parts]) for each in divided)
    found = tuple(finding for q in questions for finding in findings(q, dossier.claims, articles))
    return replace(dossier, questions=questions), found


def _rules(parts: Sequence[Question], dossier: Dossier, inquiry: Inquiry) -> dict[str, tuple[Judgement, ...]]:
    articles = {article.id: article for article in dossier.docket.articles}
    found: dict[str, tuple[Judgement, ...]] = {}
    for question in parts:
        claims = [dossier.claims[claim] for claim in question.claims]
        conflicts, faults = run_question_rules(question, claims, articles)
        inquiry.book.entries += faults
        if conflicts:
            found[question.id] = tuple(as_judgement(conflict) for conflict in conflicts)
    return found


def _judge(
    parts: Sequence[Question], dossier: Dossier, ruled: Mapping[str, Sequence[Judgement]], inquiry: Inquiry
) -> Mapping[str, Judgement]:
    cases = [
        judge.Case(
            question=question,
            claims={claim: dossier.claims[claim] for claim in question.claims},
            hints=tuple(judgement.explanation for judgement in ruled.get(question.id, ())),
        )
        for question in parts
        if not question.alike or question.id in ruled
    ]
    task = Task(
        Stage.COMPARE,
        packs=judge.packs,
        request=lambda pack: judge.request(dossier.docket, pack),
        read=lambda answer, pack: judge.read(answer, dossier.docket, pack),
    )
    return read_all(task, cases, inquiry)


def _doubt(questions: Sequence[Question], dossier: Dossier, inquiry: Inquiry) -> Mapping[str, Judgement]:
    """Give every question on which a reading sees a difference to the sceptic."""
    items = [
        sceptic.Item(question, positions)
        for question in questions
        if any(j.verdict in READ_TWICE for j in question.judgements)
        and (positions := next((j.positions for j in question.judgements if len(j.positions) > 1), ()))
    ]
    task = Task(
        Stage.VERIFY,
        packs=sceptic.packs,
        request=lambda pack: sceptic.request(dossier.docket, pack, dossier.claims),
        read=sceptic.read,
    )
    return read_all(task, items, inquiry)
