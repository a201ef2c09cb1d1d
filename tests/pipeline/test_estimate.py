from __future__ import annotations

import pytest

from checker.pipeline.estimate import Range, estimate
from schemas.article import Article
from tests.conftest import MakeArticle


@pytest.fixture
def articles(make_article: MakeArticle) -> list[Article]:
    text = " ".join(f"Witness number {n} saw the ferry burn off the coast of Brenholm." for n in range(40))
    return [make_article(name, f"{name.title()}. {text}") for name in ("ant", "bee", "cat", "dog")]


def _within(inner: Range, outer: Range) -> bool:
    return outer.low <= inner.low <= inner.high <= outer.high


def test_every_article_costs_calls_and_tokens(articles: list[Article]) -> None:
    two, four = estimate(articles[:2]), estimate(articles)
    assert two.calls.low < four.calls.low
    assert two.tokens_in.low < four.tokens_in.low
    assert two.tokens_out.high < four.tokens_out.high
    assert four.calls.low >= len(articles)


def test_a_range_has_its_bounds_in_order(articles: list[Article]) -> None:
    for bound in (estimate(articles).calls, estimate(articles).tokens_in, estimate(articles).tokens_out):
        assert _within(bound, bound)


def test_the_cost_of_an_article_does_not_grow_with_the_story(
    articles: list[Article], make_article: MakeArticle
) -> None:
    many = [make_article(f"{article.id}{n}", article.text) for n in range(10) for article in articles]
    small, large = estimate(articles), estimate(many)
    assert large.calls.high / len(many) < 1.3 * small.calls.high / len(articles)
