"""Candidates: which groups are worth comparing, so that not every pair has to be.

An inverted index over each group's weightiest terms. A term that few groups hold makes every two of them candidates;
one that many hold says little, and joins only those that stand near each other in time. Work grows with the number of
groups, and with nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from checker.grouping.vectors import heaviest

TERMS = 40
"""Of a group, by which candidates are looked for."""
FEW = 24
"""Holders of a term, all of which are each other's candidates."""
BESIDE = 3
"""How many holders before and after it, of a term that more hold, are a group's candidates."""
KEPT = 12
"""Candidates of a group that are compared, those first that share most of its terms' weight."""


def candidates(vectors: Sequence[Mapping[str, float]]) -> list[tuple[int, int]]:
    """The pairs worth comparing, each once, the lesser index first, in order.

    Args:
        vectors: of the groups, in the order of their dates: neighbours in it are neighbours in time.
    """
    holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for index, vector in enumerate(vectors):
        for term, weight in heaviest(vector, TERMS):
            holders[term].append((index, weight))
    shared: list[dict[int, float]] = [{} for _ in vectors]
    for held in holders.values():
        reach = len(held) if len(held) <= FEW else BESIDE
        for place, (one, weight) in enumerate(held):
            of_one = shared[one]
            for other, more in held[place + 1 : place + 1 + reach]:
                both = weight * more
                of_one[other] = of_one.get(other, 0.0) + both
                shared[other][one] = shared[other].get(one, 0.0) + both
    pairs = {(min(one, other), max(one, other)) for one, those in enumerate(shared) for other in _best(those)}
    return sorted(pairs)


def _best(shared: Mapping[int, float]) -> list[int]:
    return sorted(shared, key=lambda other: (-shared[other], other))[:KEPT]
