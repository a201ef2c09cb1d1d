from __future__ import annotations

import pytest

from checker import link
from checker.prompting.exhibits import Docket
from schemas.answers import JoinedQuestions
from schemas.claim import Claim
from schemas.finding import Position
from schemas.question import Question
from tests.conftest import MakeArticle

NAMES = ("ant", "bee", "cat")
CLAIMS = {
    f"{name}#{n}": Claim(id=f"{name}#{n}", article=name, statement=f"{name} says {n}", sentences=(1,))
    for name in NAMES
    for n in (1, 2)
}


@pytest.fixture
def docket(make_article: MakeArticle) -> Docket:
    return Docket(tuple(make_article(name, f"{name} text.") for name in NAMES))


def _question(number: int, *answers: tuple[str, str], alike: bool = True) -> Question:
    sides = tuple(Position(says=says, claims=(claim,)) for says, claim in answers)
    ids = tuple(claim for _, claim in answers)
    return Question(id=f"Q{number}", text=f"Question {number}?", claims=ids, answers=sides, alike=alike)


QUESTIONS = (
    _question(1, ("nine", "ant#1")),
    _question(2, ("red", "ant#2"), ("blue", "bee#2"), alike=False),
    _question(3, ("twelve", "cat#1")),
    _question(4, ("Nine", "bee#1")),
)


def _join(*groups: tuple[list[str], bool]) -> JoinedQuestions:
    return JoinedQuestions.model_validate({"same": [{"ids": ids, "differ": differ} for ids, differ in groups]})


def test_questions_that_ask_for_the_same_become_the_first_of_them(docket: Docket) -> None:
    joined = link.read(_join((["Q3", "Q1"], True)), docket, QUESTIONS)
    assert [(q.id, q.claims, q.alike) for q in joined] == [
        ("Q1", ("ant#1", "cat#1"), False),
        ("Q2", ("ant#2", "bee#2"), False),
        ("Q4", ("bee#1",), True),
    ]
    assert [side.says for side in joined[0].answers] == ["nine", "twelve"]


def test_answers_in_the_same_words_are_one_side(docket: Docket) -> None:
    joined = link.read(_join((["Q1", "Q4"], False)), docket, QUESTIONS)
    assert [(side.says, side.claims) for side in joined[0].answers] == [("nine", ("ant#1", "bee#1"))]
    assert joined[0].alike


def test_a_question_that_differed_before_it_was_joined_still_does(docket: Docket) -> None:
    joined = link.read(_join((["Q1", "Q2"], False)), docket, QUESTIONS)
    assert not joined[0].alike


def test_unknown_ids_and_a_question_in_two_groups_do_no_harm(docket: Docket) -> None:
    joined = link.read(_join((["Q1", "Q99"], True), (["Q1", "Q3"], True), (["Q3", "Q4"], False)), docket, QUESTIONS)
    assert [(q.id, len(q.claims)) for q in joined] == [("Q1", 3), ("Q2", 2)]
    assert not joined[0].alike


def test_batches_keep_sittings_whole_and_lose_no_question() -> None:
    sittings = (QUESTIONS[:2], QUESTIONS[2:3], QUESTIONS[3:])
    assert [[q.id for q in run] for run in link.batches(sittings, limit=3)] == [["Q1", "Q2", "Q3"], ["Q4"]]
    assert len(link.batches(sittings)) == 1


def test_the_request_shows_questions_answers_and_articles_and_no_text(docket: Docket) -> None:
    shown = link.request(docket, QUESTIONS[2:], QUESTIONS[:2], CLAIMS).prompt.user
    assert "Q2: Question 2? | red (A) | blue (B)" in shown
    assert "Q4: Question 4? | Nine (B)" in shown
    assert "text." not in shown


def test_a_sitting_more_changes_only_the_last_run() -> None:
    sittings = [[_question(number, ("nine", "ant#1"))] for number in range(20)]
    for count in range(1, 20):
        before, after = link.batches(sittings[:count], limit=3), link.batches(sittings[: count + 1], limit=3)
        assert after[: len(before) - 1] == before[:-1]
        assert len(after) == len(before) or after[:-1] == before


def test_one_quantity_in_two_units_is_one_answer(docket: Docket) -> None:
    questions = (
        _question(1, ("12 km", "ant#1")),
        _question(2, ("12,000 metres", "bee#1")),
        _question(3, ("12 miles", "cat#1")),
    )
    (joined,) = link.read(_join((["Q1", "Q2", "Q3"], True)), docket, questions)
    assert [(side.says, side.claims) for side in joined.answers] == [
        ("12 km", ("ant#1", "bee#1")),
        ("12 miles", ("cat#1",)),
    ]


def _asking(number: int, text: str) -> Question:
    return _question(number, ("nine", "ant#1")).model_copy(update={"text": text})


def test_of_many_known_questions_those_are_shown_that_share_rare_words_with_a_new_one() -> None:
    known = [_asking(n, f"How many people were in the house of family number{n}?") for n in range(50)]
    new = [_asking(99, "What was the number of those in the house of the family number17?")]
    assert link.nearest(new, known, limit=1) == [known[17]]
    assert link.nearest(new, known, limit=50) == known


def test_a_line_names_some_answers_and_articles_of_very_many(docket: Docket) -> None:
    many = _question(1, *((f"answer {n}", "ant#1") for n in range(100)))
    line = link.request(docket, [many], [], CLAIMS).prompt.user
    assert f"answer {link.LINE_SIDES - 1} " in line
    assert f"answer {link.LINE_SIDES} " not in line
