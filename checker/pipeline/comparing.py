"""The comparing half of a run: rules, the judge, the sceptic, and the findings that are left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from checker.compare import judge
from checker.compare.rules.registry import run_question_rules
from checker.errors import CheckerError
from checker.pipeline.asking import Inquiry
from checker.pipeline.reading import Story
from checker.pipeline.ruled import as_judgement
from checker.verify import sceptic
from checker.verify.findings import READ_TWICE, findings
from schemas.finding import Finding
from schemas.question import Judgement, Question
from schemas.report import Stage


def compare(story: Story, inquiry: Inquiry) -> tuple[Story, tuple[Finding, ...]]:
    """Judge the story's questions.

    Returns:
        The story, its questions with every reading that was made of them; and the findings.
    """
    articles = {article.id: article for article in story.docket.articles}
    conflicts = _rules(story, inquiry)
    judged = _judge(story, conflicts, inquiry)
    questions = _doubt(story, tuple(_with(q, conflicts.get(q.id), judged.get(q.id)) for q in story.questions), inquiry)
    found = tuple(finding for q in questions for finding in findings(q, story.claims, articles))
    return replace(story, questions=questions), found


def _rules(story: Story, inquiry: Inquiry) -> dict[str, Judgement]:
    articles = {article.id: article for article in story.docket.articles}
    found: dict[str, Judgement] = {}
    for question in story.questions:
        claims = [story.claims[claim] for claim in question.claims]
        conflicts, faults = run_question_rules(question, claims, articles)
        inquiry.book.entries += faults
        if conflicts:
            found[question.id] = as_judgement(conflicts[0])
    return found


def _judge(story: Story, conflicts: Mapping[str, Judgement], inquiry: Inquiry) -> Mapping[str, Judgement]:
    cases = [
        judge.Case(
            question=question,
            claims=tuple(story.claims[claim] for claim in question.claims),
            hints=(conflicts[question.id].explanation,) if question.id in conflicts else (),
        )
        for question in story.questions
        if question.id in story.to_judge or question.id in conflicts
    ]
    judged, problems = _ask_judge(story, judge.packs(cases), inquiry)
    left = [case for case in cases if case.question.id not in judged]
    # A verdict that is missing or cites nothing known is asked for again, alone; nothing is assumed.
    again, problems = _ask_judge(story, [(case,) for case in left], inquiry)
    for case in left:
        if case.question.id not in again:
            problem = problems.get(case.question.id)
            reason = str(problem) if problem else "The model gave no usable verdict on this question, asked twice."
            inquiry.book.miss(Stage.COMPARE, case.question.text, reason, problem.remedy if problem else "")
    return {**judged, **again}


def _ask_judge(
    story: Story, packs: Sequence[Sequence[judge.Case]], inquiry: Inquiry
) -> tuple[dict[str, Judgement], dict[str, CheckerError]]:
    """The usable verdicts, and why there is none where a call failed, both by question id."""
    outcomes = inquiry.attempt(Stage.COMPARE, [judge.request(story.docket, pack) for pack in packs])
    judged: dict[str, Judgement] = {}
    problems: dict[str, CheckerError] = {}
    for pack, outcome in zip(packs, outcomes, strict=True):
        if isinstance(outcome, CheckerError):
            problems |= {case.question.id: outcome for case in pack}
        else:
            judged |= judge.read(outcome, story.docket, pack)
    return judged, problems


def _with(question: Question, ruled: Judgement | None, judged: Judgement | None) -> Question:
    return question.model_copy(update={"judgements": tuple(j for j in (judged, ruled) if j is not None)})


def _doubt(story: Story, questions: Sequence[Question], inquiry: Inquiry) -> tuple[Question, ...]:
    """Give every question on which a reading sees a difference to the sceptic."""
    items = [
        sceptic.Item(question, positions)
        for question in questions
        if any(j.verdict in READ_TWICE for j in question.judgements)
        and (positions := next((j.positions for j in question.judgements if len(j.positions) > 1), ()))
    ]
    packs = sceptic.packs(items)
    answers = inquiry.ask(Stage.VERIFY, [sceptic.request(story.docket, pack, story.claims) for pack in packs])
    opinions: dict[str, Judgement] = {}
    for pack, answer in zip(packs, answers, strict=True):
        if answer is None:
            continue
        opinions |= sceptic.read(answer, pack)
        for item in pack:
            if item.question.id not in opinions:
                inquiry.book.miss(Stage.VERIFY, item.question.text, "The second reading left this question out.")
    return tuple(
        q.model_copy(update={"judgements": (*q.judgements, opinions[q.id])}) if q.id in opinions else q
        for q in questions
    )
