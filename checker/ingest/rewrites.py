"""Rewrites: articles that follow another one sentence by sentence, in other words.

A rewrite changes so much that few shingles survive, but it keeps the order of its original: of the sentences, and
of the ordinary words inside them. Two independent reports share names, figures and quotations, and put them elsewhere.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from heapq import nsmallest
from itertools import chain, pairwise

from rapidfuzz.distance import LCSseq

from checker.ingest.candidates import RARE
from checker.ingest.links import Link, Pair
from checker.ingest.prose import OwnText, Stems
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
_MOST_WINDOWS = 64
"""Of one article, looked at for one sentence: those that share most of its words."""
_MOST_HOLDING = 256
"""Windows of one article. In a long one, a stem that stands in more of them finds none."""


@dataclass(frozen=True)
class _Window:
    """One sentence of an article, or two in a row: a rewrite splits and merges sentences."""

    first: int
    last: int
    stems: Stems


@dataclass(frozen=True)
class _Partner:
    """A sentence of the shorter article with the window of the other that is most like it."""

    sentence: int
    window: _Window
    common: int
    likeness: float


@dataclass(frozen=True)
class _Original:
    """An article as others are held against it: its windows, and which of them hold a stem."""

    windows: Sequence[_Window]
    holding: Mapping[int, Sequence[int]]


def stem_keys(articles: Sequence[Sequence[Stems]]) -> list[frozenset[int]]:
    """What the wording of every article is made of: its rare stems, and its common ones two by two as they follow.

    Args:
        articles: Their wording, sentence by sentence.
    """
    spread = Counter(stem for sentences in articles for stem in {stem for stems in sentences for stem in stems})
    return [frozenset(_keys(sentences, spread)) for sentences in articles]


def _keys(sentences: Sequence[Stems], spread: Mapping[int, int]) -> Iterator[int]:
    for stems in sentences:
        yield from (stem for stem in stems if spread[stem] <= RARE)
        common = [stem for stem in stems if spread[stem] > RARE]
        for apart in (1, 2):
            yield from (hash(pair) for pair in zip(common, common[apart:], strict=False))


def find_rewrites(
    texts: Sequence[OwnText], worded: Sequence[Sequence[Stems]], pairs: Iterable[tuple[int, int]]
) -> list[Link]:
    """Of these pairs of articles those where the shorter one's sentences mostly have partners in the other, in order.

    Args:
        texts: The own words of every article.
        worded: Its wording, sentence by sentence.
        pairs: Indices of articles, the lower one first.
    """
    sizes = [(sum(map(len, sentences)), index) for index, sentences in enumerate(worded)]
    shorter: dict[int, list[int]] = defaultdict(list)
    for pair in pairs:
        short, long = sorted(pair, key=sizes.__getitem__)
        shorter[long].append(short)
    found: dict[tuple[int, int], Link] = {}
    for long, others in shorter.items():
        original = _original(worded[long])
        for short in others:
            aligned = _aligned(worded[short], original)
            if aligned:
                found[short, long] = _link((short, long), aligned, texts, words=sizes[short][0])
    return [found[pair] for pair in sorted(found)]


def _original(sentences: Sequence[Stems]) -> _Original:
    windows = [_Window(number, number, stems) for number, stems in enumerate(sentences)]
    windows += [_Window(n, n + 1, stems + after) for n, (stems, after) in enumerate(pairwise(sentences))]
    holding: dict[int, list[int]] = defaultdict(list)
    for number, window in enumerate(windows):
        for stem in set(window.stems):
            holding[stem].append(number)
    return _Original(windows, holding)


def _aligned(sentences: Sequence[Stems], original: _Original) -> list[_Partner]:
    """The sentences that have partners in the original, in order; none where they are too few for a rewrite."""
    eligible = [(number, stems) for number, stems in enumerate(sentences) if len(stems) >= SHARED]
    needed = max(LEAST_PARTNERS, REWRITTEN * len(eligible))
    found: list[_Partner] = []
    for tried, (number, stems) in enumerate(eligible):
        if len(found) + len(eligible) - tried < needed:
            return []
        partner = _partner(number, stems, original)
        if partner:
            found.append(partner)
    aligned = _in_order(found)
    return aligned if len(aligned) >= needed else []


def _partner(number: int, stems: Stems, original: _Original) -> _Partner | None:
    """The window most like a sentence; of those alike the earliest, and the shorter one."""
    best: _Partner | None = None
    for window in _near(stems, original):
        common = LCSseq.similarity(stems, window.stems)
        likeness = common / math.sqrt(len(stems) * len(window.stems))
        if common >= SHARED and likeness >= LIKENESS:
            rank = (-likeness, window.first, window.last)
            if best is None or rank < (-best.likeness, best.window.first, best.window.last):
                best = _Partner(number, window, common, likeness)
    return best


def _near(stems: Stems, original: _Original) -> list[_Window]:
    """The windows that share enough stems with a sentence to be its partner at all."""
    held = [original.holding[stem] for stem in set(stems) if stem in original.holding]
    if len(held) < SHARED:
        return []
    telling = [places for places in held if len(places) <= _MOST_HOLDING]
    shared = Counter(chain.from_iterable(telling))
    unseen = len(held) - len(telling)
    enough = [
        (-count, place)
        for place, count in shared.items()
        if count + unseen >= SHARED
        and count + unseen >= LIKENESS * math.sqrt(len(stems) * len(original.windows[place].stems))
    ]
    return [original.windows[place] for _, place in nsmallest(_MOST_WINDOWS, enough)]


def _in_order(partners: Sequence[_Partner]) -> list[_Partner]:
    """The longest run of partners that come in the same order in both articles (patience sorting)."""
    ends: list[int] = []  # ends[n]: where the best run of n + 1 partners ends in the other article
    last: list[int] = []  # last[n]: the partner that ends it
    before: list[int] = []  # before[i]: the partner before partner i in its run, or -1
    for number, partner in enumerate(partners):
        position = bisect_right(ends, partner.window.first)
        before.append(last[position - 1] if position else -1)
        ends[position : position + 1] = [partner.window.first]
        last[position : position + 1] = [number]
    run: list[_Partner] = []
    number = last[-1] if last else -1
    while number >= 0:
        run.append(partners[number])
        number = before[number]
    return run[::-1]


def _link(pair: tuple[int, int], aligned: Sequence[_Partner], texts: Sequence[OwnText], *, words: int) -> Link:
    common = sum(partner.common for partner in aligned)
    passages = partial(_passages, pair, aligned, texts)
    return Link(min(pair), max(pair), overlap=min(1.0, common / words), shared=common, passages=passages)


def _passages(pair: tuple[int, int], aligned: Sequence[_Partner], texts: Sequence[OwnText]) -> list[Pair]:
    short, long = (texts[index].sentences for index in pair)
    found = [
        Pair(
            short[partner.sentence].span,
            Span(start=long[partner.window.first].span.start, end=long[partner.window.last].span.end),
        )
        for partner in aligned
    ]
    return found if pair[0] < pair[1] else [Pair(second, first) for first, second in found]
