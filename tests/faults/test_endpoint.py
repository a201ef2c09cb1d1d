"""Each fault of an endpoint through a whole run, over a real socket.

What the client makes of each single reply is in tests/llm/test_failures.py. Here it is what the run makes of it: the
exit code, one clear line, and accounts that balance.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from checker.settings import StructuredOutput
from tests.cli.conftest import World
from tests.faults.conftest import Check
from tests.llm.model_server import KEY, ModelServer, Reply, completion, saying
from tests.llm.test_failures import HTML, error

Flags = tuple[str, ...]
Script = Callable[[dict[str, Any]], Reply]
FOUND, USAGE, INCOMPLETE = 1, 2, 3


def first(count: int, reply: Reply) -> Callable[[World], Script]:
    """The first requests meet a fault, the others a model."""
    left = [reply] * count

    def of(world: World) -> Script:
        return lambda body: left.pop() if left else world(body)

    return of


def answering(text: str, **choice: Any) -> Reply:
    """A completion with this content."""
    return saying(completion(StructuredOutput.JSON_SCHEMA, text, **choice))


def in_seconds(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@dataclass(frozen=True)
class Fault:
    name: str
    reply: Reply
    code: int
    says: str
    flags: Flags = ()


SOON = ("--timeout", "1")
EVERY = [
    Fault("401", error(401, "invalid_api_key", f"Wrong key: {KEY}"), USAGE, "does not accept this key"),
    Fault("403", error(403), USAGE, "does not accept this key"),
    Fault("404 model", error(404, "model_not_found"), USAGE, "does not serve the model 'tiny'"),
    Fault("404 path", saying({"detail": "Not Found"}, 404), USAGE, "no Chat Completions endpoint"),
    Fault("429 no credit", error(429, "insufficient_quota"), USAGE, "Add credit, then run again: answers"),
    Fault("429 for ever", error(429, "rate_limit_exceeded"), USAGE, "answers so far are kept"),
    Fault("400 context length", error(400, "context_length_exceeded", "too many words"), INCOMPLETE, "many words"),
    Fault("408 for ever", error(408), INCOMPLETE, "408"),
    Fault("409 for ever", error(409), INCOMPLETE, "409"),
    Fault("500 for ever", error(500), INCOMPLETE, "HTTP 500"),
    Fault("529 for ever", error(529), INCOMPLETE, "HTTP 529"),
    Fault("reset", Reply(reset=True), INCOMPLETE, "broke before the answer was complete"),
    Fault("closed in the body", replace(answering("{}"), cut=0.5), INCOMPLETE, "broke before the answer was complete"),
    Fault("truncated chunk", replace(answering("{}"), cut=0.5, chunked=True), INCOMPLETE, "broke before"),
    Fault("a byte at a time", replace(answering("{}"), trickle=0.05), INCOMPLETE, "within 1 seconds", SOON),
    Fault("never answers", Reply(delay=1.2), INCOMPLETE, "within 1 seconds", SOON),
    Fault("a web page", HTML, INCOMPLETE, "a web page"),
    Fault("an empty body", Reply(), INCOMPLETE, "not JSON"),
    Fault("no choices", saying({"choices": []}), INCOMPLETE, "without an answer"),
    Fault("null content", answering("", message={"content": None}), INCOMPLETE, "another form"),
    Fault("refusal", answering("", message={"content": None, "refusal": "No."}), INCOMPLETE, "declined"),
    Fault("content filter", answering("", finish_reason="content_filter"), INCOMPLETE, "declined"),
    Fault("cut at its length", answering('{"questions": [', finish_reason="length"), INCOMPLETE, "--max-tokens"),
    Fault("invalid JSON", answering("The toll differs."), INCOMPLETE, "another form"),
    Fault("another schema", answering('{"shape": "round"}'), INCOMPLETE, "another form"),
    Fault("a question of the wrong type", answering('{"questions": [7]}'), INCOMPLETE, "another form"),
    Fault("depth 10,000 in the answer", answering("[" * 10_000 + "]" * 10_000), INCOMPLETE, "another form"),
    Fault("depth 10,000 of the body", Reply(body=b"[" * 10_000 + b"]" * 10_000), INCOMPLETE, "not JSON"),
    Fault("50 MB", Reply(body=b" " * 50_000_000), INCOMPLETE, "larger than"),
]  # fmt: skip


@pytest.mark.parametrize("fault", EVERY, ids=lambda fault: fault.name)
def test_what_every_request_meets_is_told_once_and_loses_nothing(
    fault: Fault, check: Check, story: Path, model: Flags, server: ModelServer
) -> None:
    server.replies(fault.reply)
    checked = check(story, *model, *fault.flags)
    assert checked.ran.code == fault.code, checked.said
    assert fault.says in checked.said
    if checked.report is not None:
        assert checked.report.questions == ()
        assert checked.report.run.usage.calls == len(server.requests)
        missed = [name for each in checked.report.not_checked for name in each.what.split(", ")]
        assert sorted(missed) == ["ant", "bee"]


RETRY_AFTER = [
    ("seconds", {"Retry-After": "0.05"}),
    ("a whole second", {"Retry-After": "1"}),
    ("milliseconds", {"Retry-After-Ms": "40"}),
    ("a date", {"Retry-After": in_seconds(1)}),
    ("a date that has passed", {"Retry-After": in_seconds(-3600)}),
    ("zero", {"Retry-After": "0"}),
    ("negative", {"Retry-After": "-5"}),
    ("nonsense", {"Retry-After": "soon"}),
    ("not a number", {"Retry-After": "nan"}),
    ("without end", {"Retry-After": "inf"}),
    ("too large a number", {"Retry-After": "1e999"}),
    ("empty", {"Retry-After": ""}),
    ("a date that is none", {"Retry-After": "Mon, 99 Nov 2026 99:99:99 GMT"}),
    ("none at all", {}),
]


@pytest.mark.parametrize(("form", "headers"), RETRY_AFTER, ids=[form for form, _ in RETRY_AFTER])
def test_a_429_is_waited_out_however_it_says_for_how_long(
    form: str, headers: dict[str, str], check: Check, story: Path, model: Flags, server: ModelServer, world: World
) -> None:
    server.script = first(2, error(429, "rate_limit_exceeded", **headers))(world)
    checked = check(story, *model)
    assert checked.ran.code == FOUND, checked.said
    assert len(server.requests) == 5
    assert len({bytes(raw) for raw in server.raw}) == 3


@pytest.mark.parametrize("header", ["3600", in_seconds(3600)], ids=["an hour", "a date in an hour"])
def test_who_asks_for_more_patience_than_there_is_gets_no_second_request(
    header: str, check: Check, story: Path, model: Flags, server: ModelServer
) -> None:
    server.replies(error(429, "rate_limit_exceeded", **{"Retry-After": header}))
    checked = check(story, *model)
    assert checked.ran.code == USAGE
    assert "Answers so far are kept" in checked.said
    assert len(server.requests) == 1


PASSING = {
    "408": error(408),
    "409": error(409),
    "500": error(500),
    "502": replace(HTML, status=502),
    "503": error(503),
    "529": error(529),
    "reset": Reply(reset=True),
    "closed in the body": replace(answering("{}"), cut=0.5),
    "truncated chunk": replace(answering("{}"), cut=0.5, chunked=True),
}


@pytest.mark.parametrize("name", PASSING)
def test_what_passes_by_itself_changes_nothing_in_the_report(
    name: str, check: Check, story: Path, model: Flags, server: ModelServer, world: World
) -> None:
    server.script = first(2, PASSING[name])(world)
    checked = check(story, *model)
    assert checked.ran.code == FOUND, checked.said
    assert checked.report is not None
    assert len(checked.report.findings) == 1
    assert len(server.requests) == checked.report.run.usage.calls == 5


LATER = [
    Fault("the key is taken back", error(401, "invalid_api_key"), INCOMPLETE, "does not accept this key"),
    Fault("the credit is used up", error(429, "insufficient_quota"), INCOMPLETE, "Add credit, then run again"),
    Fault("the server goes down", error(503), INCOMPLETE, "HTTP 503"),
    Fault("the answer is cut", answering("", finish_reason="length"), INCOMPLETE, "--max-tokens"),
    Fault("it refuses to judge", answering("", message={"content": None, "refusal": "No."}), INCOMPLETE, "declined"),
]


@pytest.mark.parametrize("fault", LATER, ids=lambda fault: fault.name)
def test_what_begins_during_a_run_leaves_what_was_read_and_a_second_run_goes_on_from_there(
    fault: Fault, check: Check, story: Path, model: Flags, server: ModelServer, world: World
) -> None:
    def script(body: dict[str, Any]) -> Reply:
        return world(body) if len(server.requests) == 1 else fault.reply

    server.script = script
    checked = check(story, *model)
    assert checked.ran.code == fault.code
    assert fault.says in checked.said
    assert checked.report is not None
    assert [question.text for question in checked.report.questions] == ["How many people died?"]
    server.script = world
    read = len(server.requests)
    again = check(story, *model)
    assert again.ran.code == FOUND
    assert len(server.requests) == read + 2
