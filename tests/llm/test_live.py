"""The switch that keeps requests on this machine, and what is done about proxies."""

from __future__ import annotations

from typing import Any

import pytest

from checker.errors import ConfigurationError
from checker.llm import live
from checker.prompting.templates import Prompt
from checker.settings import OFFLINE_SWITCH, ModelSettings, is_loopback
from tests.llm.model_server import GOOD, Colour, ModelServer, Reply, good


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]", "model.localhost"])
def test_this_machine_is_recognised(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["example.com", "10.0.0.1", "localhost.example.com", "0x7f.example", "", "::2"])
def test_another_machine_is_recognised(host: str) -> None:
    assert not is_loopback(host)


def test_offline_a_request_to_another_machine_is_refused(
    settings: ModelSettings, make_client: Any, prompt: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(OFFLINE_SWITCH, "1")
    client = make_client(settings.model_copy(update={"base_url": "https://models.example.com/v1"}))
    with pytest.raises(ConfigurationError, match=r"models\.example\.com was refused"):
        client.ask(prompt, Colour)


def test_offline_a_request_to_this_machine_is_sent(
    server: ModelServer, settings: ModelSettings, make_client: Any, prompt: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(OFFLINE_SWITCH, "1")
    server.replies(good(settings.structured_output))
    assert make_client(settings).ask(prompt, Colour) == Colour(**GOOD)


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "ALL_PROXY", "http_proxy"])
def test_a_proxy_is_not_asked_about_this_machine(
    server: ModelServer,
    settings: ModelSettings,
    make_client: Any,
    prompt: Prompt,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
) -> None:
    monkeypatch.setenv(variable, "http://127.0.0.1:9")
    server.replies(good(settings.structured_output))
    assert make_client(settings).ask(prompt, Colour) == Colour(**GOOD)


def test_an_answer_that_is_too_large_is_cut_off(
    server: ModelServer, settings: ModelSettings, make_client: Any, prompt: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LARGEST_ANSWER", 1000)
    server.replies(Reply(body=b'{"choices": "' + b"x" * 5000 + b'"}'))
    client = make_client(settings)
    with pytest.raises(Exception, match="larger than"):
        client.ask(prompt, Colour)
    assert len(server.requests) == 1
