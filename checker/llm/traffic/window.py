"""How many requests may be in flight at once: few at first, doubled every round, as many as are allowed in the end.

Slow start, and additive increase with multiplicative decrease, as in TCP (Jacobson 1988) and, for model endpoints, in
inspect_ai's design (design/adaptive-concurrency.md): a round is as many answers as there are places; it counts only if
most places were in use; faults of the server do not cut, they only start the round again.
"""

from __future__ import annotations

START = 16
"""Places at first: not so many that a small limit is overrun by far before the first refusal is back."""
CUT = 0.8
"""What is left after a refusal that does not say that it is about the rate."""
GROWTH = 0.05
"""What is added a round after the first refusal, as a share; one place at least."""
IN_USE = 0.8
"""The share of places that must have been in use in a round for it to count."""


class Window:
    """The places.

    Args:
        most: how many there are at most.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._places = float(min(most, START))
        self._starting = True
        self._answers = 0
        self._most_in_use = 0

    @property
    def places(self) -> int:
        """Requests that may be in flight at once."""
        return max(1, int(self._places))

    def used(self, in_flight: int) -> None:
        """So many are in flight now."""
        self._most_in_use = max(self._most_in_use, in_flight)

    def answered(self, in_flight: int) -> None:
        """An answer came, while so many were in flight, with it."""
        if self._places >= self._most:
            return
        if self._starting:
            if in_flight >= IN_USE * self.places:
                self._places = min(self._most, self._places + 1)
            return
        self._answers += 1
        if self._answers >= self.places:
            if self._most_in_use >= IN_USE * self.places:
                self._places = min(self._most, self._places + max(1.0, self._places * GROWTH))
            self._new_round(in_flight)

    def refused(self, *, cut: bool) -> None:
        """A refusal: the slow start is over, and where it may be about places there are fewer."""
        self._starting = False
        if cut:
            self._places = max(1.0, self.places * CUT)
        self._new_round(0)

    def failed(self) -> None:
        """A fault of the server: a reason not to grow."""
        self._answers = 0

    def start_again(self) -> None:
        """An endpoint that was down is back: not all at once."""
        self._places = min(self._places, float(START))
        self._starting = True

    def _new_round(self, in_flight: int) -> None:
        self._answers, self._most_in_use = 0, in_flight
