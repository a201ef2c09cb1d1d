"""How many requests are in flight at once: one limiter for all threads of a run, which adapts to what is allowed.

Additive increase, multiplicative decrease, as TCP does: a 429 cuts the limit, and answers raise it again, one step a
round. Failed requests count against most limits, too, so a pause that one thread is asked for holds all of them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

CUT = 0.5
"""What is left of the limit after a 429."""
EPISODE = 2.0
"""Seconds in which several 429s count as one: requests that were in flight together are refused together."""


class Limiter:
    """Hands out places for requests.

    Args:
        most: requests in flight at once, at most.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._limit = float(most)
        self._in_flight = 0
        self._free_from = 0.0
        self._cut_again_from = 0.0
        self._stopped = False
        self._changed = Condition()

    @property
    def limit(self) -> int:
        """Requests that may be in flight at once now."""
        return max(1, int(self._limit))

    @contextmanager
    def place(self) -> Iterator[None]:
        """Wait for a place, and hold it for one request."""
        with self._changed:
            while not self._stopped and (wait := self._wait()) != 0:
                self._changed.wait(wait)
            self._in_flight += 1
        try:
            yield
        finally:
            with self._changed:
                self._in_flight -= 1
                self._changed.notify()

    def refused(self, pause: float | None) -> None:
        """Take notice of a 429.

        Args:
            pause: seconds that the endpoint asks to wait; None where it does not say.
        """
        now = time.monotonic()
        with self._changed:
            self._free_from = max(self._free_from, now + (pause or 0.0))
            if now >= self._cut_again_from:
                self._limit = max(1.0, self.limit * CUT)
                self._cut_again_from = self._free_from + EPISODE

    def answered(self) -> None:
        """Take notice of an answer."""
        with self._changed:
            self._limit = min(float(self._most), self._limit + 1.0 / self._limit)
            self._changed.notify()

    def stop(self) -> None:
        """Let everybody through who waits."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _wait(self) -> float | None:
        """Seconds until it is worth looking again: 0 if there is a place, None to wait for somebody to leave."""
        if self._in_flight >= self.limit:
            return None
        return max(0.0, self._free_from - time.monotonic())
