from __future__ import annotations

import pytest

from checker.report.build import view_of
from checker.report.view import CellState, Row, View
from schemas.finding import Verdict
from schemas.question import Judgement, Reader
from schemas.report import Report


def _row(view: View, question: str) -> tuple[str, Row]:
    return next((group.title, row) for group in view.grid.groups for row in group.rows if row.question == question)


def test_every_question_is_one_row_with_a_cell_for_every_article(sample: Report, view: View) -> None:
    rows = [row for group in view.grid.groups for row in group.rows]
    assert sorted(row.question for row in rows) == sorted(question.text for question in sample.questions)
    assert {len(row.cells) for row in rows} == {len(sample.articles)}


def test_a_row_that_differs_shows_the_sides_of_its_finding(view: View) -> None:
    title, row = _row(view, "When did the ferry hit the sandbank?")
    assert (title, row.outcome, row.anchor) == ("The answers differ", "Contradiction, major", "f-hour")
    assert [(cell.letters, cell.text or cell.word) for cell in row.cells] == [
        ("A", "At 18:40"),
        ("B", "Shortly before 20:00"),
        ("B", "Shortly before 20:00"),
        ("", "– silent"),
        ("", "? not asked"),
        ("", "– silent"),
    ]


def test_an_answer_leads_to_the_sentence_that_gives_it(view: View) -> None:
    _, row = _row(view, "When did the ferry hit the sandbank?")
    assert row.cells[0].anchor == "a-courier-s5"


def test_an_article_on_both_sides_shows_both(view: View) -> None:
    _, row = _row(view, "Was the captain alone on the bridge?")
    assert row.cells[5].letters == "A B"


def test_agreement_is_said_in_a_word(view: View) -> None:
    title, row = _row(view, "What will the repair cost?")
    assert (title, row.outcome) == ("The answers agree", "Agree")
    assert [cell.state for cell in row.cells[:2]] == [CellState.AGREES] * 2
    assert row.cells[0].word == "✓ agrees"


def test_a_single_source_is_folded_away_and_called_so(view: View) -> None:
    title, row = _row(view, "How many are in intensive care?")
    assert (title, row.outcome) == ("Only one origin answers", "One source")
    assert [group.folded for group in view.grid.groups if group.title == title] == [True]


def test_an_article_that_nobody_asked_is_never_called_silent(sample: Report) -> None:
    question = sample.questions[0].model_copy(update={"silent": (), "unasked": ()})
    view = view_of(sample.model_copy(update={"questions": (question,)}))
    _, row = _row(view, question.text)
    assert [cell.state for cell in row.cells].count(CellState.UNASKED) == 3


def test_a_question_without_any_reading_is_not_called_agreement(sample: Report) -> None:
    question = next(question for question in sample.questions if question.id == "cost")
    unread = question.model_copy(update={"judgements": ()})
    title, row = _row(view_of(sample.model_copy(update={"questions": (unread,)})), question.text)
    assert (title, row.outcome) == ("Not compared", "Not compared")


def test_copies_alone_are_one_origin_not_an_agreement(sample: Report) -> None:
    boats = next(question for question in sample.questions if question.id == "boats")
    copied = boats.model_copy(update={"claims": boats.claims[:2], "judgements": ()})
    report = sample.model_copy(update={"questions": (copied,), "findings": ()})
    assert _row(view_of(report), boats.text)[1].outcome == "One origin"


def test_copies_that_agree_with_each_other_confirm_nothing(sample: Report) -> None:
    boats = next(question for question in sample.questions if question.id == "boats")
    agree = Judgement(reader=Reader.JUDGE, verdict=Verdict.COMPATIBLE)
    copied = boats.model_copy(update={"claims": boats.claims[:2], "judgements": (agree,)})
    report = sample.model_copy(update={"questions": (copied,), "findings": ()})
    assert _row(view_of(report), boats.text)[0] == "Only one origin answers"


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.COMPATIBLE])
def test_a_conflicting_reading_without_a_finding_is_not_called_agreement(sample: Report, verdict: Verdict) -> None:
    cost = next(question for question in sample.questions if question.id == "cost")
    read = cost.model_copy(update={"judgements": (Judgement(reader=Reader.JUDGE, verdict=verdict),)})
    view = view_of(sample.model_copy(update={"questions": (read,), "findings": ()}))
    assert _row(view, cost.text)[0] == "The answers differ"


def test_a_repeated_question_leads_to_the_finding_of_the_other(sample: Report) -> None:
    cost = next(question for question in sample.questions if question.id == "cost")
    judged = Judgement(reader=Reader.JUDGE, verdict=Verdict.CONTRADICTION, duplicate_of="hour")
    repeated = cost.model_copy(update={"judgements": (judged,)})
    others = tuple(question for question in sample.questions if question.id != "cost")
    view = view_of(sample.model_copy(update={"questions": (*others, repeated)}))
    assert _row(view, cost.text)[1].anchor == "f-hour"
