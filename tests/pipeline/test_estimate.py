from __future__ import annotations

import json
from pathlib import Path

import pytest

from checker.ingest.story import read_story
from checker.pipeline.estimate import estimate
from schemas.article import Article
from tests.conftest import MakeArticle

CHECKOUT = Path(__file__).parent.parent.parent


@pytest.fixture
def articles(make_article: MakeArticle) -> list[Article]:
    text = " ".join(f"Witness number {n} saw the ferry burn off the coast of Brenholm." for n in range(40))
    return [make_article(name, f"{name.title()}. {text}") for name in ("ant", "bee", "cat", "dog")]


def test_every_article_costs_calls_and_tokens(articles: list[Article]) -> None:
    two, four = estimate(articles[:2]), estimate(articles)
    assert two.tokens_in.low < four.tokens_in.low
    assert two.tokens_out.high < four.tokens_out.high


@pytest.mark.parametrize("story", sorted(path.name for path in (CHECKOUT / "cassettes" / "examples").iterdir()))
def test_the_range_holds_what_a_recorded_run_took(story: str) -> None:
    recorded = [json.loads(p.read_text()) for p in (CHECKOUT / "cassettes" / "examples" / story).glob("*.json")]
    usage = [each["response"]["body"]["usage"] for each in recorded]
    likely = estimate(read_story([str(CHECKOUT / "examples" / story)]).articles)
    assert likely.calls.low <= len(recorded) <= likely.calls.high
    assert likely.tokens_in.low <= sum(u["prompt_tokens"] for u in usage) <= likely.tokens_in.high
    assert likely.tokens_out.low <= sum(u["completion_tokens"] for u in usage) <= likely.tokens_out.high


def test_the_cost_of_an_article_does_not_grow_with_the_story(
    articles: list[Article], make_article: MakeArticle
) -> None:
    many = [make_article(f"{article.id}{n}", article.text) for n in range(10) for article in articles]
    eight, large = estimate(many[:8]), estimate(many)
    assert large.calls.high / len(many) <= 1.3 * eight.calls.high / 8
    assert large.tokens_in.high / len(many) <= 1.3 * eight.tokens_in.high / 8
