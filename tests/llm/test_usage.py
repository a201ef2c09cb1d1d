"""The meter counts what was used, and stops a run before it costs more than it may."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import takewhile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import BudgetExceededError, ConfigurationError
from checker.llm.cache.answers import AnswerCache
from checker.llm.pricing import FlatPrice, Tokens
from checker.llm.usage import Meter, estimate_tokens
from checker.settings import ModelSettings
from schemas.report import Usage
from tests.llm.model_server import Colour, ModelServer, Reply, ask_about, completion, good, saying

DOLLAR_A_TOKEN = FlatPrice(1_000_000, 1_000_000)


def spend(meter: Meter, sent: int, received: int) -> None:
    meter.settle(meter.reserve(Tokens(sent, received)), Tokens(sent, received))


@given(st.text(max_size=300), st.text(max_size=300))
def test_an_estimate_is_positive_and_grows_with_the_text(text: str, more: str) -> None:
    assert estimate_tokens(text) >= (1 if text else 0)
    assert estimate_tokens(text) <= estimate_tokens(text + more) <= estimate_tokens(text) + estimate_tokens(more)


def test_other_scripts_take_more_tokens_than_english() -> None:
    assert estimate_tokens("a" * 400) == 100
    assert estimate_tokens("д" * 400) == estimate_tokens("平" * 400) == 200


def test_what_was_used_is_counted() -> None:
    meter = Meter(FlatPrice(2.0, 10.0))
    spend(meter, 1000, 100)
    meter.settle(meter.reserve(Tokens(1000)), None)
    meter.count_cached()
    used = meter.usage()
    assert (used.calls, used.cached, used.tokens_in, used.tokens_out) == (2, 1, 1000, 100)
    assert used.cost_usd == pytest.approx(0.003)


def test_an_unknown_price_is_unknown_and_not_nothing() -> None:
    meter = Meter()
    spend(meter, 1000, 100)
    assert meter.usage().cost_usd is None
    assert meter.usage().tokens_in == 1000


def test_a_limit_needs_a_price() -> None:
    with pytest.raises(ConfigurationError) as raised:
        Meter(max_cost=1.0)
    assert "--price-in" in raised.value.remedy


def test_every_change_is_told_in_order() -> None:
    told: list[Usage] = []
    meter = Meter(on_change=told.append)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: spend(meter, 1, 1), range(50)))
    assert [usage.calls for usage in told] == sorted(usage.calls for usage in told)
    assert told[-1] == meter.usage() == Usage(calls=50, tokens_in=50, tokens_out=50)


def test_a_call_that_could_exceed_the_limit_is_not_made() -> None:
    meter = Meter(DOLLAR_A_TOKEN, max_cost=100)
    spend(meter, 40, 10)
    with pytest.raises(BudgetExceededError, match=r"Stopped at \$50\.0000 of --max-cost 100") as raised:
        meter.reserve(Tokens(40, 20))
    assert "cache" in raised.value.remedy
    assert meter.usage().calls == 1


def test_after_one_call_was_refused_no_cheaper_one_goes_on_alone() -> None:
    meter = Meter(DOLLAR_A_TOKEN, max_cost=100)
    with pytest.raises(BudgetExceededError):
        meter.reserve(Tokens(90, 20))
    with pytest.raises(BudgetExceededError):
        meter.reserve(Tokens(1, 1))


def test_where_no_limit_of_the_answer_was_set_a_long_one_is_assumed() -> None:
    meter = Meter(DOLLAR_A_TOKEN, max_cost=1000)
    with pytest.raises(BudgetExceededError):
        meter.reserve(Tokens(10))


def test_the_estimate_is_corrected_by_what_the_endpoint_counts() -> None:
    meter = Meter(DOLLAR_A_TOKEN, max_cost=1000)
    meter.settle(meter.reserve(Tokens(100, 1)), Tokens(300, 1))
    with pytest.raises(BudgetExceededError):
        meter.reserve(Tokens(200, 1))


def test_a_call_waits_for_those_in_flight_before_it_is_refused() -> None:
    meter = Meter(DOLLAR_A_TOKEN, max_cost=100)
    first = meter.reserve(Tokens(60, 20))
    made = threading.Event()

    def second() -> None:
        meter.reserve(Tokens(40, 20))
        made.set()

    thread = threading.Thread(target=second)
    thread.start()
    assert not made.wait(0.05)
    meter.settle(first, Tokens(10, 5))
    assert made.wait(5)
    thread.join()


def test_threads_together_never_spend_more_than_the_limit() -> None:
    meter = Meter(DOLLAR_A_TOKEN, max_cost=100)

    def work(_: int) -> bool:
        try:
            spend(meter, 4, 2)
        except BudgetExceededError:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        made = sum(pool.map(work, range(60)))
    assert meter.usage().calls == made
    assert 90 < (meter.usage().cost_usd or 0) <= 100


class TestWithAnEndpoint:
    def test_the_run_stops_before_the_limit_and_keeps_what_is_done(
        self, server: ModelServer, settings: ModelSettings, make_client: Any, cache: AnswerCache
    ) -> None:
        priced = settings.model_copy(update={"price_in": 100.0, "price_out": 100.0, "max_tokens": 20})
        server.replies(good(settings.structured_output))
        meter = Meter(FlatPrice(100.0, 100.0), max_cost=0.05)
        client = make_client(priced, meter=meter, cache=cache)

        def answered(number: int) -> bool:
            try:
                client.ask(ask_about(f"Article {number}."), Colour)
            except BudgetExceededError:
                return False
            return True

        made = sum(takewhile(bool, map(answered, range(100))))
        assert 2 <= made == len(server.requests) == cache.info().count
        assert 0 < (meter.usage().cost_usd or 0) <= 0.05

    def test_a_request_that_failed_gives_its_money_back(
        self, server: ModelServer, settings: ModelSettings, make_client: Any
    ) -> None:
        server.replies(Reply(500), Reply(500), good(settings.structured_output))
        priced = settings.model_copy(update={"max_tokens": 20})
        meter = Meter(FlatPrice(100.0, 100.0), max_cost=0.03)
        make_client(priced, meter=meter).ask(ask_about("An article."), Colour)
        assert meter.usage().cost_usd == pytest.approx(0.011)

    @pytest.mark.parametrize("usage", [None, {}, {"prompt_tokens": "many"}, {"prompt_tokens": -1}])
    def test_tokens_are_estimated_where_the_endpoint_does_not_count(
        self, server: ModelServer, settings: ModelSettings, make_client: Any, usage: object
    ) -> None:
        answer = completion(settings.structured_output, {"thing": "door", "colour": "green"})
        server.replies(saying(answer | {"usage": usage}))
        client = make_client(settings)
        client.ask(ask_about("word " * 400), Colour)
        assert 500 < client.meter.usage().tokens_in < 1000
        assert 5 < client.meter.usage().tokens_out < 200
