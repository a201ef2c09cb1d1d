from __future__ import annotations

import pytest

from checker.extract.claims import ground
from schemas.answers import AnsweredClaim
from schemas.article import Placement
from schemas.claim import Comparator, Reading, SpeechAct
from tests.conftest import MakeArticle

TEXT = (
    "Ferry burns off Brenholm\n\n"
    "At least nine people died when a ferry burned on Monday, the coast guard said. "
    "The ship was about six miles from the harbour of Brenholm. "
    "It carried cars.\n\n"
    "share facebook whatsapp x print"
)


def test_a_claim_gets_its_words_from_the_article(make_article: MakeArticle) -> None:
    article = make_article("a", TEXT, published="2024-11-30")
    answered = AnsweredClaim(
        s=[2],
        claim="At least nine people died in the fire.",
        by="the coast guard",
        act="said",
        val=["At least nine people"],
        key="nine people died",
    )
    (claim,) = ground(article, [answered]).claims
    assert claim.id == "a#1"
    assert claim.highlight is not None
    assert article.words(claim.highlight) == "nine people died"
    assert claim.quantities[0].value == 9
    assert claim.quantities[0].comparator is Comparator.AT_LEAST
    assert claim.voice.act is SpeechAct.SAID
    assert not claim.voice.named


def test_a_headline_claim_knows_where_it_stands(make_article: MakeArticle) -> None:
    (claim,) = ground(make_article("a", TEXT), [AnsweredClaim(s=[1], claim="A ferry burned.")]).claims
    assert claim.placement is Placement.HEADLINE


@pytest.mark.parametrize("numbers", [[99], [0], [-1], [2, 99]])
def test_a_claim_on_sentences_that_do_not_exist_is_listed_and_not_used(
    make_article: MakeArticle, numbers: list[int]
) -> None:
    grounded = ground(make_article("a", TEXT), [AnsweredClaim(s=numbers, claim="Ten died.")])
    assert grounded.claims == ()
    assert [lost.statement for lost in grounded.ungrounded] == ["Ten died."]
    assert grounded.ungrounded[0].reason


def test_a_claim_on_page_furniture_is_not_used(make_article: MakeArticle) -> None:
    article = make_article("a", TEXT)
    furniture = next(s.number for s in article.sentences if s.placement is Placement.FURNITURE)
    assert ground(article, [AnsweredClaim(s=[furniture], claim="Share this.")]).claims == ()


def test_values_and_phrases_that_the_sentences_do_not_have_are_not_believed(make_article: MakeArticle) -> None:
    answered = AnsweredClaim(s=[3], claim="The ship was far out.", val=["about sixty miles"], key="sixty miles out")
    (claim,) = ground(make_article("a", TEXT), [answered]).claims
    assert claim.quantities == ()
    assert claim.highlight is None


def test_doubles_on_the_same_sentences_are_merged(make_article: MakeArticle) -> None:
    twice = [AnsweredClaim(s=[4], claim="It carried cars."), AnsweredClaim(s=[4], claim="It carried cars")]
    assert len(ground(make_article("a", TEXT), twice).claims) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ukraine will cede the captured territory.", "Ukraine will not cede the captured territory."),
        ("12 soldiers of the second brigade were killed.", "13 soldiers of the second brigade were killed."),
        ("Nine people died in the fire on Monday.", "Ten people died in the fire on Monday."),
        ("The company will open the plant in Westmere.", "The company may open the plant in Westmere."),
        ("The army attacked the rebels.", "The rebels attacked the rebels."),
    ],
)
def test_claims_that_are_alike_and_say_different_things_are_both_kept(
    make_article: MakeArticle, one: str, other: str
) -> None:
    answered = [AnsweredClaim(s=[2], claim=one), AnsweredClaim(s=[2], claim=other)]
    assert {c.statement for c in ground(make_article("a", TEXT), answered).claims} == {one, other}


def test_the_same_words_of_two_speakers_are_two_claims(make_article: MakeArticle) -> None:
    answered = [AnsweredClaim(s=[2], claim="Nine people died.", by=who) for who in ("the ministry", "the rebels")]
    assert len(ground(make_article("a", TEXT), answered).claims) == 2


def test_later_readings_go_on_counting(make_article: MakeArticle) -> None:
    answered = [AnsweredClaim(s=[4], claim="It carried cars.")]
    (claim,) = ground(make_article("a", TEXT), answered, reading=Reading.SECOND, after=7).claims
    assert claim.id == "a#8"
    assert claim.reading is Reading.SECOND
