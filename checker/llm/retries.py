"""When a request is sent again, and how long to wait before. Only faults of the transport are; see `faults`."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

import tenacity

from checker.llm.faults import is_refused, is_transient, retry_after


@dataclass(frozen=True)
class RetryPolicy:
    """How patient a client is. Waits are in seconds."""

    refused_attempts: int = 3
    """How often an address at which nothing answers is tried."""
    first_wait: float = 0.5
    longest_wait: float = 30.0
    longest_retry_after: float = 60.0
    """What the endpoint asks for is waited, up to this."""

    def attempts(self, most: int, stopped: Event) -> tenacity.Retrying:
        """A fresh loop for one call. Never share one between calls: it counts their attempts together.

        Args:
            most: how often the request is sent at most.
            stopped: when set, waits end and nothing is sent again.
        """
        return tenacity.Retrying(
            retry=tenacity.retry_if_exception(is_transient),
            stop=self._enough(most, stopped),
            wait=self._wait,
            sleep=tenacity.sleep_using_event(stopped),
            reraise=True,
        )

    def asked(self, problem: BaseException) -> float | None:
        """Seconds that the endpoint asks to wait, as far as this policy goes along; None where it does not say."""
        seconds = retry_after(problem)
        return None if seconds is None else min(seconds, self.longest_retry_after)

    def _enough(self, most: int, stopped: Event) -> Callable[[tenacity.RetryCallState], bool]:
        def enough(state: tenacity.RetryCallState) -> bool:
            problem = state.outcome.exception() if state.outcome else None
            limit = min(most, self.refused_attempts) if problem is not None and is_refused(problem) else most
            # Where it asks for more patience than there is, coming back earlier would only be refused again.
            asked = None if problem is None else retry_after(problem)
            too_long = asked is not None and 0 < self.longest_retry_after < asked
            return state.attempt_number >= limit or too_long or stopped.is_set()

        return enough

    def _wait(self, state: tenacity.RetryCallState) -> float:
        problem = state.outcome.exception() if state.outcome else None
        asked = None if problem is None else self.asked(problem)
        if asked is not None:
            return asked
        # Between half and all of it, so that callers that failed together do not come back together.
        longest = min(self.first_wait * 2.0 ** (state.attempt_number - 1), self.longest_wait)
        return random.uniform(longest / 2, longest)


NO_WAITS = RetryPolicy(first_wait=0.0, longest_wait=0.0, longest_retry_after=0.0)
"""For replays: a recorded "try again later" has waited long enough."""
