"""Aligning two quotations word by word: are they one utterance, and where do their words differ?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from checker.compare.rules.wording import Word, same_wording

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

_EVERYWHERE = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "do", "for", "from", "had", "has",
    "have", "he", "her", "his", "i", "if", "in", "is", "it", "its", "me", "my", "not", "of", "on", "or", "our",
    "she", "so", "that", "the", "their", "them", "there", "they", "this", "to", "us", "was", "we", "were", "what",
    "which", "who", "will", "with", "would", "you", "your",
})  # fmt: skip
_OPENERS = frozenset({"and", "but", "so", "well", "because", "then", "now", "look", "yes", "also", "however", "that"})
"""Words at the start of a sentence that outlets take or leave."""


@dataclass(frozen=True)
class Difference:
    """A place where two quotations have different words. Ranges of word indexes; one of them may be empty."""

    first: range
    second: range


@dataclass(frozen=True)
class Alignment:
    """How two quotations of one utterance stand to each other."""

    shared: range
    """Indexes of the longest run of equal words, in the first quotation."""
    matched: int
    similarity: float
    differences: tuple[Difference, ...]
    """Empty where the outlets quote the same words."""


@dataclass(frozen=True)
class _Block:
    equal: bool
    first: range
    second: range

    @property
    def score(self) -> int:
        return len(self.first) if self.equal else -max(len(self.first), len(self.second))


def align(first: Sequence[Word], second: Sequence[Word]) -> Alignment | None:
    """Align two quotations, of which one may quote more than the other.

    The words are aligned by edit distance (Levenshtein 1966), and of the alignment the part with the best balance of
    equal to different words is kept (after Smith and Waterman 1981): what only one outlet quotes is no difference.

    Returns:
        None where they are not recognisably the same utterance.
    """
    blocks = _best_part(_blocks(first, second))
    if not blocks:
        return None
    equal = [block for block in blocks if block.equal]
    matched = sum(len(block.first) for block in equal)
    telling = sum(first[index].key not in _EVERYWHERE for block in equal for index in block.first)
    differing = [block for block in _edges(blocks, first, second) if not block.equal]
    similarity = matched / (matched - sum(block.score for block in differing))
    if matched < FEWEST_SHARED or telling < FEWEST_TELLING or similarity < LEAST_SIMILARITY:
        return None
    if matched < LEAST_COVERAGE * min(_length(first), _length(second)):
        return None
    return Alignment(
        shared=max((block.first for block in equal), key=len),
        matched=matched,
        similarity=similarity,
        differences=tuple(Difference(block.first, block.second) for block in differing),
    )


def _length(run: Sequence[Word]) -> int:
    return sum(word.said for word in run)


def _blocks(first: Sequence[Word], second: Sequence[Word]) -> list[_Block]:
    """Runs of equal and of differing words, by turns. What is no difference in wording counts as equal."""
    blocks: list[_Block] = []
    for edit in Levenshtein.opcodes([word.key for word in first], [word.key for word in second]):
        equal = edit.tag == "equal"
        block = _Block(equal, range(edit.src_start, edit.src_end), range(edit.dest_start, edit.dest_end))
        if blocks and not equal and not blocks[-1].equal:
            last = blocks.pop()
            block = _Block(
                False, range(last.first.start, block.first.stop), range(last.second.start, block.second.stop)
            )
        blocks.append(block)
    return [_Block(True, b.first, b.second) if not b.equal and _same(b, first, second) else b for b in blocks]


def _same(block: _Block, first: Sequence[Word], second: Sequence[Word]) -> bool:
    return same_wording(
        tuple(first[block.first.start : block.first.stop]), tuple(second[block.second.start : block.second.stop])
    )


def _best_part(blocks: Sequence[_Block]) -> list[_Block]:
    """The run of blocks with the highest score (Kadane's maximum subarray); it starts and ends with equal words."""
    best: list[_Block] = []
    part: list[_Block] = []
    best_score = score = 0
    for block in blocks:
        if score <= 0:
            part, score = [], 0
        part = [*part, block]
        score += block.score
        if score > best_score:
            best, best_score = part, score
    return best


def _edges(blocks: list[_Block], first: Sequence[Word], second: Sequence[Word]) -> list[_Block]:
    """The blocks, and before and after them the few words that both quotations have there, where they differ."""
    head = _Block(False, range(blocks[0].first.start), range(blocks[0].second.start))
    tail = _Block(False, range(blocks[-1].first.stop, len(first)), range(blocks[-1].second.stop, len(second)))
    opening = {first[i].key for i in head.first} | {second[i].key for i in head.second}
    kept_head = [head] if _is_edge(head, first, second) and not opening <= _OPENERS else []
    return kept_head + blocks + ([tail] if _is_edge(tail, first, second) else [])


def _is_edge(block: _Block, first: Sequence[Word], second: Sequence[Word]) -> bool:
    few = all(0 < len(side) <= LONGEST_EDGE for side in (block.first, block.second))
    return few and not _same(block, first, second)
