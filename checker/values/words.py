"""Words with their places: the plain form of a text and its split, on which quantities and times are read."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\t\n\r", " "),
        **dict.fromkeys("‐‑‒–—−", "-"),
        **dict.fromkeys("‘’ʼ′", "'"),
    }
)
_GROUPING_SPACE = re.compile(r"(?<=\d)[\u00a0\u2007\u2009\u202f](?=\d{3}(?!\d))")
_WORD = re.compile(
    r"""\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)     # 1,234,567.8
      | \d{1,2}(?:,\d{2})+,\d{3}(?!\d)         # 1,00,000
      | \d+(?:\.\d+)?
      | [^\W\d_]+(?:'[^\W\d_]+)?
      | \S""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Word:
    """A word, a number or a mark, in its plain form, with its place in the text (code points)."""

    text: str
    start: int
    end: int

    @property
    def numeric(self) -> bool:
        """Whether it is written in digits."""
        return self.text[0].isdecimal()


def plain(text: str) -> str:
    """The text in lower case with plain spaces, hyphens and apostrophes, as long as before, so that places hold.

    A no-break or thin space between groups of digits becomes a comma: it separates thousands.
    """
    grouped = _GROUPING_SPACE.sub(",", text).translate(_PLAIN)
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in grouped)


def split(text: str) -> tuple[Word, ...]:
    """The words of a text, in order. Hyphens, currency signs and stops are words of their own."""
    return tuple(Word(found[0], found.start(), found.end()) for found in _WORD.finditer(plain(text)))


def starts_with(words: tuple[Word, ...], at: int, phrase: tuple[str, ...]) -> bool:
    """Whether a phrase stands at an index."""
    return tuple(word.text for word in words[at : at + len(phrase)]) == phrase


def text_at(words: tuple[Word, ...], at: int) -> str:
    """The word at an index; empty outside the text."""
    return words[at].text if 0 <= at < len(words) else ""


def listed(words: str) -> frozenset[str]:
    """A set of words that is written as one text."""
    return frozenset(words.split())
