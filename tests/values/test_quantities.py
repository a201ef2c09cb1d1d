from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.values.quantities import find_quantities, parse_quantity
from schemas.claim import Comparator

EXACTLY, ABOUT, BETWEEN = Comparator.EXACTLY, Comparator.ABOUT, Comparator.BETWEEN
AT_LEAST, AT_MOST = Comparator.AT_LEAST, Comparator.AT_MOST
MORE_THAN, LESS_THAN = Comparator.MORE_THAN, Comparator.LESS_THAN

COUNTS = [
    ("about 100 soldiers", ABOUT, 100, "soldiers"),
    ("1,234,567 voters", EXACTLY, 1_234_567, "voters"),
    ("12\u202f500 homes", EXACTLY, 12_500, "homes"),
    ("10 000 homes", EXACTLY, 10_000, "homes"),
    ("1,00,000 farmers", EXACTLY, 100_000, "farmers"),
    ("twenty-five sheep", EXACTLY, 25, "sheep"),
    ("two hundred and fifty thousand visitors", EXACTLY, 250_000, "visitors"),
    ("half a million people", EXACTLY, 500_000, "people"),
    ("a quarter of a million people", EXACTLY, 250_000, "people"),
    ("two and a half million people", EXACTLY, 2_500_000, "people"),
    ("1.2m homes", EXACTLY, 1_200_000, "homes"),
    ("a dozen lorries", EXACTLY, 12, "lorries"),
    ("half a dozen tents", EXACTLY, 6, "tents"),
    ("more than 40k signatures", MORE_THAN, 40_000, "signatures"),
    ("no fewer than nine bridges", AT_LEAST, 9, "bridges"),
    ("up to 5,000 marchers", AT_MOST, 5000, "marchers"),
    ("as many as 30 boats", AT_MOST, 30, "boats"),
    ("fewer than 50 seats", LESS_THAN, 50, "seats"),
    ("200 or more guests", AT_LEAST, 200, "guests"),
    ("200+ guests", AT_LEAST, 200, "guests"),
    ("exactly 12 jurors", EXACTLY, 12, "jurors"),
    ("24 dead", EXACTLY, 24, "dead"),
    ("two badly wounded sailors", EXACTLY, 2, "sailors"),
    ("one retired teacher", EXACTLY, 1, "teacher"),
    ("4,000 of its staff", EXACTLY, 4000, "staff"),
    ("a 4,000-strong garrison", EXACTLY, 4000, "garrison"),
    ("2000 troops", EXACTLY, 2000, "troops"),
    ("24", EXACTLY, 24, ""),
]

MEASURES = [
    ("six miles", EXACTLY, 9656.064, "m"),
    ("half a mile", EXACTLY, 804.672, "m"),
    ("3½ miles", EXACTLY, 5632.704, "m"),
    ("about a mile", ABOUT, 1609.344, "m"),
    ("a 5m high wall", EXACTLY, 5, "m"),
    ("100 yards", EXACTLY, 91.44, "m"),
    ("10 hectares", EXACTLY, 100_000, "m²"),
    ("two square kilometres", EXACTLY, 2_000_000, "m²"),
    ("3.5 tonnes", EXACTLY, 3500, "kg"),
    ("a 100-pound sack", EXACTLY, 45.359237, "kg"),
    ("10 pounds of butter", EXACTLY, 4.5359237, "kg"),
    ("an hour and a half", EXACTLY, 5400, "s"),
    ("a half-hour", EXACTLY, 1800, "s"),
    ("two-and-a-half days", EXACTLY, 216_000, "s"),
    ("60mph", EXACTLY, 26.8224, "m/s"),
    ("104 degrees Fahrenheit", EXACTLY, 40, "°C"),
    ("40°C", EXACTLY, 40, "°C"),
    ("50 megawatts", EXACTLY, 50e6, "W"),
    ("a magnitude of 6.1", EXACTLY, 6.1, "magnitude"),
    ("6.1-magnitude", EXACTLY, 6.1, "magnitude"),
    ("7.2 on the Richter scale", EXACTLY, 7.2, "magnitude"),
    ("$4.5bn", EXACTLY, 4.5e9, "USD"),
    ("US$4.5 billion", EXACTLY, 4.5e9, "USD"),
    ("A$20", EXACTLY, 20, "AUD"),
    ("£5m", EXACTLY, 5e6, "GBP"),
    ("5 million pounds", EXACTLY, 5e6, "GBP"),
    ("nearly €3,000", ABOUT, 3000, "EUR"),
    ("₹510 crore", EXACTLY, 5.1e9, "INR"),
    ("2 billion yen", EXACTLY, 2e9, "JPY"),
    ("26 per cent", EXACTLY, 26, "%"),
    ("4.2 percentage points", EXACTLY, 4.2, "pp"),
    ("two-thirds of voters", EXACTLY, 200 / 3, "%"),
    ("one in four pupils", EXACTLY, 25, "%"),
    ("half the staff", EXACTLY, 50, "%"),
    ("10 kilometres (six miles)", EXACTLY, 10_000, "m"),
    ("about a 30-minute wait", ABOUT, 1800, "s"),
]

RANGES = [
    ("between 30 and 40 per cent", 30, 40, "%"),
    ("30-40 km", 30_000, 40_000, "m"),
    ("30 to 40 million dollars", 30e6, 40e6, "USD"),
    ("$3–5bn", 3e9, 5e9, "USD"),
    ("two to three hundred guests", 200, 300, ""),
    ("two or three days", 172_800, 259_200, "s"),
    ("several hundred guests", 200, 1000, ""),
    ("a few thousand guests", 2000, 10_000, ""),
]

NO_QUANTITY = [
    "",
    "early on Saturday",
    "April 20",
    "20 April",
    "2022",
    "in 2014",
    "the 1990s",
    "2012 elections",
    "1 a.m.",
    "7:37",
    "0737 GMT",
    "18 months ago",
    "the 11th quarter",
    "flight 370",
    "the V-22",
    "Boeing-737",
    "one of the best",
    "half a village",
    "several guests",
    "many guests",
    "a few guests",
    "20 tons",
    "20 pounds",
    "20 degrees",
    "500 rupees",
    "Rs 500",
    "R$500",
    "5m",
    "ten times as many",
    "24 dead and 200 injured",
    "from 24 to 31 guests",
]


@pytest.mark.parametrize(("text", "comparator", "value", "of"), COUNTS)
def test_counts_are_read_with_what_they_count(text: str, comparator: Comparator, value: float, of: str) -> None:
    quantity = parse_quantity(text)
    assert quantity is not None
    assert (quantity.comparator, quantity.value, quantity.unit, quantity.of) == (comparator, value, "", of)


@pytest.mark.parametrize(("text", "comparator", "value", "unit"), MEASURES)
def test_measures_are_converted_to_canonical_units(text: str, comparator: Comparator, value: float, unit: str) -> None:
    quantity = parse_quantity(text)
    assert quantity is not None
    assert (quantity.comparator, quantity.unit) == (comparator, unit)
    assert quantity.value == pytest.approx(value)


@pytest.mark.parametrize(("text", "low", "high", "unit"), RANGES)
def test_ranges_have_two_bounds(text: str, low: float, high: float, unit: str) -> None:
    quantity = parse_quantity(text)
    assert quantity is not None
    assert (quantity.comparator, quantity.unit) == (BETWEEN, unit)
    assert [quantity.value, quantity.upper] == pytest.approx([low, high])


@pytest.mark.parametrize(
    ("text", "least"), [("dozens of guests", 18), ("hundreds", 150), ("tens of thousands", 15_000)]
)
def test_vague_plurals_are_lower_bounds(text: str, least: float) -> None:
    quantity = parse_quantity(text)
    assert quantity is not None
    assert (quantity.comparator, quantity.value) == (AT_LEAST, least)


@pytest.mark.parametrize("text", NO_QUANTITY)
def test_what_has_no_or_several_readings_yields_nothing(text: str) -> None:
    assert parse_quantity(text) is None


def test_amounts_in_two_currencies_are_no_range() -> None:
    assert parse_quantity("€16 million or $21 million") is None


def test_a_vague_plural_of_a_unit_has_the_unit() -> None:
    quantity = parse_quantity("billions of dollars")
    assert quantity is not None
    assert (quantity.comparator, quantity.unit, quantity.value) == (AT_LEAST, "USD", 1.5e9)


def test_an_age_is_a_duration_of_its_own_kind() -> None:
    age, wait = parse_quantity("a 22-year-old"), parse_quantity("22 years")
    assert age is not None
    assert wait is not None
    assert (age.value, age.unit, age.of, wait.of) == (wait.value, "s", "age", "")


def test_the_text_of_a_quantity_is_the_phrase_as_printed() -> None:
    quantity = parse_quantity("  About\u00a0SIX Miles ")
    assert quantity is not None
    assert quantity.text == "About\u00a0SIX Miles"


def test_clear_quantities_are_found_in_a_sentence_with_their_places() -> None:
    sentence = "On 3 May 2021, 24 people and a dog walked six miles to Unit 7; one of them, in 2019, paid $5m at 7:30."
    found = find_quantities(sentence)
    assert [sentence[span.start : span.end] for span, _ in found] == ["24 people", "six miles", "$5m"]
    assert [quantity.text for _, quantity in found] == ["24 people", "six miles", "$5m"]


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    parse_quantity(text)


_PIECES = (
    "about|at least|between|and|to|-|half|a|of|the|dozen|hundred|million|bn|m|k|$|£|%|per cent|3|40|1,500|2.5|2019|"
    "two|thirds|one|in|four|miles|°C|year|old|people|dead|or more|+|several|May|a.m."
)
PIECES = _PIECES.split("|")


@given(st.lists(st.sampled_from(PIECES), max_size=9), st.sampled_from([" ", ""]))
def test_any_jumble_of_its_words_is_read_without_an_error_and_in_place(pieces: list[str], joint: str) -> None:
    text = joint.join(pieces)
    parse_quantity(text)
    found = find_quantities(text)
    assert all(text[span.start : span.end] == quantity.text for span, quantity in found)
    assert all(one.end <= other.start for (one, _), (other, _) in pairwise(found))


@given(st.integers(min_value=0, max_value=10**12))
def test_a_whole_number_with_separators_is_read_back(value: int) -> None:
    quantity = parse_quantity(f"{value:,} votes")
    assert quantity is not None
    assert (quantity.value, quantity.unit, quantity.of) == (value, "", "votes")


_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
ONES = f"zero one two three four five six seven eight nine {_TEENS}".split()
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spelled(value: int) -> str:
    """A number from 1 to 999,999 in words."""
    if value >= 1000:
        rest = f" {spelled(value % 1000)}" if value % 1000 else ""
        return f"{spelled(value // 1000)} thousand{rest}"
    if value >= 100:
        rest = f" and {spelled(value % 100)}" if value % 100 else ""
        return f"{ONES[value // 100]} hundred{rest}"
    if value >= 20:
        return TENS[value // 10] + (f"-{ONES[value % 10]}" if value % 10 else "")
    return ONES[value]


@given(st.integers(min_value=2, max_value=999_999))
def test_a_number_in_words_is_read_back(value: int) -> None:
    quantity = parse_quantity(f"{spelled(value)} votes")
    assert quantity is not None
    assert quantity.value == value


@given(
    st.integers(min_value=1, max_value=9999),
    st.sampled_from([("miles", "kilometres", 1.609344), ("feet", "metres", 0.3048)]),
)
def test_a_length_is_the_same_in_both_systems(number: int, units: tuple[str, str, float]) -> None:
    imperial, metric, factor = units
    one, other = parse_quantity(f"{number} {imperial}"), parse_quantity(f"{number * factor:.6f} {metric}")
    assert one is not None
    assert other is not None
    assert one.unit == other.unit == "m"
    assert one.value == pytest.approx(other.value, abs=0.01)
