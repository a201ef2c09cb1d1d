"""Origins: seconds and growth of finding which articles copy one another, beside comparing all pairs in the same way.

All articles are of one story, which is the hard case: they share words and whole sentences.
"""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Sequence
from itertools import combinations, pairwise

from bench.exponents import exponent
from bench.world import world
from checker.ingest.copies import find_copies, shingles
from checker.ingest.origins import find_origins
from checker.ingest.prose import own_texts, wording
from checker.ingest.rewrites import find_rewrites
from checker.ingest.story import read_story
from schemas.article import Article

SIZES = (50, 500, 5000)
RIVAL_SIZES = (100, 500)
SEED = 1


def origins(sizes: Sequence[int] = SIZES) -> dict[str, object]:
    """Seconds of CPU for every size, the growth exponent between neighbouring sizes, and all pairs as the rival."""
    stories = {size: _story(size) for size in {*sizes, *RIVAL_SIZES}}
    seconds = {size: _seconds(find_origins, stories[size]) for size in sorted(stories)}
    pairs = {size: _seconds(all_pairs, stories[size]) for size in RIVAL_SIZES}
    return {
        "seconds": {str(size): round(spent, 3) for size, spent in seconds.items()},
        "exponents": _exponents({size: seconds[size] for size in sizes}),
        "exponent": _exponent((sizes[0], seconds[sizes[0]]), (sizes[-1], seconds[sizes[-1]])),
        "all_pairs_seconds": {str(size): round(spent, 3) for size, spent in pairs.items()},
        "all_pairs_exponent": _exponent(*pairs.items()),
        "times_faster": {str(size): round(pairs[size] / seconds[size], 1) for size in RIVAL_SIZES},
    }


def all_pairs(articles: Sequence[Article]) -> int:
    """The number of links when every article is compared with every other."""
    texts = own_texts(articles)
    every = list(combinations(range(len(articles)), 2))
    copies = sum(1 for _ in find_copies(texts, [shingles(text) for text in texts], every))
    return copies + len(find_rewrites(texts, wording(texts), every))


def _story(size: int) -> tuple[Article, ...]:
    told = world(SEED, size).articles
    lines = "\n".join(json.dumps({"id": name, "text": text}) for name, text in told.items())
    return read_story(["-"], stdin=io.BytesIO(lines.encode())).articles


def _seconds(work: Callable[[Sequence[Article]], object], articles: Sequence[Article]) -> float:
    started = time.process_time()
    work(articles)
    return time.process_time() - started


def _exponents(seconds: dict[int, float]) -> dict[str, float]:
    return {f"{a[0]}-{b[0]}": _exponent(a, b) for a, b in pairwise(seconds.items())}


def _exponent(one: tuple[int, float], other: tuple[int, float]) -> float:
    return round(exponent(one, other), 2)


if __name__ == "__main__":
    print(json.dumps(origins(), indent=2))
