"""What every test of talking to a model needs: a server on a loopback socket, settings for it, a question."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from checker.llm.cache.answers import AnswerCache
from checker.llm.client import Client
from checker.llm.traffic.retries import RetryPolicy
from checker.prompting.templates import Prompt
from checker.settings import ModelSettings, StructuredOutput
from tests.llm.model_server import KEY, ModelServer, ask_about

FAST = RetryPolicy(first_wait=0.002, longest_wait=0.01, longest_retry_after=0.05, patience=0.1)
MakeClient = Callable[..., Client]


@pytest.fixture
def server() -> Iterator[ModelServer]:
    running = ModelServer()
    yield running
    running.close()


@pytest.fixture(params=[StructuredOutput.JSON_SCHEMA, StructuredOutput.TOOLS], ids=str)
def mode(request: pytest.FixtureRequest) -> StructuredOutput:
    """The two ways of asking that most servers support; tests that name it run in both."""
    return StructuredOutput(request.param)


@pytest.fixture
def settings(server: ModelServer, mode: StructuredOutput) -> ModelSettings:
    return ModelSettings(
        model="tiny", base_url=server.url, api_key=SecretStr(KEY), structured_output=mode, timeout=5, max_attempts=3
    )


@pytest.fixture
def make_client() -> Iterator[MakeClient]:
    """Makes clients that wait for milliseconds only, and closes them."""
    with ExitStack() as stack:

        def make(settings: ModelSettings, **options: Any) -> Client:
            options.setdefault("retry", FAST)
            return stack.enter_context(Client(settings, **options))

        yield make


@pytest.fixture
def client(settings: ModelSettings, make_client: MakeClient) -> Client:
    return make_client(settings)


@pytest.fixture
def prompt() -> Prompt:
    return ask_about("The harbour door was painted green on Tuesday, said the warden.")


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[AnswerCache]:
    with AnswerCache(tmp_path / "cache") as opened:
        yield opened
