"""Vectors: an article as weighted terms of unit length, so that the product of two says how much they have in common.

Weights are tf-idf (Spärck Jones 1972), smoothed against a background. Bare IDF takes what all articles share for
common words; where all tell one story that is the story itself, and nothing is left to know them by.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log, sqrt

from checker.grouping.terms import Terms, names_in

BACKGROUND = 100
"""Imagined articles of other stories, none of which holds a given term: in a small corpus, they keep what its articles
share from passing for common words."""
UNSEEN = 0.3
"""In how many of them it is taken to stand, so that the weight of a term stays finite."""
FLOOR = 0.15
"""The least weight of a term, as a share of the greatest: in a large corpus that tells one story, it does the same."""
NAME = 2.0
"""How much more names and figures count than other words."""
LONGEST = 150
"""Terms of an article that count, the weightiest: a long article is about no more than a short one."""

Vector = dict[str, float]


def vectors(articles: Sequence[Terms]) -> list[Vector]:
    """The vectors of all articles, in their order. That of an article without a term is empty."""
    names = names_in(articles)
    held = Counter(term for article in articles for term in article.counts)
    weights = {term: _weight(count, len(articles)) * (NAME if term in names else 1) for term, count in held.items()}
    return [_vector(article.counts, weights) for article in articles]


def product(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The inner product: of two unit vectors, the cosine of their angle; of two sums, the sum over all pairs."""
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other[term] for term, weight in one.items() if term in other)


def heaviest(vector: Mapping[str, float], most: int) -> list[tuple[str, float]]:
    """The terms of the greatest weight, the greatest first; by the alphabet where weights are equal."""
    return sorted(vector.items(), key=_by_weight)[:most]


def _weight(holders: int, articles: int) -> float:
    whole = articles + BACKGROUND
    return max(log(whole / (holders + UNSEEN)), FLOOR * log(whole / (1 + UNSEEN)))


def _vector(counts: Mapping[str, float], weights: Mapping[str, float]) -> Vector:
    weighed = {term: (1 + log(count)) * weights[term] for term, count in counts.items()}
    kept = heaviest(weighed, LONGEST)
    length = sqrt(sum(weight * weight for _, weight in kept))
    return {term: weight / length for term, weight in kept}


def _by_weight(entry: tuple[str, float]) -> tuple[float, str]:
    return -entry[1], entry[0]
