"""Text as a reader of tokens may read it: what only looks alike, or is not seen at all, hides nothing here.

For recognising what is hidden, never for quoting: offsets into this form say nothing about the original.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

TAGS = re.compile("[\U000e0020-\U000e007e]")
"""Unicode's tag characters: ASCII that no font shows."""
_FLAG = re.compile("\U0001f3f4[\U000e0061-\U000e007a]{3,6}\U000e007f")
"""The flag of a region, such as Scotland's: the one honest use of tags (UTS #51)."""
_LOOKALIKES = str.maketrans(
    dict(
        zip(
            "авекмнорстухіјѕԁԛԝһɡΑΒΕΖΗΙΚΜΝΟΡΤΥΧΙανοικρτυχγАВЕКМНОРСТУХІЈЅ",
            "abekmhopctyxijsdqwhgABEZHIKMNOPTYXIavoikptuxyABEKMHOPCTYXIJS",
            strict=True,
        )
    )
)
"""Cyrillic and Greek letters that are drawn as Latin ones (from Unicode's confusables, UTS #39)."""
SPACED = re.compile(r"\b\w(?:[ .\-_*]\w){4,}\b")
"""A word whose letters stand apart: "i g n o r e"."""
_UNSEEN = re.compile(
    "[\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0001-\U000e007f]"
)
"""The format characters (Unicode's category Cf)."""
_MIXABLE = re.compile("[\u0370-\u052f]")
"""Greek and Cyrillic."""
_WORD = re.compile(r"[^\W\d_]+")


def as_read(text: str) -> str:
    """The text on one line, in compatibility form (NFKC), tag characters as what they spell, nothing invisible."""
    if text.isascii():
        return " ".join(text.split())
    spelt = TAGS.sub(lambda tag: chr(ord(tag[0]) - 0xE0000), text)
    form = unicodedata.normalize("NFKC", spelt)
    return " ".join(_UNSEEN.sub("", form).split())


def hidden_words(text: str) -> str:
    """What is spelt in characters that no font shows, the flags of regions aside; empty where nothing is."""
    return "".join(chr(ord(tag) - 0xE0000) for tag in TAGS.findall(_FLAG.sub("", text)))


def unmasked(text: str) -> str:
    """As ``as_read``, with lookalike letters as the Latin ones that they pass for, and spaced-out words closed up."""
    closed = SPACED.sub(lambda word: re.sub(r"[ .\-_*]", "", word[0]), as_read(text))
    return closed if closed.isascii() else closed.translate(_LOOKALIKES)


def spelt_out(text: str) -> str:
    """The text with the code point after each letter that only passes for a Latin one: "Pо⟨U+043E⟩st"."""
    return "".join(f"{char}⟨U+{ord(char):04X}⟩" if ord(char) in _LOOKALIKES else char for char in text)


def disguised(text: str) -> bool:
    """Whether a text has words in Latin letters, and one that is drawn as if it were: "Daily" beside "Роѕt"."""
    words = [word for word in _WORD.findall(as_read(text)) if len(word) > 1]
    passing = [word for word in words if not word.isascii() and unmasked(word).isascii()]
    return bool(passing) and any(script(word) == "LATIN" for word in words if word not in passing)


def mixed(text: str) -> tuple[str, ...]:
    """The words that hold Latin letters beside Cyrillic or Greek ones: no language writes so."""
    words = _WORD.findall(as_read(text)) if _MIXABLE.search(text) else ()
    return tuple(word for word in words if len(_scripts(word)) > 1)


def _scripts(word: str) -> set[str]:
    names = (unicodedata.name(char, "").partition(" ")[0] for char in word)
    return {name for name in names if name in ("LATIN", "CYRILLIC", "GREEK")}


def script(text: str) -> str | None:
    """The alphabet that most letters of a text are of, as Unicode names it ("LATIN"); None where there is no letter."""
    if text.isascii():
        return "LATIN" if _WORD.search(text) else None
    counts: dict[str, int] = {}
    for char, times in Counter(text).items():
        if char.isalpha():
            name = unicodedata.name(char, "").partition(" ")[0]
            counts[name] = counts.get(name, 0) + times
    return max(counts, key=lambda name: counts[name]) if counts else None
