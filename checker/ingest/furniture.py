"""Recognises furniture: share bars, related links, credits; what is part of the page and not of the report.

A report's sentence that is taken for furniture is lost to every later step, a link that is not costs a few tokens.
So every form here is narrow: a short block that has the form as a whole, and no sentence of prose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.ingest.dates import is_date_line
from schemas.article import Span

_LONGEST = 250
"""Code points. A longer block is prose, whatever it begins with."""
_TOP = 10
"""A byline without a mark ("By Jane Doe") is only believed in this many first blocks."""
_PROSE_WORDS = 8
"""A block of so many words with a full stop behind them is prose."""


def _one_of(*forms: str, then: str = "") -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(forms) + ")" + then, re.IGNORECASE)


_SHARE_BAR = _one_of(
    r"shares?|tweet|print|e-?mail|mail|copy|links?|save|bookmark|comments?|like|follow|us|on|by|via|with|this|article|to",
    r"facebook|twitter|x|whatsapp|pinterest|linkedin|reddit|telegram|messenger|instagram|youtube|flipboard|bluesky|threads",
)
_SHARE = _one_of(r"shares?|tweet|print|facebook|twitter|whatsapp|pinterest|linkedin|reddit|telegram|flipboard")
_NAMES_AND = _one_of("and|for|of|the|in|at|with|to|de|van|von|bin|al|special")
_WORDS = re.compile(r"\w+(?:-\w+)*")

_HEADING = _one_of(
    r"(?:related|similar)(?: (?:content|stories|articles|news|posts|topics|links|coverage|reading))?",
    r"(?:read|see|watch) (?:more|also|next|this next)|also read|more to read|what to read next|up next",
    r"more (?:stories|news|on this|like this)|more from [\w' ]{2,30}|popular (?:now|stories)",
    r"recommended(?: for you| stories| reading)?|you (?:may|might) (?:also )?(?:like|be interested in)",
    r"trending(?: now)?|most (?:read|popular|viewed)|(?:latest|top) (?:news|stories|headlines)",
    r"editor['’]?s['’]? (?:picks?|choice)|don['’]?t miss|(?:around|from) the web",
    r"(?:sponsored|promoted|featured)(?: (?:content|stories|resource|video))?",
    r"(?:sponsored|presented|brought to you) by .{2,60}",
    then=r"\s*[:>»]*",
)
"""A line that opens a list of links: alone on its line."""

_LABELLED_LINK = _one_of(
    r"(?:read|see) (?:more|also|next)(?: here| on this)?|also (?:read|see)|in pictures|recommended|trending",
    r"you (?:may|might) (?:also )?(?:like|be interested in)|don['’]?t miss|watch|listen|earlier",
    r"more(?: from [\w' ]{2,30}| on this)?|related(?: (?:story|stories|articles?|news|coverage))?",
    r"related(?=(?-i:[A-Z]))",
    then=r"(?:\s*[:|»]\s*\S|(?<=related)(?-i:[A-Z])).*[^.]",
)
"""A label and the headline that it links to, on one line: "Also read: ..."."""

_NOTE = _one_of(
    # Pictures.
    r"(?:image|photo|photograph|picture|video|graphic|illustration|map|file photo)s? ?[:|–—-]\s*\S.{0,120}",
    r"(?:image|photo|photograph|picture|video|graphic|illustration)s? (?:by|credits?|courtesy|source|via)\b.{1,120}",
    r"image .{0,150}\bcredit\b.{0,120}|\(?(?:ap|afp|reuters|epa) photo\b.{0,120}",
    # Invitations.
    r"(?:watch|listen to|see|view|scroll|play)\b.{0,80}\b(?:below|above|here)\s*[:.]?",
    r"(?:sign up|subscribe|register|log in|join)\b.{0,80}\b(?:inbox|e-?mail|updates|alerts|channel)\b.{0,80}",
    r"(?:subscribe|sign up|sign in|log in)(?: now| here| to [\w' ]{2,40})?[.!]?|(?:learn|find out|show|load) more",
    r"(?:follow|like|join|find) us on [\w, &]{1,60}[.!]?|download (?:our|the)\b.{0,40}\bapp\b.{0,60}",
    r"(?:click|tap) here\b.{0,100}|(?:continue|keep) reading.{0,60}|listen to this article.{0,30}",
    r"(?:story|article) continues\b.{0,60}|skip (?:to|advert)\b.{0,40}",
    r"advertisements?|advert|ad|comments?(?: \(\d+\))?|\d+ comments?|loading\.*",
    # Who made it.
    r"by \|.{1,150}|(?:reported|written|edited|compiled|posted|curated|published|reporting|words) by\b.{1,150}",
    r"contribut(?:ing|ed by|ors?) ?:.{1,150}|with (?:files|reporting|inputs?|agency inputs?) (?:from|by)\b.{1,100}",
)
"""A line about the page. No sentence of prose has these forms as a whole, so none of that length is taken for one."""

_NOTE_SENTENCE = _one_of(
    r"(?:more|other) stories like this are available\b.{0,80}",
    r"this (?:article|story|piece) (?:was )?(?:originally|first) (?:published|appeared|posted|ran)\b.{0,150}",
    r"this (?:article|story|piece) was published\b.{0,150}",
    r"(?:additional|further) reporting by\b.{1,120}",
    r".{2,80} contributed (?:reporting|to this (?:report|story|article))\.?",
    r"(?:sign up|subscribe|register|join|get)\b.{0,80}\bnewsletters?\b.{0,80}",
    r"copyright (?:©|\(c\)|(?:19|20)\d\d).{0,200}|©.{0,200}|.{0,100}© ?(?:19|20)\d\d.{0,100}",
    r".{0,150}\ball rights reserved\b.{0,80}",
)
"""The same, in forms that are whole sentences."""


def find_furniture(text: str, blocks: Sequence[Span]) -> frozenset[int]:
    """The indices of the blocks that are furniture.

    A line that opens a list of links takes along the lines right under it, and all that follows where no sentence of
    prose comes after it.
    """
    words = [text[block.start : block.end] for block in blocks]
    last_prose = next((index for index in reversed(range(len(words))) if _is_prose(words[index])), -1)
    found: set[int] = set()
    for index, block in enumerate(words):
        if index in found:
            continue  # It stands in a list of links, and one that it opened would end with that.
        if _HEADING.fullmatch(block):
            links_end = len(blocks) if last_prose <= index else _end_of_links(text, blocks, words, index)
            found.update(range(index, links_end))
        elif len(block) <= _LONGEST and (_is_line_of_page(block) or (index < _TOP and _is_byline(block))):
            found.add(index)
    return frozenset(found)


def _is_line_of_page(block: str) -> bool:
    if _NOTE_SENTENCE.fullmatch(block) or _LABELLED_LINK.fullmatch(block):
        return True
    return bool(_NOTE.fullmatch(block) and not _is_prose(block)) or _is_share_bar(block) or is_date_line(block)


def _is_share_bar(block: str) -> bool:
    words = _WORDS.findall(block)
    if not words or len(words) > 15 or block.endswith("."):
        return False
    known = sum(bool(_SHARE_BAR.fullmatch(word)) for word in words)
    return known >= 0.8 * len(words) and any(_SHARE.fullmatch(word) for word in words)


def _is_byline(block: str) -> bool:
    """Whether a line names its authors and says nothing else: "By Jane Doe, Staff Writer"."""
    if not block.startswith(("By ", "by ", "BY ")) or block.endswith("."):
        return False
    words = _WORDS.findall(block)[1:]
    return 2 <= len(words) <= 10 and all(word[0].isupper() or _NAMES_AND.fullmatch(word) for word in words)


def _is_prose(block: str) -> bool:
    return block.rstrip("\"'”’)]").endswith((".", "…")) and len(_WORDS.findall(block)) >= _PROSE_WORDS


def _end_of_links(text: str, blocks: Sequence[Span], words: Sequence[str], heading: int) -> int:
    """The index behind the last of the lines right under a heading that belong to its list of links."""
    end = heading + 1
    while end < len(blocks) and not _is_prose(words[end]) and _adjoin(text, blocks[end - 1], blocks[end]):
        end += 1
    return end


def _adjoin(text: str, before: Span, after: Span) -> bool:
    """Whether no blank line parts two blocks."""
    return text.count("\n", before.end, after.start) == 1
