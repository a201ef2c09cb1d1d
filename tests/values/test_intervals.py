from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.values.intervals import apart, bounds
from checker.values.quantities import parse_quantity
from schemas.claim import Comparator, Quantity, TimeInterval


def meet(one: str, other: str) -> bool:
    first, second = parse_quantity(one), parse_quantity(other)
    assert first is not None
    assert second is not None
    return bounds(first).meets(bounds(second))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("10 people", "10 people"),
        ("110,000 jobs", "111,800 jobs"),
        ("10 km", "six miles"),
        ("$4.5bn", "$4,520,000,000"),
        ("about 100", "97"),
        ("at least 6", "8"),
        ("more than 6 miles", "9.7 km"),
        ("a third of them", "35 per cent"),
    ],
)
def test_values_within_comparator_and_rounding_meet(one: str, other: str) -> None:
    assert meet(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("10 people", "11 people"),
        ("110,000 jobs", "120,000 jobs"),
        ("26 per cent", "27 per cent"),
        ("about 1,487", "1,600"),
        ("100,000 jobs", "130,000 jobs"),
        ("at least 6", "4"),
        ("up to 30", "31"),
        ("less than 100 yards", "a mile"),
        ("$4.5bn", "$4.6bn"),
    ],
)
def test_values_beyond_comparator_and_rounding_do_not_meet(one: str, other: str) -> None:
    assert not meet(one, other)


def test_a_quantity_whose_words_do_not_show_its_rounding_is_exact() -> None:
    made = Quantity(text="the garrison", value=400, unit="m")
    assert (bounds(made).low, bounds(made).high) == (400, 400)


values = st.builds(
    Quantity,
    text=st.just("x"),
    value=st.floats(min_value=-1e9, max_value=1e9),
    comparator=st.sampled_from([each for each in Comparator if each is not Comparator.BETWEEN]),
)


@given(values, values)
def test_meeting_is_symmetric_and_a_value_meets_itself(one: Quantity, other: Quantity) -> None:
    assert bounds(one).meets(bounds(one))
    assert bounds(one).meets(bounds(other)) == bounds(other).meets(bounds(one))


@given(values)
def test_the_printed_value_is_within_its_own_bounds(quantity: Quantity) -> None:
    assert bounds(quantity).low <= quantity.value <= bounds(quantity).high


START = datetime(2021, 5, 7, 12)  # noqa: DTZ001


def interval(hours_from_start: float, length: float, *, zoned: bool = False, approximate: bool = False) -> TimeInterval:
    start = START + timedelta(hours=hours_from_start)
    end = start + timedelta(hours=length)
    if zoned:
        start, end = start.replace(tzinfo=UTC), end.replace(tzinfo=UTC)
    return TimeInterval(text="x", start=start, end=end, approximate=approximate)


def test_times_that_only_touch_are_apart_and_times_that_overlap_are_not() -> None:
    assert apart(interval(0, 1), interval(1, 1))
    assert not apart(interval(0, 1.5), interval(1, 1))


def test_an_approximate_time_reaches_a_quarter_of_its_length_further() -> None:
    assert not apart(interval(0, 4, approximate=True), interval(4.9, 1))
    assert apart(interval(0, 4, approximate=True), interval(5, 1))


def test_a_zoned_and_a_zoneless_time_are_apart_only_beyond_26_hours() -> None:
    assert not apart(interval(0, 1, zoned=True), interval(26.5, 1))
    assert apart(interval(0, 1, zoned=True), interval(27, 1))


times = st.builds(
    interval,
    st.floats(min_value=-100, max_value=100),
    st.floats(min_value=0.1, max_value=50),
    zoned=st.booleans(),
    approximate=st.booleans(),
)


@given(times, times)
def test_being_apart_is_symmetric_and_no_time_is_apart_from_itself(one: TimeInterval, other: TimeInterval) -> None:
    assert not apart(one, one)
    assert apart(one, other) == apart(other, one)
