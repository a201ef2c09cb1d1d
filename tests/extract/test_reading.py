from __future__ import annotations

from collections.abc import Mapping

import pytest

from checker.extract.reading import Reading, read, request
from checker.extract.sittings import sittings
from checker.prompting.exhibits import Docket
from schemas.answers import RaisedQuestions
from schemas.article import Article, Placement
from tests.conftest import MakeArticle

TEXTS = {"ant": "Fire at sea\n\nNine people died. It was Monday.", "bee": "Ferry burns\n\nTwelve people died."}


@pytest.fixture
def docket(make_article: MakeArticle) -> Docket:
    return Docket(tuple(make_article(name, text) for name, text in TEXTS.items()))


def _read(docket: Docket, *questions: Mapping[str, object]) -> Reading:
    return read([RaisedQuestions.model_validate({"questions": list(questions)})], docket)


TOLL = {"q": "How many died?", "sides": [{"says": "nine", "at": ["A2"]}, {"says": "twelve", "at": ["B2"]}]}


def test_tags_become_the_claims_of_their_articles(docket: Docket) -> None:
    found = _read(docket, TOLL)
    assert [(c.id, c.statement, c.sentences) for c in found.claims] == [
        ("ant#1", "nine", (2,)),
        ("bee#1", "twelve", (2,)),
    ]
    ((question,),) = found.raised
    assert question.claims == ("ant#1", "bee#1")
    assert [(side.says, side.claims) for side in question.answers] == [("nine", ("ant#1",)), ("twelve", ("bee#1",))]
    assert not question.alike


def test_a_side_of_several_articles_is_a_claim_of_each(docket: Docket) -> None:
    found = _read(docket, {"q": "What burned?", "sides": [{"says": "a ship", "at": ["B1", "A1", "B1"]}]})
    ((question,),) = found.raised
    assert question.answers[0].claims == ("bee#1", "ant#1")
    assert question.claims == ("ant#1", "bee#1")
    assert question.alike


def test_a_side_without_a_known_sentence_is_listed_and_not_used(docket: Docket) -> None:
    wrong = {"q": "How many?", "sides": [{"says": "ten", "at": ["A77", "Z1"]}, {"says": "twelve", "at": ["B2", "B99"]}]}
    found = _read(docket, wrong)
    assert [(lost.article, lost.statement) for lost in found.ungrounded] == [(None, "ten")]
    assert "A77" in found.ungrounded[0].reason
    assert [claim.id for claim in found.claims] == ["bee#1"]
    assert _read(docket, {"q": "How many?", "sides": [{"says": "ten", "at": ["A77"]}]}).raised == ((),)


def test_a_side_on_page_furniture_is_not_used(make_article: MakeArticle) -> None:
    article = make_article("a", "Ferry burns\n\nNine people died.\n\nshare facebook whatsapp x print")
    number = next(s.number for s in article.sentences if s.placement is Placement.FURNITURE)
    found = _read(Docket((article,)), {"q": "Who?", "sides": [{"says": "share", "at": [f"A{number}"]}]})
    assert found.claims == ()
    assert found.ungrounded[0].article == "a"


def test_questions_and_claims_are_counted_through_all_sittings(docket: Docket) -> None:
    answer = RaisedQuestions.model_validate({"questions": [TOLL]})
    found = read([answer, answer], docket)
    assert [[q.id for q in raised] for raised in found.raised] == [["Q1"], ["Q2"]]
    assert [claim.id for claim in found.claims] == ["ant#1", "bee#1", "ant#2", "bee#2"]


def test_a_braced_or_dollared_text_reaches_the_prompt_unchanged(make_article: MakeArticle) -> None:
    text = "He paid $5 and wrote {{ 7*7 }} and ${name} and {% if x %}."
    articles = (make_article("a", text),)
    (sitting,) = sittings(articles)
    assert text in request(Docket(articles), sitting).prompt.user


@pytest.fixture
def shown(make_article: MakeArticle) -> Article:
    return make_article(
        "a", "Ferry burns off Brenholm\n\nNine people died in the fire.", outlet="The Gull", published="2024-11-30"
    )


def test_the_reading_sees_outlets_dates_tags_and_whether_there_is_more(shown: Article) -> None:
    (sitting,) = sittings([shown])
    whole, part = (request(Docket((shown,)), sitting, partly=n).prompt.user for n in (False, True))
    for words in ("A = The Gull; published 2024-11-30", "[A1] (headline) Ferry burns", "Nine people died in the fire."):
        assert words in whole
    assert "more articles" in part
    assert "more articles" not in whole
