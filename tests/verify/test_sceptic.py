from __future__ import annotations

import pytest

from checker.prompting.exhibits import Docket
from checker.verify.sceptic import Item, packs, read, request
from schemas.answers import SecondOpinions
from schemas.claim import Claim
from schemas.finding import Position, Verdict
from schemas.question import Question
from tests.conftest import MakeArticle

SIDES = (Position(says="NINE OF THEM", claims=("ant#1",)), Position(says="TWELVE OF THEM", claims=("bee#1",)))
ITEMS = tuple(Item(Question(id=f"Q{n}", text=f"Question {n}?", claims=("ant#1", "bee#1")), SIDES) for n in range(1, 4))


@pytest.fixture
def docket(make_article: MakeArticle) -> Docket:
    return Docket((make_article("ant", "Nine died."), make_article("bee", "Twelve died.")))


CLAIMS = {
    f"{article}#1": Claim(id=f"{article}#1", article=article, statement=f"{n} died.", sentences=(1,))
    for article, n in (("ant", "Nine"), ("bee", "Twelve"))
}


def test_items_come_in_the_other_order_and_none_is_lost() -> None:
    shown = [item.question.id for pack in packs(ITEMS) for item in pack]
    assert shown == ["Q3", "Q2", "Q1"]


def test_the_sceptic_sees_the_words_and_not_what_the_first_reading_thought(docket: Docket) -> None:
    shown = request(docket, ITEMS[:1], CLAIMS).prompt.user
    assert "Question 1? [B1] against [A1]" in shown
    assert shown.index("[B1] Twelve") < shown.index("[A1] Nine")
    assert "Twelve died." in shown
    assert "OF THEM" not in shown


def test_a_double_points_only_at_an_item_shown_before_it() -> None:
    answer = SecondOpinions.model_validate(
        {
            "verdicts": [
                {"q": "Q1", "why": "x", "verdict": "contradiction", "same_as": "Q2"},
                {"q": "Q2", "why": "x", "verdict": "contradiction", "same_as": "Q1"},
                {"q": "Q9", "why": "x", "verdict": "compatible"},
            ]
        }
    )
    opinions = read(answer, ITEMS)
    assert {id_: opinion.duplicate_of for id_, opinion in opinions.items()} == {"Q1": None, "Q2": "Q1"}
    assert opinions["Q1"].verdict is Verdict.CONTRADICTION
