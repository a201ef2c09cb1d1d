"""Aligning two quotations word by word: are they one utterance, and where do their words differ?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Levenshtein

from checker.compare.rules.changes import kinds_of_change
from checker.compare.rules.wording import Gap, Word, said, same_wording
from schemas.finding import Kind

FEWEST_SHARED = 6
"""Words that two quotations must share before they can be one utterance."""
FEWEST_TELLING = 3
"""How many of these must be telling: not among the words that stand in every sentence."""
LEAST_SIMILARITY = 0.65
"""Share of equal words in the stretch that the two have in common."""
LEAST_COVERAGE = 0.6
"""Share of the shorter quotation that this stretch covers: a set phrase in two sentences covers less."""
LONGEST_EDGE = 3
"""Words at the end of both quotations that may differ and still be taken for one place."""

BRACKET_REACH = 4
"""How many words of the speaker a bracket can stand for."""

EVERYWHERE = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "do", "for", "from", "had", "has",
    "have", "he", "her", "his", "i", "if", "in", "is", "it", "its", "me", "my", "not", "of", "on", "or", "our",
    "she", "so", "that", "the", "their", "them", "there", "they", "this", "to", "us", "was", "we", "were", "what",
    "which", "who", "will", "with", "would", "you", "your",
})  # fmt: skip
_OPENERS = frozenset({"and", "but", "so", "well", "because", "then", "now", "look", "yes", "also", "however", "that"})
"""Words at the start of a sentence that outlets take or leave."""


@dataclass(frozen=True)
class Place:
    """The same place in two quotations, as ranges of word indexes. One of them may be empty."""

    first: range
    second: range

    @property
    def flipped(self) -> Place:
        """The place seen from the other quotation."""
        return Place(self.second, self.first)


@dataclass(frozen=True)
class Alignment:
    """How two quotations of one utterance stand to each other."""

    shared: Place
    """The longest run of equal words."""
    matched: int
    similarity: float
    differences: tuple[Place, ...]
    """Where the words differ; empty where both quote the same words."""

    @property
    def flipped(self) -> Alignment:
        """The alignment seen from the other quotation."""
        differences = tuple(place.flipped for place in self.differences)
        return Alignment(self.shared.flipped, self.matched, self.similarity, differences)


class _Reading(StrEnum):
    EQUAL = "equal"
    EXCUSED = "excused"
    DIFFERENT = "different"


@dataclass(frozen=True)
class _Block:
    """A run of words that are all equal, all excused or all different."""

    reading: _Reading
    place: Place
    score: int
    """Words gained or, below 0, lost for the likeness of the quotations."""


def align(first: Sequence[Word], second: Sequence[Word]) -> Alignment | None:
    """Align two quotations, of which one may quote more than the other.

    The words are aligned by edit distance (Levenshtein 1966), and of the alignment the part with the best balance of
    equal to different words is kept (after Smith and Waterman 1981): what only one outlet quotes is no difference.

    Returns:
        None where they are not recognisably the same utterance.
    """
    if [word.key for word in second] < [word.key for word in first]:
        # Edit distance breaks ties by order: one order, whoever asks, so that both sides see the same differences.
        swapped = align(second, first)
        return swapped.flipped if swapped else None
    part = _best_part(_blocks(first, second))
    equal = [block for block in part if block.reading is _Reading.EQUAL]
    matched = sum(block.score for block in equal)
    telling = {word.key for block in equal for word in _words(first, block.place.first)} - EVERYWHERE
    if matched < FEWEST_SHARED or len(telling) < FEWEST_TELLING:
        return None
    blocks = _with_edges(part, first, second)
    similarity = matched / (matched - sum(block.score for block in blocks if block.score < 0))
    if similarity < LEAST_SIMILARITY:
        return None
    if matched < LEAST_COVERAGE * min(len(said(first)), len(said(second))):
        return None
    return Alignment(
        shared=max((block.place for block in equal), key=lambda place: len(place.first)),
        matched=matched,
        similarity=similarity,
        differences=tuple(block.place for block in blocks if block.reading is _Reading.DIFFERENT),
    )


def _words(run: Sequence[Word], indexes: range) -> Sequence[Word]:
    return run[indexes.start : indexes.stop]


def _blocks(first: Sequence[Word], second: Sequence[Word]) -> list[_Block]:
    """The whole alignment in order; neighbouring edits make one block."""
    places: list[tuple[bool, Place]] = []
    for edit in Levenshtein.opcodes([word.key for word in first], [word.key for word in second]):
        equal = edit.tag == "equal"
        place = Place(range(edit.src_start, edit.src_end), range(edit.dest_start, edit.dest_end))
        if places and not equal and not places[-1][0]:
            before = places.pop()[1]
            place = Place(range(before.first.start, place.first.stop), range(before.second.start, place.second.stop))
        places.append((equal, place))
    return [_block(place, first, second) for _, place in places]


def _block(place: Place, first: Sequence[Word], second: Sequence[Word]) -> _Block:
    one, other = _words(first, place.first), _words(second, place.second)
    counts = len(said(one)), len(said(other))
    if same_wording(one, other):
        return _Block(_Reading.EQUAL, place, min(counts))
    if _accounts_for(one, other) or _accounts_for(other, one):
        return _Block(_Reading.EXCUSED, place, -min(counts))
    return _Block(_Reading.DIFFERENT, place, -max(counts))


def _accounts_for(run: Sequence[Word], other: Sequence[Word]) -> bool:
    """Whether an ellipsis or a bracket in a run stands for what the other quotation says at that place.

    An ellipsis stands for any words. A bracket does for a few, but for no negation and no number, and only where
    nothing but a name stands beside it: "[President Jana] Novak" may replace "she"; "[now]" does not replace "never".
    """
    gaps = {word.key for word in run if not word.said}
    beside, replaced = said(run), said(other)
    if not gaps or not replaced:
        return False
    if Gap.ELLIPSIS in gaps:
        return True
    grave = {Kind.NEGATION, Kind.NUMERIC} & set(kinds_of_change((), replaced))
    return len(replaced) <= BRACKET_REACH and not grave and all(word.capital for word in beside)


def _best_part(blocks: Sequence[_Block]) -> list[_Block]:
    """The run of blocks with the highest score (Kadane's maximum subarray); it starts and ends with equal words."""
    best: list[_Block] = []
    part: list[_Block] = []
    best_score = score = 0
    for block in blocks:
        if score < 0:
            part, score = [], 0
        part = [*part, block]
        score += block.score
        if score >= best_score:
            best, best_score = part, score
    return best


def _with_edges(part: list[_Block], first: Sequence[Word], second: Sequence[Word]) -> list[_Block]:
    """The best part, and before and after it the few words that both quotations have there, where they differ.

    At the start they count only if both quote a whole sentence: an outlet that joins half a sentence adapts its start.
    """
    start, stop = part[0].place, part[-1].place
    head = Place(range(start.first.start), range(start.second.start))
    tail = Place(range(stop.first.stop, len(first)), range(stop.second.stop, len(second)))
    openers = {word.key for word in (*_words(first, head.first), *_words(second, head.second))} <= _OPENERS
    whole = first[0].capital and second[0].capital and not openers
    edges = [place for place, counts in ((head, whole), (tail, True)) if counts and _is_short(place)]
    different = [_block(place, first, second) for place in edges]
    return part + [block for block in different if block.reading is _Reading.DIFFERENT]


def _is_short(place: Place) -> bool:
    return all(0 < len(side) <= LONGEST_EDGE for side in (place.first, place.second))
