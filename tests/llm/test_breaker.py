"""The breaker opens where everything fails, and asks carefully whether it is over."""

from __future__ import annotations

from checker.llm.traffic.breaker import IN_A_ROW, LATELY, Breaker
from checker.llm.traffic.retries import RetryPolicy

POLICY = RetryPolicy(first_wait=1.0, longest_wait=16.0, patience=300.0, first_probes=4)


def breaker() -> Breaker:
    return Breaker(POLICY, jitter=lambda: 1.0)


def fail(target: Breaker, times: int, *, now: float = 0.0) -> None:
    for number in range(times):
        target.failed(object(), number, now)


def probe(target: Breaker, now: float) -> None:
    """A request that is sent and fails."""
    request = object()
    target.sent(request)
    target.failed(request, "probe", now)


def test_failures_with_answers_in_between_do_not_open_it() -> None:
    target = breaker()
    for _ in range(10):
        fail(target, IN_A_ROW - 1)
        target.answered()
    assert not target.is_open


def test_failures_in_a_row_open_it_until_there_is_an_answer() -> None:
    target = breaker()
    fail(target, IN_A_ROW)
    assert target.is_open
    assert target.wait(0.25) == 0.75
    assert target.answered()
    assert not target.is_open
    assert target.wait(0.25) == 0
    assert not target.answered()


def test_while_a_probe_is_under_way_nobody_else_goes() -> None:
    target = breaker()
    fail(target, IN_A_ROW)
    assert target.wait(1.0) == 0
    target.sent(request := object())
    assert target.wait(1.0) is None
    target.failed(object(), "one from before", 1.5)
    assert target.wait(1.5) is None
    target.given_up(request)
    assert target.wait(1.5) == 0


def test_probes_become_rare() -> None:
    target = breaker()
    target.answered()
    fail(target, IN_A_ROW)
    now, probes = 0.0, []
    while now < 250.0:
        wait = target.wait(now)
        assert wait is not None
        now += wait
        probes.append(now)
        probe(target, now)
    assert probes[:6] == [1, 3, 7, 15, 31, 47]
    assert len(probes) == 19


def test_one_that_has_answered_is_waited_for_as_long_as_there_is_patience() -> None:
    target = breaker()
    target.answered()
    fail(target, IN_A_ROW, now=10.0)
    for _ in range(20):
        probe(target, 10.0)
    assert not target.hopeless(310.0)
    assert target.hopeless(310.5)


def test_one_that_has_never_answered_is_given_up_after_a_few_probes() -> None:
    target = breaker()
    fail(target, IN_A_ROW)
    for _ in range(4):
        assert not target.hopeless(1.0)
        probe(target, 1.0)
    assert target.hopeless(1.0)


def test_a_call_is_blamed_for_failing_where_the_others_are_answered() -> None:
    target = breaker()
    assert target.blames("a")
    target.answered()
    target.failed(object(), "a", 0.0)
    assert target.blames("a")
    target.failed(object(), "b", 0.0)
    assert not target.blames("a")
    for _ in range(LATELY):
        target.answered()
    assert target.blames("a")
