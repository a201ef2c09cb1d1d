"""When a request is sent again, and how long to wait before. Only faults of the transport are; see `faults`."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import Protocol

import tenacity

from checker.llm.faults import is_rate_limit, is_refused, is_transient, retry_after


class Endurance(Protocol):
    """What is known of the endpoint from all calls."""

    def blames(self, call: object) -> bool:
        """Whether the failures of a call are its own."""
        ...

    def hopeless(self) -> bool:
        """Whether the endpoint has been of no use for longer than there is patience."""
        ...


@dataclass(frozen=True)
class RetryPolicy:
    """How patient a client is. Waits are in seconds."""

    refused_attempts: int = 3
    """How often an address at which nothing has ever answered is tried."""
    first_probes: int = 4
    """How often an endpoint that fails whatever is sent, and has never answered, is asked again."""
    first_wait: float = 0.5
    longest_wait: float = 10.0
    longest_retry_after: float = 120.0
    """What the endpoint asks for is waited, up to this."""
    patience: float = 600.0
    """How long an endpoint may be down, or refuse everything, before the run ends."""

    def attempts(self, most: int, stopped: Event, *, call: object, endpoint: Endurance) -> tenacity.Retrying:
        """A fresh loop for one call. Never share one between calls: it counts their attempts together.

        Args:
            most: how often the request is sent at most while it alone fails. What fails with others is sent again
                until there is no hope for any of them, and so is what is refused for its number (429).
            stopped: when set, waits end and nothing is sent again.
            call: what tells this call from others.
            endpoint: what is known from all of them.
        """
        return tenacity.Retrying(
            retry=tenacity.retry_if_exception(is_transient),
            stop=self._enough(most, stopped, call, endpoint),
            wait=self._wait,
            sleep=tenacity.sleep_using_event(stopped),
            reraise=True,
        )

    def asks_too_much(self, problem: BaseException) -> bool:
        """Whether the endpoint asks to wait for longer than this policy goes along with."""
        asked = retry_after(problem)
        return asked is not None and asked > self.longest_retry_after > 0

    def asked(self, problem: BaseException) -> float | None:
        """Seconds that the endpoint asks to wait, as far as this policy goes along; None where it does not say."""
        seconds = retry_after(problem)
        return None if seconds is None else min(seconds, self.longest_retry_after)

    def nth_wait(self, number: int) -> float:
        """Seconds to wait after the first failure (0), the second (1), and so on."""
        return min(self.first_wait * 2.0 ** min(number, 60), self.longest_wait)

    def _enough(
        self, most: int, stopped: Event, call: object, endpoint: Endurance
    ) -> Callable[[tenacity.RetryCallState], bool]:
        faults = 0

        def enough(state: tenacity.RetryCallState) -> bool:
            nonlocal faults
            problem = state.outcome.exception() if state.outcome else None
            # Where it asks for more patience than there is, coming back earlier would only be refused again.
            if problem is None or stopped.is_set() or self.asks_too_much(problem) or endpoint.hopeless():
                return True
            if is_rate_limit(problem):
                return False
            faults += 1
            limit = min(most, self.refused_attempts) if is_refused(problem) else most
            return faults >= limit and endpoint.blames(call)

        return enough

    def _wait(self, state: tenacity.RetryCallState) -> float:
        problem = state.outcome.exception() if state.outcome else None
        if problem is not None and is_rate_limit(problem):
            # The limiter holds it, with everybody else.
            return 0.0
        asked = None if problem is None else self.asked(problem)
        if asked is not None:
            return asked
        # Between half and all of it, so that callers that failed together do not come back together.
        longest = self.nth_wait(state.attempt_number - 1)
        return random.uniform(longest / 2, longest)


NO_WAITS = RetryPolicy(first_wait=0.0, longest_wait=0.0, longest_retry_after=0.0)
"""For replays: a recorded "try again later" has waited long enough."""
