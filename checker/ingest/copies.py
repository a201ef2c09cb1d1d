"""Copies: articles that share whole runs of words.

Word shingles and their containment after Broder 1997, "On the resemblance and containment of documents"; shingles
for reuse between newsrooms after Nicholls 2019, "Detecting textual reuse in news stories, at scale".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from checker.ingest.links import Link, Pair
from checker.ingest.prose import OwnText

SHINGLE = 5
"""Words."""
COPIED = 0.25
"""Share of the shorter article's shingles. Independent reports of one event stay below 0.05; stock paragraphs from an
agency, which many print, bring them up to 0.22."""
LEAST_SHINGLES = 15
"""Fewer are too little text to tell."""
_MOST_PLACES = 16
"""Of one run of words in one article. Where it is repeated more often, later places show no more than these."""


def shingles(text: OwnText) -> frozenset[int]:
    """Every run of ``SHINGLE`` words without a gap, as a number: equal runs of a story have equal numbers."""
    return frozenset(number for _, number in _placed(text))


def find_copies(
    texts: Sequence[OwnText], made_of: Sequence[frozenset[int]], pairs: Iterable[tuple[int, int]]
) -> Iterator[Link]:
    """Of these pairs of articles those of which the shorter one shares ``COPIED`` of its shingles with the other.

    Args:
        texts: The own words of every article.
        made_of: Its ``shingles``.
        pairs: Indices of articles, the lower one first.
    """
    for first, second in pairs:
        least = min(len(made_of[first]), len(made_of[second]))
        if least < LEAST_SHINGLES:
            continue
        count = len(made_of[first] & made_of[second])
        if count >= COPIED * least:
            passages = partial(_common_runs, texts[first], texts[second])
            yield Link(first, second, overlap=count / least, shared=count, passages=passages)


def _placed(text: OwnText) -> Iterator[tuple[int, int]]:
    """Where every shingle starts, and its number: Python's hash of a tuple of numbers, 64 bits and without a seed."""
    keys = [form.key for form in text.forms]
    broken = {gap - back for gap in text.gaps for back in range(1, SHINGLE)}
    for start, shingle in enumerate(zip(*(keys[shift:] for shift in range(SHINGLE)), strict=False)):
        if start not in broken:
            yield start, hash(shingle)


def _common_runs(text: OwnText, other: OwnText) -> list[Pair]:
    """The runs of at least ``SHINGLE`` words that stand in both articles, each as long as it can be."""
    places: dict[int, list[int]] = defaultdict(list)
    for start, number in _placed(other):
        if len(places[number]) < _MOST_PLACES:
            places[number].append(start)
    runs: list[Pair] = []
    free = 0
    for start, number in _placed(text):
        if start < free or number not in places:
            continue
        length, place = max((_run(text, start, other, place), -place) for place in places[number])
        runs.append(Pair(text.span(start, start + length), other.span(-place, -place + length)))
        free = start + length
    return runs


def _run(text: OwnText, start: int, other: OwnText, place: int) -> int:
    """How many words the two have in common from there on, up to a gap in either."""
    most = min(len(text) - start, len(other) - place)
    for length in range(most):
        if text.forms[start + length].key != other.forms[place + length].key or (
            length and (start + length in text.gaps or place + length in other.gaps)
        ):
            return length
    return most
