"""Where a text breaks into blocks: paragraphs, headlines, captions and list items, as spans without outer space.

A blank line always ends a block. A single line break ends one too, unless the line looks hard-wrapped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from schemas.article import Span

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_BREAKS = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_LIST_ITEM = re.compile(r"(?:[-*+•◦▪–—#>|]|\d{1,3}[.)])\s")
_WRAP_WIDTHS = range(45, 121)
"""Line lengths, in code points, at which mail programs, terminals and text editors wrap."""
_UNFINISHED = frozenset("abcdefghijklmnopqrstuvwxyz,;-–—")
"""What a line ends with that breaks off in mid-sentence."""
_SHARE_OF_WRAPS = 0.6
"""A text counts as hard-wrapped when at least this share of its single line breaks could not have come later."""


def find_blocks(text: str) -> tuple[Span, ...]:
    """The blocks of a text, in order, without overlap; together they hold every character that is no white space.

    Offsets are code points into ``text``.
    """
    lines = list(_lines(text))
    width = _wrap_width(text, lines)
    blocks = lines[:1]
    for before, line in pairwise(lines):
        if _continues(text, before, line, width):
            blocks[-1] = Span(start=blocks[-1].start, end=line.end)
        else:
            blocks.append(line)
    return tuple(blocks)


def _lines(text: str) -> Iterator[Span]:
    """Every line that holds more than white space, trimmed."""
    for match in _LINE.finditer(text):
        line = match.group()
        stripped = line.strip()
        if stripped:
            start = match.start() + len(line) - len(line.lstrip())
            yield Span(start=start, end=start + len(stripped))


def _wrap_width(text: str, lines: list[Span]) -> int | None:
    """The width at which the text is hard-wrapped, or None where it is not.

    Wrapping is greedy: a line ends where the next word would have passed the width. Where most single breaks have
    that form for the longest line as width, the breaks come from wrapping; headlines and list items do not.
    """
    width = max((line.end - line.start for line in lines), default=0)
    if width not in _WRAP_WIDTHS:
        return None
    breaks = [(line, after) for line, after in pairwise(lines) if _one_break(text, line, after)]
    wraps = sum(_full(text, line, after, width) for line, after in breaks)
    return width if breaks and wraps >= _SHARE_OF_WRAPS * len(breaks) else None


def _continues(text: str, before: Span, line: Span, width: int | None) -> bool:
    """Whether a line goes on with the paragraph of the line before it."""
    if not _one_break(text, before, line) or _LIST_ITEM.match(text, line.start):
        return False
    if width is not None and _full(text, before, line, width):
        return True
    # A long line that stops in mid-sentence, and a next line in lower case: wrapped, whatever the others look like.
    unfinished = before.end - before.start >= _WRAP_WIDTHS.start and text[before.end - 1] in _UNFINISHED
    return unfinished and text[line.start].islower()


def _one_break(text: str, before: Span, after: Span) -> bool:
    return len(_BREAKS.findall(text, before.end, after.start)) == 1


def _full(text: str, line: Span, after: Span, width: int) -> bool:
    """Whether the first word of the next line would not have fitted behind this line."""
    first_word = text[after.start : after.end].split(maxsplit=1)[0]
    return line.end - line.start + 1 + len(first_word) > width
