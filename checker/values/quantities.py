"""Quantities from printed words: comparator, number, unit and what is counted.

Code reads what is there and never guesses: words that have several readings ("tons", "a few", "next to nothing")
yield nothing, and vague plurals ("dozens") yield the widest honest bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from checker.values.amounts import Amount, read_amount, read_comparator_after
from checker.values.nouns import UNMARKED_PLURALS, counted_noun, measured_noun
from checker.values.numbers import Number, scaled
from checker.values.units import AMBIGUOUS, Unit, read_unit
from checker.values.words import Word, listed, plain, split, starts_with, text_at
from schemas.article import Span
from schemas.claim import Comparator, Quantity

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
_NAMING = listed("team group route chapter article section page room flight no day minus rs")
_TIME_AFTER = frozenset({"ago", "o'clock", "earlier", "later"})
_DIMENSIONS = listed("tall high long wide deep away below above from")


@dataclass(frozen=True)
class Reading:
    """A quantity as it was read from a text, with what its rounding is judged by."""

    quantity: Quantity
    span: Span
    step: float
    """The place of the last digit that counts, in the quantity's unit."""
    vague: bool
    """Whether it is a bare number or "a mile": clear in a phrase, too little to be picked out of a sentence."""


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
    if not readings:
        return None
    first = readings[0]
    others = () if first.quantity.unit == "%" and first.quantity.of else readings[1:]  # "26% of its 430,000 staff"
    return first if all(_sameread_amount(first.quantity, other.quantity) for other in others) else None


def find_quantities(text: str) -> tuple[tuple[Span, Quantity], ...]:
    """The clear quantities of a whole sentence: those with a unit or a counted noun. Dates and times are none.

    Args:
        text: a sentence; the spans are code points into it.
    """
    found = (reading for reading in _readings(text) if not reading.vague)
    return tuple((reading.span, reading.quantity) for reading in found)


def _sameread_amount(one: Quantity, other: Quantity) -> bool:
    """Whether the second says the first again, give or take its rounding: "10 kilometres (six miles)"."""
    return one.unit == other.unit != "" and abs(one.value - other.value) <= 0.1 * abs(one.value)


def _readings(text: str) -> Iterator[Reading]:
    barred = [found.span() for found in _DATE_OR_TIME.finditer(plain(text))]
    words, at = split(text), 0
    while at < len(words):
        if text_at(words, at) == "from" and (change := read_amount(words, at + 1)) and change.number.upper is not None:
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
    amount = None if _inside_name(words, at) else read_amount(words, at)
    if amount is None or text_at(words, amount.after) in _ORDINAL_ENDS:
        return None
    number, after = read_comparator_after(words, amount.number, amount.after)
    unit, number = (amount.sign, number) if amount.sign else _unit(words, after, number)
    if unit is not None and unit is not amount.sign:
        number, after = read_comparator_after(words, *_and_a_half(words, number, unit.after))
    elif amount.sign and amount.sign.money and (word := read_unit(words, after)) and word.money:
        after = word.after  # "$26.3 billion dollars"
    noun, end = _noun(words, after, unit, number)
    if _unfit(words, amount, number, unit, noun) or text_at(words, after) in _TIME_AFTER:
        return None
    span = Span(start=words[at].start, end=words[end - 1].end)
    quantity = _quantity(text[span.start : span.end], number, unit, noun)
    step = unit.convert(number.value + number.step) - unit.convert(number.value) if unit else number.step
    single = text_at(words, at) in ("a", "an", "one") and number.value == 1
    return Reading(quantity, span, abs(step), vague=single or (unit is None and not noun)), end


def _unfit(words: tuple[Word, ...], amount: Amount, number: Number, unit: Unit | None, noun: str) -> bool:
    """Whether a bare number is no amount: a year, a part of nothing, an amount in a unit with several meanings."""
    if unit is not None:
        return False
    if noun in AMBIGUOUS or text_at(words, amount.after + (text_at(words, amount.after) == "-")) in AMBIGUOUS:
        return True
    last = text_at(words, amount.after - 1)
    year = len(last) == 4 and last.isdecimal() and 1500 <= number.value <= 2100
    plain_year = year and not (noun and (noun in UNMARKED_PLURALS or number.comparator is not Comparator.EXACTLY))
    metres_or_millions = not noun and text_at(words, amount.after) == "m"
    one_of = number.value == 1 and text_at(words, amount.after) == "of"
    return plain_year or metres_or_millions or one_of or 0 < number.value < 1


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
    joint = "of" if number.plural else "-"  # "billions of dollars", "22-year"
    here = at + (text_at(words, at) == joint)
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
    return read_unit(words, here), number


def _noun(words: tuple[Word, ...], at: int, unit: Unit | None, number: Number) -> tuple[str, int]:
    """What is counted or measured, and the index after the words that belong to the quantity."""
    if unit is None:
        at = max(at, number.after)
        counted = counted_noun(words, at + (text_at(words, at) == "of" and number.plural), one=number.value == 1)
        if counted is None and (whole := measured_noun(words, at)) and number.value != 1:
            return whole[0], at
        return counted or ("", at)
    if unit.canonical == "s" and text_at(words, at + (text_at(words, at) == "-")) in ("old", "olds"):
        return "age", at + 1 + (text_at(words, at) == "-")
    if unit.canonical in ("m", "s", "magnitude"):
        return "", at
    if number.share and text_at(words, at) != "of":  # "half the staff", "one in four workers"
        at += text_at(words, at) in ("the", "its", "their", "all")
        return counted_noun(words, at, one=True) or ("", at)
    measured = measured_noun(words, at)
    return (measured[0] if measured else ""), at


def _and_a_half(words: tuple[Word, ...], number: Number, at: int) -> tuple[Number, int]:
    """Read "an hour and a half"."""
    if not starts_with(words, at, ("and", "a", "half")) or number.value != int(number.value):
        return number, at
    return replace(number, value=number.value + 0.5, step=0.5), at + 3


def _inside_name(words: tuple[Word, ...], at: int) -> bool:
    """Whether the number belongs to a name or a longer figure: "V-22", "Z13", "No. 10", "5:30", "1,23"."""
    before = text_at(words, at - 1)
    attached = at > 0 and words[at - 1].end == words[at].start
    if attached and before in ("-", "/", ":", ".", ",", "#", "$", "£"):
        return before != "-" or text_at(words, at - 2) != "magnitude"
    return before in _NAMING or (attached and before[-1:].isalnum())
