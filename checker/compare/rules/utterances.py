"""Utterances: the quotations of a story, gathered so that each group holds the versions of one utterance."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import chain, pairwise

from checker.compare.rules.alignment import FEWEST_SHARED, Alignment, align
from checker.compare.rules.quoted import SPEECH_VERBS, find_quoted, sentences_in
from checker.compare.rules.wording import Word, same_name, words
from schemas.article import Article, Span

SHARED_PAIRS = 2
"""Neighbouring word pairs that two wordings must share to be aligned at all. Only saves time: alignment decides."""
RARE = 200
"""A word pair that more wordings hold ("of the") does not say which of them are one utterance."""
MOST_ALIGNED = 64
"""Of the wordings before it, those that share most with a wording are aligned with it. Only saves time, too."""
SURE_WORDS, SURE_SIMILARITY = 10, 0.8
"""From this likeness on, quotations are one utterance even where two speakers are named: below, it is a set phrase."""


@dataclass(frozen=True)
class Quotation:
    """A quoted sentence of an article, without its quotation marks."""

    article: Article
    span: Span
    words: tuple[Word, ...]
    names: frozenset[str]
    """Folded names in the attribution beside it; empty where there is none, or only "he said"."""


@dataclass(frozen=True)
class Wording:
    """All quotations in the very same words."""

    quotations: tuple[Quotation, ...]

    @property
    def words(self) -> tuple[Word, ...]:
        """The words, with offsets into the first quotation's article."""
        return self.quotations[0].words

    @property
    def articles(self) -> frozenset[str]:
        """Ids of the articles that quote so."""
        return frozenset(quotation.article.id for quotation in self.quotations)

    @property
    def names(self) -> frozenset[str]:
        """Whom any of the articles names beside it."""
        return frozenset().union(*(quotation.names for quotation in self.quotations))


_SPEECH = re.compile(rf"\b(?:{SPEECH_VERBS}|according)\b", re.IGNORECASE)
_NAME = re.compile(r"(?<![.!?] )(?<!^)\b[A-Z][^\W\d_]{2,}|^[A-Z][^\W\d_]{2,}(?= [A-Z])")
_CALENDAR = frozenset(
    {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march"}
    | {"april", "may", "june", "july", "august", "september", "october", "november", "december"}
)
_BOUND = re.compile(r"[“”\"«»\n]|[.!?]\s")
_ATTRIBUTION = 120
"""Code points beside a quotation within which its attribution is looked for."""


def collect(article: Article) -> tuple[Quotation, ...]:
    """The quoted sentences of an article that are long enough to be recognised elsewhere; furniture is left out."""
    furniture = [sentence for sentence in article.sentences if not sentence.placement.reported]
    ends = [sentence.end for sentence in furniture]
    found: list[Quotation] = []
    for stretch in find_quoted(article.text):
        beside = bisect_right(ends, stretch.start)
        if beside < len(furniture) and furniture[beside].start < stretch.end:
            continue
        names = _names_beside(article.text, stretch)
        for span in sentences_in(article.text, stretch):
            spoken = words(article.text, span)
            if sum(word.said for word in spoken) >= FEWEST_SHARED:
                found.append(Quotation(article, span, spoken, names))
    return tuple(found)


def _names_beside(text: str, stretch: Span) -> frozenset[str]:
    before = text[max(0, stretch.start - 1 - _ATTRIBUTION) : max(0, stretch.start - 1)]
    after = text[stretch.end + 1 : stretch.end + 1 + _ATTRIBUTION].lstrip(",”\"’' ")
    sides = (_BOUND.split(before)[-1], _BOUND.split(after)[0])
    named = (name.group().lower() for side in sides if _SPEECH.search(side) for name in _NAME.finditer(side))
    return frozenset(named) - _CALENDAR


def group(quotations: Iterable[Quotation]) -> tuple[tuple[Wording, ...], ...]:
    """Gather the wordings of each utterance that is quoted in more than one, in the order of first mention.

    Two wordings are versions of one utterance when they align (see ``alignment.align``) and no other quotation of
    either's articles fits the other better: an article that prints both sentences shows that they are two.
    """
    wordings = _wordings(quotations)
    aligned = _aligned(wordings)
    best = _best_fits(wordings, aligned)
    leader = list(range(len(wordings)))

    def lead(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    for (one, other), alignment in aligned.items():
        fits = alignment.similarity
        if all(fits >= best[other, article] for article in wordings[one].articles) and all(
            fits >= best[one, article] for article in wordings[other].articles
        ):
            leader[lead(other)] = lead(one)
    members: dict[int, list[Wording]] = defaultdict(list)
    for index, wording in enumerate(wordings):
        members[lead(index)].append(wording)
    return tuple(tuple(group) for group in members.values() if len(group) > 1)


def _wordings(quotations: Iterable[Quotation]) -> tuple[Wording, ...]:
    alike: dict[tuple[str, ...], list[Quotation]] = defaultdict(list)
    for quotation in quotations:
        alike[tuple(word.key for word in quotation.words)].append(quotation)
    return tuple(Wording(tuple(group)) for group in alike.values())


def _aligned(wordings: Sequence[Wording]) -> dict[tuple[int, int], Alignment]:
    """The alignments of all wordings that may be one utterance, by their indexes, the lower one first."""
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    aligned: dict[tuple[int, int], Alignment] = {}
    for index, wording in enumerate(wordings):
        pairs = set(pairwise(word.key for word in wording.words if word.said))
        shared = Counter(chain.from_iterable(held for held in map(holders.__getitem__, pairs) if len(held) <= RARE))
        enough = ((-count, other) for other, count in shared.items() if count >= SHARED_PAIRS)
        for _, other in nsmallest(MOST_ALIGNED, enough):
            alignment = same_utterance(wordings[other], wording)
            if alignment:
                aligned[other, index] = alignment
        for pair in pairs:
            holders[pair].append(index)
    return aligned


def same_utterance(one: Wording, other: Wording) -> Alignment | None:
    """How two wordings align; None where they are not recognisably one utterance of one speaker."""
    alignment = align(one.words, other.words)
    if alignment is None or _may_share_speaker(one.names, other.names):
        return alignment
    sure = alignment.matched >= SURE_WORDS and alignment.similarity >= SURE_SIMILARITY
    return alignment if sure else None


def _may_share_speaker(one: frozenset[str], other: frozenset[str]) -> bool:
    if not one or not other:
        return True
    return any(first == second or same_name(first, second) for first in one for second in other)


def _best_fits(wordings: Sequence[Wording], aligned: dict[tuple[int, int], Alignment]) -> dict[tuple[int, str], float]:
    """For every wording and article: how well the article's best quotation fits the wording."""
    best: dict[tuple[int, str], float] = defaultdict(float)
    for index, wording in enumerate(wordings):
        best.update({(index, article): 1.0 for article in wording.articles})
    for (one, other), alignment in aligned.items():
        for index, partner in ((one, other), (other, one)):
            for article in wordings[partner].articles:
                best[index, article] = max(best[index, article], alignment.similarity)
    return best
