"""Stories: articles joined to groups while what they have in common outweighs what they do not.

Average linkage: two groups are joined if the mean cosine over all pairs of their articles is high enough, both by
itself and beside that within the groups, the most alike first. One article that tells of two stories bridges them for
itself alone, where single linkage would chain them (Manning et al. 2008, "Introduction to Information Retrieval",
17.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from checker.grouping.candidates import candidates
from checker.grouping.terms import terms_of
from checker.grouping.vectors import Vector, product, vectors
from schemas.article import Article, DateSource

ALIKE = 0.17
"""The mean cosine from which on two groups tell one story. Real reports of one event have 0.2 to 0.6 with each other,
reports of different events seldom more than 0.12."""
SOON, NEAR, FAR = 1, 2, 14
"""Days between two groups: up to SOON they are taken for one more easily, from NEAR on less, from FAR on least."""
EASIER, HARDER = 0.9, 2.0
"""By what the mean cosine that is asked for is multiplied then."""
COHERENT, LONE = 0.6, 0.4
"""How alike two groups have to be, as a share of how alike the less coherent one's own articles are, and a group and a
single article: reports of two matches have as much in common as two of an election, but less than two of one match."""
TIGHT = 0.6
"""The greatest coherence that counts: what is more alike than this has been copied in part."""
COPIES = 0.85
"""The coherence from which on a group is one article and its copies, and counts as a single one."""
MOST_ROUNDS = 12
"""Each looks for candidates among what the one before has joined. Far fewer are ever needed."""


@dataclass(frozen=True)
class Group:
    """Articles that tell one story."""

    articles: tuple[str, ...]
    """Their ids, sorted."""
    typical: str
    """The id of the one that has most in common with all of them: its headline may stand for the story."""


@dataclass
class _Cluster:
    """A group in the making."""

    members: list[int]
    total: Vector
    """The sum of its articles' vectors."""
    square: float
    """The product of that with itself: the sum of the cosines over all pairs, both ways, and each with itself."""
    first: int | None
    last: int | None
    """The days of its first and of its last article."""

    @property
    def coherence(self) -> float:
        """The mean cosine of two of its articles; of a single one, that with itself."""
        size = len(self.members)
        return (self.square - size) / (size * (size - 1)) if size > 1 else 1.0

    @property
    def single(self) -> bool:
        """Whether it is one article, perhaps with its copies."""
        return self.coherence >= COPIES

    def apart(self, other: _Cluster) -> int | None:
        """Days that lie between the two; None where one has no date."""
        if self.first is None or self.last is None or other.first is None or other.last is None:
            return None
        return max(0, self.first - other.last, other.first - self.last)

    def alike(self, other: _Cluster) -> float:
        """How much the two have in common, as a multiple of what it takes to join them."""
        mean = product(self.total, other.total) / (len(self.members) * len(other.members))
        asked = ALIKE
        if not (self.single and other.single):
            share = LONE if self.single or other.single else COHERENT
            asked = max(asked, share * min(self.coherence, other.coherence, TIGHT))
        return mean / (asked * _strictness(self.apart(other)))


def group(articles: Sequence[Article]) -> tuple[Group, ...]:
    """Which articles tell the same story. Every article is in exactly one group; many groups may hold one article.

    The order in which articles are given does not matter. Only dates that a source states count; one that was concluded
    from the text does not.

    Args:
        articles: each with an id of its own.

    Returns:
        The groups, in the order of their first article's id.
    """
    ordered = sorted(articles, key=lambda article: (_day(article) or 0, article.digest, article.id))
    found = vectors([terms_of(article) for article in ordered])
    clusters = [
        _Cluster([index], dict(vector), product(vector, vector), _day(article), _day(article))
        for index, (article, vector) in enumerate(zip(ordered, found, strict=True))
    ]
    for _ in range(MOST_ROUNDS):
        joined = _join(clusters)
        if len(joined) == len(clusters):
            break
        clusters = joined
    return tuple(sorted((_group(cluster, ordered, found) for cluster in clusters), key=lambda each: each.articles))


def _join(clusters: Sequence[_Cluster]) -> list[_Cluster]:
    """One round: candidates are joined, the most alike first, as long as the groups that they belong to by then are."""
    found = ((clusters[a].alike(clusters[b]), a, b) for a, b in candidates([cluster.total for cluster in clusters]))
    worth = sorted((edge for edge in found if edge[0] >= 1), key=lambda edge: (-edge[0], edge[1], edge[2]))
    into: list[int] = list(range(len(clusters)))
    now = list(clusters)
    for _, a, b in worth:
        one, other = _root(into, a), _root(into, b)
        # What was compared has grown since, as often as not.
        if one != other and now[one].alike(now[other]) >= 1:
            kept, gone = (one, other) if len(now[one].total) >= len(now[other].total) else (other, one)
            into[gone] = kept
            now[kept] = _merged(now[kept], now[gone])
    left = [cluster for index, cluster in enumerate(now) if into[index] == index]
    return sorted(left, key=lambda cluster: min(cluster.members))


def _root(into: list[int], index: int) -> int:
    while into[index] != index:
        into[index] = into[into[index]]
        index = into[index]
    return index


def _merged(large: _Cluster, small: _Cluster) -> _Cluster:
    """The two as one. The larger one's sum is added to in place: copying it at every merge would be quadratic."""
    square = large.square + small.square + 2 * product(large.total, small.total)
    for term, weight in small.total.items():
        large.total[term] = large.total.get(term, 0.0) + weight
    days = [day for day in (large.first, large.last, small.first, small.last) if day is not None]
    large.members += small.members
    return _Cluster(large.members, large.total, square, min(days, default=None), max(days, default=None))


def _strictness(days: int | None) -> float:
    if days is None or SOON < days <= NEAR:
        return 1.0
    if days <= SOON:
        return EASIER
    return min(HARDER, 1 + (HARDER - 1) * (days - NEAR) / (FAR - NEAR))


def _day(article: Article) -> int | None:
    """The day of an article as a number; None where no source states one to the day."""
    stated = article.published
    if stated is None or stated.source is DateSource.INFERRED or len(stated.value) < 10:
        return None
    return date.fromisoformat(stated.value[:10]).toordinal()


def _group(cluster: _Cluster, articles: Sequence[Article], found: Sequence[Vector]) -> Group:
    members = sorted(cluster.members, key=lambda index: articles[index].id)
    typical = max(members, key=lambda index: product(found[index], cluster.total))
    return Group(tuple(articles[index].id for index in members), articles[typical].id)
