"""Numbered sentences of a text, by offsets: what the model cites and what every quote is cut from.

Blocks are found first, then the sentences inside each block by sentencex (Wikimedia), which knows abbreviations,
quotes and brackets. What it leaves is done here: stops without a space behind them, and endless runs of words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import sentencex

from checker.ingest.blocks import find_blocks
from checker.ingest.placement import place
from schemas.article import Sentence, Span

LONGEST = 1500
"""Code points. A longer sentence has lost its stops (a table, a transcript) and is cut at a safe place."""

_GLUED = re.compile(
    r"""(?<=[a-z0-9)\]%][.!?])(?=[A-Z“"‘'(][\w“"‘'])        # Saturday.Then
      | (?<=[a-z0-9)\],.!?][.!?,]["”’'])(?=[A-Z“"‘(]\w)      # Time."They
    """,
    re.VERBOSE,
)
_CUTS = (re.compile(r"[;:]\s"), re.compile(r"[,–—)]\s"), re.compile(r"\s"))


def split(text: str, *, title: str | None = None, language: str | None = None) -> tuple[Sentence, ...]:
    """The sentences of a text, numbered from 1, with their placement.

    Every character of the text that is no white space stands in exactly one sentence; sentences are in order, do not
    overlap, and neither start nor end with white space. Offsets are code points into ``text``.

    Args:
        text: The stored text of an article.
        title: Its title, where the metadata gives one: the line that repeats it is the headline.
        language: BCP 47; decides which abbreviations are known. English where it is not told.
    """
    code = (language or "en").split("-")[0].lower()
    blocks = find_blocks(text)
    pieces = [tuple(_sentences(text, block, code)) for block in blocks]
    return place(text, tuple(zip(blocks, pieces, strict=True)), title=title)


def _sentences(text: str, block: Span, language: str) -> Iterator[Span]:
    """The sentences of one block."""
    flat = re.sub(r"\s", " ", text[block.start : block.end])
    for boundary in sentencex.get_sentence_boundaries(language, flat):
        start = boundary["start_index"]
        for piece in _GLUED.split(flat[start : boundary["end_index"]]):
            yield from _short_enough(text, Span(start=block.start + start, end=block.start + start + len(piece)))
            start += len(piece)


def _short_enough(text: str, span: Span) -> Iterator[Span]:
    """The span without outer space: nothing where it is blank, several pieces where it is longer than ``LONGEST``."""
    start, end = _trimmed(text, span.start, span.end)
    while end - start > LONGEST:
        cut = _cut(text, start)
        yield Span(start=start, end=_trimmed(text, start, cut)[1])
        start = _trimmed(text, cut, end)[0]
    if start < end:
        yield Span(start=start, end=end)


def _cut(text: str, start: int) -> int:
    """Where to cut a run that starts here: behind a mark if there is one in the second half, else behind a space."""
    for mark in _CUTS:
        ends = [match.end() for match in mark.finditer(text, start + LONGEST // 2, start + LONGEST)]
        if ends:
            return ends[-1]
    return start + LONGEST


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
