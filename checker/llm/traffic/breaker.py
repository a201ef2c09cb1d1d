"""A circuit breaker: an endpoint that is down is asked by one request at a time, and less and less often.

Source: M. Nygard, Release It!, "Circuit Breaker". Closed, all go; many failures in a row open it; after a while one
request is let through to probe, and its answer closes it again. A storm in which only some requests fail opens nothing:
those are sent again.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable

from checker.llm.traffic.retries import RetryPolicy

IN_A_ROW = 10
"""Failures without an answer in between that open it: by chance they come once in 1,000 where half of all fail."""
LATELY = 20
"""Outcomes that show whether others fail, too."""


class Breaker:
    """Whether to ask an endpoint now. Times are in seconds on one clock that never goes back.

    Args:
        policy: how long it waits before a probe, and how patient it is.
        jitter: the share of a wait that is waited, by a throw of the dice.
    """

    def __init__(self, policy: RetryPolicy, *, jitter: Callable[[], float] = lambda: random.uniform(0.5, 1.0)) -> None:
        self._policy = policy
        self._jitter = jitter
        self._in_a_row = 0
        self._answered = False
        self._opened: float | None = None
        self._probing: object = None
        self._probes = 0
        self._probe_from = 0.0
        self._outcomes: deque[object] = deque(maxlen=LATELY)

    @property
    def is_open(self) -> bool:
        """Whether the endpoint is taken to be down."""
        return self._opened is not None

    def wait(self, now: float) -> float | None:
        """Seconds until a request may be sent: 0 if it may be now, None as long as a probe is under way."""
        if self._opened is None:
            return 0.0
        return None if self._probing is not None else max(0.0, self._probe_from - now)

    def sent(self, request: object) -> None:
        """A request is sent: if it is open, that is the probe."""
        if self._opened is not None:
            self._probing = request

    def answered(self) -> bool:
        """The endpoint said something. Whether it was taken to be down before."""
        was_open = self.is_open
        self._in_a_row, self._opened, self._probing, self._probes = 0, None, None, 0
        self._answered = True
        self._outcomes.append(None)
        return was_open

    def given_up(self, request: object) -> None:
        """A request is over, whatever became of it: if it was the probe, the next one may be that."""
        if self._probing is request:
            self._probing = None

    def failed(self, request: object, call: object, now: float) -> None:
        """A request got no answer, or one that says that the endpoint is not well.

        Args:
            request: which one.
            call: what it belongs to: a call sends its request again and again.
            now: when.
        """
        self._in_a_row += 1
        self._outcomes.append(call)
        if self._opened is None:
            if self._in_a_row >= IN_A_ROW:
                self._opened, self._probe_from = now, now + self._pause()
        elif self._probing is request:
            self._probing = None
            self._probes += 1
            self._probe_from = now + self._pause()

    def blames(self, call: object) -> bool:
        """Whether the failures of a call are its own: where others fail as well, they say nothing about it.

        An endpoint that never answered gets no such benefit of the doubt.
        """
        return not self._answered or all(outcome is None or outcome is call for outcome in self._outcomes)

    def hopeless(self, now: float) -> bool:
        """Whether it has been down for longer than there is patience."""
        if self._opened is None:
            return False
        if not self._answered:
            return self._probes >= self._policy.first_probes
        return now - self._opened > self._policy.patience

    def _pause(self) -> float:
        return self._jitter() * self._policy.nth_wait(self._probes)
