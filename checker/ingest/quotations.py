"""Where a text quotes: stretches between quotation marks, also those that run on over paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from schemas.article import Span

_MARKS = re.compile(r"[“”\"«»„]")
_SINGLE = re.compile(r"‘(?:[^‘’]|’(?=\w))+’(?!\w)")
_CLOSERS = "”»"


def find_quotations(text: str, blocks: Sequence[Span]) -> tuple[Span, ...]:
    """The quoted stretches of a text, marks included, in order; offsets in code points.

    A quotation that a block leaves open ends with the block; a closing mark alone closes one from before the block,
    as newspapers set quotations of several paragraphs. Straight single quotes are taken for apostrophes.
    """
    return tuple(span for block in blocks for span in sorted(_in_block(text, block), key=lambda span: span.start))


def _in_block(text: str, block: Span) -> Iterator[Span]:
    opened: int | None = None
    free = block.start
    for match in _MARKS.finditer(text, block.start, block.end):
        closes = match.group() in _CLOSERS
        if opened is None and closes:
            opened = free
        if opened is None:
            opened = match.start()
        elif closes or match.group() == '"' or (match.group() == "“" and text[opened] == "„"):
            yield Span(start=opened, end=match.end())
            opened, free = None, match.end()
    if opened is not None:
        yield Span(start=opened, end=block.end)
    for match in _SINGLE.finditer(text, block.start, block.end):
        yield Span(start=match.start(), end=match.end())
