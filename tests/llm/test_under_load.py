"""Many calls against an endpoint that refuses, fails or is down: what is sent, what is lost, how it ends."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from checker.errors import CheckerError, ModelError, RateLimitedError, ServerFaultError
from checker.llm.client import Client
from checker.llm.traffic.breaker import IN_A_ROW
from checker.llm.traffic.retries import RetryPolicy
from checker.settings import ModelSettings
from tests.llm.model_server import GOOD, Colour, ModelServer, Reply, ask_about, good, saying

THREADS = 16


@pytest.fixture
def settings(server: ModelServer) -> ModelSettings:
    """In one mode only: what is sent when has nothing to do with it."""
    return ModelSettings(model="tiny", base_url=server.url, timeout=5, concurrency=THREADS)


def ask_all(client: Client, calls: int) -> list[Colour | CheckerError]:
    """The outcomes of many different calls, at once."""

    def one(number: int) -> Colour | CheckerError:
        try:
            return client.ask(ask_about(f"Door {number}."), Colour)
        except CheckerError as problem:
            return problem

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(calls)))


def error(status: int, code: str = "", **headers: str) -> Reply:
    return saying({"error": {"message": "no", "code": code}}, status, **headers)


class Bucket:
    """Lets so many through at once and so many more a second."""

    def __init__(self, settings: ModelSettings, *, rate: float, burst: float, told: bool) -> None:
        self.good, self.rate, self.burst, self.told = good(settings.structured_output), rate, burst, told
        self.refused = 0
        self._level, self._at = burst, time.monotonic()

    def __call__(self, body: dict[str, Any]) -> Reply:
        now = time.monotonic()
        self._level, self._at = min(self.burst, self._level + (now - self._at) * self.rate), now
        if self._level < 1:
            self.refused += 1
            return error(429, "rate_limit_exceeded", **{"Retry-After": "0.2"})
        self._level -= 1
        headers = {
            "x-ratelimit-limit-requests": f"{self.burst:.0f}",
            "x-ratelimit-remaining-requests": f"{int(self._level)}",
            "x-ratelimit-reset-requests": f"{(self.burst - self._level) / self.rate * 1000:.0f}ms",
        }
        return Reply(body=self.good.body, headers={**self.good.headers, **(headers if self.told else {})})


def test_under_a_hidden_limit_nothing_fails_and_little_is_refused(
    server: ModelServer, settings: ModelSettings, make_client: Any
) -> None:
    server.script = bucket = Bucket(settings, rate=50, burst=25, told=False)
    outcomes = ask_all(make_client(settings, retry=RetryPolicy()), 100)
    assert outcomes == [Colour(**GOOD)] * 100
    assert 0 < bucket.refused < 15 + THREADS


def test_a_limit_that_is_told_is_hardly_ever_run_into(
    server: ModelServer, settings: ModelSettings, make_client: Any
) -> None:
    server.script = bucket = Bucket(settings, rate=50, burst=25, told=True)
    outcomes = ask_all(make_client(settings, retry=RetryPolicy()), 100)
    assert outcomes == [Colour(**GOOD)] * 100
    assert bucket.refused <= 4


@pytest.mark.parametrize("failing", [20, 2], ids=["one in twenty", "one in two"])
def test_in_a_storm_nothing_is_lost(
    server: ModelServer, settings: ModelSettings, make_client: Any, failing: int
) -> None:
    answer = good(settings.structured_output)
    server.script = lambda body: answer if len(server.requests) * 7919 % 97 % failing else error(503)
    assert ask_all(make_client(settings), 200) == [Colour(**GOOD)] * 200


def test_a_request_that_alone_always_fails_is_given_up_and_the_others_are_answered(
    server: ModelServer, settings: ModelSettings, make_client: Any
) -> None:
    answer = good(settings.structured_output)
    server.script = lambda body: error(500) if body["messages"][1]["content"] == "Door 30." else answer
    outcomes = ask_all(make_client(settings), 60)
    assert [number for number, outcome in enumerate(outcomes) if outcome != Colour(**GOOD)] == [30]
    assert isinstance(outcomes[30], ServerFaultError)
    assert len(server.requests) == 59 + settings.max_attempts


def test_an_outage_is_probed_and_outlived(server: ModelServer, settings: ModelSettings, make_client: Any) -> None:
    answer = good(settings.structured_output)
    down = range(50, 50 + IN_A_ROW + THREADS + 5)
    server.script = lambda body: error(503) if len(server.requests) in down else answer
    client = make_client(settings, retry=RetryPolicy(first_wait=0.002, longest_wait=0.01, patience=60))
    assert ask_all(client, 120) == [Colour(**GOOD)] * 120
    assert len(server.requests) == 120 + len(down)


def test_an_outage_is_not_hammered_and_ends_the_run_when_patience_is_over(
    server: ModelServer, settings: ModelSettings, make_client: Any
) -> None:
    answer = good(settings.structured_output)
    server.script = lambda body: answer if len(server.requests) <= 50 else error(503)
    client = make_client(settings, retry=RetryPolicy(first_wait=0.02, longest_wait=0.1, patience=0.5))
    outcomes = ask_all(client, 200)
    lost = [outcome for outcome in outcomes if isinstance(outcome, ModelError)]
    assert len(lost) == 150
    assert {type(each) for each in lost} == {ServerFaultError}
    assert all(each.fatal and "run the same command again" in each.remedy for each in lost)
    # What was under way when it opened, and then one probe after the other, at least half of the longest wait apart.
    assert len(server.requests) <= 50 + IN_A_ROW + THREADS + 4 + 0.5 / 0.05


def test_one_that_fails_from_the_beginning_is_given_up_soon(
    server: ModelServer, settings: ModelSettings, make_client: Any
) -> None:
    server.script = lambda body: error(500)
    outcomes = ask_all(make_client(settings), 100)
    assert all(isinstance(outcome, ServerFaultError) and outcome.fatal for outcome in outcomes)
    assert len(server.requests) <= 2 * THREADS + 10


def test_one_that_refuses_everything_ends_the_run_when_patience_is_over(
    server: ModelServer, settings: ModelSettings, make_client: Any
) -> None:
    server.script = lambda body: error(429, "rate_limit_exceeded")
    outcomes = ask_all(make_client(settings), 30)
    assert all(isinstance(outcome, RateLimitedError) and outcome.fatal for outcome in outcomes)
    assert all(
        "run the same command again" in outcome.remedy for outcome in outcomes if isinstance(outcome, ModelError)
    )
    assert len(server.requests) <= THREADS + 20


@pytest.mark.parametrize("status", [429, 503])
def test_one_that_asks_to_wait_for_an_hour_ends_the_run(
    server: ModelServer, settings: ModelSettings, make_client: Any, status: int
) -> None:
    server.script = lambda body: error(status, **{"Retry-After": "3600"})
    client = make_client(settings)
    for _ in range(2):
        with pytest.raises(RateLimitedError, match=r"asks to wait 1:00:00 before the next request") as raised:
            client.ask(ask_about("A door."), Colour)
        assert raised.value.fatal
        assert "run the same command again" in raised.value.remedy
    assert len(server.requests) == 1


@pytest.mark.parametrize("asked", ["0", "-1", "nan", "inf", "soon", "", "Thu, 01 Jan 1970 00:00:00 GMT", "1e9999"])
def test_any_nonsense_about_waiting_is_outlived(
    server: ModelServer, settings: ModelSettings, make_client: Any, asked: str
) -> None:
    server.replies(*[error(429, **{"Retry-After": asked})] * 3, good(settings.structured_output))
    assert make_client(settings, retry=RetryPolicy(first_wait=0.002, longest_wait=0.01)).ask(
        ask_about("A door."), Colour
    ) == Colour(**GOOD)
    assert len(server.requests) == 4


def test_an_account_without_credit_stops_everybody_at_once(
    server: ModelServer, settings: ModelSettings, make_client: Any
) -> None:
    answer = good(settings.structured_output)

    def script(body: dict[str, Any]) -> Reply:
        return answer if len(server.requests) <= 20 else error(429, "insufficient_quota")

    server.script = script
    outcomes = ask_all(make_client(settings), 200)
    assert sum(outcome == Colour(**GOOD) for outcome in outcomes) == 20
    assert all(isinstance(each, RateLimitedError) and each.fatal for each in outcomes if isinstance(each, CheckerError))
    assert len(server.requests) <= 20 + THREADS
