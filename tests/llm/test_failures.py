"""Each way in which an endpoint can fail, over a real socket, in json_schema and in tools mode."""

from __future__ import annotations

import socket
from dataclasses import dataclass, replace
from typing import Any

import pytest

from checker.errors import (
    AuthenticationError,
    ConnectionFailedError,
    InvalidAnswerError,
    ModelError,
    ModelTimeoutError,
    RateLimitedError,
    RefusalError,
    RequestRefusedError,
    ServerFaultError,
    TruncatedAnswerError,
    UnknownModelError,
)
from checker.llm.client import Client
from checker.prompting.templates import Prompt
from checker.settings import ModelSettings, StructuredOutput
from tests.llm.model_server import GOOD, KEY, Colour, ModelServer, Reply, ask_about, completion, good, saying

HTML = Reply(body=b"<html><h1>Welcome</h1></html>", headers={"Content-Type": "text/html"})


def error(status: int, code: str | None = None, message: str = "something went wrong here", **headers: str) -> Reply:
    return saying({"error": {"message": message, "type": "error", "code": code}}, status, **headers)


@dataclass(frozen=True)
class Failure:
    name: str
    reply: Reply
    raised: type[ModelError]
    says: str
    requests: int = 1
    fatal: bool = False


FAILURES = [
    Failure("wrong key", error(401, "invalid_api_key", f"Wrong key: {KEY}"), AuthenticationError, "key", 1, True),
    Failure("forbidden", error(403), AuthenticationError, "key", 1, True),
    Failure("blocked by a firewall", replace(HTML, status=403), RequestRefusedError, "HTTP 403"),
    Failure("unknown model", error(404, "model_not_found"), UnknownModelError, "'tiny'", 1, True),
    Failure("unknown model, Ollama", error(404, None, "model 'tiny' not found"), UnknownModelError, "'tiny'", 1, True),
    Failure("no such path", saying({"detail": "Not Found"}, 404), ConnectionFailedError, "Chat Completions", 1, True),
    Failure("a site that is no API", replace(HTML, status=404), ConnectionFailedError, "Chat Completions", 1, True),
    Failure("redirect", Reply(308, headers={"Location": "/elsewhere"}), ConnectionFailedError, "HTTP 308", 1, True),
    Failure("too long", error(400, "context_length_exceeded"), RequestRefusedError, "HTTP 400"),
    Failure("too large", error(413), RequestRefusedError, "HTTP 413"),
    Failure("filtered before the model", error(400, "content_filter"), RefusalError, "content filter"),
    Failure("no credit", error(429, "insufficient_quota"), RateLimitedError, "credit", 1, True),
    Failure("payment required", error(402), RateLimitedError, "credit", 1, True),
    Failure("request timeout", error(408), ModelTimeoutError, "408", 3),
    Failure("500", error(500), ServerFaultError, "HTTP 500", 3),
    Failure("503", replace(HTML, status=503), ServerFaultError, "HTTP 503", 3),
    Failure("overloaded", error(529), ServerFaultError, "HTTP 529", 3),
    Failure("reset", Reply(reset=True), ServerFaultError, "broke", 3),
    Failure("HTML", HTML, InvalidAnswerError, "a web page"),
    Failure("HTML said to be JSON", Reply(body=HTML.body), InvalidAnswerError, "not JSON"),
    Failure("empty body", Reply(), InvalidAnswerError, "not JSON"),
    Failure("no object", saying([1, 2]), InvalidAnswerError, "not JSON"),
    Failure("deep", Reply(body=b"[" * 20_000 + b"]" * 20_000), InvalidAnswerError, "not JSON"),
    Failure("empty choices", saying({"choices": []}), InvalidAnswerError, "without an answer"),
    Failure("choices is null", saying({"choices": None}), InvalidAnswerError, "without an answer"),
    Failure("choices of another type", saying({"choices": ["?"]}), InvalidAnswerError, "without an answer"),
    Failure("choice without message", saying({"choices": [{"index": 0}]}), InvalidAnswerError, "without an answer"),
    Failure("error with 200", error(200, None, "upstream is away"), InvalidAnswerError, "upstream is away"),
]  # fmt: skip


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure.name)
def test_a_failed_request_is_told_in_words(
    failure: Failure, server: ModelServer, client: Client, prompt: Prompt
) -> None:
    server.replies(failure.reply)
    with pytest.raises(failure.raised) as raised:
        client.ask(prompt, Colour)
    assert type(raised.value) is failure.raised
    assert failure.says in str(raised.value)
    assert raised.value.remedy
    assert raised.value.fatal == failure.fatal
    assert len(server.requests) == failure.requests
    assert client.meter.usage().calls == failure.requests
    assert KEY not in f"{raised.value} {raised.value.remedy}"
    assert prompt.user not in f"{raised.value} {raised.value.remedy}"


@dataclass(frozen=True)
class BadAnswer:
    name: str
    raised: type[ModelError]
    requests: int
    answer: object = "{}"
    choice: dict[str, Any] | None = None


BAD_ANSWERS = [
    BadAnswer("truncated", TruncatedAnswerError, 1, '{"thing": "do', {"finish_reason": "length"}),
    BadAnswer("truncated, yet whole", TruncatedAnswerError, 1, GOOD, {"finish_reason": "length"}),
    BadAnswer("refusal", RefusalError, 1, "", {"message": {"content": None, "refusal": "I would rather not."}}),
    BadAnswer("content filter", RefusalError, 1, "", {"finish_reason": "content_filter"}),
    BadAnswer("not JSON", InvalidAnswerError, 2, "The door is green."),
    BadAnswer("nothing", InvalidAnswerError, 2, ""),
    BadAnswer("another schema", InvalidAnswerError, 2, {"shape": "round"}),
    BadAnswer("deep", InvalidAnswerError, 2, "[" * 20_000),
]


@pytest.mark.parametrize("bad", BAD_ANSWERS, ids=lambda bad: bad.name)
def test_an_unusable_answer_is_told_in_words(
    bad: BadAnswer, server: ModelServer, client: Client, prompt: Prompt, mode: StructuredOutput
) -> None:
    server.replies(saying(completion(mode, bad.answer, **(bad.choice or {}))))
    with pytest.raises(bad.raised) as raised:
        client.ask(prompt, Colour)
    assert len(server.requests) == bad.requests
    assert client.meter.usage().calls == bad.requests
    assert client.meter.usage().tokens_out == 10 * bad.requests
    assert "tiny" in str(raised.value)
    assert raised.value.remedy
    assert not raised.value.fatal


def test_a_model_that_answers_in_words_instead_of_calling_the_tool_is_asked_once_more(
    server: ModelServer, settings: ModelSettings, make_client: Any, prompt: Prompt
) -> None:
    words = saying(completion(StructuredOutput.JSON_SCHEMA, "It is green."))
    server.replies(words, good(StructuredOutput.TOOLS))
    client = make_client(settings.model_copy(update={"structured_output": StructuredOutput.TOOLS}))
    assert client.ask(prompt, Colour) == Colour(**GOOD)
    assert len(server.requests) == 2


def test_a_model_that_never_calls_the_tool_is_told(
    server: ModelServer, settings: ModelSettings, make_client: Any, prompt: Prompt
) -> None:
    server.replies(saying(completion(StructuredOutput.JSON_SCHEMA, "It is green.")))
    client = make_client(settings.model_copy(update={"structured_output": StructuredOutput.TOOLS}))
    with pytest.raises(InvalidAnswerError, match="another form") as raised:
        client.ask(prompt, Colour)
    assert "--mode json_schema" in raised.value.remedy
    assert len(server.requests) == 2


@pytest.mark.parametrize("code", [7, {"a": 1}, ["x"], None], ids=str)
def test_a_code_of_any_type_is_no_trap(server: ModelServer, client: Client, prompt: Prompt, code: object) -> None:
    server.replies(saying({"error": {"message": "no", "code": code}}, 422))
    with pytest.raises(RequestRefusedError, match="HTTP 422"):
        client.ask(prompt, Colour)


def test_a_text_that_cannot_be_sent_is_told(client: Client) -> None:
    with pytest.raises(RequestRefusedError, match="surrogate") as raised:
        client.ask(ask_about("A broken \ud83d emoji."), Colour)
    assert not raised.value.fatal


def test_no_answer_in_time(server: ModelServer, settings: ModelSettings, make_client: Any, prompt: Prompt) -> None:
    server.replies(Reply(delay=0.5))
    client = make_client(settings.model_copy(update={"timeout": 0.1, "max_attempts": 2}))
    with pytest.raises(ModelTimeoutError, match=r"within 0\.1 seconds"):
        client.ask(prompt, Colour)
    assert len(server.requests) == 2


def test_an_answer_that_trickles_in_is_cut_off(
    server: ModelServer, settings: ModelSettings, make_client: Any, prompt: Prompt, mode: StructuredOutput
) -> None:
    server.replies(replace(good(mode), trickle=0.02))
    client = make_client(settings.model_copy(update={"timeout": 0.2, "max_attempts": 1}))
    with pytest.raises(ModelTimeoutError):
        client.ask(prompt, Colour)


def test_nothing_listens(settings: ModelSettings, make_client: Any, prompt: Prompt) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    client = make_client(settings.model_copy(update={"base_url": f"http://user:pass-word@127.0.0.1:{port}/v1"}))
    with pytest.raises(ConnectionFailedError, match=f"Nothing answers at http://127.0.0.1:{port}/v1") as raised:
        client.ask(prompt, Colour)
    assert "pass-word" not in str(raised.value)
    assert raised.value.fatal
    assert client.meter.usage().calls == 3


def test_an_unknown_host_is_named(settings: ModelSettings, make_client: Any, prompt: Prompt) -> None:
    client = make_client(settings.model_copy(update={"base_url": "http://no-such-host.localhost:9/v1"}))
    with pytest.raises(ConnectionFailedError, match=r"no-such-host\.localhost"):
        client.ask(prompt, Colour)


def test_after_a_fatal_error_nothing_is_sent(server: ModelServer, client: Client, prompt: Prompt) -> None:
    server.replies(error(401, "invalid_api_key"))
    told = []
    for number in range(3):
        with pytest.raises(AuthenticationError) as raised:
            client.ask(ask_about(f"Article {number}."), Colour)
        told.append(str(raised.value))
    assert len(server.requests) == 1
    assert len(set(told)) == 1


def test_after_an_error_of_one_request_the_next_is_sent(
    server: ModelServer, client: Client, mode: StructuredOutput, prompt: Prompt
) -> None:
    server.replies(error(400, "context_length_exceeded"), good(mode))
    with pytest.raises(RequestRefusedError):
        client.ask(ask_about("A long article."), Colour)
    assert client.ask(prompt, Colour) == Colour(**GOOD)


def test_a_missing_key_is_told_apart_from_a_wrong_one(
    server: ModelServer, settings: ModelSettings, make_client: Any, prompt: Prompt
) -> None:
    server.replies(error(401))
    with pytest.raises(AuthenticationError, match="wants a key"):
        make_client(settings.model_copy(update={"api_key": None})).ask(prompt, Colour)
    assert "authorization" not in server.headers[0]


def test_what_the_endpoint_says_is_shown_unless_it_repeats_the_article(
    server: ModelServer, client: Client, prompt: Prompt
) -> None:
    server.replies(error(400, None, "prompt is longer than the context"), error(400, None, f"bad input: {prompt.user}"))
    with pytest.raises(RequestRefusedError, match="prompt is longer than the context"):
        client.ask(prompt, Colour)
    with pytest.raises(RequestRefusedError) as raised:
        client.ask(prompt, Colour)
    assert "harbour" not in str(raised.value)
