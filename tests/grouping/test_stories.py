"""Which articles tell the same story: at both ends, one story and none in common, and between them."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.world import world, worlds
from checker.grouping.stories import Group, group
from schemas.article import Article, DateSource
from tests.grouping.conftest import Together, article, of_report, recall_and_precision

FIRE = (
    "Ferry burns off Brenholm\n\nNine people died on Monday when the night ferry Solveig caught fire in the sound off "
    "Brenholm, the coast guard said. The fire began on the car deck, Captain Ilse Adler told the harbour court.",
    "Solveig blaze kills nine\n\nA blaze on the car deck of the Solveig killed nine passengers near Brenholm. "
    "The coast guard took 112 people off the ferry. Captain Adler was the last to leave.",
    "Captain blames a lorry\n\nThe captain of the burnt ferry Solveig, Ilse Adler, said that a lorry on the car deck "
    "was the source of the fire in which nine people died off Brenholm.",
)
VOTE = (
    "Brenholm keeps its toll\n\nThe council of Brenholm voted 11 to 8 on Monday to keep the toll on the Kirk bridge. "
    "Councillor Oskar Nyman, who had moved to end it, called the vote a gift to the bridge company.",
    "Bridge toll stays\n\nDrivers go on paying at the Kirk bridge: Brenholm's council rejected Oskar Nyman's motion "
    "to end the toll by 11 votes to 8. The bridge company welcomed it.",
    "Nyman loses toll vote\n\nOskar Nyman's motion to end the toll on the Kirk bridge failed in Brenholm's council, "
    "8 to 11. The company that runs the bridge takes 4 crowns a car.",
)
CHESS = (
    "Girl of eleven wins chess title\n\nGreta Moreau, 11, is the youngest champion of Tidewick. She beat Pavel Roth "
    "in 34 moves. Her rook sacrifice on move 20 decided the final.",
)


def named(prefix: str, texts: tuple[str, ...], published: str | None = "2025-06-10") -> list[Article]:
    return [article(f"{prefix}{number}", text, published=published) for number, text in enumerate(texts)]


def test_two_stories_about_one_place_on_one_day_come_apart(together: Together) -> None:
    articles = [*named("fire", FIRE), *named("vote", VOTE)]
    assert together(articles) == [["fire0", "fire1", "fire2"], ["vote0", "vote1", "vote2"]]
    assert together(named("fire", FIRE, None) + named("vote", VOTE, None)) == together(articles)


def test_an_article_that_no_other_tells_the_same_as_stands_alone(together: Together) -> None:
    assert ["chess0"] in together([*named("fire", FIRE), *named("vote", VOTE), *named("chess", CHESS)])


@pytest.mark.parametrize("texts", [FIRE, VOTE], ids=["fire", "vote"])
def test_where_all_tell_one_story_all_are_together(together: Together, texts: tuple[str, ...]) -> None:
    assert together(named("a", texts)) == [["a0", "a1", "a2"]]


def test_the_same_people_a_month_later_are_another_story(together: Together) -> None:
    later = (
        "Captain Adler before the harbour court\n\nThe inquiry into the fire on the Solveig opened in Brenholm. "
        "Captain Ilse Adler answered questions about the watch rota and the keys of the engine room for five hours.",
        "Inquiry hears of missing keys\n\nKeys of the engine room were missing for a week, Captain Ilse Adler told the "
        "inquiry in Brenholm that opened on Thursday. The watch rota had gaps, she said.",
    )
    articles = [*named("fire", FIRE), *named("court", later, "2025-07-17")]
    assert together(articles) == [["court0", "court1"], ["fire0", "fire1", "fire2"]]


def test_a_date_that_was_only_concluded_counts_for_nothing(together: Together) -> None:
    first, second, third = named("fire", FIRE)
    guessed = article("fire1", second.text, published="2011-01-01", source=DateSource.INFERRED)
    assert together([first, guessed, third]) == [["fire0", "fire1", "fire2"]]


def test_an_article_that_tells_of_two_stories_does_not_join_them(together: Together) -> None:
    both = article("both", f"The day in Brenholm\n\n{FIRE[1]}\n\n{VOTE[1]}", published="2025-06-10")
    found = together([*named("fire", FIRE), *named("vote", VOTE), both])
    assert not any({"fire0", "vote0"} <= set(those) for those in found)


def test_the_same_text_twice_is_one_story_and_both_are_kept(together: Together) -> None:
    assert together([article("a", FIRE[0]), article("b", FIRE[0])]) == [["a", "b"]]


def test_articles_without_a_word_stand_alone(together: Together) -> None:
    assert together([article("a", "..."), article("b", "!!!"), article("c", "12")]) == [["a"], ["b"], ["c"]]


def test_nothing_is_nothing() -> None:
    assert group([]) == ()


def test_a_script_without_spaces_is_told_apart_too(together: Together) -> None:
    fire = (
        "昨夜、布蓮島沖で渡船が炎上し、九人が死亡した。海上保安庁が発表した。",
        "渡船が炎上、九人が死亡。布蓮島沖、海上保安庁が救助。",
    )
    vote = (
        "市議会は橋の通行料を維持すると議決した。賛成十一、反対八。",
        "橋の通行料は維持、市議会が議決。賛成十一、反対八だった。",
    )
    articles = [*named("fire", fire, None), *named("vote", vote, None)]
    assert together(articles) == [["fire0", "fire1"], ["vote0", "vote1"]]


def test_the_typical_article_is_one_of_the_group() -> None:
    (found,) = group(named("a", FIRE))
    assert found == Group(("a0", "a1", "a2"), found.typical)
    assert found.typical in found.articles


@pytest.mark.parametrize("size", [5, 12, 30, 50, 300])
def test_one_story_of_any_size_is_one_group(size: int) -> None:
    articles = [of_report(report) for report in world(3, size, reprints=0.2).reports.values()]
    assert [len(each.articles) for each in group(articles)] == [size]


@pytest.mark.parametrize("sizes", [[4, 4, 4], [30, *[1] * 30], [2, 12, 5, 3]], ids=str)
@pytest.mark.parametrize("dated", [True, False], ids=["dated", "undated"])
def test_stories_of_a_world_come_apart(sizes: list[int], dated: bool) -> None:
    corpus = worlds(2, len(sizes), sizes)
    articles = [of_report(report, dated=dated) for report in corpus.reports.values()]
    recall, precision = recall_and_precision(articles, corpus.story_of)
    assert recall == 1.0
    assert precision >= 0.9


@pytest.mark.parametrize("dated", [True, False], ids=["dated", "undated"])
def test_hundreds_of_stories_that_share_places_and_people_come_apart(dated: bool) -> None:
    corpus = worlds(5, 120, 5)
    articles = [of_report(report, dated=dated) for report in corpus.reports.values()]
    recall, precision = recall_and_precision(articles, corpus.story_of)
    assert recall >= 0.97
    assert precision >= 0.9


MIXED = [*named("fire", FIRE), *named("vote", VOTE), *named("chess", CHESS)]
OF_WORLD = [of_report(report) for report in worlds(4, 12, 4).reports.values()]


@settings(max_examples=30, deadline=None)
@given(st.permutations(MIXED))
def test_the_order_of_the_articles_does_not_matter(articles: list[Article]) -> None:
    assert group(articles) == group(MIXED)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, len(OF_WORLD)))
def test_every_article_is_in_exactly_one_group_in_any_order(seed: int, size: int) -> None:
    some = random.Random(seed).sample(OF_WORLD, size)
    found = group(some)
    assert sorted(id_ for each in found for id_ in each.articles) == sorted(one.id for one in some)
    assert found == group(sorted(some, key=lambda one: one.id))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=120), max_size=6))
def test_any_text_can_be_grouped(texts: list[str]) -> None:
    articles = [article(f"a{number}", text) for number, text in enumerate(texts)]
    found = group(articles)
    assert sorted(id_ for each in found for id_ in each.articles) == [one.id for one in articles]


def test_another_process_finds_the_same() -> None:
    program = (
        "from bench.world import worlds; from checker.grouping.stories import group; "
        "from tests.grouping.conftest import of_report; "
        "print([g.articles for g in group([of_report(r) for r in worlds(4, 12, 4).reports.values()])])"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert runs[0].strip() == str([each.articles for each in group(OF_WORLD)])
