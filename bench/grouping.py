"""Grouping: which of many articles tell the same story, beside ways of others to find candidates for it.

A corpus of many stories that share places and people, with aliases, other units and reprints; and one story, where
what all share must not pass for common words. CPU is of this process; the ratio to bm25s in the same run is what to
read. ``python -m bench.grouping`` prints all as JSON.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

from bench.exponents import exponent
from bench.world import Report, world, worlds
from bench.world.story import Shape
from checker.grouping.stories import ALIKE, group
from checker.grouping.terms import terms_of
from checker.grouping.vectors import product, vectors
from checker.ingest.sentences import split
from schemas.article import Article, ArticleDate, DateSource

SIZES = (5, 50, 500, 5000)
MEAN = 5
"""Articles of a story, on average: 2 to 12."""
REPRINTS = 0.2
SEED = 1
TOP = 10
"""Candidates of an article that bm25s is asked for: twice as many as its story has on average."""
PERMUTATIONS, THRESHOLD = 64, 0.2
"""Of MinHash, and the likeness of two articles' words from which on it is to find them."""
MOST_FOR_ALL_PAIRS = 500
"""Articles, for the way that looks at every two."""
ENOUGH, MOST_TIMES = 10.0, 9
"""Seconds of CPU, and times, after which a way has been timed enough: others may be at work on the machine."""
LEAST_FOR_GROWTH = 40
"""Articles: with fewer, what is done once weighs too much."""

Groups = Iterable[Sequence[str]]
"""Ids of articles that belong together; a pair is a group of two. No two articles are in more than one."""
Way = Callable[[Sequence[Article]], Groups]


def grouping(sizes: Sequence[int] = SIZES) -> dict[str, Any]:
    """The figures of all ways at all sizes, and the growth of their CPU from the second size on."""
    mixed = {str(size): _measured(*_corpus(size), ways=_ways_for(size)) for size in sizes}
    return {
        "mixed": mixed,
        "mixed, dated": {str(size): _measured(*_corpus(size, dated=True), ways=["checker"]) for size in sizes},
        "one story": {str(size): _measured(*_one_story(size), ways=["checker"]) for size in sizes},
        "growth": {name: growth for name in WAYS if (growth := _growth(name, list(mixed.values()))) is not None},
    }


def _ways_for(size: int) -> list[str]:
    return [name for name in WAYS if name != "all pairs" or size <= MOST_FOR_ALL_PAIRS]


def _measured(articles: Sequence[Article], stories: Mapping[str, int], *, ways: Sequence[str]) -> dict[str, Any]:
    """Recall and precision of pairs, and the share of all pairs that need not be looked at, by the way."""
    every = _pairs(len(articles))
    true = sum(map(_pairs, Counter(stories.values()).values()))
    figures: dict[str, Any] = {"articles": len(articles), "reduction_possible": round(1 - true / every, 5)}
    for name in ways:
        groups, spent = _timed(WAYS[name], articles)
        found = sum(_pairs(len(members)) for members in groups)
        right = sum(_pairs(n) for members in groups for n in Counter(stories[one] for one in members).values())
        figures[name] = {
            "recall": round(right / true, 4),
            "precision": round(right / max(1, found), 4),
            "reduction": round(1 - found / every, 5),
            "cpu_ms_per_article": round(1000 * spent / len(articles), 3),
        }
    return figures


def _timed(way: Way, articles: Sequence[Article]) -> tuple[list[Sequence[str]], float]:
    """What a way finds, and the least of the seconds of CPU that it took, over as many times as are soon over."""
    spent: list[float] = []
    while not spent or (sum(spent) < ENOUGH and len(spent) < MOST_TIMES):
        begun = time.process_time()
        groups = list(way(articles))
        spent.append(time.process_time() - begun)
    return groups, min(spent)


def _growth(way: str, mixed: Sequence[Mapping[str, Any]]) -> float | None:
    """The exponent of a way's CPU in the number of articles: 1 is linear, 2 all pairs. None for too few sizes."""
    there = [each for each in mixed if way in each and each["articles"] >= LEAST_FOR_GROWTH]
    if len(there) < 2:
        return None
    first, last = (
        (each["articles"], each["articles"] * each[way]["cpu_ms_per_article"]) for each in (there[0], there[-1])
    )
    return round(exponent(first, last), 3)


def _pairs(number: int) -> int:
    return number * (number - 1) // 2


def _corpus(size: int, *, dated: bool = False) -> tuple[list[Article], Mapping[str, int]]:
    corpus = worlds(SEED, max(1, size // MEAN), MEAN if size > MEAN else [size], Shape(reprints=REPRINTS))
    return [_article(report, dated=dated) for report in corpus.reports.values()], corpus.story_of


def _one_story(size: int) -> tuple[list[Article], Mapping[str, int]]:
    reports = world(SEED, size, reprints=REPRINTS).reports
    return [_article(report, dated=False) for report in reports.values()], dict.fromkeys(reports, 0)


def _article(report: Report, *, dated: bool) -> Article:
    return Article(
        id=report.id,
        text=report.text,
        sentences=split(report.text, title=report.headline),
        published=ArticleDate(value=report.published, source=DateSource.RECORD) if dated else None,
        digest=hashlib.sha256(report.text.encode()).hexdigest(),
    )


def _checker(articles: Sequence[Article]) -> Groups:
    return [each.articles for each in group(articles)]


def _bm25s(articles: Sequence[Article]) -> Groups:
    """Every article is asked for as a query; its best answers are its candidates."""
    import bm25s

    tokens = bm25s.tokenize([article.text for article in articles], stopwords="en", show_progress=False)
    index = bm25s.BM25()
    index.index(tokens, show_progress=False)
    best, _ = index.retrieve(tokens, k=min(TOP + 1, len(articles)), show_progress=False)
    return {_pair(articles[n].id, articles[m].id) for n, row in enumerate(best) for m in row if m != n}


def _minhash(articles: Sequence[Article]) -> Groups:
    """Articles whose sets of words are alike, by locality-sensitive hashing."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    hashes = {article.id: MinHash(num_perm=PERMUTATIONS) for article in articles}
    for article in articles:
        hashes[article.id].update_batch([word.encode() for word in sorted(set(article.text.lower().split()))])
        index.insert(article.id, hashes[article.id])
    return {_pair(one, other) for one, hashed in hashes.items() for other in index.query(hashed) if other != one}


def _all_pairs(articles: Sequence[Article]) -> Groups:
    """Every two articles whose vectors are alike, by looking at every two."""
    found = vectors([terms_of(article) for article in articles])
    alike = ((a, b) for a, b in combinations(range(len(articles)), 2) if product(found[a], found[b]) >= ALIKE)
    return [_pair(articles[a].id, articles[b].id) for a, b in alike]


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


WAYS: Mapping[str, Way] = {"checker": _checker, "bm25s": _bm25s, "minhash": _minhash, "all pairs": _all_pairs}


if __name__ == "__main__":
    print(json.dumps(grouping(), indent=2))
