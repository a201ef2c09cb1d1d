"""Numbered sentences of a text, by offsets: what the model cites and what every quote is cut from.

Blocks are found first, then the sentences inside each block by sentencex (Wikimedia), which knows abbreviations,
quotes and brackets. What it leaves is done here: stops without a space behind them, and endless runs of words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterator
from itertools import pairwise

import sentencex

from checker.ingest.blocks import find_blocks
from checker.ingest.placement import place
from schemas.article import Sentence, Span

LONGEST = 1500
"""Code points. A longer sentence has lost its stops (a table, a transcript) and is cut at a safe place."""

_GLUED = re.compile(
    r"""(?<=[a-z0-9)\]%][.!?])(?=[“‘(]?[A-Z][\w'’-]*[\s,])   # Saturday.Then they
      | (?<=[.!?,][”’])(?=[“‘(]?[A-Z])                       # time.”They, time.”“They
      | (?<=[a-z0-9)\]%.][.!?])"(?=["“]?[A-Z])               # time."They: the mark may close or open
    """,
    re.VERBOSE,
)
"""Where a sentence begins without a space before it. Addresses and names such as "example.Com/x" have none behind."""
_NO_END = re.compile(
    r"""\b[ap]\.\s?m\.\s+(?=(?:Eastern|Central|Mountain|Pacific|Greenwich|Local)\b|[A-Z]{1,4}T\b|UTC\b
          |(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b(?!['’]))      # 5 p.m. Eastern Standard Time
      | \b(?:Lt|Cpl|Sgt|Maj|Brig|Adm|Cmdr|Supt|Insp|Det|Hon|Rev|Msgr)\.\s+(?=[A-Z])  # ranks
    """,
    re.VERBOSE,
)
"""Where a stop with a capital behind it ends no sentence, and sentencex does not know it."""
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
    starts = {boundary["start_index"] for boundary in sentencex.get_sentence_boundaries(language, flat)}
    starts -= {match.end() for match in _NO_END.finditer(flat)}
    starts |= {0, *_glued(flat, starts)}
    for start, end in pairwise([*sorted(starts), len(flat)]):
        yield from _short_enough(text, Span(start=block.start + start, end=block.start + end))


def _glued(block: str, known: Container[int]) -> Iterator[int]:
    """Where further sentences begin without a space before them."""
    quotes = [match.start() for match in re.finditer('"', block)]
    for match in _GLUED.finditer(block):
        closes = bisect_left(quotes, match.start()) % 2 == 1
        start = match.end() if closes else match.start()
        if not any(near in known for near in (match.start(), match.end())):
            yield start


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
