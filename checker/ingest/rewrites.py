"""Rewrites: articles that follow another one sentence by sentence, in other words.

A rewrite changes so much that few shingles survive, but it keeps the order of its original: of the sentences, and
of the ordinary words inside them. Two independent reports share names, figures and quotations, and put them elsewhere.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import LCSseq

from checker.ingest.links import Link, Pair
from checker.ingest.prose import OwnSentence, wording
from schemas.article import Span

SHARED = 4
"""Words that a sentence and its partner have in common, in order; names, figures and function words do not count."""
LIKENESS = 0.3
"""Words in common, in order, over the geometric mean of both lengths."""
REWRITTEN = 0.55
"""Share of the shorter article's sentences that have a partner, in order. Independent reports of one event stay below
0.2, on formulaic subjects with agency paragraphs (earthquakes) they reach 0.5; rewrites start at 0.6."""
LEAST_PARTNERS = 4
"""Fewer may be chance."""

_Stems = tuple[str, ...]


@dataclass(frozen=True)
class _Window:
    """One sentence of an article, or two in a row: a rewrite splits and merges sentences."""

    article: int
    first: int
    last: int
    stems: _Stems


@dataclass(frozen=True)
class _Partner:
    """A sentence of the shorter article with the window of the other that is most like it."""

    sentence: int
    window: _Window
    common: int
    likeness: float


def find_rewrites(articles: Sequence[Sequence[OwnSentence]]) -> Iterator[Link]:
    """The pairs of articles of which the shorter one's sentences mostly have partners in the other, in order."""
    worded = wording(articles)
    sizes = [(sum(map(len, sentences)), index) for index, sentences in enumerate(worded)]
    windows = [window for index, sentences in enumerate(worded) for window in _windows(index, sentences)]
    postings: dict[str, list[int]] = defaultdict(list)
    for number, window in enumerate(windows):
        for stem in set(window.stems):
            postings[stem].append(number)
    for index, sentences in enumerate(worded):
        eligible = sum(len(stems) >= SHARED for stems in sentences)
        partners: dict[int, list[_Partner]] = defaultdict(list)
        for number, stems in enumerate(sentences):
            for other, partner in _partners(number, stems, windows, postings).items():
                partners[other].append(partner)
        for other, found in sorted(partners.items()):
            aligned = _in_order(found)
            if sizes[index] < sizes[other] and len(aligned) >= max(LEAST_PARTNERS, REWRITTEN * eligible):
                yield _link((index, other), aligned, articles, words=sizes[index][0])


def _windows(article: int, sentences: Sequence[_Stems]) -> Iterator[_Window]:
    for number, stems in enumerate(sentences):
        yield _Window(article, number, number, stems)
    for number, (stems, after) in enumerate(pairwise(sentences)):
        yield _Window(article, number, number + 1, stems + after)


def _partners(
    number: int, stems: _Stems, windows: Sequence[_Window], postings: Mapping[str, Sequence[int]]
) -> dict[int, _Partner]:
    """For one sentence, the most like window of every article that has one."""
    if len(stems) < SHARED:
        return {}
    best: dict[int, _Partner] = {}
    shared = Counter(place for stem in set(stems) for place in postings[stem])
    for place, count in shared.items():
        window = windows[place]
        mean = math.sqrt(len(stems) * len(window.stems))
        if count < SHARED or count < LIKENESS * mean:
            continue
        common = LCSseq.similarity(stems, window.stems)
        partner = _Partner(number, window, common, common / mean)
        known = best.get(window.article)
        if common >= SHARED and partner.likeness >= LIKENESS and (known is None or partner.likeness > known.likeness):
            best[window.article] = partner
    return best


def _in_order(partners: Sequence[_Partner]) -> list[_Partner]:
    """The longest run of partners that come in the same order in both articles."""
    ends: list[int] = []  # ends[n]: where the best run of n + 1 partners ends in the other article
    chains: list[list[_Partner]] = []
    for partner in partners:
        position = bisect_right(ends, partner.window.first)
        chain = [*(chains[position - 1] if position else []), partner]
        ends[position : position + 1] = [partner.window.first]
        chains[position : position + 1] = [chain]
    return chains[-1] if chains else []


def _link(
    pair: tuple[int, int], aligned: Sequence[_Partner], articles: Sequence[Sequence[OwnSentence]], *, words: int
) -> Link:
    index, other = pair
    passages = [
        Pair(
            articles[index][partner.sentence].span,
            Span(
                start=articles[other][partner.window.first].span.start,
                end=articles[other][partner.window.last].span.end,
            ),
        )
        for partner in aligned
    ]
    if index > other:
        index, other, passages = other, index, [Pair(second, first) for first, second in passages]
    overlap = min(1.0, sum(partner.common for partner in aligned) / words)
    return Link(index, other, overlap=overlap, passages=tuple(passages))
