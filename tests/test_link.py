from __future__ import annotations

import pytest

from checker import link
from checker.prompting.exhibits import Docket
from schemas.answers import LinkedQuestions
from schemas.claim import Claim
from tests.conftest import MakeArticle


def _claim(article: str, number: int) -> Claim:
    return Claim(id=f"{article}#{number}", article=article, statement=f"{article} says {number}", sentences=(1,))


@pytest.fixture
def docket(make_article: MakeArticle) -> Docket:
    return Docket(tuple(make_article(name, f"{name} text.") for name in ("ant", "bee", "cat")), {})


CLAIMS = tuple(_claim(article, number) for article in ("ant", "bee", "cat") for number in (1, 2))


def _answer(*questions: dict[str, object]) -> LinkedQuestions:
    return LinkedQuestions.model_validate({"questions": questions})


def test_tags_become_the_claims_they_stand_for(docket: Docket) -> None:
    answer = _answer({"q": "How many?", "claims": ["B2", "A1", "A1"], "differ": True})
    linked = link.read(answer, docket, CLAIMS)
    assert [q.claims for q in linked.questions] == [("ant#1", "bee#2")]
    assert linked.differing == {"Q1"}


def test_unknown_tags_are_ignored_and_a_question_without_claims_is_none(docket: Docket) -> None:
    answer = _answer(
        {"q": "How many?", "claims": ["Z9", "A1"], "differ": False}, {"q": "Who?", "claims": ["X1"], "differ": True}
    )
    linked = link.read(answer, docket, CLAIMS)
    assert [q.claims for q in linked.questions] == [("ant#1",)]


def test_the_same_question_twice_is_one_question(docket: Docket) -> None:
    answer = _answer(
        {"q": "How many died?", "claims": ["A1"], "differ": False},
        {"q": "how many  died", "claims": ["C1"], "differ": False},
    )
    linked = link.read(answer, docket, CLAIMS)
    assert [q.claims for q in linked.questions] == [("ant#1", "cat#1")]


def test_a_later_batch_adds_to_the_questions_of_an_earlier_one(docket: Docket) -> None:
    first = link.read(_answer({"q": "How many?", "claims": ["A1", "B1"], "differ": False}), docket, CLAIMS[:4])
    second = link.read(
        _answer(
            {"q": "How many were there?", "old": "Q1", "claims": ["C1"], "differ": False},
            {"q": "Who?", "claims": ["C2"], "differ": False},
        ),
        docket,
        CLAIMS[4:],
        first,
    )
    assert [(q.id, q.claims) for q in second.questions] == [("Q1", ("ant#1", "bee#1", "cat#1")), ("Q2", ("cat#2",))]
    # Nobody has looked at the old and the new answers together yet.
    assert "Q1" in second.differing


def test_batches_keep_articles_whole_and_lose_no_claim(docket: Docket) -> None:
    runs = link.batches(docket, CLAIMS, limit=3)
    assert [claim for run in runs for claim in run] == list(CLAIMS)
    assert all(len({claim.article for claim in run}) == 1 for run in runs)
    assert len(link.batches(docket, CLAIMS)) == 1


def test_the_request_shows_every_claim_and_the_questions_known(docket: Docket) -> None:
    known = link.read(_answer({"q": "How many?", "claims": ["A1"], "differ": False}), docket, CLAIMS).questions
    shown = link.request(docket, CLAIMS, known).prompt.user
    assert all(tag in shown for tag in ("A1 |", "A2 |", "B1 |", "C2 |"))
    assert "Q1: How many?" in shown


def test_after_the_second_reading_a_question_knows_who_is_silent_and_who_was_not_asked(docket: Docket) -> None:
    (question,) = link.read(_answer({"q": "How many?", "claims": ["A1"], "differ": False}), docket, CLAIMS).questions
    answered = link.with_answers(question, ["bee#3"], asked={"bee": True, "cat": False}, docket=docket)
    assert answered.claims == ("ant#1", "bee#3")
    assert answered.silent == ()
    assert answered.unasked == ("cat",)
    silent = link.with_answers(question, [], asked={"bee": True, "cat": True}, docket=docket)
    assert silent.silent == ("bee", "cat")
