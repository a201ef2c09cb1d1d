"""Quoted stretches: where a text prints somebody's words between quotation marks.

Scraped articles lose marks, repeat them at every paragraph and mix their shapes, so that what a mark does is read from
what stands beside it; its shape decides only where that says nothing. All offsets are code points of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from schemas.article import Span

FEWEST_WORDS = 5
"""Fewer words between marks are a name, a title or a word held at arm's length, not an utterance."""

_DOUBLE = '"“”„‟«»＂'
_SINGLE = "'‘’‚‛‹›"
_OPENS_BY_SHAPE = "“„‟«‘‚‛‹"
_CLOSES_BY_SHAPE = "”»’›"
_MARK = re.compile(f"[{_DOUBLE}{_SINGLE}]")
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_STOPS = ".,!?…;:"
_LINE_BREAK = re.compile(r"\n\s*")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_ELISION = re.compile(r"(?:\d|(?:tis|twas|til|em|cause|n)\b)", re.IGNORECASE)
"""What follows an apostrophe at the start of a word: '90s, 'tis, rock 'n' roll."""

SPEECH_VERBS = (
    "said|says|say|saying|told|tells|telling|added|adds|adding|wrote|writes|writing|stated|explained|continued"
    "|insisted|warned|argued|claimed|announced|declared|replied|answered|responded|asked|tweeted|posted|read|reads"
)
_ATTRIBUTED = re.compile(rf"\W{{0,3}}(?:[\w.’'-]+\W+){{0,4}}?(?:{SPEECH_VERBS})\b")
_SENTENCE_END = re.compile(r"[.!?…][\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-Z0-9])|\n+")
_ABBREVIATION = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Sgt|Capt|Sen|Rep|Gov|Prof|St|No|vs)|\b[A-Z])\.$")


@dataclass(frozen=True)
class _Mark:
    at: int
    single: bool
    opens: bool
    closes: bool


def find_quoted(text: str) -> tuple[Span, ...]:
    """The stretches of a text that stand between quotation marks, without the marks, in order.

    Curly, straight, angled and low marks, single ones too; marks inside a quotation belong to it. A quotation over
    several paragraphs gives a stretch for each paragraph that opens with a mark of its own. Where the closing mark is
    missing, the stretch ends with its line; where the opening mark is missing, it starts with its sentence or line, and
    counts only if an attribution ("he said") follows. Apostrophes and inch marks are no quotation marks.
    """
    marks = [mark for mark in (_read(text, found.start()) for found in _MARK.finditer(text)) if mark]
    spans = (_trimmed(text, start, end) for start, end in _pair(text, marks))
    return tuple(span for span in spans if span and len(_WORD.findall(text, span.start, span.end)) >= FEWEST_WORDS)


def sentences_in(text: str, stretch: Span) -> tuple[Span, ...]:
    """The sentences of a quoted stretch, in order. What has no full stop at its end counts as a sentence too."""
    pieces: list[Span] = []
    start = stretch.start
    for found in _SENTENCE_END.finditer(text, stretch.start, stretch.end):
        if _ABBREVIATION.search(text, start, found.start() + 1):
            continue
        pieces += filter(None, [_trimmed(text, start, found.end())])
        start = found.end()
    return (*pieces, *filter(None, [_trimmed(text, start, stretch.end)]))


def _read(text: str, at: int) -> _Mark | None:
    """What the mark at this place can do; None for an apostrophe."""
    before, after = text[at - 1] if at else "\n", text[at + 1] if at + 1 < len(text) else "\n"
    single = text[at] in _SINGLE
    if single and before.isalnum() and after.isalnum():
        return None
    spaced = before.isspace() or before in "([{—–-/" or before in _OPENS_BY_SHAPE or before == '"'
    opens = not after.isspace() and after not in _STOPS[:4] and (spaced or (before in _STOPS and after.isupper()))
    closes = not before.isspace() and before not in "([{" and (not after.isalnum() or before in _STOPS)
    if opens == closes:
        opens = opens if text[at] in "\"'" else text[at] in _OPENS_BY_SHAPE
        closes = closes if text[at] in "\"'" else text[at] in _CLOSES_BY_SHAPE
    if single and opens and (text[at] == "’" or _ELISION.match(text, at + 1)):
        opens = False
    return _Mark(at, single, opens, closes) if opens or closes else None


def _pair(text: str, marks: Sequence[_Mark]) -> Iterator[tuple[int, int]]:
    """Start and end of every quotation, from the marks in order."""
    opening: _Mark | None = None
    floor = 0
    for index, mark in enumerate(marks):
        if opening is not None:
            end = _end(text, opening, index, marks)
            if end is None:
                continue
            # A single mark that nothing answers was an apostrophe, unless the next paragraph goes on with its own mark.
            if end == mark.at or not opening.single or mark.opens:
                yield opening.at + 1, end
            opening, floor = None, end + 1
            if end == mark.at and mark.closes:
                continue
        if mark.opens:
            opening = mark
        elif not mark.single and _ATTRIBUTED.match(text, mark.at + 1):
            yield _unopened_start(text, mark.at, floor), mark.at
        floor = mark.at + 1
    if opening is not None and not opening.single:
        yield opening.at + 1, _line_end(text, opening.at)


def _end(text: str, opening: _Mark, index: int, marks: Sequence[_Mark]) -> int | None:
    """Where an open quotation ends, seen from a later mark; None where it goes on past that mark."""
    mark = marks[index]
    if mark.single != opening.single:
        return None
    if not _reaches(text, opening, mark):
        return _line_end(text, opening.at)
    closed = mark.closes and not _doubtful(text, index, marks)
    interrupted = mark.opens and not mark.closes
    return mark.at if closed or interrupted else None


def _reaches(text: str, opening: _Mark, mark: _Mark) -> bool:
    """Whether an open quotation goes on up to a mark of its kind, though lines may break in between."""
    if text.find("\n", opening.at, mark.at) < 0:
        return True
    if opening.single or not mark.closes or mark.opens:
        return False
    return len(list(islice(_BLANK_LINE.finditer(text, opening.at, mark.at), 2))) <= 1


def _doubtful(text: str, index: int, marks: Sequence[_Mark]) -> bool:
    """Whether a closing mark is rather a plural's apostrophe or an inch mark: then a better one follows in its line."""
    mark = marks[index]
    before, following = text[mark.at - 1], text[mark.at + 1 : mark.at + 3]
    if not (following[:1] == " " and following[1:].islower()):
        return False
    if not (before in "sS" if mark.single else before.isdigit() and text[mark.at] == '"'):
        return False
    for later in (marks[number] for number in range(index + 1, len(marks))):
        if text.find("\n", mark.at, later.at) >= 0:
            return False
        if later.single == mark.single:
            return later.closes and not later.opens
    return False


def _unopened_start(text: str, end: int, floor: int) -> int:
    """Where a quotation without an opening mark starts: with its line, or its sentence if other marks came before."""
    line = text.rfind("\n", max(0, floor - 1), end) + 1
    if floor <= line:
        return line
    ends = [found.end() for found in _SENTENCE_END.finditer(text, floor, end)]
    return ends[-1] if ends else floor


def _line_end(text: str, at: int) -> int:
    found = _LINE_BREAK.search(text, at)
    return found.start() if found else len(text)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    """The stretch without outer space, marks and a closing comma; None where nothing is left."""
    while start < end and (text[start].isspace() or text[start] in _DOUBLE):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _DOUBLE + ","):
        end -= 1
    return Span(start=start, end=end) if start < end else None
