"""Tallies: each part of a run is counted apart, and the sum does not depend on the order."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

from hypothesis import given
from hypothesis import strategies as st

from checker.llm.pricing import FlatPrice, Tokens
from checker.llm.tally import Tally, counting, tally_here
from checker.llm.usage import Meter


def test_a_part_counts_what_is_asked_within_and_the_whole_counts_all() -> None:
    meter = Meter(FlatPrice(1_000_000, 1_000_000))
    with counting(meter.part()) as part:
        meter.settle(meter.reserve(Tokens(3, 4)), Tokens(3, 4))
        meter.count_cached()
    meter.settle(meter.reserve(Tokens(5, 6)), Tokens(5, 6))
    assert (part.usage().calls, part.usage().cached, part.usage().cost_usd) == (1, 1, 7.0)
    assert (meter.usage().calls, meter.usage().cached, meter.usage().cost_usd) == (2, 1, 18.0)


def test_what_began_within_a_part_is_counted_there_when_it_ends_outside() -> None:
    meter = Meter(None)
    with counting(meter.part()) as part:
        reservation = meter.reserve(Tokens(1, 1))
    meter.settle(reservation, Tokens(2, 3))
    assert (part.usage().tokens_in, part.usage().tokens_out, part.usage().cost_usd) == (2, 3, None)


def test_threads_of_two_parts_are_not_mixed_up() -> None:
    meter = Meter(None)

    def ask(_: int) -> None:
        meter.settle(meter.reserve(Tokens(1, 1)), Tokens(1, 1))

    def story(calls: int) -> int:
        with counting(meter.part()) as part, ThreadPoolExecutor(4) as pool:
            for future in [pool.submit(copy_context().run, ask, n) for n in range(calls)]:
                future.result()
        return part.usage().calls

    with ThreadPoolExecutor(8) as stories:
        assert list(stories.map(story, range(1, 9))) == list(range(1, 9))
    assert meter.usage().calls == sum(range(1, 9))


def test_outside_of_any_part_there_is_no_tally() -> None:
    assert tally_here() is None


@given(st.lists(st.floats(0, 1e3), min_size=2, max_size=40), st.integers())
def test_money_adds_up_to_the_same_in_any_order(costs: list[float], seed: int) -> None:
    one, other = Tally(priced=True), Tally(priced=True)
    for cost in costs:
        one.add(cost=cost)
    for cost in random.Random(seed).sample(costs, len(costs)):
        other.add(cost=cost)
    assert one.usage() == other.usage()
