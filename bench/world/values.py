"""Values, and the ways in which one and the same may be spelt. A value is known by its first spelling."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

_DECIDED = {
    "approved": ("approved", "accepted"),
    "rejected": ("rejected", "turned down"),
    "postponed": ("postponed", "put off"),
}
_MINUTES = (0, 0, 0, 5, 10, 15, 20, 25, 30, 40, 45, 50)


@dataclass(frozen=True)
class Measure:
    """A kind of value."""

    draw: Callable[[random.Random], str]
    """Any such value, by its first spelling."""
    spelt: Callable[[str], tuple[str, ...]]
    """All spellings of a value, the first one first."""
    numeric: bool = True


def _number(text: str) -> float:
    return float(text.replace(",", ""))


def _draw_count(dice: random.Random) -> str:
    # No number that might be a year.
    return f"{dice.choice((dice.randrange(12, 200), dice.randrange(200, 1000), dice.randrange(2200, 9800))):,}"


def _spelt_count(value: str) -> tuple[str, ...]:
    return (value, value.replace(",", "")) if "," in value else (value,)


def _draw_distance(dice: random.Random) -> str:
    return f"{dice.randrange(3, 80) / 2:g} km"


def _spelt_distance(value: str) -> tuple[str, ...]:
    kilometres = _number(value.removesuffix(" km"))
    return value, f"{kilometres:g} kilometres", f"{kilometres * 1000:,.0f} metres"


def _draw_weight(dice: random.Random) -> str:
    return f"{dice.randrange(11, 98) / 10:g} tonnes"


def _spelt_weight(value: str) -> tuple[str, ...]:
    tonnes = _number(value.removesuffix(" tonnes"))
    return value, f"{tonnes * 1000:,.0f} kilograms", f"{tonnes * 1000:,.0f} kg"


def _draw_sum(dice: random.Random) -> str:
    return f"${dice.randrange(11, 98) / 10:g} million"


def _spelt_sum(value: str) -> tuple[str, ...]:
    millions = _number(value.removeprefix("$").removesuffix(" million"))
    return value, f"{millions:g} million dollars", f"${millions * 1_000_000:,.0f}"


def _draw_clock(dice: random.Random) -> str:
    return f"{dice.choice((*range(6, 12), *range(13, 23))):02}:{dice.choice(_MINUTES):02}"


def _spelt_clock(value: str) -> tuple[str, ...]:
    hour, minute = map(int, value.split(":"))
    half = "am" if hour < 12 else "pm"
    of_twelve = hour if hour < 12 else hour - 12
    return value, f"{of_twelve}:{minute:02} {half}" if minute else f"{of_twelve} {half}"


def _draw_decision(dice: random.Random) -> str:
    return dice.choice(tuple(_DECIDED))


MEASURES = {
    "count": Measure(_draw_count, _spelt_count),
    "distance": Measure(_draw_distance, _spelt_distance),
    "weight": Measure(_draw_weight, _spelt_weight),
    "sum": Measure(_draw_sum, _spelt_sum),
    "clock": Measure(_draw_clock, _spelt_clock),
    "decision": Measure(_draw_decision, _DECIDED.__getitem__, numeric=False),
}
"""All but people and towns, which a story has of its own."""
