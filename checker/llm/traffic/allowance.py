"""What an endpoint says of its limits in the headers of its answers, believed as far as it can be true.

Source: OpenAI's rate limit guide: how much a rested account has (limit), what is left of it (remaining), and how long
until all of it is there again (reset, as in ``12ms``, ``1.5s``, ``6m0s``). Others send -1, 0, or nothing (Azure does).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_TIME = re.compile(r"(?:\d+(?:\.\d+)?(?:ms|s|m|h))+")
_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h)")
LONGEST = 3600.0
"""Seconds. A longer reset is that of a day's limit, by which nobody can be paced."""
LONGEST_WAIT = 15.0
"""Seconds that a request is held back by headers at most: then it is tried what is true of them."""
USED = 0.25
"""The share of a limit that has to be in use before its rate can be told from the rounded figures."""


@dataclass(frozen=True)
class Told:
    """One limit as an answer tells it."""

    limit: float
    remaining: float
    reset: float
    """Seconds until everything is there again."""


def told(headers: Mapping[str, str], of: str) -> Told | None:
    """What headers say of a limit; None where they say nothing, or nothing that can be true.

    Args:
        headers: of an answer, by their names in small letters.
        of: ``requests`` or ``tokens``.
    """
    limit = _number(headers.get(f"x-ratelimit-limit-{of}"))
    remaining = _number(headers.get(f"x-ratelimit-remaining-{of}"))
    reset = seconds(headers.get(f"x-ratelimit-reset-{of}"))
    if limit is None or remaining is None or reset is None:
        return None
    if limit < 1 or not 0 <= remaining <= limit or not 0 < reset <= LONGEST:
        return None
    return Told(limit, remaining, reset)


def seconds(text: str | None) -> float | None:
    """A time as these headers give it, in seconds; None where it is none."""
    text = (text or "").strip()
    number = _number(text)
    if number is not None:
        return number
    if not _TIME.fullmatch(text):
        return None
    return sum(float(value) * UNITS[unit] for value, unit in _PART.findall(text))


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None


class Allowance:
    """What may still be sent of one limit: a bucket that is kept in step with what is told."""

    def __init__(self) -> None:
        self._limit = math.inf
        self._rate: float | None = None
        self._left = math.inf
        self._at = 0.0

    def tell(self, told: Told, now: float) -> None:
        """Take notice of headers."""
        used = told.limit - told.remaining
        if used >= max(4.0, told.limit * USED):
            # What is left is rounded down.
            self._rate = (used - 0.5) / told.reset
        self._left = min(self._savings(now), told.remaining)
        self._limit, self._at = told.limit, now

    def wait(self, cost: float, now: float) -> float:
        """Seconds until something of this cost may be sent; 0 if it may be now.

        What costs more than there ever is waits for all there is.
        """
        if self._rate is None:
            return 0.0
        short = min(cost, self._limit) - self._savings(now)
        return min(max(0.0, short / self._rate), max(0.0, self._at + LONGEST_WAIT - now))

    def take(self, cost: float, now: float) -> None:
        """Something is sent."""
        self._left, self._at = max(0.0, self._savings(now) - cost), now

    def _savings(self, now: float) -> float:
        if self._rate is None:
            return self._left
        return min(self._limit, self._left + (now - self._at) * self._rate)
