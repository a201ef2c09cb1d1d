"""The one plain prompt: what it is shown, and how its quotes are held to the articles."""

from __future__ import annotations

from typing import Any

import pytest

from checker.errors import ModelTimeoutError
from checker.evaluate import one_prompt
from checker.evaluate.story import Answered, score
from checker.pipeline.asking import Inquiry
from schemas.answers import PlainContradictions
from schemas.article import Article
from schemas.evaluation import LossStage
from schemas.finding import Agreement, Verdict
from schemas.report import Usage
from tests.conftest import MakeArticle
from tests.evaluate.conftest import TEXTS, Scripted, gold


@pytest.fixture
def articles(make_article: MakeArticle) -> tuple[Article, ...]:
    return tuple(make_article(name, text, outlet=f"The {name}") for name, text in TEXTS.items())


def read(articles: tuple[Article, ...], *contradictions: list[tuple[str, str]]) -> Answered:
    items = [
        {"question": "?", "quotes": [{"article": letter, "quote": words} for letter, words in quotes]}
        for quotes in contradictions
    ]
    answer = PlainContradictions.model_validate({"contradictions": items})
    return one_prompt.read(answer, articles, Usage(calls=1))


def test_every_article_is_shown_whole_between_fences(articles: tuple[Article, ...]) -> None:
    shown = one_prompt.request(articles).prompt.user
    for article in articles:
        fence = f"article {article.digest[:8]}"
        assert f"<<< {fence}\n{article.text}\n>>> {fence}" in shown
    assert "Article B: The bee; publication date not known" in shown


def test_a_contradiction_becomes_a_firm_finding_on_the_words_that_stand_there(articles: tuple[Article, ...]) -> None:
    answered = read(articles, [("A", "nine  people DIED"), ("b", "Twelve people died")])
    (flag,) = answered.flags
    assert (flag.verdict, flag.agreement, flag.severity, flag.kinds) == (
        Verdict.CONTRADICTION,
        Agreement.FIRM,
        None,
        (),
    )
    assert [(e.article, e.quote) for e in flag.evidence] == [("ant", "Nine people died"), ("bee", "Twelve people died")]
    assert score(gold(), answered).evaluation.metrics.recall.hits == 1


@pytest.mark.parametrize("quote", [("A", "A hundred people died"), ("Z", "Nine people died"), ("A", "")])
def test_a_quote_that_stands_nowhere_is_counted_as_ungrounded(
    articles: tuple[Article, ...], quote: tuple[str, str]
) -> None:
    answered = read(articles, [("B", "Twelve people died"), quote])
    assert answered.ungrounded == 1
    grounding = score(gold(), answered).evaluation.metrics.grounding
    assert (grounding.hits, grounding.n) == (1, 2)


def test_a_contradiction_without_any_true_quote_is_no_finding(articles: tuple[Article, ...]) -> None:
    answered = read(articles, [("A", "A hundred people died")])
    assert (answered.flags, answered.ungrounded) == ((), 1)


def test_it_is_asked_once(articles: tuple[Article, ...]) -> None:
    model = Scripted(lambda prompt, answer: {"contradictions": []})
    answer = one_prompt.ask(articles, Inquiry(model))
    assert answer == PlainContradictions(contradictions=[])
    assert len(model.prompts) == 1


def test_no_answer_is_an_incomplete_story_and_not_an_empty_one(articles: tuple[Article, ...]) -> None:
    failing: Any = Scripted(lambda prompt, answer: ModelTimeoutError("no answer in time"))
    answer = one_prompt.ask(articles, Inquiry(failing))
    answered = one_prompt.read(answer, articles, Usage())
    assert not answered.complete


def test_what_it_misses_leaves_no_trace(articles: tuple[Article, ...]) -> None:
    story = score(gold(), read(articles)).evaluation
    assert {miss.stage for miss in story.misses} == {LossStage.UNKNOWN}
    assert story.metrics.severities.n == story.metrics.kinds.n == story.metrics.origins.n == 0
