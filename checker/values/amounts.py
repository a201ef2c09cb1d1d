"""Amounts before their unit is known: a comparator, a currency sign, and a number or a range of two."""

from __future__ import annotations

from dataclasses import dataclass, replace

from checker.values.numbers import Number, read_number, scaled
from checker.values.units import Unit, read_currency_sign, read_unit
from checker.values.words import Word, starts_with, text_at
from schemas.claim import Comparator

_BEFORE = {
    Comparator.EXACTLY: "exactly/precisely",
    Comparator.ABOUT: "about/around/roughly/some/nearly/almost/approximately/approx/circa/an estimated/estimated/"
    "close to/just over/just under/just about/in the region of/in the order of",
    Comparator.AT_LEAST: "at least/no fewer than/no less than/not less than/not fewer than/a minimum of/minimum of",
    Comparator.AT_MOST: "at most/up to/no more than/not more than/as many as/as much as/a maximum of/maximum of",
    Comparator.MORE_THAN: "more than/over/above/upwards of/upward of/greater than/in excess of/north of/exceeding",
    Comparator.LESS_THAN: "less than/under/below/fewer than/short of",
}
_AFTER = {
    Comparator.ABOUT: "or so/- odd",
    Comparator.AT_LEAST: "or more/at least/+/plus/- plus/or greater/or higher/and above/and over",
    Comparator.AT_MOST: "or less/or fewer/at most/or under",
}


def _by_length(table: dict[Comparator, str]) -> list[tuple[tuple[str, ...], Comparator]]:
    """The phrases of a table as words, the longest first."""
    rows = [(tuple(phrase.split()), meaning) for meaning, phrases in table.items() for phrase in phrases.split("/")]
    return sorted(rows, key=lambda row: -len(row[0]))


_PHRASES_BEFORE = _by_length(_BEFORE)
_PHRASES_AFTER = _by_length(_AFTER)


@dataclass(frozen=True)
class Amount:
    """A number, or a range of two, before its unit is applied."""

    number: Number
    after: int
    """The index of the word after it."""
    sign: Unit | None = None
    """The unit that is printed before the number: a currency, or "magnitude"."""


def read_amount(words: tuple[Word, ...], at: int) -> Amount | None:
    """Read comparator, sign and number, or a range of numbers, from an index on; None where none starts there."""
    start, comparator = at, Comparator.EXACTLY
    for phrase, meaning in _PHRASES_BEFORE:
        if starts_with(words, at, phrase):
            start, comparator = at + len(phrase), meaning
            start += text_at(words, start) == "a" and text_at(words, start + 1)[:1].isdecimal()  # "about a 30-minute"
            break
    between = text_at(words, start) == "between"
    first = _priced(words, start + between)
    if first is None:
        return None
    for joint in ("and",) if between else ("-", "to", "or"):
        second = _priced(words, first.after + 1) if text_at(words, first.after) == joint else None
        ranged = _range(first, second) if second else None
        if ranged is not None:
            return ranged
    if between:
        return None
    if first.number.comparator is not Comparator.EXACTLY:
        return first
    return replace(first, number=replace(first.number, comparator=comparator))


def _priced(words: tuple[Word, ...], at: int) -> Amount | None:
    """A number with the currency sign, or the word "magnitude", before it."""
    sign = read_currency_sign(words, at)
    start = sign.after if sign else at
    if sign is None and text_at(words, at) == "magnitude":
        start = at + 1 + (text_at(words, at + 1) in ("-", "of"))
        sign = Unit("magnitude", "", start)
    number = read_number(words, start) or _single(words, start)
    if number is None:
        return None
    if sign and sign.money and text_at(words, number.after) == "m":
        number = scaled(number, 1e6, number.after + 1)
    return Amount(number, number.after, sign)


def _single(words: tuple[Word, ...], at: int) -> Number | None:
    """Read "a mile", "an hour": one of a unit."""
    if text_at(words, at) in ("a", "an") and text_at(words, at + 1) != "second" and (unit := read_unit(words, at + 1)):
        return None if unit.canonical in ("%", "magnitude", "pp") else Number(1, 1, at + 1)
    return None


def _range(first: Amount, second: Amount) -> Amount | None:
    """Two numbers as one range; a scale that only the second has goes for both ("30 to 40 million")."""
    low, high = first.number, second.number
    two_currencies = first.sign and second.sign and first.sign.canonical != second.sign.canonical
    if two_currencies or any(number.comparator is not Comparator.EXACTLY or number.share for number in (low, high)):
        return None
    if low.scale == 1 < high.scale and low.value < high.scale:
        low = scaled(low, high.scale, low.after)
    if not low.value < high.value:
        return None
    number = replace(low, upper=high.value, comparator=Comparator.BETWEEN, step=min(low.step, high.step))
    return Amount(number, second.after, first.sign or second.sign)


def read_comparator_after(words: tuple[Word, ...], number: Number, at: int) -> tuple[Number, int]:
    """Apply a comparator that is printed after the number: "200 or more", "50 miles at least"."""
    if number.comparator is not Comparator.EXACTLY:
        return number, at
    for phrase, meaning in _PHRASES_AFTER:
        if starts_with(words, at, phrase):
            return replace(number, comparator=meaning), at + len(phrase)
    return number, at
