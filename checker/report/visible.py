"""Text from outside, made safe to show: what a reader could not see, or what would act on the screen, is spelt out."""

from __future__ import annotations

import re
import unicodedata

_MARKS_IN_A_ROW = 4
"""Vietnamese and Hebrew stack up to three or four; a flood of them hides the lines around it."""

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters: ANSI escapes begin with one of them
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_COMBINING = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_MARK_FLOOD = re.compile(f"({_COMBINING}{{{_MARKS_IN_A_ROW}}})({_COMBINING}+)")
_SPACES = re.compile(r"\s+")
_JOINERS = "\u200c\u200d"


def visible(text: str) -> str:
    """The text on one line, with every invisible or acting character as its code point: ``⟨U+202E⟩``.

    Runs of white space become one space. Joiners and variation selectors stay where writing needs them: inside
    words of scripts that join, and in emoji. The result shows nothing new when it is passed through again.
    """
    line = _SPACES.sub(" ", text)
    spelt = _INVISIBLE.sub(lambda match: _spelt(match, line), line)
    return _MARK_FLOOD.sub(lambda flood: f"{flood[1]}⟨{len(flood[2])} more combining marks⟩", spelt)


def _spelt(match: re.Match[str], line: str) -> str:
    char = match[0]
    before = line[match.start() - 1] if match.start() else ""
    after = line[match.end()] if match.end() < len(line) else ""
    if char in _JOINERS and _joins(before) and _joins(after):
        return char
    if "\ufe00" <= char <= "\ufe0f" and _takes_selector(before):
        return char
    return f"⟨U+{ord(char):04X}⟩"


def _joins(char: str) -> bool:
    """Whether a joiner has work to do beside this character: no Latin, Greek or Cyrillic letter, no space."""
    return char > "\u0530" and (unicodedata.category(char)[0] in "LM" or unicodedata.category(char) in ("So", "Sk"))


def _takes_selector(char: str) -> bool:
    """Whether a variation selector belongs after this character: a symbol, a keycap, an ideograph."""
    return bool(char) and (char in "#*0123456789" or unicodedata.category(char) in ("So", "Sm", "Lo", "Po"))
