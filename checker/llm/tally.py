"""Tallies: what was used, by a whole run and by each of its parts, where one meter serves several at once.

What is asked in a ``counting`` block is counted on the block's tally as well, in whatever thread, as long as it runs in
the block's context.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from fractions import Fraction
from threading import Lock

from schemas.report import Usage


class Tally:
    """Adds up usage. Safe to share between threads.

    Money is added as exact fractions: sums of floats depend on the order of their terms, and answers come in any order.

    Args:
        priced: whether it is known what tokens cost.
    """

    def __init__(self, *, priced: bool) -> None:
        self._guard = Lock()
        self._priced = priced
        self._cost = Fraction()
        self._usage = Usage(cost_usd=0.0 if priced else None)

    def add(
        self, *, calls: int = 0, cached: int = 0, tokens_in: int = 0, tokens_out: int = 0, cost: float = 0.0
    ) -> None:
        """Count some more.

        Args:
            calls: requests that were sent.
            cached: answers from the cache.
            tokens_in: tokens sent.
            tokens_out: tokens received.
            cost: US dollars.
        """
        with self._guard:
            self._cost += Fraction(cost)
            before = self._usage
            self._usage = Usage(
                calls=before.calls + calls,
                cached=before.cached + cached,
                tokens_in=before.tokens_in + tokens_in,
                tokens_out=before.tokens_out + tokens_out,
                cost_usd=float(self._cost) if self._priced else None,
            )

    def usage(self) -> Usage:
        """What was counted so far."""
        with self._guard:
            return self._usage


_HERE: ContextVar[Tally | None] = ContextVar("tally", default=None)


@contextmanager
def counting(tally: Tally) -> Iterator[Tally]:
    """Count on this tally, too, what is asked within the block."""
    before = _HERE.set(tally)
    try:
        yield tally
    finally:
        _HERE.reset(before)


def tally_here() -> Tally | None:
    """The tally of the block in whose context this is called; None outside of any."""
    return _HERE.get()
