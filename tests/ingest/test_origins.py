from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from checker.ingest.origins import find_origins
from schemas.article import Article, Origin

Newsroom = Callable[..., tuple[Article, ...]]


def members(origins: tuple[Origin, ...]) -> list[set[str]]:
    return [set(origin.articles) for origin in origins]


def test_a_copy_with_a_changed_number_is_of_one_origin_with_its_original(newsroom: Newsroom) -> None:
    (origin,) = find_origins(newsroom("ferry", "original", "copy"))
    assert origin.id == "O1"
    assert origin.overlap == pytest.approx(1.0)


@pytest.mark.parametrize("story", ["ferry", "stadium"])
def test_a_rewrite_sentence_by_sentence_is_of_one_origin_with_its_original(newsroom: Newsroom, story: str) -> None:
    articles = newsroom(story, "original", "rewrite")
    (origin,) = find_origins(articles)
    by_id = {article.id: article for article in articles}
    assert len(origin.passages) >= 4
    for passage in origin.passages:
        assert by_id[passage.article].words(passage.span).strip()
        assert by_id[passage.other].words(passage.other_span).strip()


@pytest.mark.parametrize("story", ["ferry", "stadium"])
def test_another_report_of_the_event_with_the_same_quotation_has_its_own_origin(newsroom: Newsroom, story: str) -> None:
    assert members(find_origins(newsroom(story, "original", "other"))) == [{"original"}, {"other"}]


def test_copies_and_rewrites_join_while_others_stay_apart(newsroom: Newsroom) -> None:
    origins = find_origins(newsroom("ferry", "original", "copy", "rewrite", "other"))
    assert members(origins) == [{"copy", "original", "rewrite"}, {"other"}]
    assert [origin.id for origin in origins] == ["O1", "O2"]


def test_articles_of_different_stories_never_join(newsroom: Newsroom) -> None:
    articles = newsroom("ferry", "original", "other") + newsroom("stadium", "rewrite")
    assert len(find_origins(articles)) == 3


def test_the_passages_of_a_copy_are_the_same_words_in_both(article: Callable[..., Article], newsroom: Newsroom) -> None:
    (original,) = newsroom("ferry", "original")
    half = original.text[: len(original.text) // 2]
    copy = article("A different opening of the report that nobody else has printed so far.\n\n" + half, article_id="z")
    (origin,) = find_origins([original, copy])
    lengths = [passage.span.end - passage.span.start for passage in origin.passages]
    assert lengths == sorted(lengths, reverse=True)
    longest = origin.passages[0]
    assert original.words(longest.span) == copy.words(longest.other_span)


def test_every_member_is_shown_by_a_passage(newsroom: Newsroom) -> None:
    (origin,) = find_origins(newsroom("ferry", "original", "copy", "rewrite"))
    assert {name for p in origin.passages for name in (p.article, p.other)} == {"original", "copy", "rewrite"}


def test_a_shared_quotation_alone_is_no_sign(article: Callable[..., Article]) -> None:
    statement = '"' + " ".join(f"We have looked at point {n} of the plan and find it sound." for n in range(30)) + '"'
    one = article(f"The ministry answered in writing after a long delay on Tuesday.\n\n{statement}", article_id="a")
    other = article(
        f"{statement}\n\nWith these words a spokesman met reporters who had waited outside.", article_id="b"
    )
    assert len(find_origins([one, other])) == 2


def test_the_same_text_twice_is_of_one_origin_however_short(article: Callable[..., Article]) -> None:
    text = "“No.”"
    (origin,) = find_origins([article(text, article_id="a"), article(text, article_id="b")])
    assert origin.overlap == 1.0
    assert [passage.span.end for passage in origin.passages] == [len(text)]


def test_furniture_and_headlines_are_no_sign(article: Callable[..., Article]) -> None:
    links = "\n".join(
        ["Read More:", *(f"Link number {n} about the many cats of the old harbour town" for n in range(20))]
    )
    one = article(
        f"Bridge shut on Friday\n\nThe council shut the bridge after it had found a crack.\n\n{links}", article_id="a"
    )
    other = article(
        f"Bridge shut on Friday\n\nBuses go round by the mill road until spring comes.\n\n{links}", article_id="b"
    )
    assert len(find_origins([one, other])) == 2


def test_an_article_is_its_own_origin_without_passages(article: Callable[..., Article]) -> None:
    (origin,) = find_origins([article("The bridge was shut on Friday.")])
    assert (origin.articles, origin.passages, origin.overlap) == (("a",), (), 0.0)
    assert find_origins([]) == ()


def test_forty_articles_are_grouped_rightly(article: Callable[..., Article]) -> None:
    rng = random.Random(1)
    vocabulary = ["".join(rng.choices("abcdefghijklmnoprstuvw", k=rng.randint(3, 9))) for _ in range(3000)]

    def report() -> str:
        return " ".join(" ".join(rng.choices(vocabulary, k=20)).capitalize() + "." for _ in range(40))

    originals = [report() for _ in range(20)]
    articles = [article(text, article_id=f"a{n:02}") for n, text in enumerate(originals)]
    articles += [article(f"Now this. {text}", article_id=f"b{n:02}") for n, text in enumerate(originals)]
    assert members(find_origins(articles)) == [{f"a{n:02}", f"b{n:02}"} for n in range(20)]
