"""Copies: articles that share whole runs of words.

Word shingles and their containment after Broder 1997, "On the resemblance and containment of documents"; shingles
for reuse between newsrooms after Nicholls 2019, "Detecting textual reuse in news stories, at scale".
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from checker.ingest.links import Link, Pair
from checker.ingest.prose import OwnSentence, Word
from schemas.article import Span

SHINGLE = 5
"""Words."""
COPIED = 0.25
"""Share of the shorter article's shingles. Independent reports of one event stay below 0.05; stock paragraphs from an
agency, which many print, bring them up to 0.22."""
LEAST_SHINGLES = 15
"""Fewer are too little text to tell."""

_Shingle = tuple[str, ...]


def find_copies(articles: Sequence[Sequence[OwnSentence]]) -> Iterator[Link]:
    """The pairs of articles of which the shorter one shares at least ``COPIED`` of its shingles with the other."""
    words = [[word for sentence in sentences for word in sentence.words] for sentences in articles]
    places = [_shingles(of_article) for of_article in words]
    holders: dict[_Shingle, list[int]] = defaultdict(list)
    for index, shingles in enumerate(places):
        for shingle in shingles:
            holders[shingle].append(index)
    common = Counter((a, b) for held in holders.values() for n, a in enumerate(held) for b in held[n + 1 :])
    for (a, b), count in sorted(common.items()):
        least = min(len(places[a]), len(places[b]))
        if least >= LEAST_SHINGLES and count >= COPIED * least:
            yield Link(a, b, overlap=count / least, passages=tuple(_common_runs(words[a], words[b], places[b])))


def _shingles(words: Sequence[Word]) -> dict[_Shingle, list[int]]:
    """Every run of ``SHINGLE`` words without a gap, and where it starts."""
    places: dict[_Shingle, list[int]] = defaultdict(list)
    since_gap = 0
    for index, word in enumerate(words):
        since_gap = 1 if word.gap else since_gap + 1
        if since_gap >= SHINGLE:
            start = index - SHINGLE + 1
            places[tuple(w.key for w in words[start : index + 1])].append(start)
    return places


def _common_runs(words: Sequence[Word], others: Sequence[Word], places: Mapping[_Shingle, list[int]]) -> Iterator[Pair]:
    """The runs of at least ``SHINGLE`` words that stand in both articles, each as long as it can be."""
    index = 0
    while index + SHINGLE <= len(words):
        starts = places.get(tuple(word.key for word in words[index : index + SHINGLE]), ())
        if any(word.gap for word in words[index + 1 : index + SHINGLE]) or not starts:
            index += 1
            continue
        length, start = max((_run(words[index:], others[place:]), -place) for place in starts)
        yield Pair(_span(words[index : index + length]), _span(others[-start : -start + length]))
        index += length


def _run(words: Sequence[Word], others: Sequence[Word]) -> int:
    """How many words the two have in common from their beginnings, up to a gap in either."""
    for length, (word, other) in enumerate(zip(words, others, strict=False)):
        if word.key != other.key or (length and (word.gap or other.gap)):
            return length
    return min(len(words), len(others))


def _span(words: Sequence[Word]) -> Span:
    return Span(start=words[0].span.start, end=words[-1].span.end)
