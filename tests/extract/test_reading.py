from __future__ import annotations

import itertools

from checker.extract.reading import OVERLAP, chunks, requests
from checker.prompting.exhibits import minable
from tests.conftest import MakeArticle


def test_an_ordinary_article_is_read_in_one_call(make_article: MakeArticle) -> None:
    assert len(requests(make_article("a", "Nine people died. Two were saved."))) == 1


def test_an_empty_article_needs_no_call(make_article: MakeArticle) -> None:
    assert requests(make_article("a", " \n ")) == ()


def test_a_long_article_is_read_in_overlapping_chunks_that_miss_no_sentence(make_article: MakeArticle) -> None:
    article = make_article("a", " ".join(f"Witness number {n} saw the ferry burn off the coast." for n in range(400)))
    runs = chunks(article, limit=2000)
    assert len(runs) > 5
    assert {s.number for run in runs for s in run} == {s.number for s in minable(article)}
    for before, after in itertools.pairwise(runs):
        assert before[-OVERLAP:] == after[:OVERLAP]
        assert len(after) > OVERLAP


def test_a_braced_or_dollared_text_reaches_the_prompt_unchanged(make_article: MakeArticle) -> None:
    text = "He paid $5 and wrote {{ 7*7 }} and ${name} and {% if x %}."
    (request,) = requests(make_article("a", text))
    assert text in request.prompt.user
