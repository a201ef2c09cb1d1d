"""What the steps of a run rely on: validated answers, one request for one question, nothing changed on the way."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from checker.errors import InvalidAnswerError, ServerFaultError
from checker.llm.cache.answers import AnswerCache
from checker.llm.client import Client
from checker.llm.fingerprint import fingerprint
from checker.prompting.templates import Prompt
from checker.settings import ModelSettings, StructuredOutput
from tests.llm.model_server import GOOD, KEY, Colour, ModelServer, Reply, ask_about, completion, good, saying

GREEN = Colour(**GOOD)


@pytest.mark.parametrize("mode", list(StructuredOutput), ids=str)
def test_an_answer_comes_back_validated_in_every_mode(
    server: ModelServer, settings: ModelSettings, make_client: Any, prompt: Prompt, mode: StructuredOutput
) -> None:
    server.replies(good(mode))
    answer = make_client(settings.model_copy(update={"structured_output": mode})).ask(prompt, Colour)
    assert type(answer) is Colour
    assert answer == GREEN


HOSTILE = "{{ 7*7 }} {% if x %} {# gone? #}\n    indented “quote” ${user} \\u0041 \t end \n\n"


@pytest.mark.parametrize("mode", list(StructuredOutput), ids=str)
def test_messages_arrive_as_they_are(
    server: ModelServer, settings: ModelSettings, make_client: Any, mode: StructuredOutput
) -> None:
    server.replies(good(mode))
    client = make_client(settings.model_copy(update={"structured_output": mode}))
    client.ask(ask_about(HOSTILE, system=f"  {HOSTILE}"), Colour)
    system, user = server.requests[0]["messages"]
    assert user == {"role": "user", "content": HOSTILE}
    assert system["content"].startswith(f"  {HOSTILE}")


def test_only_what_was_set_is_sent(
    server: ModelServer, settings: ModelSettings, make_client: Any, prompt: Prompt
) -> None:
    server.replies(good(settings.structured_output))
    make_client(settings).ask(prompt, Colour)
    chosen = {"temperature": 0.0, "seed": 7, "max_tokens": 900, "headers": {"X-Team": "team-4"}}
    make_client(settings.model_copy(update=chosen)).ask(prompt, Colour)
    assert not {"temperature", "seed", "max_tokens"} & set(server.requests[0])
    assert {name: server.requests[1][name] for name in ("temperature", "seed", "max_tokens")} == {
        "temperature": 0.0,
        "seed": 7,
        "max_tokens": 900,
    }
    assert server.headers[1]["x-team"] == "team-4"
    assert server.headers[1]["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("around", ["```json\n{}\n```", "```\n{}\n```\n", "<think>hm {{}}\n</think>\n{}"])
def test_json_in_a_fence_or_after_thoughts_is_no_reason_to_ask_again(
    server: ModelServer, settings: ModelSettings, make_client: Any, prompt: Prompt, around: str
) -> None:
    text = (
        around.replace("{}", json.dumps(GOOD), 1) if "hm" not in around else f"<think>hm {{}}</think>{json.dumps(GOOD)}"
    )
    server.replies(saying(completion(StructuredOutput.JSON, text)))
    client = make_client(settings.model_copy(update={"structured_output": StructuredOutput.JSON}))
    assert client.ask(prompt, Colour) == GREEN
    assert len(server.requests) == 1


def test_an_invalid_answer_is_asked_again_once_and_both_calls_count(
    server: ModelServer, client: Client, prompt: Prompt, mode: StructuredOutput
) -> None:
    server.replies(saying(completion(mode, {"shape": "round"})), good(mode))
    assert client.ask(prompt, Colour) == GREEN
    usage = client.meter.usage()
    assert (usage.calls, usage.tokens_in, usage.tokens_out) == (2, 200, 20)
    assert len(server.requests[1]["messages"]) > 2


def test_a_fault_of_the_transport_during_the_second_asking_does_not_repeat_the_first(
    server: ModelServer, client: Client, prompt: Prompt, mode: StructuredOutput
) -> None:
    server.replies(saying(completion(mode, {"shape": "round"})), Reply(503), Reply(reset=True), good(mode))
    assert client.ask(prompt, Colour) == GREEN
    assert [len(request["messages"]) > 2 for request in server.requests] == [False, True, True, True]


@pytest.mark.parametrize("fault", [Reply(429), Reply(500), Reply(503), Reply(408), Reply(409), Reply(reset=True)])
def test_what_passes_by_itself_is_sent_again(
    server: ModelServer, client: Client, prompt: Prompt, mode: StructuredOutput, fault: Reply
) -> None:
    server.replies(fault, fault, good(mode))
    assert client.ask(prompt, Colour) == GREEN
    assert len(server.requests) == client.meter.usage().calls == 3
    assert len({bytes(raw) for raw in server.raw}) == 1


def test_a_second_run_makes_no_call(
    server: ModelServer, settings: ModelSettings, make_client: Any, prompt: Prompt, cache: AnswerCache
) -> None:
    server.replies(good(settings.structured_output))
    first = make_client(settings, cache=cache).ask(prompt, Colour)
    again = make_client(settings, cache=cache)
    assert again.ask(prompt, Colour) == first == GREEN
    assert (again.meter.usage().calls, again.meter.usage().cached) == (0, 1)
    assert len(server.requests) == 1


def test_a_failed_answer_is_not_kept(
    server: ModelServer, settings: ModelSettings, make_client: Any, prompt: Prompt, cache: AnswerCache
) -> None:
    server.replies(saying(completion(settings.structured_output, "no")))
    with pytest.raises(InvalidAnswerError):
        make_client(settings, cache=cache).ask(prompt, Colour)
    assert cache.info().count == 0


def test_answers_in_the_cache_are_given_even_after_a_fatal_error(
    server: ModelServer, settings: ModelSettings, make_client: Any, prompt: Prompt, cache: AnswerCache
) -> None:
    server.replies(good(settings.structured_output), Reply(401))
    client = make_client(settings, cache=cache)
    client.ask(prompt, Colour)
    with pytest.raises(Exception, match="key"):
        client.ask(ask_about("Another article."), Colour)
    assert client.ask(prompt, Colour) == GREEN


def test_threads_that_ask_the_same_at_once_cost_one_request(
    server: ModelServer, settings: ModelSettings, make_client: Any, prompt: Prompt, cache: AnswerCache
) -> None:
    server.script = lambda body: Reply(delay=0.05, body=good(settings.structured_output).body)
    client = make_client(settings, cache=cache)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.ask(prompt, Colour), range(8)))
    assert answers == [GREEN] * 8
    assert len(server.requests) == 1


def test_many_threads_get_each_their_own_answer(
    server: ModelServer, settings: ModelSettings, make_client: Any, mode: StructuredOutput
) -> None:
    def script(body: dict[str, Any]) -> Reply:
        number = int(body["messages"][1]["content"])
        if number % 5 == 0 and len([raw for raw in server.requests if raw == body]) == 1:
            return Reply(503)
        return saying(completion(mode, {"thing": str(number), "colour": "red"}))

    server.script = script
    client = make_client(settings)
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda number: client.ask(ask_about(str(number)), Colour), range(60)))
    assert [answer.thing for answer in answers] == [str(number) for number in range(60)]
    assert client.meter.usage().calls == len(server.requests) == 72


def test_no_more_requests_are_in_flight_than_were_allowed(
    server: ModelServer, settings: ModelSettings, make_client: Any, mode: StructuredOutput
) -> None:
    server.script = lambda body: Reply(delay=0.02, body=good(mode).body)
    client = make_client(settings.model_copy(update={"concurrency": 3}))
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda number: client.ask(ask_about(str(number)), Colour), range(12)))
    assert server.most_at_once <= 3


def test_nothing_is_printed_or_logged_about_requests(
    server: ModelServer, client: Client, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    server.replies(Reply(500))
    with caplog.at_level(logging.INFO), pytest.raises(ServerFaultError):
        client.ask(ask_about("A secret article about the harbour."), Colour)
    printed = caplog.text + "".join(capfd.readouterr())
    assert "harbour" not in printed
    assert KEY not in printed


def test_a_closed_client_says_so(client: Client, prompt: Prompt) -> None:
    client.close()
    with pytest.raises(Exception, match="stopped"):
        client.ask(prompt, Colour)


def test_an_answer_from_the_cache_needs_neither_the_sdk_nor_instructor(
    settings: ModelSettings, prompt: Prompt, cache: AnswerCache
) -> None:
    from checker.llm.cache.answers import CachedAnswer

    cache.put(fingerprint(settings, prompt, Colour), CachedAnswer(answer=GREEN.model_dump_json(), model="tiny"))
    program = textwrap.dedent(f"""
        import sys
        from pathlib import Path
        from checker.llm.cache.answers import AnswerCache
        from checker.llm.client import Client
        from checker.settings import ModelSettings
        from tests.llm.model_server import Colour, ask_about
        settings = ModelSettings.model_validate_json({settings.model_dump_json()!r})
        with AnswerCache(Path({str(cache.folder)!r})) as cache, Client(settings, cache=cache) as client:
            print(client.ask(ask_about({prompt.user!r}), Colour).colour)
        print(sorted({{"openai", "instructor", "genai_prices"}} & set(sys.modules)))
    """)
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, env={**os.environ}, check=False
    )
    assert run.stderr == ""
    assert run.stdout.split("\n")[0] == "green"
    assert "openai" not in run.stdout
    assert "instructor" not in run.stdout


def test_everything_that_changes_an_answer_changes_its_fingerprint(settings: ModelSettings, prompt: Prompt) -> None:
    class Other(Colour):
        """The colour of another thing."""

    kept = fingerprint(settings, prompt, Colour)
    changes: list[dict[str, Any]] = [
        {"base_url": "http://127.0.0.1:1/v1"},
        {"model": "other"},
        {"structured_output": StructuredOutput.JSON},
        {"temperature": 0.0},
        {"seed": 1},
        {"max_tokens": 10},
    ]
    changed = [fingerprint(settings.model_copy(update=change), prompt, Colour) for change in changes]
    changed += [
        fingerprint(settings, prompt, Other),
        fingerprint(settings, ask_about(prompt.user + " "), Colour),
        fingerprint(settings, ask_about(prompt.user, system="Name the shape."), Colour),
    ]
    assert len({kept, *changed}) == len(changed) + 1


def test_what_cannot_change_an_answer_does_not_change_its_fingerprint(settings: ModelSettings, prompt: Prompt) -> None:
    same: list[dict[str, Any]] = [
        {"api_key": None},
        {"timeout": 1.0},
        {"concurrency": 2},
        {"base_url": settings.base_url.replace("http://", "HTTP://name:word@") + "/"},
    ]
    kept = fingerprint(settings, prompt, Colour)
    assert {fingerprint(settings.model_copy(update=change), prompt, Colour) for change in same} == {kept}
