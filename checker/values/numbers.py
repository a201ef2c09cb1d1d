"""Numbers as newspapers print them: digits, words, scales, fractions and the vague ones ("several hundred")."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf

from checker.values.words import Word, starts_with, text_at
from schemas.claim import Comparator

_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_SMALL = {word: value for value, word in enumerate(f"{_ONES} seventeen eighteen nineteen".split(), start=1)}
_ROUND = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = {word: 10 * value for value, word in enumerate(_ROUND.split(), start=2)}
_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "dozen": 12.0,
    "lakh": 1e5,
    "crore": 1e7,
}
_SCALES |= {"k": 1e3, "mn": 1e6, "mln": 1e6, "bn": 1e9, "tn": 1e12}
_BIG = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_PLURALS = {
    "dozens": 12.0,
    "scores": 20.0,
    "tens": 10.0,
    "hundreds": 1e2,
    "thousands": 1e3,
    "millions": 1e6,
    "billions": 1e9,
}
_PARTS = {
    "half": 2,
    "third": 3,
    "thirds": 3,
    "quarter": 4,
    "quarters": 4,
    "fifth": 5,
    "fifths": 5,
    "tenth": 10,
    "tenths": 10,
}
_SIGNS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_LEAST_OF_PLURAL = 1.5
"""How many hundreds "hundreds" are at least: fewer than two, because the word is never meant exactly."""


@dataclass(frozen=True)
class Number:
    """A number that was read, with the index of the word after it."""

    value: float
    step: float
    """The place of its last digit that counts: 100 for 1,500, 0.1 for 4.5, a million for "a million"."""
    after: int
    comparator: Comparator = Comparator.EXACTLY
    upper: float | None = None
    """Only where the word itself is a range: "several hundred"."""
    share: bool = False
    """A share of something: the value is in per cent."""
    scale: float = 1.0
    """What its scale words multiply by: a million for "two million"."""

    @property
    def plural(self) -> bool:
        """Whether it is a bare plural such as "hundreds", which shows no digit."""
        return self.step == 0


def read_number(words: tuple[Word, ...], at: int) -> Number | None:
    """Read the number that starts at an index, or None. Ordinals, and "a" without a scale, are no numbers here."""
    for reader in (_vague, _half, _share, _digits, _spelled):
        number = reader(words, at)
        if number is not None:
            return number
    return None


def scaled(number: Number, factor: float, after: int) -> Number:
    """The number times a factor, read up to another index."""
    upper = None if number.upper is None else number.upper * factor
    return replace(
        number,
        value=number.value * factor,
        step=number.step * factor,
        upper=upper,
        scale=number.scale * factor,
        after=after,
    )


def _vague(words: tuple[Word, ...], at: int) -> Number | None:
    """Read "several hundred", "a few thousand", "hundreds", "tens of thousands", "a couple of"."""
    start = at + (text_at(words, at) == "a")
    first, second = text_at(words, start), text_at(words, start + 1)
    if first in ("several", "few") and second in _SCALES:
        scale = _SCALES[second]
        return Number(2 * scale, scale, start + 2, Comparator.BETWEEN, upper=10 * scale)
    if first == "couple" and second == "of" and start > at:
        return Number(2, 1, start + 2, Comparator.ABOUT)
    if first not in _PLURALS or start > at or (first in ("tens", "scores") and second != "of"):
        return None
    scale, after = _PLURALS[first], at + 1
    if second == "of" and text_at(words, at + 2) in _PLURALS:
        scale, after = scale * _PLURALS[text_at(words, at + 2)], at + 3
    elif first == "tens":
        return None
    return Number(_LEAST_OF_PLURAL * scale, 0, after, Comparator.AT_LEAST)


def _half(words: tuple[Word, ...], at: int) -> Number | None:
    """Read "half a million", "half a mile", "a half-hour", "a quarter of a million": a part of one whole."""
    start = at + (text_at(words, at) in ("a", "one"))
    part = text_at(words, start)
    if part not in ("half", "quarter"):
        return None
    value = 1 / _PARTS[part]
    for joint in (("a",), ("an",), ("of", "a"), ("of", "an"), ("-", "a"), ("-",)):
        if not starts_with(words, start + 1, joint):
            continue
        after = start + 1 + len(joint)
        scale = _SCALES.get(text_at(words, after))
        if scale is not None:
            return Number(value * scale, value * scale, after + 1)
        return Number(value, value, after)
    return None


def _share(words: tuple[Word, ...], at: int) -> Number | None:
    """Read "a third of", "two-thirds of", "half the", "one in four": shares, in per cent."""
    top = 1.0 if text_at(words, at) in ("a", "half") else float(_SMALL.get(text_at(words, at), 0))
    if not top:
        return None
    for joint in (("in",), ("out", "of")):
        bottom = _small_at(words, at + 1 + len(joint))
        if starts_with(words, at + 1, joint) and top < bottom <= 20 and text_at(words, at) != "a":
            return Number(100 * top / bottom, 5, at + 2 + len(joint), share=True)
    place = at if text_at(words, at) == "half" else at + 1 + (text_at(words, at + 1) == "-")
    bottom = _PARTS.get(text_at(words, place), 0)
    following = text_at(words, place + 1)
    if bottom <= top or (following != "of" and not (bottom == 2 and following in ("the", "its", "their", "all"))):
        return None
    return Number(100 * top / bottom, 5, place + 1, share=True)


def _small_at(words: tuple[Word, ...], at: int) -> float:
    word = text_at(words, at)
    return float(word) if word.isdecimal() and word.isascii() else float(_SMALL.get(word, 0))


def _digits(words: tuple[Word, ...], at: int) -> Number | None:
    if not text_at(words, at)[:1].isdecimal() or not text_at(words, at).isascii():
        return None
    printed = words[at].text.replace(",", "")
    number = Number(float(printed), _last_place(printed), at + 1)
    number = _with_spaced_groups(words, number, at)
    fraction = _SIGNS.get(text_at(words, number.after))
    if fraction is not None and "." not in printed:
        number = replace(number, value=number.value + fraction, step=0.25, after=number.after + 1)
    return _with_scale(words, _with_fraction(words, number))


def _with_spaced_groups(words: tuple[Word, ...], number: Number, at: int) -> Number:
    """Read "10 000": ordinary spaces separate thousands only where the groups are round, so that "12 300" stays two."""
    value, after = number.value, at + 1
    while value >= 1 and len(words[at].text) <= 3 and text_at(words, after) == "000":
        value, after = value * 1000, after + 1
    return number if after == at + 1 else Number(value, number.step * value / number.value, after)


def _last_place(printed: str) -> float:
    whole, _, decimals = printed.partition(".")
    if decimals:
        return float(10.0 ** -len(decimals))
    zeros = len(whole) - len(whole.rstrip("0"))
    return float(10.0**zeros) if zeros < len(whole) else 1.0


def _spelled(words: tuple[Word, ...], at: int) -> Number | None:
    """Read a whole number in words, summed from the left: "two hundred and fifty thousand"."""
    total, current, step, after, scale = 0.0, 0.0, 1.0, at, 1.0
    below = inf  # each scale word must be smaller than the one before
    if text_at(words, at) in ("a", "an") and text_at(words, at + 1) in ("hundred", *_BIG, "dozen"):
        current, after = 1.0, at + 1
    while True:
        place = _next_number_word(words, after, started=after > at)
        word = text_at(words, place)
        if (added := _addend(word, current % 100)) is not None:
            current, step, scale = current + added, 10.0 if word in _TENS else 1.0, 1.0
        elif word == "hundred" and 0 < current < 100:
            current, step, scale = current * 100, 100.0, 100.0
        elif _BIG.get(word, inf) < below and current:
            below = _BIG[word]
            total, current, step, scale = total + current * below, 0.0, step * below, scale * below
        else:
            break
        after = place + 1
    if total + current == 0:
        return None
    return _with_scale(words, _with_fraction(words, Number(total + current, step, after, scale=scale)))


def _addend(word: str, rest: float) -> int | None:
    """What a number word adds, where it can follow: tens and teens on a round hundred, one to nine also on tens."""
    if rest == 0:
        return _TENS.get(word, _SMALL.get(word))
    value = _SMALL.get(word, 0)
    return value if rest >= 20 and rest % 10 == 0 and 0 < value < 10 else None


def _next_number_word(words: tuple[Word, ...], at: int, *, started: bool) -> int:
    """Where the next word of a spelled number may stand: after a hyphen, or after "and" that follows a scale."""
    if not started:
        return at
    if text_at(words, at) == "-" and text_at(words, at + 1) in (*_SMALL, *_SCALES):
        return at + 1
    joined = text_at(words, at) == "and" and text_at(words, at - 1) in ("hundred", "thousand", "million")
    return at + 1 if joined and text_at(words, at + 1) in (*_SMALL, *_TENS) else at


def _with_fraction(words: tuple[Word, ...], number: Number) -> Number:
    """Read "two and a half", "two-and-a-half"."""
    spoken = tuple(word.text for word in words[number.after : number.after + 6])
    for phrase in (("and", "a"), ("-", "and", "-", "a", "-"), ("-", "and", "a")):
        part = spoken[len(phrase)] if len(spoken) > len(phrase) else ""
        if spoken[: len(phrase)] == phrase and part in ("half", "quarter"):
            value = 1 / _PARTS[part]
            return replace(number, value=number.value + value, step=value, after=number.after + len(phrase) + 1)
    return number


def _with_scale(words: tuple[Word, ...], number: Number) -> Number:
    after = number.after
    if text_at(words, after) == "-" and text_at(words, after + 1) in _SCALES:
        after += 1
    while text_at(words, after) in _SCALES and not (
        text_at(words, after) == "k" and words[after].start > words[after - 1].end
    ):
        number = scaled(number, _SCALES[text_at(words, after)], after + 1)
        after = number.after
    return number
