"""Storms: a share of all requests fails, each in a way of its own, during a run of many calls."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bench.answers import answer
from bench.world import World, world
from checker.cli import model as cli_model
from checker.llm.client import Client
from checker.llm.traffic.retries import RetryPolicy
from checker.settings import ModelSettings, StructuredOutput
from schemas.report import Report
from tests.faults.conftest import Check
from tests.faults.test_endpoint import PASSING
from tests.llm.model_server import GOOD, Colour, ModelServer, Reply, ask_about, completion, saying

Flags = tuple[str, ...]
KINDS = [PASSING[name] for name in ("408", "409", "500", "502", "503", "529", "reset", "closed in the body")]
COMPLETE, INCOMPLETE = 0, 3


class Storm:
    """A model without a fault behind a line that has many. What fails depends on the request and how often it came."""

    def __init__(self, told: World | None, share: float) -> None:
        self.told, self.share = told, share
        self.failed = 0
        self.answered: Counter[bytes] = Counter()
        self._tries: Counter[bytes] = Counter()

    def __call__(self, body: dict[str, Any]) -> Reply:
        asked = json.dumps(body).encode()
        self._tries[asked] += 1
        number = self._tries[asked]
        dice = hashlib.sha256(asked + bytes([number])).digest()
        # The very first request fails, so that a weak storm is one at all.
        if self.share and (dice[0] < self.share * 256 or not self.failed):
            self.failed += 1
            return KINDS[dice[1] % len(KINDS)]
        self.answered[asked] += 1
        form = body["response_format"]["json_schema"]["name"]
        said = answer(self.told, form, body["messages"][-1]["content"]) if self.told else GOOD
        return saying(completion(StructuredOutput.JSON_SCHEMA, said))


@pytest.fixture(autouse=True)
def _usual_attempts(_impatient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many attempts as a user's run makes."""
    monkeypatch.setattr(cli_model, "ModelSettings", ModelSettings)


@pytest.fixture(scope="module")
def told() -> World:
    return world(7, 48)


@pytest.fixture
def big(told: World, tmp_path: Path) -> Path:
    folder = tmp_path / "islands"
    folder.mkdir()
    for name, text in told.articles.items():
        (folder / f"{name}.txt").write_text(text)
    return folder


def _found(report: Report | None) -> list[tuple[str, str]]:
    assert report is not None
    return [(finding.id, finding.verdict) for finding in report.findings]


@pytest.mark.parametrize("share", [0.0, 0.05, 0.2, 0.5])
def test_nothing_is_lost_or_asked_twice_in_a_storm(
    share: float, check: Check, big: Path, model: Flags, server: ModelServer, told: World
) -> None:
    storm = Storm(told, share)
    server.script = storm
    checked = check(big, *model, "--fail-level", "never")
    assert (storm.failed > 0) == (share > 0)
    assert set(storm.answered.values()) == {1}
    assert checked.report is not None
    if share <= 0.2:
        assert checked.ran.code == COMPLETE, checked.said
        found = {told.questions[f.question] for f in checked.report.findings if f.verdict == "contradiction"}
        assert found == told.conflicts
    # What even the last attempt did not get is named (the accounts are checked), and a next run asks for that alone.
    before = sum(storm.answered.values())
    storm.share = 0.0
    again = check(big, *model, "--fail-level", "never")
    assert again.ran.code == COMPLETE
    assert set(storm.answered.values()) == {1}
    if checked.ran.code == COMPLETE:
        assert sum(storm.answered.values()) == before
        assert _found(again.report) == _found(checked.report)


CALLS = 300


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5])
def test_a_client_in_a_storm_sends_each_call_as_often_as_it_must(share: float, server: ModelServer) -> None:
    storm = Storm(None, share)
    server.script = storm
    settings = ModelSettings(model="tiny", base_url=server.url, timeout=5, concurrency=16, max_attempts=12)
    retry = RetryPolicy(first_wait=0.001, longest_wait=0.01)
    with Client(settings, retry=retry) as client, ThreadPoolExecutor(16) as pool:
        prompts = [ask_about(f"Door number {number} is green.") for number in range(CALLS)]
        colours = list(pool.map(lambda prompt: client.ask(prompt, Colour).colour, prompts))
    assert colours == ["green"] * CALLS
    assert set(storm.answered.values()) == {1}
    assert len(server.requests) == client.meter.usage().calls == CALLS + storm.failed
    assert 0.5 * share / (1 - share) < storm.failed / CALLS < 1.5 * share / (1 - share) + 0.02
