"""A Batch API on a loopback socket, and clients for it that wait for milliseconds only."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from checker.llm.batch.client import BatchClient
from checker.llm.batch.post import Patience
from checker.llm.cache.answers import AnswerCache
from checker.llm.pricing import BatchPrice, FlatPrice
from checker.llm.traffic.retries import RetryPolicy
from checker.llm.usage import Meter
from checker.prompting.request import Request
from checker.prompting.templates import Prompt
from checker.settings import ModelSettings, StructuredOutput
from schemas.answers import Ready
from tests.llm.batch.batch_server import BatchServer
from tests.llm.model_server import KEY, Reply, completion

Start = Callable[..., BatchClient]
PRICE = FlatPrice(2.0, 8.0)


def ready(body: dict[str, Any]) -> Reply:
    """Answers "ready" to whoever says "go", in the mode in which it is asked."""
    mode = StructuredOutput.TOOLS if "tools" in body else StructuredOutput.JSON_SCHEMA
    answer = completion(mode, {"ready": "go" in body["messages"][-1]["content"]})
    if mode is StructuredOutput.TOOLS:
        answer["choices"][0]["message"]["tool_calls"][0]["function"]["name"] = "Ready"
    return Reply(body=json.dumps(answer).encode())


def question(text: str) -> Request[Ready]:
    """A request about a text."""
    return Request(Prompt(task="t", system="Say whether you are ready.", user=text, digest="0" * 64), Ready, what=text)


@pytest.fixture
def server() -> Iterator[BatchServer]:
    running = BatchServer(ready)
    yield running
    running.close()


@pytest.fixture
def settings(server: BatchServer, request: pytest.FixtureRequest) -> ModelSettings:
    mode = getattr(request, "param", StructuredOutput.JSON_SCHEMA)
    return ModelSettings(model="tiny", base_url=server.url, api_key=SecretStr(KEY), structured_output=mode, timeout=5)


@pytest.fixture
def start(settings: ModelSettings, tmp_path: Path) -> Iterator[Start]:
    """Begins a run: a client over the home folder that all runs of a test share."""
    with ExitStack() as stack:
        said: list[str] = []

        def begin(**options: Any) -> BatchClient:
            cache = stack.enter_context(AnswerCache(tmp_path / "cache"))
            options.setdefault("meter", Meter(BatchPrice(PRICE)))
            options.setdefault("patience", Patience(gather=0.05, first_look=0.01, longest_look=0.02))
            options.setdefault("retry", RetryPolicy(first_wait=0.002, longest_wait=0.01, longest_retry_after=0.05))
            return stack.enter_context(
                BatchClient(settings, tmp_path / "batches", cache=cache, tell=said.append, **options)
            )

        yield begin
