"""Headers about limits are believed as far as they can be true."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.llm.traffic.allowance import LONGEST_WAIT, Allowance, Told, seconds, told


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12ms", 0.012),
        ("1s", 1.0),
        ("1.5s", 1.5),
        ("6m0s", 360.0),
        ("1h2m3s", 3723.0),
        ("20", 20.0),
        ("0", 0.0),
        (" 7s ", 7.0),
        ("-1", None),
        ("", None),
        (None, None),
        ("soon", None),
        ("1 s", None),
        ("nan", None),
        ("inf", None),
        ("1e400", None),
        ("s", None),
        ("٣s", 3.0),
    ],
)
def test_times_are_read_as_they_are_sent(text: str | None, value: float | None) -> None:
    assert seconds(text) == value


def headers(limit: str, remaining: str, reset: str) -> dict[str, str]:
    return {
        "x-ratelimit-limit-requests": limit,
        "x-ratelimit-remaining-requests": remaining,
        "x-ratelimit-reset-requests": reset,
    }


def test_a_limit_is_read() -> None:
    assert told(headers("500", "499", "120ms"), "requests") == Told(500, 499, 0.12)
    assert told(headers("500", "499", "120ms"), "tokens") is None
    assert told({}, "requests") is None


@pytest.mark.parametrize(
    "nonsense",
    [
        ("-1", "-1", "0"),
        ("0", "0", "1s"),
        ("10", "11", "1s"),
        ("10", "-1", "1s"),
        ("10", "5", "0s"),
        ("10", "5", "48h"),
        ("nan", "nan", "nan"),
        ("inf", "5", "1s"),
        ("many", "some", "soon"),
    ],
)
def test_what_cannot_be_true_is_not_believed(nonsense: tuple[str, str, str]) -> None:
    assert told(headers(*nonsense), "requests") is None


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))
def test_no_header_is_a_trap(limit: str, remaining: str, reset: str) -> None:
    said = told(headers(limit, remaining, reset), "requests")
    assert said is None or all(map(math.isfinite, (said.limit, said.remaining, said.reset)))


def test_where_nothing_is_told_nobody_waits() -> None:
    allowance = Allowance()
    for _ in range(1000):
        assert allowance.wait(1, 0.0) == 0
        allowance.take(1, 0.0)


def test_what_is_left_may_be_sent_and_then_what_is_refilled() -> None:
    allowance = Allowance()
    allowance.tell(Told(limit=20, remaining=5, reset=0.725), now=10.0)
    for _ in range(5):
        assert allowance.wait(1, 10.0) == 0
        allowance.take(1, 10.0)
    assert allowance.wait(1, 10.0) == pytest.approx(1 / 20)
    assert allowance.wait(1, 10.06) == 0


def test_a_window_that_has_just_begun_holds_nobody() -> None:
    allowance = Allowance()
    allowance.tell(Told(limit=60, remaining=59, reset=60.0), now=0.0)
    assert allowance.wait(1, 0.0) == 0


def test_what_costs_more_than_there_ever_is_waits_for_all_of_it() -> None:
    allowance = Allowance()
    allowance.tell(Told(limit=1000, remaining=500, reset=0.4995), now=0.0)
    assert allowance.wait(5000, 0.0) == pytest.approx(0.5, abs=0.01)


def test_headers_hold_nobody_for_long() -> None:
    allowance = Allowance()
    allowance.tell(Told(limit=60, remaining=0, reset=3600.0), now=0.0)
    assert allowance.wait(1, 0.0) == LONGEST_WAIT
    assert allowance.wait(1, LONGEST_WAIT) == 0
