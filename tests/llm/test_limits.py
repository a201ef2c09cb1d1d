"""One limiter for all threads: it gives way to a 429, and recovers."""

from __future__ import annotations

import threading
import time

from checker.llm.limits import Limiter


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


def test_refusals_of_one_moment_cut_the_limit_once() -> None:
    limiter = Limiter(20)
    for _ in range(20):
        limiter.refused(None)
    assert limiter.limit == 10


def test_answers_raise_the_limit_again_and_never_above_the_most() -> None:
    limiter = Limiter(10)
    limiter.refused(None)
    assert limiter.limit == 5
    for _ in range(8):
        limiter.answered()
    assert limiter.limit == 6
    for _ in range(500):
        limiter.answered()
    assert limiter.limit == 10


def test_a_single_place_stays_a_place() -> None:
    limiter = Limiter(1)
    limiter.refused(None)
    assert limiter.limit == 1


def test_a_pause_that_one_is_asked_for_holds_all() -> None:
    limiter = Limiter(4)
    start = time.monotonic()
    limiter.refused(0.05)
    with limiter.place():
        assert time.monotonic() - start >= 0.05


def test_a_stop_ends_a_pause() -> None:
    limiter = Limiter(4)
    limiter.refused(3600.0)
    inside = threading.Event()

    def work() -> None:
        with limiter.place():
            inside.set()

    thread = threading.Thread(target=work)
    thread.start()
    limiter.stop()
    assert inside.wait(5)
    thread.join()
