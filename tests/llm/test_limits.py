"""One limiter for all threads: it gives way to a refusal, holds everybody, and starts again."""

from __future__ import annotations

import threading

from checker.llm.traffic.limits import Limiter
from checker.llm.traffic.retries import RetryPolicy
from checker.llm.traffic.window import START


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def enter(limiter: Limiter) -> tuple[threading.Thread, threading.Event]:
    """A thread that wants a place, and whether it has got one."""
    inside = threading.Event()

    def work() -> None:
        with limiter.place():
            inside.set()

    thread = threading.Thread(target=work)
    thread.start()
    return thread, inside


def test_no_more_places_than_allowed_are_handed_out() -> None:
    limiter = Limiter(2)
    entered = threading.Semaphore(0)
    leave = threading.Event()

    def work() -> None:
        with limiter.place():
            entered.release()
            leave.wait(5)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert entered.acquire(timeout=5)
    assert entered.acquire(timeout=5)
    assert not entered.acquire(timeout=0.05)
    leave.set()
    assert entered.acquire(timeout=5)
    for thread in threads:
        thread.join()


def test_a_pause_that_one_is_asked_for_holds_all_and_a_stop_ends_it() -> None:
    limiter = Limiter(4)
    with limiter.place() as place:
        limiter.refused(place, 3600.0)
    waiting = [enter(limiter) for _ in range(3)]
    assert not any(inside.wait(0.02) for _, inside in waiting)
    limiter.stop()
    for thread, inside in waiting:
        assert inside.wait(5)
        thread.join()


def test_a_pause_ends_by_itself() -> None:
    limiter = Limiter(4)
    with limiter.place() as place:
        limiter.refused(place, 0.05)
    thread, inside = enter(limiter)
    assert inside.wait(5)
    thread.join()


def test_who_came_first_goes_first() -> None:
    limiter = Limiter(1)
    order: list[int] = []
    ready = threading.Semaphore(0)

    def work(number: int) -> None:
        ready.release()
        with limiter.place():
            order.append(number)

    threads = []
    with limiter.place():
        for number in range(5):
            threads.append(threading.Thread(target=work, args=(number,)))
            threads[-1].start()
            assert ready.acquire(timeout=5)
            while len(limiter._queue) <= number:
                pass
    for thread in threads:
        thread.join()
    assert order == list(range(5))


def test_a_refusal_that_says_how_long_to_wait_leaves_the_places_as_they_are() -> None:
    limiter = Limiter(START)
    with limiter.place() as place:
        limiter.refused(place, 1.0)
    assert limiter.limit == START
    assert limiter.rate is not None


def test_a_refusal_that_says_nothing_takes_places_away_once_for_all_that_were_in_flight() -> None:
    limiter = Limiter(10, RetryPolicy(first_wait=0.0, longest_wait=0.0), clock=Clock())
    with limiter.place() as first, limiter.place() as second:
        limiter.refused(first, None)
        limiter.refused(second, None)
    assert limiter.limit == 8


def test_refusals_that_ask_for_no_wait_are_waited_for_longer_and_longer() -> None:
    clock = Clock()
    limiter = Limiter(1, RetryPolicy(first_wait=1.0, longest_wait=4.0), clock=clock)
    holds = []
    for _ in range(5):
        clock.now += 3600.0
        with limiter.place() as place:
            clock.now += 0.1
            limiter.refused(place, 0.0)
        holds.append(limiter._free_from - clock.now)
    assert holds == [0.0, 1.0, 2.0, 4.0, 4.0]


def test_where_everything_is_refused_for_longer_than_there_is_patience_there_is_no_hope() -> None:
    clock = Clock()
    limiter = Limiter(1, RetryPolicy(patience=600.0), clock=clock)
    for seconds in (0.0, 590.0, 20.0):
        assert not limiter.hopeless()
        clock.now += seconds
        with limiter.place() as place:
            limiter.refused(place, 0.0)
    assert limiter.hopeless()


def test_an_answer_in_between_renews_the_patience() -> None:
    clock = Clock()
    limiter = Limiter(1, RetryPolicy(patience=600.0), clock=clock)
    for _ in range(3):
        clock.now += 500.0
        with limiter.place() as place:
            limiter.refused(place, 0.0)
        clock.now += 50.0
        with limiter.place():
            limiter.answered()
    assert not limiter.hopeless()


def test_an_endpoint_that_is_down_is_probed_by_one_request_at_a_time() -> None:
    limiter = Limiter(20, RetryPolicy(first_wait=0.0, longest_wait=0.0))
    for _ in range(10):
        with limiter.place() as place:
            limiter.failed(place)
    with limiter.place():
        thread, inside = enter(limiter)
        assert not inside.wait(0.05)
        limiter.answered()
        assert inside.wait(5)
    thread.join()


def test_a_probe_that_was_never_sent_lets_the_next_one_go() -> None:
    limiter = Limiter(20, RetryPolicy(first_wait=0.0, longest_wait=0.0))
    for _ in range(10):
        with limiter.place() as place:
            limiter.failed(place)
    with limiter.place():
        thread, inside = enter(limiter)
    assert inside.wait(5)
    thread.join()
