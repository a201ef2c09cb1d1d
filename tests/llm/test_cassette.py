"""Cassettes: recorded once, replayed without a server, a key or a socket."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr

from checker.errors import AuthenticationError, CassetteError, CassetteMissError, RequestRefusedError
from checker.llm.cache.answers import AnswerCache
from checker.llm.cassettes.cassette import CassetteTransport, RecordMode, recorded_mode, recorded_model
from checker.llm.live import LiveTransport
from checker.prompting.templates import Prompt
from checker.settings import ModelSettings, StructuredOutput
from tests.llm.model_server import GOOD, KEY, Colour, ModelServer, Reply, ask_about, completion, good, saying

GREEN = Colour(**GOOD)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cassette"


@pytest.fixture
def recorder(folder: Path, settings: ModelSettings, make_client: Any) -> Any:
    """Makes clients that record, in a mode."""

    def make(mode: RecordMode = RecordMode.NEW_EPISODES, **changes: Any) -> Any:
        chosen = settings.model_copy(update=changes)
        return make_client(chosen, transport=CassetteTransport(folder, mode, LiveTransport(chosen)))

    return make


@pytest.fixture
def player(folder: Path, settings: ModelSettings, make_client: Any) -> Any:
    """Makes clients that replay; nothing answers at their address."""

    def make(**changes: Any) -> Any:
        away = {"base_url": "https://models.example.com/v1", "api_key": None} | changes
        return make_client(settings.model_copy(update=away), transport=CassetteTransport(folder))

    return make


def numbered(server: ModelServer, mode: StructuredOutput) -> None:
    """Every answer of the server is another one."""
    numbers = count()
    server.script = lambda body: saying(completion(mode, {"thing": str(next(numbers)), "colour": "red"}))


@pytest.mark.parametrize("mode", list(StructuredOutput), ids=str)
def test_what_was_recorded_is_replayed_from_another_host_without_a_key(
    server: ModelServer, recorder: Any, player: Any, prompt: Prompt, mode: StructuredOutput
) -> None:
    server.replies(good(mode))
    recorded = recorder().ask(prompt, Colour)
    replaying = player()
    assert replaying.ask(prompt, Colour) == recorded == GREEN
    assert replaying.meter.usage().calls == 1
    assert len(server.requests) == 1


def test_a_re_ask_is_replayed_too(
    server: ModelServer, recorder: Any, player: Any, prompt: Prompt, mode: StructuredOutput
) -> None:
    server.replies(saying(completion(mode, {"shape": "round"})), good(mode))
    recorder().ask(prompt, Colour)
    replaying = player()
    assert replaying.ask(prompt, Colour) == GREEN
    assert replaying.meter.usage().calls == 2


def test_an_error_about_the_request_is_replayed(
    server: ModelServer, recorder: Any, player: Any, prompt: Prompt
) -> None:
    server.replies(saying({"error": {"message": "too long", "code": "context_length_exceeded"}}, 400))
    for make in (recorder, player):
        with pytest.raises(RequestRefusedError, match="too long"):
            make().ask(prompt, Colour)


def test_faults_of_the_moment_are_not_recorded(
    server: ModelServer, recorder: Any, folder: Path, prompt: Prompt, mode: StructuredOutput
) -> None:
    server.replies(Reply(429), Reply(503), good(mode))
    recorder().ask(prompt, Colour)
    assert [json.loads(path.read_text())["response"]["status"] for path in folder.iterdir()] == [200]


def test_a_recording_is_readable_and_says_where_it_is_from(
    server: ModelServer, recorder: Any, folder: Path, prompt: Prompt, mode: StructuredOutput
) -> None:
    server.replies(good(mode))
    recorder().ask(prompt, Colour)
    (path,) = folder.iterdir()
    raw = path.read_bytes()
    kept = json.loads(raw)
    assert raw.endswith(b"}\n")
    assert b"\r" not in raw
    assert raw.decode() == json.dumps(kept, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    assert kept["format_version"] == 1
    assert kept["request"]["method"] == "POST"
    assert kept["request"]["path"] == "/chat/completions"
    assert kept["request"]["body"]["messages"][1]["content"] == prompt.user
    assert kept["response"]["headers"] == {"content-type": "application/json"}
    assert kept["response"]["body"]["usage"]["prompt_tokens"] == 100
    assert kept["model"] == "tiny"
    assert kept["recorded_from"] == "an OpenAI-compatible endpoint"
    assert kept["recorded_at"].endswith("Z")
    assert len(kept["prompt_digest"]) == len(kept["schema_digest"]) == 64


def test_no_key_is_in_anything_written(
    server: ModelServer, recorder: Any, folder: Path, prompt: Prompt, mode: StructuredOutput
) -> None:
    echo = completion(mode, GOOD) | {"system_fingerprint": f"key {KEY}, cookie chocolate-chip-77"}
    server.replies(saying(echo), Reply(401, KEY.encode()))
    client = recorder(headers={"X-Api-Key": "gateway-canary-9", "Cookie": "chocolate-chip-77"})
    client.ask(prompt, Colour)
    with pytest.raises(AuthenticationError):
        client.ask(ask_about("Another."), Colour)
    written = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert written
    assert not [canary for canary in (KEY, "gateway-canary-9", "chocolate-chip-77") if canary.encode() in written]


def test_a_short_key_that_is_a_word_does_not_change_an_answer(
    server: ModelServer, recorder: Any, player: Any, prompt: Prompt
) -> None:
    server.replies(good(StructuredOutput.JSON_SCHEMA))
    recorder(api_key=SecretStr("green"), structured_output=StructuredOutput.JSON_SCHEMA).ask(prompt, Colour)
    assert player(structured_output=StructuredOutput.JSON_SCHEMA).ask(prompt, Colour) == GREEN


def test_half_a_surrogate_pair_in_an_answer_is_replayed(
    server: ModelServer, recorder: Any, player: Any, prompt: Prompt, mode: StructuredOutput
) -> None:
    server.replies(saying(completion(mode, GOOD) | {"note": "\ud83d"}))
    recorder().ask(prompt, Colour)
    assert player().ask(prompt, Colour) == GREEN


def test_the_same_request_plays_its_answers_in_order_and_then_the_last_again(
    server: ModelServer, recorder: Any, player: Any, prompt: Prompt, mode: StructuredOutput
) -> None:
    numbered(server, mode)
    recording = recorder()
    recorded = [recording.ask(prompt, Colour).thing for _ in range(3)]
    replaying = player()
    assert [replaying.ask(prompt, Colour).thing for _ in range(4)] == [*recorded, recorded[-1]] == ["0", "1", "2", "2"]


def test_the_cache_is_left_alone_while_recording_and_replaying(
    server: ModelServer,
    settings: ModelSettings,
    make_client: Any,
    folder: Path,
    prompt: Prompt,
    cache: AnswerCache,
) -> None:
    server.replies(good(settings.structured_output))
    make_client(settings, cache=cache).ask(prompt, Colour)
    recording = CassetteTransport(folder, RecordMode.ALL, LiveTransport(settings))
    make_client(settings, cache=cache, transport=recording).ask(prompt, Colour)
    assert len(list(folder.iterdir())) == 1
    cache.clear()
    make_client(settings, cache=cache, transport=CassetteTransport(folder)).ask(prompt, Colour)
    assert cache.info().count == 0


class TestRecordModes:
    def test_once_records_into_an_empty_folder_only(
        self, server: ModelServer, recorder: Any, prompt: Prompt, mode: StructuredOutput
    ) -> None:
        server.replies(good(mode))
        recorder(RecordMode.ONCE).ask(prompt, Colour)
        again = recorder(RecordMode.ONCE)
        assert again.ask(prompt, Colour) == GREEN
        with pytest.raises(CassetteMissError):
            again.ask(ask_about("Another."), Colour)
        assert len(server.requests) == 1

    def test_new_episodes_sends_only_what_is_not_recorded(
        self, server: ModelServer, recorder: Any, folder: Path, prompt: Prompt, mode: StructuredOutput
    ) -> None:
        numbered(server, mode)
        recorder().ask(prompt, Colour)
        resumed = recorder()
        assert resumed.ask(prompt, Colour).thing == "0"
        assert resumed.ask(ask_about("Another."), Colour).thing == "1"
        assert resumed.ask(prompt, Colour).thing == "2"
        assert len(list(folder.iterdir())) == 3

    def test_all_records_anew_and_replaces_what_was_there(
        self, server: ModelServer, recorder: Any, player: Any, folder: Path, prompt: Prompt, mode: StructuredOutput
    ) -> None:
        numbered(server, mode)
        first = recorder()
        first.ask(prompt, Colour), first.ask(prompt, Colour)
        anew = recorder(RecordMode.ALL)
        assert [anew.ask(prompt, Colour).thing for _ in range(2)] == ["2", "3"]
        assert len(list(folder.iterdir())) == 2
        replaying = player()
        assert [replaying.ask(prompt, Colour).thing for _ in range(2)] == ["2", "3"]

    def test_none_needs_recordings(self, folder: Path) -> None:
        with pytest.raises(CassetteError, match="no recordings"):
            CassetteTransport(folder)

    def test_recording_needs_a_transport(self, folder: Path) -> None:
        with pytest.raises(CassetteError, match="transport"):
            CassetteTransport(folder, RecordMode.ALL)


class TestMisses:
    @pytest.fixture(autouse=True)
    def recorded(self, server: ModelServer, recorder: Any, prompt: Prompt, mode: StructuredOutput) -> None:
        server.replies(good(mode))
        client = recorder()
        client.ask(prompt, Colour)
        client.ask(ask_about("Nothing like it at all: 12 34 56."), Colour)

    @pytest.mark.parametrize(
        ("changes", "differs"),
        [
            ({"model": "large"}, "the model (recorded 'tiny', asked 'large')"),
            ({"structured_output": StructuredOutput.JSON}, "the mode (recorded "),
            ({"temperature": 0.5}, "a setting such as temperature"),
        ],
    )
    def test_a_changed_setting_is_named(
        self, player: Any, prompt: Prompt, changes: dict[str, Any], differs: str
    ) -> None:
        with pytest.raises(CassetteMissError) as raised:
            player(**changes).ask(prompt, Colour)
        assert differs in str(raised.value)
        assert "--record" in raised.value.remedy

    def test_a_changed_article_is_named_without_its_text(self, player: Any, prompt: Prompt, folder: Path) -> None:
        with pytest.raises(CassetteMissError) as raised:
            player().ask(ask_about(prompt.user.replace("Tuesday", "Monday")), Colour)
        at = prompt.user.index("Tuesday")
        assert f"what differs: the article text or what is asked about it (from its character {at}" in str(raised.value)
        assert "harbour" not in str(raised.value)
        named = [path for path in folder.iterdir() if path.name in str(raised.value)]
        assert json.loads(named[0].read_text())["request"]["body"]["messages"][1]["content"] == prompt.user

    def test_a_changed_prompt_is_named(self, player: Any, prompt: Prompt) -> None:
        with pytest.raises(CassetteMissError, match="what differs: the prompt of the task"):
            player().ask(ask_about(prompt.user, system="Name its shape."), Colour)

    def test_a_changed_schema_is_named(self, player: Any, prompt: Prompt) -> None:
        class Hue(Colour):
            """The colour of a thing."""

            shade: int = 0

        Hue.__name__ = "Colour"
        with pytest.raises(CassetteMissError, match="what differs: the schema of the answer"):
            player().ask(prompt, Hue)

    def test_a_miss_is_not_sent_again(self, player: Any, server: ModelServer) -> None:
        replaying = player()
        before = len(server.requests)
        with pytest.raises(CassetteMissError):
            replaying.ask(ask_about("Another."), Colour)
        assert replaying.meter.usage().calls == 1
        assert len(server.requests) == before

    def test_a_miss_is_not_fatal(self, player: Any, prompt: Prompt) -> None:
        replaying = player()
        with pytest.raises(CassetteMissError):
            replaying.ask(ask_about("Another."), Colour)
        assert replaying.ask(prompt, Colour) == GREEN


def test_unplayed_recordings_are_known(
    server: ModelServer, recorder: Any, folder: Path, settings: ModelSettings, make_client: Any, prompt: Prompt
) -> None:
    server.replies(good(settings.structured_output))
    recording = recorder()
    recording.ask(prompt, Colour), recording.ask(ask_about("Another."), Colour)
    cassette = CassetteTransport(folder)
    make_client(settings, transport=cassette).ask(prompt, Colour)
    assert (len(cassette.played()), len(cassette.unplayed())) == (1, 1)
    assert cassette.played() | cassette.unplayed() == set(folder.iterdir())


def test_a_cassette_knows_its_model_and_mode(
    server: ModelServer, recorder: Any, folder: Path, prompt: Prompt, mode: StructuredOutput
) -> None:
    assert recorded_model(folder) is recorded_mode(folder) is None
    server.replies(good(mode))
    recorder().ask(prompt, Colour)
    assert recorded_model(folder) == "tiny"
    assert recorded_mode(folder) is mode
    recorder(model="large").ask(prompt, Colour)
    with pytest.raises(CassetteError, match="large, tiny"):
        recorded_model(folder)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:100],
        lambda text: text.replace('"format_version": 1', '"format_version": 99'),
        lambda text: text.replace("harbour", "airport"),
        lambda text: "[]",
    ],
    ids=["cut", "of another format", "its request changed", "no object"],
)
def test_a_damaged_recording_is_named(
    server: ModelServer, recorder: Any, player: Any, folder: Path, prompt: Prompt, mode: StructuredOutput, damage: Any
) -> None:
    server.replies(good(mode))
    recorder().ask(prompt, Colour)
    (path,) = folder.iterdir()
    path.write_text(damage(path.read_text()))
    with pytest.raises(CassetteError, match=path.name):
        player().ask(prompt, Colour)


def test_threads_record_and_replay_the_same(
    server: ModelServer, recorder: Any, player: Any, mode: StructuredOutput, folder: Path
) -> None:
    server.script = lambda body: saying(completion(mode, {"thing": body["messages"][1]["content"], "colour": "red"}))
    articles = [f"Article {number % 20}" for number in range(60)]

    def all_of(client: Any) -> list[str]:
        with ThreadPoolExecutor(12) as pool:
            return [answer.thing for answer in pool.map(lambda text: client.ask(ask_about(text), Colour), articles)]

    assert all_of(recorder()) == all_of(player()) == articles
    assert len(list(folder.iterdir())) == 60
    assert not list(folder.glob("*.part"))


def test_the_hash_does_not_depend_on_the_order_of_keys(tmp_path: Path) -> None:
    sent = httpx2.Request("POST", "http://a.example/v1/chat/completions", content=b'{"model":"m", "messages":[]}')
    same = httpx2.Request("POST", "http://b.example/x/chat/completions", content=b'{"messages": [],"model":"m"}')
    inner = httpx2.MockTransport(lambda request: httpx2.Response(200, json={"n": 1}))
    CassetteTransport(tmp_path, RecordMode.ALL, inner).handle_request(sent)
    assert CassetteTransport(tmp_path).handle_request(same).json() == {"n": 1}


def test_where_a_recording_is_from_leaves_out_names_and_passwords(tmp_path: Path) -> None:
    sent = httpx2.Request("POST", "https://name:word@models.example.com:8443/v1/chat/completions?k=1", content=b"{}")
    inner = httpx2.MockTransport(lambda request: httpx2.Response(200, text="hello", headers={"x-request-id": "77"}))
    CassetteTransport(tmp_path, RecordMode.ALL, inner).handle_request(sent)
    (path,) = tmp_path.iterdir()
    kept = json.loads(path.read_text())
    assert kept["recorded_from"] == "https://models.example.com:8443"
    assert kept["response"]["text"] == "hello"
    assert "word" not in path.read_text()
    assert CassetteTransport(tmp_path).handle_request(sent).text == "hello"
