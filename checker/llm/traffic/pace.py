"""How many requests a second an endpoint lets through: learned from its refusals, and tried again and again.

An endpoint that limits the rate keeps a bucket that is refilled all the time, and refuses when it is empty. Between two
refusals it has let through just what was refilled: that is its rate. Requests then go a little slower than that, slowly
faster, and at last a lot faster, which uses up what the bucket has saved and finds a higher limit as well; the curve is
that of CUBIC, TCP's way back to a rate that is known to have worked (RFC 9438, section 4.1). They never go in bursts:
of those, all would be refused together.
"""

from __future__ import annotations

import math

PLATEAU = 3.0
PLATEAU_REQUESTS = 25.0
PLATEAU_PAUSES = 2.0
LONGEST_PLATEAU = 60.0
"""Until the pace is the rate that was measured: seconds, requests and pauses, whichever takes longest, up to this. At
twice that a refusal is risked, which should be one among many, and the pauses short beside what is between them."""
FIRST_PLATEAU = 1.0
"""Seconds after the first refusal: the first pace is a guess, and soon shown to be wrong."""
STEP = 0.1
"""How much slower than the measured rate the pace starts, as a share of it; as much faster after two plateaus."""
DOUBLED = 1.5
"""Seconds in which the pace is doubled where two plateaus have passed without a refusal."""
FIRST = 0.9
"""The first pace, as a share of what was let through in the last second: part of that was there from before."""
FIRST_AT_LEAST = 5.0
"""The first pace in requests a second where less was sent: that says little, and too high a pace is soon corrected."""
SAVED = 0.5
"""Seconds of a pause in which a bucket is taken to save what is refilled: some have room for more, some for nearly
nothing."""
SLOWEST = 1 / 60
"""Requests a second that are tried at least."""
LATE = 2.0
"""Requests that may be made up for where threads were late."""


class Pace:
    """When the next request may be sent. Times are in seconds on one clock that never goes back.

    Until the first refusal there is no pace: requests go whenever there is a place for them.
    """

    def __init__(self) -> None:
        self._measured: float | None = None
        self._plateau = PLATEAU
        self._due = 0.0
        """Requests that may be sent now."""
        self._at = -math.inf
        """When the last request was sent, or refused."""
        self._used = 0.0
        """Seconds since the pause in which the pace was made use of: only then was it tried whether it holds."""
        self._refused = -math.inf
        """When the last refusal was that counted."""
        self._free = -math.inf
        """When the pause after it ends."""
        self._let_through = 0
        """Requests since then that were not refused."""
        self._lately = 0.0
        """Requests in about the last second."""

    def rate(self) -> float | None:
        """Requests a second; None as long as nothing was refused."""
        if self._measured is None:
            return None
        if self._is_overdue():
            beyond = self._used - 2 * self._plateau
            return self._measured * (1 + STEP) * math.pow(2, min(beyond / DOUBLED, 60))
        return self._measured * (1 + STEP * (self._used / self._plateau - 1) ** 3)

    def wait(self, now: float) -> float:
        """Seconds until a request may be sent; 0 if it may be now."""
        rate = self.rate()
        return 0.0 if rate is None else max(0.0, (1 - self._due_by(now, rate)) / rate)

    def sent(self, now: float) -> None:
        """A request was sent."""
        self._lately = self._lately * math.exp(min(0.0, self._at - now)) + 1
        self._let_through += 1
        rate = self.rate()
        if rate is not None:
            self._due = self._due_by(now, rate) - 1
            # Where there is less to send than there may be, time says nothing about the limit.
            self._used += min(max(0.0, now - max(self._at, self._free)), 2 / rate)
        self._at = max(self._at, now)

    def held(self) -> None:
        """Something else is wrong: whether a faster pace would hold cannot be told now."""
        self._used = min(self._used, self._plateau)

    def refused(self, now: float, *, sent: float, pause: float) -> bool:
        """A request was refused.

        Args:
            now: when.
            sent: when it had been sent.
            pause: seconds in which none will be sent.

        Returns:
            Whether this is news. Requests that were under way together are refused together, and that is one refusal.
        """
        if sent <= self._refused:
            return False
        self._let_through -= 1
        guessed = self._measured is None
        self._measured = max(SLOWEST, self._measure(now))
        plateau = max(PLATEAU, PLATEAU_REQUESTS / self._measured, PLATEAU_PAUSES * pause)
        self._plateau = FIRST_PLATEAU if guessed else min(plateau, LONGEST_PLATEAU)
        # One may go when the pause is over, whatever the pace: that is what a pause means.
        self._due, self._at, self._refused, self._free = 1.0, now + pause, now, now + pause
        self._let_through, self._used = 0, 0.0
        return True

    def _measure(self, now: float) -> float:
        """The rate of the endpoint, by this refusal and the one before it."""
        rate = self.rate()
        if rate is None or self._measured is None:
            return max(FIRST_AT_LEAST, self._lately * FIRST)
        if not self._let_through:
            # In all this time not one request was refilled.
            return min(self._measured, 1 / max(now - self._refused, 0.001))
        saved = min(self._free - self._refused, SAVED)
        average = self._let_through / max(self._used + saved, 1 / rate)
        if self._is_overdue():
            return min(average, rate)
        # Either less is let through than before, or the bucket is so small that nothing is saved in a pause. Then the
        # pace has just passed the rate, and the average is too low. Somewhere in between; the next refusal tells.
        return math.sqrt(min(average, rate) * rate)

    def _is_overdue(self) -> bool:
        """Whether the limit would have shown by now if it were where it was."""
        return self._used > 2 * self._plateau

    def _due_by(self, now: float, rate: float) -> float:
        return min(LATE, self._due + max(0.0, now - self._at) * rate)
