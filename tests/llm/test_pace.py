"""The pace finds the rate of an endpoint that says nothing but "too many": by a clock that no test waits for."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from checker.llm.traffic.pace import Pace

NOTICED = 0.01
"""Seconds until a refusal is back."""
LATENCY = 0.2


@dataclass
class Endpoint:
    """A bucket that refills, and a client with a pace and some places before it, in simulated time."""

    rate: Callable[[float], float]
    burst: float
    places: int = 50
    pause: float = 1.0
    calls: int = 10**9
    now: float = 0.0
    accepted: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)

    def run(self, until: float) -> Pace:
        pace, level, level_at, free = Pace(), self.burst, 0.0, 0.0
        events: list[tuple[float, int, float | None]] = []
        count = 0
        while self.now < until and (len(self.accepted) < self.calls):
            while events and events[0][0] <= self.now:
                at, _, sent = heapq.heappop(events)
                if sent is not None and pace.refused(at, sent=sent, pause=self.pause):
                    free = at + self.pause
            open_calls = self.calls - len(self.accepted) - len(events)
            wait = max(pace.wait(self.now), free - self.now)
            if len(events) < self.places and wait <= 0 and open_calls + self._refused_in(events) > 0:
                pace.sent(self.now)
                level = min(self.burst, level + (self.now - level_at) * self.rate(self.now))
                level_at = self.now
                count += 1
                if level >= 1:
                    level -= 1
                    self.accepted.append(self.now)
                    heapq.heappush(events, (self.now + LATENCY, count, None))
                else:
                    self.refused.append(self.now)
                    heapq.heappush(events, (self.now + NOTICED, count, self.now))
                self.now += 0.0005
            else:
                self.now = min(self.now + max(wait, 0.0005), events[0][0] if events else until)
        return pace

    @staticmethod
    def _refused_in(events: list[tuple[float, int, float | None]]) -> int:
        return sum(sent is not None for _, _, sent in events)

    def refused_late(self) -> int:
        """Refusals but for those of the first rush."""
        return sum(at > 1.0 for at in self.refused)

    def between(self, start: float, end: float) -> float:
        """Requests a second that were let through."""
        return sum(start <= at < end for at in self.accepted) / (end - start)


def test_without_a_refusal_there_is_no_pace() -> None:
    pace = Pace()
    for _ in range(1000):
        assert pace.wait(5.0) == 0
        pace.sent(5.0)
    assert pace.rate() is None


def test_requests_that_are_refused_together_are_one_refusal() -> None:
    pace = Pace()
    pace.sent(1.0)
    assert pace.refused(2.0, sent=1.0, pause=0.0)
    rate = pace.rate()
    assert not pace.refused(2.1, sent=1.0, pause=0.0)
    assert not pace.refused(2.2, sent=1.5, pause=0.0)
    assert pace.rate() == rate


@pytest.mark.parametrize("rate", [2.0, 20.0, 100.0])
@pytest.mark.parametrize("saves", [0.0, 1.0, 15.0])
@pytest.mark.parametrize("pause", [0.1, 1.0, 5.0])
def test_a_hidden_rate_is_used_up_and_seldom_overrun(rate: float, saves: float, pause: float) -> None:
    seconds = 300.0
    endpoint = Endpoint(lambda _: rate, max(1.0, saves * rate), pause=pause)
    endpoint.run(seconds)
    # What goes on in a pause is lost where the endpoint saves nothing.
    least = 0.95 if saves >= pause else 0.6 if saves or pause < 1 else 0.25
    assert len(endpoint.accepted) >= least * rate * seconds
    assert len(endpoint.refused) <= endpoint.places + seconds / 3
    assert endpoint.refused_late() <= 0.05 * len(endpoint.accepted) + 10


def test_twenty_a_second_and_four_hundred_calls() -> None:
    endpoint = Endpoint(lambda _: 20.0, 20.0, calls=400)
    endpoint.run(100.0)
    assert len(endpoint.accepted) == 400
    assert endpoint.refused_late() <= 6
    assert endpoint.now <= 1.1 * (400 - 20) / 20


def test_a_limit_that_halves_and_one_that_doubles_are_found_again_within_five_rounds() -> None:
    places = 50
    endpoint = Endpoint(lambda now: 10.0 if 20 <= now < 45 else 20.0, 20.0, places=places)
    endpoint.run(70.0)
    assert endpoint.refused_late() <= 0.03 * len(endpoint.accepted)
    for change, rate in ((20.0, 10.0), (45.0, 20.0)):
        found = next(at for at in endpoint.accepted if at >= change and endpoint.between(at, at + 3) >= 0.9 * rate)
        rounds = sum(change <= at < found for at in endpoint.accepted) / places
        assert rounds <= 5


def test_time_without_requests_is_no_reason_to_go_faster() -> None:
    pace = Pace()
    pace.sent(0.0)
    pace.refused(0.1, sent=0.0, pause=1.0)
    before = pace.rate()
    assert before is not None
    for hour in range(1, 10):
        pace.sent(hour * 3600.0)
    after = pace.rate()
    assert after is not None
    assert after < 3 * before
