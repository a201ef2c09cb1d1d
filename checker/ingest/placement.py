"""Which sentences are headline, lead, body, furniture, or orders to software."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from checker.ingest.furniture import find_furniture
from checker.prompting.orders import gives_orders
from schemas.article import Placement, Sentence, Span

LEAD_SENTENCES = 2
"""How many sentences of prose open a report, in the usual form of news."""

_STOPS = tuple(".!?…:;,")
_CLOSERS = "\"'”’»)]"
_HEADLINE_WORDS = range(3, 31)
_WORD = re.compile(r"\w+")


def place(text: str, blocks: Sequence[tuple[Span, tuple[Span, ...]]], *, title: str | None) -> tuple[Sentence, ...]:
    """Numbers the sentences of all blocks and says of each where it stands.

    Args:
        text: The article's stored text.
        blocks: Every block with its sentences, in order.
        title: The article's title from its metadata, if any.
    """
    words = [text[block.start : block.end] for block, _ in blocks]
    furniture = find_furniture(text, [block for block, _ in blocks])
    headlines = _headlines(words, furniture, title)
    placed: list[Sentence] = []
    lead_left = LEAD_SENTENCES
    for index, (_, spans) in enumerate(blocks):
        prose = bool(lead_left) and is_prose(words[index])
        for span in spans:
            if index in furniture:
                placement = Placement.FURNITURE
            elif gives_orders(text[span.start : span.end]):
                placement = Placement.ORDER
            elif index in headlines:
                placement = Placement.HEADLINE
            elif lead_left and prose:
                placement, lead_left = Placement.LEAD, lead_left - 1
            else:
                placement = Placement.BODY
            placed.append(Sentence(number=len(placed) + 1, start=span.start, end=span.end, placement=placement))
    return tuple(placed)


def is_prose(block: str) -> bool:
    """Whether a block reads like a sentence: it has some length and ends with a stop."""
    return len(_WORD.findall(block)) >= 6 and block.rstrip(_CLOSERS).endswith(_STOPS)


def _headlines(blocks: Sequence[str], furniture: Iterable[int], title: str | None) -> frozenset[int]:
    """The blocks that repeat the title; else the first block of the text, if it looks like a headline."""
    skipped = frozenset(furniture)
    wanted = _folded(title or "")
    named = {index for index, block in enumerate(blocks) if wanted and _folded(block) == wanted}
    if named:
        return frozenset(named - skipped)
    first = next((index for index in range(len(blocks)) if index not in skipped), None)
    if first is None or len(blocks) == 1 or not _looks_like_headline(blocks[first]):
        return frozenset()
    return frozenset(i for i, block in enumerate(blocks) if _folded(block) == _folded(blocks[first])) - skipped


def _looks_like_headline(block: str) -> bool:
    stopped = block.rstrip(_CLOSERS).endswith((".", "…", ",", ";", ":"))
    return block.startswith("# ") or (len(_WORD.findall(block)) in _HEADLINE_WORDS and not stopped)


def _folded(line: str) -> str:
    """A line as it is compared: words only, in lower case, so that marks, quotes and bullets do not count."""
    return " ".join(_WORD.findall(line)).casefold()
