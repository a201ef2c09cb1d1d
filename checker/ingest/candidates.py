"""Candidates: which articles of a story to compare at all, so that the work grows with the articles, not with pairs.

An inverted index of what each article is made of ("keys": runs of words, stems), as in blocking for record linkage
(Papadakis et al. 2020, "Blocking and filtering techniques for entity resolution"). A key that few articles hold names
them all to each other. A common key says little, but a report that hundreds print holds nothing else: it names to an
article its neighbours in an order that puts like beside like (sorted neighbourhood, Hernández and Stolfo 1995; the
order is by the smallest of the keys' hashes, after Broder 1997). Of those named, the most often named are candidates.

Up to ``MOST + 1`` articles, every two that share a key are candidates.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest, nsmallest
from itertools import chain, islice

MOST = 32
"""Candidates that one article names."""
RARE = 64
"""A key that more articles hold is common."""
BESIDE = 2
"""How many neighbours on either side a common key names."""
_FACTORS = (0x9E3779B97F4A7C15, 0xD1B54A32D192ED03)
"""One line of articles for each; two, because what one tears apart stands together in the other."""
_LINES = len(_FACTORS)
_SAMPLED = 3 * _LINES
"""One common key in three is looked up: an article holds many, and they say much the same."""
_SMALLEST = 4
_BITS = 2**61 - 1

Keys = Collection[int]
"""What an article is made of, each once; numbers that mean the same in all articles of a story."""


@dataclass(frozen=True)
class _Line:
    """All articles in an order that puts like beside like, and the common keys that are looked up in it."""

    articles: Sequence[int]
    places: Sequence[int]
    """Where an article stands in the line: the inverse of ``articles``."""
    holders: Mapping[int, array[int]]
    """For a common key, the places of its holders, ascending."""

    def beside(self, index: int, keys: Keys) -> dict[int, int]:
        """How often an article stands beside this one, among the holders of each common key that this one holds."""
        place = self.places[index]
        places = Counter(chain.from_iterable(_around(held, place) for key in keys if (held := self.holders.get(key))))
        return {self.articles[near]: count for near, count in places.items()}


def candidates(articles: Sequence[Keys]) -> set[tuple[int, int]]:
    """The pairs of articles, by their index, the lower one first, that share most.

    Deterministic: it depends on the keys and the order of the articles alone.
    """
    holders = _holders(articles)
    rare = {key: held for key, held in holders.items() if len(held) <= RARE}
    common = [
        {key: held for key, held in holders.items() if len(held) > RARE and key % _SAMPLED == n} for n in range(_LINES)
    ]
    lines = [_line(articles, held, salt) for salt, held in enumerate(common) if held]
    found: set[tuple[int, int]] = set()
    for index, keys in enumerate(articles):
        named = Counter(chain.from_iterable(rare[key] for key in keys if key in rare))
        for line in lines:
            named.update(line.beside(index, keys))
        del named[index]
        found.update((index, other) if index < other else (other, index) for other in _most_named(named))
    return found


def _around(places: array[int], place: int) -> array[int]:
    here = bisect_left(places, place)
    return places[max(0, here - BESIDE) : here + BESIDE + 1]


def _holders(articles: Sequence[Keys]) -> dict[int, array[int]]:
    """For every key that at least two articles hold, these articles, ascending."""
    once: set[int] = set()
    shared: set[int] = set()
    for keys in articles:
        shared.update(once.intersection(keys))
        once.update(keys)
    del once
    holders: dict[int, array[int]] = defaultdict(lambda: array("l"))
    for index, keys in enumerate(articles):
        for key in shared.intersection(keys):
            holders[key].append(index)
    return dict(holders)


def _line(articles: Sequence[Keys], holders: Mapping[int, array[int]], salt: int) -> _Line:
    """The articles by the smallest hashes of their keys: those with many keys in common mostly have these in common."""
    factor = _FACTORS[salt]
    smallest = [nsmallest(_SMALLEST, [key * factor >> 7 & _BITS for key in keys]) for keys in articles]
    order = sorted(range(len(articles)), key=lambda index: (smallest[index], index))
    places = array("l", order)
    for place, index in enumerate(order):
        places[index] = place
    ranked = {key: array("l", sorted(places[index] for index in held)) for key, held in holders.items()}
    return _Line(order, places, ranked)


def _most_named(named: Counter[int]) -> Iterator[int]:
    if len(named) <= MOST:
        yield from named
        return
    often = [(count, -other) for other, count in named.items() if count > 1]
    once = islice(sorted(other for other, count in named.items() if count == 1), max(0, MOST - len(often)))
    yield from (-other for _, other in nlargest(MOST, often))
    yield from once
