from __future__ import annotations

from collections.abc import Callable

import pytest

from checker.extract.claims import claim
from schemas.answers import AnsweredSide
from schemas.article import Placement
from schemas.claim import Claim, Comparator, SpeechAct
from tests.conftest import MakeArticle

MakeClaim = Callable[..., tuple[Claim, str]]

TEXT = (
    "Ferry burns off Brenholm\n\n"
    "At least nine people died when a ferry burned on 4 May 2024, the coast guard said. "
    "The ship was about six miles from the harbour of Brenholm."
)


@pytest.fixture
def make_claim(make_article: MakeArticle) -> MakeClaim:
    article = make_article("a", TEXT, published="2024-05-05")

    def make(number: int, says: str, **side: object) -> tuple[Claim, str]:
        row = article.sentence(number)
        assert row is not None
        made = claim(article, 1, AnsweredSide.model_validate({"says": says, "at": ["A1"], **side}), row)
        return made, article.words(made.highlight) if made.highlight else ""

    return make


def test_a_claim_gets_its_values_and_its_words_from_the_article(make_claim: MakeClaim) -> None:
    made, marked = make_claim(2, "at least nine people died", by="the coast guard")
    assert (made.quantities[0].value, made.quantities[0].comparator) == (9, Comparator.AT_LEAST)
    assert marked == "At least nine people died"
    assert (made.voice.speaker, made.voice.act, made.voice.named) == ("the coast guard", SpeechAct.SAID, False)


def test_values_that_the_sentence_does_not_print_are_not_believed(make_claim: MakeClaim) -> None:
    made, marked = make_claim(3, "about sixty miles from land")
    assert made.quantities == ()
    assert "sixty" not in marked


def test_a_time_is_read_where_the_sentence_prints_it(make_claim: MakeClaim) -> None:
    made, _ = make_claim(2, "on 4 May 2024")
    assert made.times[0].start.isoformat().startswith("2024-05-04")
    assert make_claim(2, "on 6 May 2024")[0].times == ()


def test_words_that_are_no_ones_are_not_marked(make_claim: MakeClaim) -> None:
    assert make_claim(3, "nobody survived in the end")[1] == ""


def test_marks_keep_words_whole(make_claim: MakeClaim) -> None:
    _, marked = make_claim(3, "six miles from the harbor of Brenholm")
    assert marked == "six miles from the harbour of Brenholm"


@pytest.mark.parametrize(
    ("side", "act"),
    [
        ({}, SpeechAct.ASSERTED),
        ({"by": "Ann Lee"}, SpeechAct.SAID),
        ({"by": "Ann Lee", "act": "Denied"}, SpeechAct.DENIED),
        ({"by": "Ann Lee", "act": "muttered"}, SpeechAct.SAID),
    ],
)
def test_a_voice_does_what_is_known_of_it(make_claim: MakeClaim, side: dict[str, object], act: SpeechAct) -> None:
    assert make_claim(2, "nine died", **side)[0].voice.act is act


@pytest.mark.parametrize(("by", "named"), [("Ann Lee", True), ("the coast guard", False), ("a UN official", True)])
def test_a_name_is_told_from_a_description(make_claim: MakeClaim, by: str, named: bool) -> None:
    assert make_claim(2, "nine died", by=by)[0].voice.named is named


def test_a_headline_claim_knows_where_it_stands(make_claim: MakeClaim) -> None:
    assert make_claim(1, "a ferry burned")[0].placement is Placement.HEADLINE
