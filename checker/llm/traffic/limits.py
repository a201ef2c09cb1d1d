"""The limiter: of all threads that want to ask, it lets as many through as the endpoint will bear.

It keeps what is learned from every call, in parts of their own: how many requests may be in flight (`window`), how many
a second (`pace`), what the endpoint says itself (`allowance`), and whether it is up at all (`breaker`). Failed requests
count against most limits, too, so a pause that one thread is asked for holds all of them.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Condition, Lock
from types import MappingProxyType

from checker.llm.traffic.allowance import Allowance, told
from checker.llm.traffic.breaker import Breaker
from checker.llm.traffic.pace import Pace
from checker.llm.traffic.retries import RetryPolicy
from checker.llm.traffic.window import Window

NO_HEADERS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Place:
    """A request that is in flight."""

    call: object
    """What it belongs to: a call sends its request again and again."""
    sent: float
    """When, by the limiter's clock."""


class Limiter:
    """Hands out places for requests, to who came first.

    Args:
        most: requests in flight at once, at most.
        policy: how patient to be.
        clock: seconds, never going back.
    """

    def __init__(
        self, most: int, policy: RetryPolicy | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._policy = policy or RetryPolicy()
        self._clock = clock
        self._window = Window(most)
        self._pace = Pace()
        self._breaker = Breaker(self._policy)
        self._allowances = {"requests": Allowance(), "tokens": Allowance()}
        self._in_flight = 0
        self._free_from = 0.0
        self._refusals = 0
        """In a row: no answer came in between."""
        self._refused_since: float | None = None
        self._stopped = False
        self._guard = Lock()
        self._queue: deque[Condition] = deque()

    @property
    def limit(self) -> int:
        """Requests that may be in flight at once now."""
        return self._window.places

    @property
    def rate(self) -> float | None:
        """Requests a second that are sent at most now; None where no limit is known."""
        return self._pace.rate()

    @contextmanager
    def place(self, call: object = None, *, tokens: float = 0.0) -> Iterator[Place]:
        """Wait for a place, and hold it for one request. After `stop` nobody waits.

        Args:
            call: what the request belongs to.
            tokens: how many it has, about.
        """
        with self._guard:
            self._wait_in_line(tokens)
            place = self._send(call, tokens)
        try:
            yield place
        finally:
            with self._guard:
                self._in_flight -= 1
                self._breaker.given_up(place)
                self._wake_first()

    def answered(self, headers: Mapping[str, str] = NO_HEADERS) -> None:
        """Take notice of an answer, and of what its headers say of limits; call it while its place is held."""
        with self._guard:
            now = self._clock()
            if self._breaker.answered():
                self._window.start_again()
            self._window.answered(self._in_flight)
            self._refusals, self._refused_since = 0, None
            for name, allowance in self._allowances.items():
                said = told(headers, name)
                if said is not None:
                    allowance.tell(said, now)
            self._wake_first()

    def refused(self, place: Place, pause: float | None) -> None:
        """Take notice of a 429.

        Args:
            place: the request that was refused.
            pause: seconds that the endpoint asks to wait; None where it does not say.
        """
        with self._guard:
            now = self._clock()
            again = self._policy.nth_wait(self._refusals - 1) if self._refusals else 0.0
            wait = self._policy.nth_wait(self._refusals) if pause is None else max(pause, again)
            if self._pace.refused(now, sent=place.sent, pause=wait):
                # Who says how long to wait limits the rate; else it may be the number in flight that is too high.
                self._window.refused(cut=pause is None)
                self._refusals += 1
                self._free_from = max(self._free_from, now + wait)
            self._refused_since = now if self._refused_since is None else self._refused_since
            # It is up, whatever else it is.
            self._breaker.answered()

    def failed(self, place: Place) -> None:
        """Take notice of a request that got no answer, or one that says that the endpoint is not well."""
        with self._guard:
            self._breaker.failed(place, place.call, self._clock())
            self._window.failed()
            self._pace.held()

    def blames(self, call: object) -> bool:
        """Whether the failures of a call are its own: no other call failed lately."""
        with self._guard:
            return self._breaker.blames(call)

    def hopeless(self) -> bool:
        """Whether the endpoint has been down, or has refused everything, for longer than there is patience."""
        with self._guard:
            now = self._clock()
            refusing = self._refused_since is not None and now - self._refused_since > self._policy.patience
            return refusing or self._breaker.hopeless(now)

    def stop(self) -> None:
        """Let everybody through who waits."""
        with self._guard:
            self._stopped = True
            for waiting in self._queue:
                waiting.notify()

    def _wait_in_line(self, tokens: float) -> None:
        if self._stopped or (not self._queue and self._wait(tokens) == 0):
            return
        turn = Condition(self._guard)
        self._queue.append(turn)
        try:
            while not self._stopped:
                # Only who is first looks at the clock: the others are woken when it is their turn.
                first = self._queue[0] is turn
                wait = self._wait(tokens) if first else None
                if first and wait == 0:
                    break
                turn.wait(wait)
        finally:
            self._queue.remove(turn)
            self._wake_first()

    def _wait(self, tokens: float) -> float | None:
        """Seconds until it is worth looking again: 0 if there is a place, None to wait for somebody to leave."""
        now = self._clock()
        probe = self._breaker.wait(now)
        if probe is None or self._in_flight >= self._window.places:
            return None
        return max(
            probe,
            self._free_from - now,
            self._pace.wait(now),
            self._allowances["requests"].wait(1, now),
            self._allowances["tokens"].wait(tokens, now),
        )

    def _send(self, call: object, tokens: float) -> Place:
        now = self._clock()
        place = Place(call, now)
        self._in_flight += 1
        self._window.used(self._in_flight)
        self._pace.sent(now)
        self._breaker.sent(place)
        self._allowances["requests"].take(1, now)
        self._allowances["tokens"].take(tokens, now)
        return place

    def _wake_first(self) -> None:
        if self._queue:
            self._queue[0].notify()
