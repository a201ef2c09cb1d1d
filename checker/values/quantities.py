"""Quantities from printed words: comparator, number, unit and what is counted.

Code reads what is there and never guesses: words that have several readings ("tons", "a few", "next to nothing")
yield nothing, and vague plurals ("dozens") yield the widest honest bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from checker.values.nouns import counted_noun, measured_noun
from checker.values.numbers import Number, read_number, scaled
from checker.values.units import AMBIGUOUS, Unit, read_currency_sign, read_unit
from checker.values.words import Word, plain, split, starts_with, text_at
from schemas.article import Span
from schemas.claim import Comparator, Quantity

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
_MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|january|february|march|april|june|july|august|september|"
    "october|november|december"
)
_DATE_OR_TIME = re.compile(
    rf"""\b\d{{1,2}}:\d\d | \b\d{{1,2}}(?:\.\d\d)?\s?[ap]\.?\s?m\b | \b\d{{4}}\s(?:gmt|utc|hrs\b|hours\b)
       | \b(?:{_MONTHS})\b\.?\s(?:\d{{1,2}}|(?:1[5-9]|20)\d\d)(?:st|nd|rd|th)?\b(?:,?\s20\d\d\b)?(?![,.]\d)
       | \b\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?(?:{_MONTHS})\b
       | \b\d{{4}}-\d\d(?:-\d\d)?\b | \b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\b
    """,
    re.VERBOSE,
)
_ORDINAL_ENDS = frozenset({"st", "nd", "rd", "th", "s"})
_NAMING = frozenset("team group route chapter article section page room flight no day minus".split())
_TIME_AFTER = frozenset({"ago", "o'clock", "earlier", "later"})
_DIMENSIONS = frozenset("tall high long wide deep away below above from".split())


@dataclass(frozen=True)
class Reading:
    """A quantity as it was read from a text, with what its rounding is judged by."""

    quantity: Quantity
    span: Span
    step: float
    """The place of the last digit that counts, in the quantity's unit."""
    vague: bool
    """Whether it is a bare number or "a mile": clear in a phrase, too little to be picked out of a sentence."""


@dataclass(frozen=True)
class _Amount:
    """A number, or a range of two, before its unit is applied."""

    number: Number
    after: int
    currency: Unit | None = None


def parse_quantity(text: str) -> Quantity | None:
    """The one quantity of a short phrase: "about six miles", "$4.5bn", "between 30 and 40 per cent".

    Args:
        text: a phrase copied from an article.

    Returns:
        The quantity, its ``text`` the phrase without spaces at its ends; None where the phrase holds no clear
        quantity, or several that are not the same amount in two units.
    """
    reading = read_quantity(text)
    return None if reading is None else reading.quantity.model_copy(update={"text": text.strip()})


def read_quantity(text: str) -> Reading | None:
    """The one quantity of a phrase with its rounding, as ``parse_quantity`` finds it."""
    readings = tuple(_readings(text))
    if not readings or any(not _same_amount(readings[0].quantity, other.quantity) for other in readings[1:]):
        return None
    return readings[0]


def find_quantities(text: str) -> tuple[tuple[Span, Quantity], ...]:
    """The clear quantities of a whole sentence: those with a unit or a counted noun. Dates and times are none.

    Args:
        text: a sentence; the spans are code points into it.
    """
    found = (reading for reading in _readings(text) if not reading.vague)
    return tuple((reading.span, reading.quantity) for reading in found)


def _same_amount(one: Quantity, other: Quantity) -> bool:
    """ "10 kilometres (six miles)": the second says the first again, give or take its rounding."""
    return one.unit == other.unit != "" and abs(one.value - other.value) <= 0.1 * abs(one.value)


def _readings(text: str) -> Iterator[Reading]:
    barred = [found.span() for found in _DATE_OR_TIME.finditer(plain(text))]
    words, at = split(text), 0
    while at < len(words):
        if text_at(words, at) == "from" and (change := _amount(words, at + 1)) and change.number.upper is not None:
            at = change.after  # "from 24 to 30" is a change as often as a range
            continue
        found = _read_at(text, words, at)
        if found is None or any(found[0].span.start < end and start < found[0].span.end for start, end in barred):
            at += 1
            continue
        yield found[0]
        at = found[1]


def _read_at(text: str, words: tuple[Word, ...], at: int) -> tuple[Reading, int] | None:
    """The quantity that starts at an index, with the index after it."""
    amount = None if _inside_name(words, at) else _amount(words, at)
    if amount is None or text_at(words, amount.after) in _ORDINAL_ENDS:
        return None
    number, after = _bounded(words, amount.number, amount.after)
    unit, number = (amount.currency, number) if amount.currency else _unit(words, after, number)
    if unit is not None and unit is not amount.currency:
        number, after = _bounded(words, *_and_a_half(words, number, unit.after))
    elif amount.currency and amount.currency.money and (word := read_unit(words, after)) and word.money:
        after = word.after  # "$26.3 billion dollars"
    noun, end = _noun(words, after, unit, number)
    if _unfit(words, amount, number, unit, noun) or text_at(words, after) in _TIME_AFTER:
        return None
    span = Span(start=words[at].start, end=words[end - 1].end)
    quantity = _quantity(text[span.start : span.end], number, unit, noun)
    step = unit.convert(number.value + number.step) - unit.convert(number.value) if unit else number.step
    single = text_at(words, at) in ("a", "an", "one") and number.value == 1
    return Reading(quantity, span, abs(step), vague=single or (unit is None and not noun)), end


def _unfit(words: tuple[Word, ...], amount: _Amount, number: Number, unit: Unit | None, noun: str) -> bool:
    """Whether a bare number is no amount: a year, a part of nothing, an amount in a unit with several meanings."""
    if unit is not None:
        return False
    if text_at(words, amount.after) in AMBIGUOUS or text_at(words, amount.after + 1) in AMBIGUOUS & {noun}:
        return True
    last = text_at(words, amount.after - 1)
    year = len(last) == 4 and last.isdecimal() and 1500 <= number.value <= 2100
    plain_year = year and (not noun or number.comparator is Comparator.EXACTLY)
    return plain_year or 0 < number.value < 1


def _quantity(text: str, number: Number, unit: Unit | None, noun: str) -> Quantity:
    convert = unit.convert if unit else float
    return Quantity(
        text=text,
        value=convert(number.value),
        upper=None if number.upper is None else convert(number.upper),
        unit=unit.canonical if unit else "",
        comparator=number.comparator,
        of=noun,
    )


def _unit(words: tuple[Word, ...], at: int, number: Number) -> tuple[Unit | None, Number]:
    """The unit after a number, and the number with what the unit's word adds to it ("5m people": five million)."""
    if number.share:
        return Unit("%", "", at), number
    here = at + (text_at(words, at) == "-")
    word, following = text_at(words, here), text_at(words, here + 1)
    if word in ("pound", "pounds"):
        if here > at or following == "of":
            return Unit("kg", "pound", here + 1), number
        return (Unit("GBP", "", here + 1) if number.scale >= 1e6 else None), number
    if word == "m":
        if following in _DIMENSIONS:
            return Unit("m", "meter", here + 1), number
        people = counted_noun(words, here + 1, one=False)
        return None, scaled(number, 1e6, here + 1) if people else number
    if word == "second" and here == at and number.value != 1:
        return None, number
    return read_unit(words, at), number


def _noun(words: tuple[Word, ...], at: int, unit: Unit | None, number: Number) -> tuple[str, int]:
    """What is counted or measured, and the index after the words that belong to the quantity."""
    if unit is None:
        at = max(at, number.after)
        counted = counted_noun(words, at + (text_at(words, at) == "of" and number.step == 0), one=number.value == 1)
        if counted is None and (whole := measured_noun(words, at)) and number.value != 1:
            return whole[0], at
        return counted or ("", at)
    if unit.canonical == "s" and text_at(words, at + (text_at(words, at) == "-")) in ("old", "olds"):
        return "age", at + 1 + (text_at(words, at) == "-")
    if unit.canonical in ("m", "s", "magnitude"):
        return "", at
    measured = measured_noun(words, at)
    return (measured[0] if measured else ""), at


def _bounded(words: tuple[Word, ...], number: Number, at: int) -> tuple[Number, int]:
    """A comparator that is printed after the number: "200 or more", "50 miles at least"."""
    if number.comparator is not Comparator.EXACTLY:
        return number, at
    for phrase, meaning in _PHRASES_AFTER:
        if starts_with(words, at, phrase):
            return replace(number, comparator=meaning), at + len(phrase)
    return number, at


def _and_a_half(words: tuple[Word, ...], number: Number, at: int) -> tuple[Number, int]:
    """ "An hour and a half"."""
    if not starts_with(words, at, ("and", "a", "half")) or number.value != int(number.value):
        return number, at
    return replace(number, value=number.value + 0.5, step=0.5), at + 3


def _inside_name(words: tuple[Word, ...], at: int) -> bool:
    """Whether the number belongs to a name or a longer figure: "V-22", "Z13", "No. 10", "5:30", "1,23"."""
    before = text_at(words, at - 1)
    attached = at > 0 and words[at - 1].end == words[at].start
    if attached and before in ("-", "/", ":", ".", ",", "#"):
        return before != "-" or text_at(words, at - 2) != "magnitude"
    if attached and before[-1:].isalnum() and words[at].numeric:
        return True
    return before in _NAMING


def _amount(words: tuple[Word, ...], at: int) -> _Amount | None:
    """Comparator, currency sign and number, or a range of numbers, from an index on."""
    start, comparator = at, Comparator.EXACTLY
    for phrase, meaning in _PHRASES_BEFORE:
        if starts_with(words, at, phrase):
            start, comparator = at + len(phrase), meaning
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


def _priced(words: tuple[Word, ...], at: int) -> _Amount | None:
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
    return _Amount(number, number.after, sign)


def _single(words: tuple[Word, ...], at: int) -> Number | None:
    """ "A mile", "an hour": one of a unit."""
    if text_at(words, at) in ("a", "an") and text_at(words, at + 1) != "second" and (unit := read_unit(words, at + 1)):
        return None if unit.canonical in ("%", "magnitude", "pp") else Number(1, 1, at + 1)
    return None


def _range(first: _Amount, second: _Amount) -> _Amount | None:
    """Two numbers as one range; a scale that only the second has goes for both ("30 to 40 million")."""
    low, high = first.number, second.number
    if any(number.comparator is not Comparator.EXACTLY or number.share for number in (low, high)):
        return None
    if low.scale == 1 < high.scale and low.value < high.scale:
        low = scaled(low, high.scale, low.after)
    if not low.value < high.value:
        return None
    number = replace(low, upper=high.value, comparator=Comparator.BETWEEN, step=min(low.step, high.step))
    return _Amount(number, second.after, first.currency or second.currency)
