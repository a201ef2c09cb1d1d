from __future__ import annotations

import itertools

from checker.extract.sittings import OVERLAP, halves, sittings
from checker.prompting.exhibits import minable
from schemas.article import Article
from tests.conftest import MakeArticle


def _many(make_article: MakeArticle, count: int) -> list[Article]:
    return [make_article(f"a{number:02}", f"Article {number}. Nine people died.") for number in range(count)]


def test_a_small_story_is_read_in_one_sitting(make_article: MakeArticle) -> None:
    (sitting,) = sittings(_many(make_article, 8))
    assert len(sitting.articles) == 8


def test_a_large_story_is_read_in_several_and_every_sentence_in_one(make_article: MakeArticle) -> None:
    articles = _many(make_article, 21)
    planned = sittings(articles)
    read = [(part.article.id, row.number) for sitting in planned for part in sitting.parts for row in part.sentences]
    assert len(planned) == 3
    assert read == [(article.id, row.number) for article in articles for row in minable(article)]


def test_one_more_article_at_the_end_changes_the_last_sitting_alone(make_article: MakeArticle) -> None:
    articles = _many(make_article, 21)
    before, after = sittings(articles[:20]), sittings(articles)
    assert after[:2] == before[:2]


def test_a_sitting_holds_no_more_text_than_it_may(make_article: MakeArticle) -> None:
    articles = [make_article(name, " ".join(f"The ferry {name} left at {n}." for n in range(30))) for name in "abcdef"]
    planned = sittings(articles, chars=1500)
    assert all(sum(part.size for part in sitting.parts) <= 1500 for sitting in planned)
    assert [article for sitting in planned for article in sitting.articles] == list("abcdef")


def test_a_long_article_is_read_in_overlapping_parts_that_miss_no_sentence(make_article: MakeArticle) -> None:
    article = make_article("a", " ".join(f"Witness number {n} saw the ferry burn off the coast." for n in range(400)))
    runs = [part.sentences for sitting in sittings([article], chars=2000) for part in sitting.parts]
    assert len(runs) > 5
    assert {s.number for run in runs for s in run} == {s.number for s in minable(article)}
    for before, after in itertools.pairwise(runs):
        assert before[-OVERLAP:] == after[:OVERLAP]
        assert len(after) > OVERLAP


def test_an_article_without_a_sentence_is_left_out(make_article: MakeArticle) -> None:
    assert sittings([make_article("a", " \n ")]) == ()


def test_halves_are_the_whole_and_one_article_has_none(make_article: MakeArticle) -> None:
    (sitting,) = sittings(_many(make_article, 5))
    one, other = halves(sitting)
    assert (*one.parts, *other.parts) == sitting.parts
    assert halves(sittings(_many(make_article, 1))[0]) == ()
