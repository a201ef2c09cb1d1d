"""The batch client against a Batch API on a loopback socket: what is sent, what is paid for, what is made of faults."""

from __future__ import annotations

import json
import os
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from checker.errors import (
    BudgetExceededError,
    CheckerError,
    ConfigurationError,
    ConnectionFailedError,
    InvalidAnswerError,
    RateLimitedError,
    RequestRefusedError,
)
from checker.llm.batch.ledger import Ledger
from checker.llm.batch.lines import Answered
from checker.llm.batch.post import Patience
from checker.llm.cache.answers import AnswerCache
from checker.llm.client import Client
from checker.llm.pricing import BatchPrice
from checker.llm.tally import counting
from checker.llm.usage import Meter
from checker.settings import ModelSettings, StructuredOutput
from schemas.report import Usage
from tests.llm.batch.batch_server import BatchServer, Fate
from tests.llm.batch.conftest import PRICE, Start, question, ready
from tests.llm.model_server import KEY, ModelServer, Reply, completion

WORDS = ("go", "stay", "go on", "stay here", "go away", "stay away", "let go", "stay put", "go ahead", "stay in")
RIGHT = [text.count("go") == 1 for text in WORDS]


def _ready(outcomes: list[Any]) -> list[Any]:
    return [getattr(outcome, "ready", outcome) for outcome in outcomes]


@pytest.mark.parametrize("settings", [StructuredOutput.JSON_SCHEMA, StructuredOutput.TOOLS], indirect=True, ids=str)
def test_all_requests_go_in_one_batch_and_answers_come_in_their_order(server: BatchServer, start: Start) -> None:
    assert _ready(start().ask_all([question(text) for text in WORDS])) == RIGHT
    assert server.sizes == [len(WORDS)]


@pytest.mark.parametrize("settings", [StructuredOutput.JSON_SCHEMA, StructuredOutput.TOOLS], indirect=True, ids=str)
def test_a_request_is_what_a_live_call_sends(server: BatchServer, start: Start, settings: ModelSettings) -> None:
    live = ModelServer()
    live.script = ready
    try:
        with Client(settings.model_copy(update={"base_url": live.url})) as client:
            client.ask(question("go").prompt, question("go").answer)
    finally:
        live.close()
    start().ask_all([question("go")])
    (file,) = server.files["file-1"].splitlines()
    assert json.loads(file)["body"] == live.requests[0]
    assert live.raw[0] in file
    assert (json.loads(file)["method"], json.loads(file)["url"]) == ("POST", "/v1/chat/completions")


def test_stories_that_ask_at_the_same_time_share_a_batch(server: BatchServer, start: Start) -> None:
    client = start(patience=Patience(gather=0.4, first_look=0.01, longest_look=0.02))
    with ThreadPoolExecutor(2) as stories:
        first = stories.submit(client.ask_all, [question("go"), question("stay")])
        second = stories.submit(client.ask_all, [question("go on"), question("stay")])
        assert (_ready(first.result()), _ready(second.result())) == ([True, False], [True, False])
    assert server.sizes == [3]


@dataclass(frozen=True)
class Row:
    """A misfortune that is made good."""

    fate: Fate
    sizes: list[int]
    """Requests in each batch."""


ROWS = {
    "answers twice": Row(Fate(doubled=True), [10]),
    "answers to what was not asked": Row(Fate(strange=True), [10]),
    "half expired": Row(Fate("expired", missing=0.5), [10, 5]),
    "cancelled": Row(Fate("cancelled", missing=0.2), [10, 2]),
    "one failed": Row(Fate(failing=500), [10, 1]),
    "one met a limit": Row(Fate(failing=429), [10, 1]),
    "the output is not ready": Row(Fate(hidden=2), [10]),
    "refused as a whole": Row(Fate("failed", code="invalid_file"), [10, 10]),
    "too many tokens waiting": Row(Fate("failed", code="token_limit_exceeded"), [10, 5, 5]),
    "slow": Row(Fate(looks=4), [10]),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_what_is_missing_is_sent_again_and_nothing_else(server: BatchServer, start: Start, row: Row) -> None:
    server.fates = [row.fate]
    assert _ready(start().ask_all([question(text) for text in WORDS])) == RIGHT
    assert server.sizes == row.sizes
    assert set(server.paid.values()) == {1}


def test_answers_to_nothing_that_was_asked_are_told(
    server: BatchServer, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    server.fates = [Fate(strange=True)]
    start().ask_all([question("go")])
    assert "batch_1 holds 2 answers to nothing that was asked in it" in caplog.text


def test_what_is_missing_again_and_again_is_told(server: BatchServer, start: Start) -> None:
    server.fates = [Fate("expired", missing=1.0)] * 9
    (outcome,) = start().ask_all([question("go")])
    assert str(outcome) == "The batch batch_3 expired before this was answered."
    assert isinstance(outcome, CheckerError)
    assert outcome.remedy == "The same command sends what is missing, and pays for nothing twice."
    assert server.sizes == [1, 1, 1]


def test_a_request_that_is_refused_is_not_sent_again(server: BatchServer, start: Start) -> None:
    server.fates = [Fate(failing=400)]
    first, second = start().ask_all([question("go"), question("stay")])
    assert isinstance(first, RequestRefusedError)
    assert getattr(second, "ready", None) is False
    assert server.sizes == [2]


def test_an_answer_that_does_not_validate_is_asked_for_once_more_in_the_next_batch(
    server: BatchServer, start: Start
) -> None:
    def careless(body: dict[str, Any]) -> Reply:
        if len(body["messages"]) > 2 or "stay" in body["messages"][1]["content"]:
            return ready(body)
        return Reply(body=json.dumps(completion(StructuredOutput.JSON_SCHEMA, {"ready": "who knows"})).encode())

    server.script = careless
    assert [getattr(each, "ready", None) for each in start().ask_all([question("stay"), question("go")])] == [
        False,
        False,
    ]
    assert server.sizes == [2, 1]


def test_an_answer_that_never_validates_is_told_and_asked_afresh_by_the_next_run(
    server: BatchServer, start: Start
) -> None:
    server.script = lambda _: Reply(body=json.dumps(completion(StructuredOutput.JSON_SCHEMA, "well")).encode())
    with start() as client:
        (outcome,) = client.ask_all([question("go")])
    assert isinstance(outcome, InvalidAnswerError)
    assert server.sizes == [1, 1]
    server.script = ready
    assert _ready(start().ask_all([question("go")])) == [True]


def test_files_are_kept_below_what_the_endpoint_takes(
    server: BatchServer, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = 800
    server.largest = 3 * size
    monkeypatch.setattr("checker.llm.batch.dispatch.MOST_BYTES", 5 * size)
    monkeypatch.setattr("checker.llm.batch.dispatch.FEWER_BYTES", 2 * size)
    assert _ready(start().ask_all([question(text) for text in WORDS])) == RIGHT
    assert sum(server.sizes) == len(WORDS)
    assert max(len(content) for content in server.files.values() if b'"method"' in content) <= server.largest
    assert set(server.paid.values()) == {1}
    assert len(server.sizes) > 3


def test_usage_is_counted_at_half_the_price_and_only_once(server: BatchServer, start: Start) -> None:
    server.fates = [Fate("expired", missing=0.5, doubled=True)]
    with start() as client:
        client.ask_all([question(text) for text in WORDS])
        used = client.meter.usage()
    assert (used.tokens_in, used.tokens_out, used.cached) == (1000, 100, 0)
    assert used.cost_usd == pytest.approx((1000 * 2.0 + 100 * 8.0) / 1_000_000 / 2)
    with start(meter=Meter(BatchPrice(PRICE))) as client:
        client.ask_all([question(text) for text in WORDS])
        again = client.meter.usage()
    assert (again.calls, again.cached, again.cost_usd) == (0, 10, 0.0)


def test_nothing_is_sent_that_could_cost_too_much(server: BatchServer, start: Start) -> None:
    (outcome,) = start(meter=Meter(BatchPrice(PRICE), max_cost=0.0001)).ask_all([question("go")])
    assert isinstance(outcome, BudgetExceededError)
    assert server.asked == []


def test_what_there_is_money_for_goes_first_and_the_rest_when_less_was_spent(server: BatchServer, start: Start) -> None:
    # An answer may cost half of 4,096 x 8 dollars a million; two of them fit at a time.
    meter = Meter(BatchPrice(PRICE), max_cost=0.037)
    assert _ready(start(meter=meter).ask_all([question(text) for text in WORDS[:5]])) == RIGHT[:5]
    assert server.sizes == [2, 2, 1]
    assert (meter.usage().cost_usd or 1) < 0.037


def test_an_endpoint_without_a_batch_api_is_said_to_have_none(server: BatchServer, start: Start) -> None:
    server.without = {"/files", "/batches"}
    (outcome,) = start().ask_all([question("go")])
    assert isinstance(outcome, ConfigurationError)
    assert re.fullmatch(r"There is no Batch API at http://127.0.0.1:\d+/v1.", str(outcome))
    assert outcome.remedy == "Leave out --batch to ask it live."


def test_an_account_without_credit_ends_the_run(server: BatchServer, start: Start) -> None:
    server.fates = [Fate("failed", code="billing_hard_limit_reached")]
    client = start()
    (outcome,) = client.ask_all([question("go")])
    (later,) = client.ask_all([question("stay")])
    assert isinstance(outcome, RateLimitedError)
    assert outcome.fatal
    assert str(later) == str(outcome)
    assert server.sizes == [1]


@pytest.mark.parametrize("step", ["POST /files", "POST /batches", "GET /batches/", "GET /files/"])
def test_a_failure_on_the_way_does_not_begin_a_batch_twice(server: BatchServer, start: Start, step: str) -> None:
    server.broken[step] = 2
    assert _ready(start().ask_all([question("go"), question("stay")])) == [True, False]
    assert server.sizes == [2]


def test_an_outage_while_a_batch_is_out_leaves_it_to_the_next_run(server: BatchServer, start: Start) -> None:
    server.broken["GET /batches/"] = 10_000
    impatient = Patience(gather=0.02, first_look=0.01, longest_look=0.01, outage=0.05)
    with start(patience=impatient) as client:
        (outcome,) = client.ask_all([question("go")])
    assert str(outcome).startswith("Nothing was heard of batch_1 any more:")
    server.broken.clear()
    assert _ready(start().ask_all([question("go")])) == [True]
    assert server.sizes == [1]


def test_an_endpoint_that_is_gone_for_a_while_is_waited_for(server: BatchServer, start: Start) -> None:
    client = start()
    assert _ready(client.ask_all([question("go")])) == [True]
    server.close()
    with ThreadPoolExecutor(1) as pool:
        pending = pool.submit(client.ask_all, [question("stay")])
        time.sleep(0.3)
        server.up()
        assert _ready(pending.result()) == [False]
    assert server.sizes == [1, 1]


def test_an_endpoint_that_was_never_there_is_said_so(server: BatchServer, start: Start) -> None:
    server.close()
    (outcome,) = start().ask_all([question("go")])
    assert isinstance(outcome, ConnectionFailedError)
    assert str(outcome).startswith("Nothing answers at http://127.0.0.1:")


def test_answers_that_cannot_be_read_are_left_to_the_next_run(server: BatchServer, start: Start) -> None:
    server.fates = [Fate(hidden=3)]
    with start(patience=Patience(gather=0.02, first_look=0.01, longest_look=0.01, looks_for_file=2)) as client:
        (outcome,) = client.ask_all([question("go")])
    assert str(outcome) == "The answers of batch_1 cannot be read yet."
    assert _ready(start().ask_all([question("go")])) == [True]
    assert server.sizes == [1]


def test_a_batch_that_the_endpoint_has_forgotten_is_sent_again(server: BatchServer, start: Start) -> None:
    with start() as client, server.held("GET /batches/") as looked:
        pool = ThreadPoolExecutor(1)
        pending = pool.submit(client.ask_all, [question("go")])
        looked.wait(10)
        client.close()
        assert isinstance(pending.result()[0], CheckerError)
        pool.shutdown()
    server.batches.clear()
    assert _ready(start().ask_all([question("go")])) == [True]


def test_two_runs_that_ask_the_same_at_once_send_it_once(server: BatchServer, start: Start) -> None:
    server.fates = [Fate(looks=20)]
    runs = [start(), start()]
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(run.ask_all, [question("go"), question("stay")]) for run in runs]
        assert [_ready(each.result()) for each in asked] == [[True, False]] * 2
    assert server.sizes == [2]


def test_the_ledger_is_its_owners_alone_and_holds_no_key(server: BatchServer, start: Start, tmp_path: Path) -> None:
    with start() as client:
        client.ask_all([question("go")])
        for path in (tmp_path / "batches").iterdir():
            assert path.stat().st_mode & 0o077 == 0
            assert KEY.encode() not in path.read_bytes()
    assert (tmp_path / "batches").stat().st_mode & 0o077 == 0
    assert KEY.encode() not in b"".join(server.files.values())


def test_a_damaged_ledger_ends_the_run_before_anything_is_sent(
    server: BatchServer, settings: ModelSettings, tmp_path: Path, start: Start
) -> None:
    (tmp_path / "batches").mkdir()
    (tmp_path / "batches" / "batches.db").write_bytes(os.urandom(8192))
    with pytest.raises(ConfigurationError, match=r"The record of batches in .* cannot be used: file is not a database"):
        start()
    assert server.asked == []


def test_an_answer_from_the_cache_needs_no_batch(server: BatchServer, start: Start, tmp_path: Path) -> None:
    with start() as client:
        client.ask_all([question("go")])
    before = list(server.asked)
    with AnswerCache(tmp_path / "cache") as cache:
        assert cache.info().count == 1
    client = start()
    assert client.ask(question("go").prompt, question("go").answer).ready
    assert client.recall(question("go").prompt, question("go").answer) is not None
    assert server.asked == before


def test_what_a_story_used_is_counted_on_its_own_tally(server: BatchServer, start: Start) -> None:
    client = start(patience=Patience(gather=0.3, first_look=0.01, longest_look=0.02))

    def story(*texts: str) -> Usage:
        with counting(client.meter.part()) as used:
            client.ask_all([question(text) for text in texts])
            client.recall(question(texts[0]).prompt, question(texts[0]).answer)
        return used.usage()

    with ThreadPoolExecutor(2) as stories:
        first, second = stories.map(lambda texts: story(*texts), [("go", "stay"), ("go on",)])
    assert server.sizes == [3]
    assert (first.calls, first.cached, first.tokens_in) == (2, 1, 200)
    assert (second.calls, second.cached, second.tokens_in) == (1, 1, 100)
    assert client.meter.usage().calls == 3


def test_answers_that_were_read_and_not_kept_are_used_by_the_next_run(
    server: BatchServer, start: Start, settings: ModelSettings, tmp_path: Path
) -> None:
    with start() as client:
        client.ask_all([question("go")])
    with AnswerCache(tmp_path / "cache") as cache:
        cache.clear()
    line = json.loads(server.files["file-1"])
    with Ledger(tmp_path / "batches", settings.base_url) as ledger:
        ledger.read("killed", [Answered(line["custom_id"], 200, json.loads(ready(line["body"]).body))])
    with start() as client:
        assert _ready(client.ask_all([question("go")])) == [True]
        assert client.meter.usage().cached == 1
    assert server.sizes == [1]
