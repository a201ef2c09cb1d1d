from __future__ import annotations

from checker.extract import again
from checker.extract.reading import chunks
from schemas.answers import FurtherClaims
from schemas.claim import Claim, Reading
from schemas.question import Question
from tests.conftest import MakeArticle

TEXT = "The ferry burned on Monday. Nine people died. The captain was saved by a fishing boat."


def _answer(**claim: object) -> FurtherClaims:
    return FurtherClaims.model_validate({"claims": [claim]})


def _question(id_: str, *claims: str) -> Question:
    return Question(id=id_, text=f"Question {id_}?", claims=claims)


def _claim(article: str, number: int, statement: str = "x", sentence: int = 1) -> Claim:
    return Claim(id=f"{article}#{number}", article=article, statement=statement, sentences=(sentence,))


def test_an_article_is_asked_only_what_it_has_not_answered(make_article: MakeArticle) -> None:
    claims = {claim.id: claim for claim in (_claim("a", 1), _claim("b", 1))}
    questions = [_question("Q1", "a#1"), _question("Q2", "b#1"), _question("Q3", "a#1", "b#1")]
    asked = again.open_questions(make_article("a", TEXT), questions, claims)
    assert [question.id for question in asked] == ["Q2"]
    (request,) = again.requests(make_article("a", TEXT), asked)
    shown = request.prompt.user
    assert "Q2: Question Q2?" in shown
    assert "Q1" not in shown


def test_a_new_answer_becomes_a_claim_of_the_second_reading(make_article: MakeArticle) -> None:
    answer = _answer(q="Q2", s=[3], claim="A fishing boat saved the captain.")
    further = again.read([answer], make_article("a", TEXT), [_question("Q2", "b#1")], [_claim("a", 1)])
    assert [(claim.id, claim.reading) for claim in further.new] == [("a#2", Reading.SECOND)]
    assert further.answers == {"Q2": ("a#2",)}


def test_an_answer_that_the_first_reading_had_is_not_a_second_claim(make_article: MakeArticle) -> None:
    known = _claim("a", 1, "Nine people died.", 2)
    answer = _answer(q="Q2", s=[2], claim="Nine people died")
    further = again.read([answer], make_article("a", TEXT), [_question("Q2", "b#1")], [known])
    assert further.new == ()
    assert further.answers == {"Q2": ("a#1",)}


def test_answers_to_questions_that_were_not_asked_do_not_count(make_article: MakeArticle) -> None:
    answer = _answer(q="Q9", s=[2], claim="Nine people died.")
    further = again.read([answer], make_article("a", TEXT), [_question("Q2", "b#1")], [])
    assert (further.new, dict(further.answers)) == ((), {})


def test_an_answer_without_ground_is_listed(make_article: MakeArticle) -> None:
    answer = _answer(q="Q2", s=[44], claim="Ten people died.")
    further = again.read([answer], make_article("a", TEXT), [_question("Q2", "b#1")], [])
    assert [lost.statement for lost in further.ungrounded] == ["Ten people died."]
    assert dict(further.answers) == {}


def test_a_long_article_is_asked_again_in_the_chunks_of_its_first_reading(make_article: MakeArticle) -> None:
    text = " ".join(f"Witness number {n} saw the ferry burn off the coast." for n in range(900))
    article = make_article("a", text)
    requests = again.requests(article, [_question("Q1", "b#1")])
    assert len(requests) == len(chunks(article)) > 1
    assert all("Q1: Question Q1?" in request.prompt.user for request in requests)


def test_a_denial_is_not_taken_for_the_claim_that_it_denies(make_article: MakeArticle) -> None:
    known = _claim("a", 1, "Nine people died.", 2)
    answer = _answer(q="Q2", s=[2], claim="Nine people have not died")
    further = again.read([answer], make_article("a", TEXT), [_question("Q2", "b#1")], [known])
    assert further.answers == {"Q2": ("a#2",)}


def test_a_new_claim_names_the_places_of_its_article(make_article: MakeArticle) -> None:
    answer = _answer(q="Q2", s=[3], claim="A boat from Ostrey saved the captain.")
    article, asked = make_article("a", TEXT), [_question("Q2", "b#1")]
    (claim,) = again.read([answer], article, asked, [], places=["Ostrey", "Ost"]).new
    assert claim.places == ("Ostrey",)
