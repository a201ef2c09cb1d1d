"""Exponents of growth: 1 is linear, 2 all pairs."""

from __future__ import annotations

from math import log


def exponent(one: tuple[int, float], other: tuple[int, float]) -> float:
    """The slope between two points, each a size and what it took, on logarithmic scales."""
    return log(other[1] / one[1]) / log(other[0] / one[0])
