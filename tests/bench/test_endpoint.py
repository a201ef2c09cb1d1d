"""The stub over real sockets: each flag does what it says."""

from __future__ import annotations

import http.client
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bench.processes import stub
from bench.stub.canned import CANNED
from bench.stub.gate import Gate, Limits, lasting
from bench.stub.latency import Latency
from bench.world import Shape, worlds
from checker.llm.client import Client
from checker.prompting.templates import fill
from checker.settings import ModelSettings, StructuredOutput
from schemas import answers
from tests.bench.conftest import CallStub, asking

OURS = [getattr(answers, name) for name in CANNED]


@pytest.mark.parametrize("mode", list(StructuredOutput))
def test_canned_answers_are_valid_for_every_form_in_every_mode(call: CallStub, mode: StructuredOutput) -> None:
    caller = call("--canned")
    settings = ModelSettings(model="stub", base_url=f"http://127.0.0.1:{caller.port}/v1", structured_output=mode)
    with Client(settings) as client:
        for form in OURS:
            assert isinstance(client.ask(fill("judge", passages="none", questions="none"), form), form)
    assert caller.counts()["forms"] == dict.fromkeys(CANNED, 1)


def test_another_schema_is_answered_from_a_file(call: CallStub, tmp_path: Path) -> None:
    (tmp_path / "own.json").write_text('{"colour": "green"}')
    caller = call("--canned-file", str(tmp_path / "own.json"))
    assert _said(caller.ask(form="Colour").json) == {"colour": "green"}
    assert _said(caller.ask(form="Ready").json) == {"ready": True}


def test_a_form_that_no_world_can_answer_in_is_a_clear_error(call: CallStub) -> None:
    got = call("--articles", "2").ask(form="Colour")
    assert (got.status, got.json["error"]["type"]) == (400, "invalid_request_error")


def test_a_stub_of_many_stories_answers_about_each_of_them(call: CallStub) -> None:
    caller, corpus = call("--stories", "6", "--seed", "3", "--changed", "0.2"), worlds(3, 6, 8, Shape(changed=0.2))
    for story in corpus.stories:
        rows = [row for report in story.reports.values() for row in report.tellings]
        shown = "\n".join(f"[A{number}] {row.sentence}" for number, row in enumerate(rows, start=1))
        raised = _said(caller.ask(shown).json)["questions"]
        assert {corpus.questions[each["q"]] for each in raised} == story.conflicts
    assert len(corpus.conflicts) > 6


def test_a_body_that_is_no_request_is_an_error_and_the_connection_goes_on(call: CallStub) -> None:
    caller = call("--canned")
    connection = http.client.HTTPConnection("127.0.0.1", caller.port, timeout=5)
    for body, status in ((b"nonsense", 400), (b"[]", 400), (json.dumps(asking("a")).encode(), 200)):
        connection.request("POST", "/v1/chat/completions", body)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == status
    connection.close()
    assert caller.counts()["failed"] == {"unreadable": 2}


def test_requests_beyond_the_bucket_are_refused_with_true_headers(call: CallStub) -> None:
    caller = call("--canned", "--rate", "0.5", "--burst", "3", "--rate-headers", "--retry-after", "2")
    got = [caller.ask(str(n)) for n in range(5)]
    assert [each.status for each in got] == [200, 200, 200, 429, 429]
    assert [each.headers["x-ratelimit-remaining-requests"] for each in got] == ["2", "1", "0", "0", "0"]
    assert {each.headers["x-ratelimit-limit-requests"] for each in got} == {"3"}
    assert got[0].headers["x-ratelimit-reset-requests"].startswith(("2s", "1."))
    assert got[3].headers["retry-after"] == "2"
    assert got[3].json["error"]["code"] == "rate_limit_exceeded"
    counted = caller.counts()
    assert (counted["requests"], counted["answered"], counted["refused"]) == (5, 3, 2)


def test_a_hidden_limit_tells_nothing_but_when_to_come_again(call: CallStub) -> None:
    caller = call("--canned", "--rate", "0.1", "--burst", "1", "--retry-after", "120ms")
    caller.ask()
    refused = caller.ask()
    assert refused.headers["retry-after-ms"] == "120"
    assert not [name for name in refused.headers if name.startswith("x-ratelimit")]


def test_tokens_a_minute_are_a_bucket_too_and_answers_count(call: CallStub) -> None:
    caller = call("--canned", "--tokens-per-minute", "900", "--rate-headers")
    first, second = caller.ask("x" * 1200), caller.ask("x" * 1200)
    spent = first.json["usage"]["total_tokens"]
    assert int(first.headers["x-ratelimit-remaining-tokens"]) == pytest.approx(900 - spent, abs=20)
    assert second.status == 429
    assert second.json["error"]["type"] == "tokens"


def test_the_rate_changes_when_it_is_said_to() -> None:
    gate = Gate(Limits(rate=10, burst=1, changes=((10, 5), (20, 40))), now=0.0)

    def admitted(begin: float, end: float) -> int:
        times = [begin + step / 1000 for step in range(int((end - begin) * 1000))]
        return sum(gate.admit(1, now) is None for now in times)

    assert admitted(0, 10) == pytest.approx(100, abs=2)
    assert admitted(10, 20) == pytest.approx(50, abs=2)
    assert admitted(20, 22) == pytest.approx(80, abs=4)


@pytest.mark.parametrize(("seconds", "written"), [(0.012, "12ms"), (1.0, "1s"), (1.5, "1.5s"), (360.0, "6m0s")])
def test_times_are_written_as_the_headers_have_them(seconds: float, written: str) -> None:
    assert lasting(seconds) == written


def test_latency_is_waited_for_and_requests_in_flight_are_counted(call: CallStub) -> None:
    caller = call("--canned", "--latency", "0.05")
    began = time.monotonic()
    caller.ask()
    assert time.monotonic() - began >= 0.05
    assert caller.counts()["most_in_flight"] == 1
    assert caller.counts()["in_flight"] == 0


def test_lognormal_latencies_have_the_percentiles_that_were_asked_for() -> None:
    drawn = sorted(Latency(p50=0.2, p99=2.0).of(index) for index in range(4000))
    assert drawn[2000] == pytest.approx(0.2, rel=0.1)
    assert drawn[3960] == pytest.approx(2.0, rel=0.3)


def test_exactly_the_share_of_requests_that_was_asked_for_is_slow() -> None:
    latency = Latency(fixed=0.1, slow_share=0.01, slow_factor=50)
    seconds = Counter(round(latency.of(index), 3) for index in range(1000))
    assert seconds == {0.1: 990, 5.0: 10}


STATUSES = {
    "401": "invalid_api_key",
    "404": "model_not_found",
    "500": None,
    "429:insufficient_quota": "insufficient_quota",
}


@pytest.mark.parametrize(("fault", "code"), STATUSES.items())
def test_a_status_at_an_index_hits_that_request_alone(call: CallStub, fault: str, code: str | None) -> None:
    caller = call("--canned", "--fault-at", f"1={fault}")
    got = [caller.ask() for _ in range(3)]
    assert [each.status for each in got] == [200, int(fault[:3]), 200]
    assert got[1].json["error"]["code"] == code


def test_a_share_of_requests_fails_the_same_ones_for_the_same_seed(call: CallStub) -> None:
    flags = ("--canned", "--fault", "500:0.3", "--fault", "html:0.2")
    kinds = [
        [_kind(caller.ask()) for _ in range(60)] for caller in (call(*flags), call(*flags), call(*flags, "--seed", "2"))
    ]
    assert kinds[0] == kinds[1] != kinds[2]
    counted = Counter(kinds[0])
    assert 10 <= counted["500"] <= 27
    assert 4 <= counted["html"] <= 20


@pytest.mark.parametrize("fault", ["reset", "half-close", "truncate"])
def test_a_broken_reply_arrives_in_part(call: CallStub, fault: str) -> None:
    caller = call("--canned", "--fault-at", f"0={fault}")
    with pytest.raises((http.client.IncompleteRead, ConnectionResetError, ValueError)):
        _ = caller.ask().json
    assert caller.ask().status == 200
    assert caller.counts()["failed"] == {fault: 1}


@pytest.mark.parametrize("fault", ["never", "slow-body"])
def test_a_reply_that_does_not_come_keeps_the_caller_waiting(call: CallStub, fault: str) -> None:
    caller = call("--canned", "--fault-at", f"0={fault}")
    with pytest.raises(TimeoutError):
        caller.ask(patience=0.2)
    assert caller.ask().status == 200


SPOILT: dict[str, Any] = {
    "no-choices": lambda body: body["choices"] == [],
    "null-content": lambda body: body["choices"][0]["message"]["content"] is None,
    "refusal": lambda body: body["choices"][0]["message"]["refusal"],
    "content-filter": lambda body: body["choices"][0]["finish_reason"] == "content_filter",
    "length": lambda body: body["choices"][0]["finish_reason"] == "length" and not _is_json(body),
    "bad-json": lambda body: not _is_json(body),
    "wrong-enum": lambda body: {each["verdict"] for each in _said(body)["verdicts"]} == {"perhaps"},
    "extra-fields": lambda body: all("note" in each for each in _said(body)["verdicts"]),
    "deep": lambda body: "[" * 10_000 in body["choices"][0]["message"]["content"],
    "many": lambda body: len(_said(body)["verdicts"]) == 100_000,
}


@pytest.mark.parametrize("fault", SPOILT)
def test_a_spoilt_completion_is_wrong_in_the_way_that_its_name_says(call: CallStub, fault: str) -> None:
    got = call("--canned", "--fault-at", f"0={fault}").ask(form="SecondOpinions")
    assert got.status == 200
    assert SPOILT[fault](got.json)


def test_a_huge_answer_is_fifty_megabytes(call: CallStub) -> None:
    got = call("--canned", "--fault-at", "0=huge").ask(patience=30)
    assert len(got.body) > 50_000_000


def test_a_fault_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str], call: CallStub) -> None:
    with pytest.raises(SystemExit):
        call("--fault", "gremlins:0.5")
    assert "--fault" in capsys.readouterr().err


def test_what_is_too_long_for_the_context_is_refused_as_such(call: CallStub) -> None:
    caller = call("--canned", "--context", "300")
    assert caller.ask("short").status == 200
    got = caller.ask("x" * 4000)
    assert (got.status, got.json["error"]["code"]) == (400, "context_length_exceeded")


def test_cached_tokens_are_those_of_a_prefix_that_was_answered_before(call: CallStub) -> None:
    caller = call("--canned")

    def cached(user: str, system: str) -> int:
        got = caller.send("POST", "/v1/chat/completions", json.dumps(asking(user, system=system)).encode())
        tokens: int = got.json["usage"]["prompt_tokens_details"]["cached_tokens"]
        return tokens

    long, short = "rule " * 1600, "rule " * 100
    assert cached("one", long) == 0
    assert cached("two", long) == 1920
    assert cached("three", "another " + long) == 0
    assert cached("four", short) == cached("five", short) == 0
    assert caller.counts()["tokens_cached"] == 1920


def test_counts_tell_doubles_bytes_and_connections_and_reset_forgets_them(call: CallStub) -> None:
    caller = call("--canned")
    caller.ask("one")
    caller.ask("one")
    caller.ask("two")
    counted = caller.counts()
    assert (counted["answered"], counted["doubled"]) == (3, 1)
    assert counted["connections"] == 4
    assert counted["bytes_in"] > 600
    assert counted["bytes_out"] > 3000
    assert counted["tokens_in"] > 0
    caller.send("POST", "/reset")
    after = caller.counts()
    assert (after["requests"], after["answered"], after["doubled"], after["seconds"]) == (0, 0, 0, 0.0)
    caller.ask("one")
    assert caller.counts()["doubled"] == 0


def test_a_stub_of_its_own_ends_with_whoever_started_it() -> None:
    with stub(canned=True, fault_at="0=never") as served:
        served.reset()
        assert served.counts()["requests"] == 0
        assert Path(f"/proc/{served.pid}").exists()
    assert not Path(f"/proc/{served.pid}").exists()


def _said(body: Any) -> Any:
    return json.loads(body["choices"][0]["message"]["content"])


def _is_json(body: Any) -> bool:
    try:
        _said(body)
    except ValueError:
        return False
    return True


def _kind(got: Any) -> str:
    return "html" if b"<html>" in got.body else str(got.status)
