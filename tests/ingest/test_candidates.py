from __future__ import annotations

import random
from collections.abc import Callable
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.ingest.candidates import MOST, candidates
from checker.ingest.origins import find_origins
from schemas.article import Article

KEYS = st.lists(st.frozensets(st.integers(min_value=0, max_value=40), max_size=12), max_size=MOST + 1)


@given(KEYS)
def test_of_a_few_articles_every_two_that_share_a_key_are_compared(articles: list[frozenset[int]]) -> None:
    sharing = {(a, b) for a, b in combinations(range(len(articles)), 2) if articles[a] & articles[b]}
    assert candidates(articles) == sharing


@pytest.mark.parametrize("size", [100, 400])
def test_the_pairs_grow_with_the_articles_even_where_all_are_alike(size: int) -> None:
    assert len(candidates([frozenset(range(50))] * size)) <= MOST * size


def test_articles_that_share_most_are_found_among_many_that_share_something() -> None:
    rng = random.Random(3)
    articles = [frozenset(rng.sample(range(800), 60)) for _ in range(600)]
    twins = [frozenset([*rng.sample(sorted(keys), 50), 1000 + index]) for index, keys in enumerate(articles[:50])]
    found = candidates([*articles, *twins])
    assert {(index, 600 + index) for index in range(50)} <= found


@pytest.fixture
def reporter() -> Callable[[int], str]:
    """Writes reports out of ordinary words, all of which every report uses."""
    rng = random.Random(5)
    vocabulary = ["".join(rng.choices("abcdefghijklmnoprstuvw", k=rng.randint(4, 9))) for _ in range(300)]

    def write(sentences: int) -> str:
        return " ".join(" ".join(rng.choices(vocabulary, k=12)).capitalize() + "." for _ in range(sentences))

    return write


def test_a_report_that_hundreds_print_is_one_origin(
    article: Callable[..., Article], reporter: Callable[[int], str]
) -> None:
    report = reporter(12)
    printed = [article(f"{reporter(2)}\n\n{report}", article_id=f"a{n:03}") for n in range(200)]
    others = [article(reporter(14), article_id=f"b{n:03}") for n in range(40)]
    origins = find_origins([*printed, *others])
    assert [len(origin.articles) for origin in origins] == [200] + [1] * 40
    shown = {name for passage in origins[0].passages for name in (passage.article, passage.other)}
    assert len(shown) == 200


def test_two_versions_that_many_print_are_one_origin_where_they_overlap(
    article: Callable[..., Article], reporter: Callable[[int], str]
) -> None:
    common, first, second = reporter(5), reporter(9), reporter(9)
    printed = [article(f"{reporter(1)}\n\n{common} {first}", article_id=f"a{n:03}") for n in range(70)]
    printed += [article(f"{reporter(1)}\n\n{common} {second}", article_id=f"b{n:03}") for n in range(70)]
    assert len(find_origins(printed)) == 1
