"""Words of a quotation, in the form in which two outlets' versions are compared.

Folded away is what an outlet's style decides and no speaker says: case, accents, British or American spelling,
contractions, figures or number words, the transliteration of names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.fuzz import ratio

from checker.grounding import fold
from schemas.article import Span


class Gap(StrEnum):
    """What stands in a quotation but was not said."""

    EDITORIAL = "[]"
    """Words in brackets: the outlet's own."""
    ELLIPSIS = "…"
    """Words left out by the outlet."""


@dataclass(frozen=True)
class Word:
    """One word of a quotation. ``start`` and ``end`` are offsets into the article's text."""

    start: int
    end: int
    key: str
    """The form that is compared."""
    capital: bool = False

    @property
    def said(self) -> bool:
        """Whether the speaker said it: false for an ellipsis and for words in brackets."""
        return self.key not in set(Gap)


_TOKEN = re.compile(
    r"""(?P<editorial>\[[^\]\n]{0,80}\]|\([^)\n]{0,80}\))
      | (?P<ellipsis>…|\.(?:\s?\.){2,})
      | (?P<number>\d+(?:[.,:]\d+)*)
      | (?P<word>[^\W\d_]+(?:['’ʼ]?[^\W\d_\u0300-\u036f]|[\u0300-\u036f])*)
      | (?P<sign>[%$£€])
    """,
    re.VERBOSE,
)
_SIGNS = {"%": "percent", "$": "dollar", "£": "pound", "€": "euro"}
_ENDING = re.compile(r"(?P<head>.+?)(?P<tail>n't|'re|'ll|'ve|'m|'d|'s)")
_TAILS = {"n't": "not", "'re": "are", "'ll": "will", "'ve": "have", "'m": "am"}
_HEADS = {"ca": "can", "wo": "will", "sha": "shall"}
_BEFORE_IS = frozenset({"it", "that", "he", "she", "there", "here", "what", "who", "where", "let"})
_SEVERAL = {"'d": frozenset({"would", "had"}), "'s": frozenset({"is", "has", "us"})}
"""Contractions that stand for one of several words."""

_UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMBERS = {name: number for number, name in enumerate(_UNITS)} | {
    name: 10 * number for number, name in enumerate(_TENS, start=2)
}
_BRITISH = (
    (re.compile(r"(?<=\w\w)our(s|ed|ing|able|ite|ites|ful|al|ers?)?$"), r"or\1"),
    (re.compile(r"(?<=\w\w)([iy])s(e|ed|es|er|ers|ing|ation|ations)$"), r"\1z\2"),
    (re.compile(r"(?<=\w[bcdht])re(s|d)?$"), r"er\1"),
    (re.compile(r"(?<=\w)ll(ed|ing|ers?|or|ors)$"), r"l\1"),
    (re.compile(r"(?<=\w)ense(s|less)?$"), r"ence\1"),
    (re.compile(r"(?<=\w)ogue(s)?$"), r"og\1"),
)
_VARIANTS = {
    "programme": "program", "programmes": "programs", "grey": "gray", "judgement": "judgment", "ageing": "aging",
    "towards": "toward", "amongst": "among", "whilst": "while", "ok": "okay", "mum": "mom", "cancelled": "canceled",
    "us": "unitedstates", "usa": "unitedstates", "uk": "unitedkingdom", "un": "unitednations", "eu": "europeanunion",
}  # fmt: skip
_ARTICLES = frozenset({"a", "an", "the"})


def words(text: str, span: Span) -> tuple[Word, ...]:
    """The words of a quotation in order; brackets and ellipses as one word each, contractions as two."""
    found: list[Word] = []
    for token in _TOKEN.finditer(text, span.start, span.end):
        start, end, printed = token.start(), token.end(), token.group()
        if token["editorial"]:
            found.append(Word(start, end, Gap.EDITORIAL))
        elif token["ellipsis"]:
            found.append(Word(start, end, Gap.ELLIPSIS))
        elif token["number"]:
            found.append(Word(start, end, re.sub(r",(?=\d{3}\b)", "", printed)))
        elif token["sign"]:
            found.append(Word(start, end, _SIGNS[printed]))
        else:
            found += _uncontracted(start, printed)
    return tuple(found)


def _uncontracted(start: int, printed: str) -> list[Word]:
    end, capital = start + len(printed), printed[0].isupper()
    plain = printed.lower().replace("’", "'").replace("ʼ", "'")
    if plain == "cannot":
        return [Word(start, start + 3, "can", capital), Word(start + 3, end, "not")]
    parts = _ENDING.fullmatch(plain)
    if parts is None or (parts["tail"] == "'s" and parts["head"] not in _BEFORE_IS):
        return [Word(start, end, _key(printed), capital)]
    cut = end - len(parts["tail"])
    head = _HEADS.get(parts["head"], _key(parts["head"]))
    return [Word(start, cut, head, capital), Word(cut, end, _TAILS.get(parts["tail"], parts["tail"]))]


def _key(printed: str) -> str:
    letters = (char for char in fold(printed).text if not unicodedata.combining(char) and char != "'")
    key = "".join(letters)
    if key in _NUMBERS:
        return str(_NUMBERS[key])
    for british, american in _BRITISH:
        key = british.sub(american, key)
    return key


def said(run: Sequence[Word]) -> tuple[Word, ...]:
    """The words of a run that count: without articles (a, an, the), which transcribers drop, and without gaps."""
    return tuple(word for word in run if word.said and word.key not in _ARTICLES)


def same_wording(first: Sequence[Word], second: Sequence[Word]) -> bool:
    """Whether two runs of words, which stand at the same place of an utterance, differ in style only."""
    one, other = said(first), said(second)
    return _joined(one) == _joined(other) or _pairwise(one, other)


def _joined(run: Sequence[Word]) -> str:
    """One string, so that "cease-fire" is "ceasefire"; tens and units added, so that "twenty-four" is "24"."""
    keys = [word.key for word in run]
    for index in range(len(keys) - 1):
        ten, unit = keys[index], keys[index + 1]
        if ten.isdecimal() and unit.isdecimal() and int(ten) in range(20, 100, 10) and int(unit) in range(1, 10):
            keys[index : index + 2] = [str(int(ten) + int(unit)), ""]
    joined = "".join(keys)
    return _VARIANTS.get(joined, joined)


def _pairwise(first: Sequence[Word], second: Sequence[Word]) -> bool:
    return len(first) == len(second) and all(_same_word(one, other) for one, other in zip(first, second, strict=True))


def _same_word(one: Word, other: Word) -> bool:
    if _VARIANTS.get(one.key, one.key) == _VARIANTS.get(other.key, other.key):
        return True
    if other.key in _SEVERAL.get(one.key, ()) or one.key in _SEVERAL.get(other.key, ()):
        return True
    return one.capital and other.capital and same_name(one.key, other.key)


def same_name(one: str, other: str) -> bool:
    """Whether two folded names are transliterations of one: the same consonants, the same kind of ending, and alike.

    "zelensky" and "zelenskiy" are one name; "iran" and "iraq", "niger" and "nigeria" are not.
    """
    alike = ratio(one, other) >= 70 and len(one) > 3 and len(other) > 3
    return alike and _skeleton(one) == _skeleton(other) and (one[-1] in "aeiouy") == (other[-1] in "aeiouy")


def _skeleton(name: str) -> str:
    hard = re.sub(r"[qkgc]h?", "k", re.sub(r"([dtbz])h", r"\1", name[0].replace("o", "u") + name[1:]))
    return re.sub(r"(.)\1+", r"\1", hard[0] + re.sub(r"[aeiouyjw]", "", hard[1:]))
