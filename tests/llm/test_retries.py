"""How long a client waits before it asks again, and when it does not."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Event

import httpx2
import pytest

from checker.llm.faults import is_transient, retry_after
from checker.llm.traffic.retries import RetryPolicy

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
REQUEST = httpx2.Request("POST", "http://127.0.0.1/v1/chat/completions")


def status(code: int, headers: dict[str, str] | None = None, error: object = None) -> Exception:
    import openai

    response = httpx2.Response(code, headers=headers or {}, request=REQUEST)
    return openai.APIStatusError("no", response=response, body=error)


def rate_limit(headers: dict[str, str]) -> Exception:
    import openai

    return openai.RateLimitError("no", response=httpx2.Response(429, headers=headers, request=REQUEST), body=None)


def connection_error(cause: Exception) -> Exception:
    import openai

    problem = openai.APIConnectionError(request=REQUEST)
    problem.__cause__ = cause
    return problem


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "0"}, 0.0),
        ({"Retry-After": "1.5"}, 1.5),
        ({"Retry-After": "3600"}, 3600.0),
        ({"Retry-After": "-1"}, None),
        ({"Retry-After": "nan"}, None),
        ({"Retry-After": "inf"}, None),
        ({"Retry-After": "abc"}, None),
        ({"Retry-After": "Sun, 01 Mar 2026 12:00:30 GMT"}, 30.0),
        ({"Retry-After": "Sun, 01 Mar 2026 11:00:00 GMT"}, 0.0),
        ({"Retry-After-Ms": "250", "Retry-After": "9"}, 0.25),
        ({"Retry-After-Ms": "soon", "Retry-After": "9"}, 9.0),
    ],
    ids=str,
)
def test_what_the_endpoint_asks_for_is_understood(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(status(429, headers), now=NOW) == seconds


class Others:
    """What is known of an endpoint from other calls."""

    def __init__(self, *, fail: bool = False, patience: int = 1000) -> None:
        self._fail = fail
        self._patience = patience

    def blames(self, call: object) -> bool:
        return not self._fail

    def hopeless(self) -> bool:
        self._patience -= 1
        return self._patience < 0


def waits(policy: RetryPolicy, problem: Exception, most: int, others: Others | None = None) -> list[float]:
    """The waits of a call that always fails with a problem."""
    found: list[float] = []
    looped = policy.attempts(most, Event(), call=object(), endpoint=others or Others())
    attempts = looped.copy(sleep=found.append)

    def fail() -> None:
        raise problem

    with pytest.raises(type(problem)):
        attempts(fail)
    return found


def test_waits_grow_with_jitter_up_to_a_limit() -> None:
    found = waits(RetryPolicy(first_wait=1.0, longest_wait=5.0), status(500), 6)
    assert len(found) == 5
    for wait, longest in zip(found, [1, 2, 4, 5, 5], strict=True):
        assert longest / 2 <= wait <= longest
    assert len(set(found)) == 5


def test_what_the_endpoint_asks_for_is_waited() -> None:
    policy = RetryPolicy(longest_retry_after=60.0)
    assert waits(policy, status(503, {"Retry-After": "7"}), 3) == [7.0, 7.0]


def test_a_refusal_is_waited_for_by_all_together_and_not_counted() -> None:
    assert waits(RetryPolicy(), rate_limit({"Retry-After": "7"}), 3, Others(patience=20)) == [0.0] * 20


def test_what_fails_with_others_is_sent_again_until_there_is_no_hope() -> None:
    assert len(waits(RetryPolicy(), status(500), 3, Others(fail=True, patience=20))) == 20


def test_an_endpoint_that_asks_for_more_patience_than_there_is_is_not_asked_again() -> None:
    policy = RetryPolicy(longest_retry_after=60.0)
    assert waits(policy, status(503, {"Retry-After": "86400"}), 5) == []


def test_a_refused_connection_is_tried_less_often_than_a_broken_one() -> None:
    refused = connection_error(httpx2.ConnectError("refused"))
    broken = connection_error(httpx2.ReadError("reset"))
    policy = RetryPolicy(refused_attempts=3)
    assert len(waits(policy, refused, 9)) == 2
    assert len(waits(policy, broken, 9)) == 8


def test_a_stopped_run_sends_nothing_again() -> None:
    stopped = Event()
    stopped.set()
    calls = []

    def fail() -> None:
        calls.append(1)
        raise status(500)

    with pytest.raises(Exception, match="no"):
        RetryPolicy().attempts(5, stopped, call=object(), endpoint=Others())(fail)
    assert calls == [1]


@pytest.mark.parametrize("code", [400, 401, 402, 403, 404, 413, 422])
def test_an_error_about_the_request_is_not_transient(code: int) -> None:
    assert not is_transient(status(code))


def test_an_account_without_credit_is_not_transient() -> None:
    assert not is_transient(status(429, error={"code": "insufficient_quota"}))
    assert is_transient(status(429, error={"code": "rate_limit_exceeded"}))
