"""What printed values can mean: the bounds of a quantity, and whether two quantities or two times exclude each other.

Round numbers are read as approximations (Jansen and Pollmann, "On round numbers", Journal of Quantitative
Linguistics 8(3), 2001): a number stands for what rounds to it, but for no more than a tenth either way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import inf

from checker.values.quantities import read_quantity
from schemas.claim import Comparator, Quantity, TimeInterval

_HALF_A_STEP = 0.499
"""Just under half, so that neighbours printed with the same precision ("26 %", "27 %") stay apart."""
_MOST_ROUNDING = 0.1
_ABOUT = 0.25
"""How far "about" goes, as a share of the value ..."""
_ABOUT_STEPS = 5
"""... and in steps of the last digit that counts: "about 1,487" is nearer to its value than "about 1,500"."""
_EXACT_COUNTS = 100
"""Counts below this are exact, round or not: ten dead are not eleven."""
_ZONES = timedelta(hours=26)
"""Clocks on earth are up to 26 hours apart."""


@dataclass(frozen=True)
class Bounds:
    """What a quantity can be: from ``low`` to ``high``, both included, in the quantity's unit."""

    low: float
    high: float

    def meets(self, other: Bounds) -> bool:
        """Whether one value can be both."""
        return self.low <= other.high and other.low <= self.high


def bounds(quantity: Quantity) -> Bounds:
    """What a quantity can be, by its comparator and by the rounding that its printed digits show."""
    value, upper = quantity.value, quantity.value if quantity.upper is None else quantity.upper
    step = _step(quantity)
    exact = not quantity.unit and abs(value) < _EXACT_COUNTS and step <= 10
    slack = 0.0 if exact else min(_HALF_A_STEP * step, _MOST_ROUNDING * abs(value))
    match quantity.comparator:
        case Comparator.AT_LEAST | Comparator.MORE_THAN:
            return Bounds(value - slack, inf)
        case Comparator.AT_MOST | Comparator.LESS_THAN:
            return Bounds(-inf, value + slack)
        case Comparator.ABOUT:
            slack = max(slack, min(_ABOUT * abs(value), _ABOUT_STEPS * step or inf))
    return Bounds(value - slack, upper + slack)


def _step(quantity: Quantity) -> float:
    """The place of the last printed digit that counts, in the quantity's unit; 0 where the words do not show it."""
    reading = read_quantity(quantity.text)
    same = reading is not None and reading.quantity.unit == quantity.unit and reading.quantity.value == quantity.value
    return reading.step if reading and same else 0.0


def apart(one: TimeInterval, other: TimeInterval) -> bool:
    """Whether two times cannot be the same time.

    Approximate times reach a quarter of their length further. Where only one of the two has a zone, they are apart
    only if they are so everywhere on earth.
    """
    mixed = (one.start.tzinfo is None) != (other.start.tzinfo is None)
    slack = _reach(one) + _reach(other) + (_ZONES if mixed else timedelta())
    starts, ends = zip(*(_comparable(time) for time in (one, other)), strict=True)
    return bool(ends[0] + slack <= starts[1] or ends[1] + slack <= starts[0])


def _comparable(time: TimeInterval) -> tuple[datetime, datetime]:
    """Start and end in UTC; a time without a zone is taken as if it were UTC."""
    if time.start.tzinfo is None:
        return time.start.replace(tzinfo=UTC), time.end.replace(tzinfo=UTC)
    return time.start.astimezone(UTC), time.end.astimezone(UTC)


def _reach(time: TimeInterval) -> timedelta:
    return (time.end - time.start) / 4 if time.approximate else timedelta()
