"""What sentences show by themselves, whoever put them side by side."""

from __future__ import annotations

import pytest

from checker.compare.rules.rule import Conflict
from checker.pipeline.shown import shown_by_figures
from schemas.claim import Claim
from schemas.question import Question
from tests.conftest import MakeArticle

OWN = "Twelve people died in the fire on the ferry on Monday."


def _shown(make_article: MakeArticle, other: str) -> Conflict | None:
    articles = {name: make_article(name, text) for name, text in (("own", OWN), ("other", other))}
    claims = [Claim(id=f"{name}#1", article=name, statement=a.text, sentences=(1,)) for name, a in articles.items()]
    question = Question(id="Q1", text=f"What Post reports: “{OWN}”", claims=tuple(claim.id for claim in claims))
    return shown_by_figures(question, claims, "own", articles)


def test_sentences_that_differ_in_a_figure_show_a_contradiction(make_article: MakeArticle) -> None:
    conflict = _shown(make_article, "Nine people died in the fire on the ferry on Monday.")
    assert conflict is not None
    assert conflict.rule == "NUM001"
    assert {evidence.article for evidence in conflict.evidence} == {"own", "other"}


@pytest.mark.parametrize(
    "other",
    [
        "Twelve people died in the fire on the ferry on Monday.",
        "About a dozen people died in the fire on the ferry on Monday.",
        "Nine people work in the office of the harbour master.",
        "Nine people were saved by a fisherman who had seen smoke.",
        "No nine people died in the fire on the ferry on Monday.",
    ],
)
def test_others_show_none_even_where_a_model_put_them_side_by_side(make_article: MakeArticle, other: str) -> None:
    assert _shown(make_article, other) is None


def test_two_sentences_of_others_are_not_its_concern(make_article: MakeArticle) -> None:
    texts = {"own": "It rained.", "b": OWN, "c": OWN.replace("Twelve", "Nine")}
    articles = {name: make_article(name, text) for name, text in texts.items()}
    claims = [Claim(id=f"{name}#1", article=name, statement=a.text, sentences=(1,)) for name, a in articles.items()]
    question = Question(id="Q1", text="How many died?", claims=tuple(claim.id for claim in claims))
    assert shown_by_figures(question, claims, "own", articles) is None
