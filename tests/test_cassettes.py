"""The recordings are in order: all of them are played, none is too large, none holds a secret, none is stale."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from checker.ingest.story import read_story
from checker.llm.cassettes.cassette import CassetteTransport, RecordMode
from checker.llm.client import Client
from checker.pipeline.asking import Inquiry
from checker.pipeline.run import TASKS, Plan, check_story
from checker.prompting.templates import template
from checker.settings import ModelSettings
from schemas.report import Mode

CHECKOUT = Path(__file__).parent.parent
CASSETTES = CHECKOUT / "cassettes"
STORIES = sorted(path.name for path in (CASSETTES / "examples").iterdir() if path.is_dir())
LARGEST_BYTES = 150_000
MOST_BYTES = 6_000_000
SECRETS = re.compile(r"sk-[A-Za-z0-9]|[Bb]earer |[Aa]uthorization|api[_-]key")


def test_every_example_has_a_cassette_and_every_cassette_an_example() -> None:
    examples = sorted(path.name for path in (CHECKOUT / "examples").iterdir() if path.is_dir())
    assert examples == STORIES


@pytest.mark.parametrize("story", STORIES)
def test_a_replay_plays_every_recording_and_misses_none(story: str) -> None:
    cassette = CassetteTransport(CASSETTES / "examples" / story, RecordMode.NONE)
    with Client(ModelSettings(model="strong-model", base_url="http://127.0.0.1:9/v1"), transport=cassette) as client:
        report = check_story(read_story([str(CHECKOUT / "examples" / story)]), Inquiry(client), Plan(mode=Mode.REPLAY))
        assert report.not_checked == ()
        assert cassette.unplayed() == frozenset()


@pytest.mark.parametrize("story", STORIES)
def test_a_run_takes_at_most_four_calls_an_article(story: str) -> None:
    articles = len(read_story([str(CHECKOUT / "examples" / story)]).articles)
    assert len(list((CASSETTES / "examples" / story).glob("*.json"))) <= 4 * articles


def test_recordings_are_small_and_hold_no_secret() -> None:
    sizes = 0
    for path in CASSETTES.rglob("*.json"):
        text = path.read_text(encoding="utf-8")
        assert len(text) < LARGEST_BYTES, path
        assert not SECRETS.search(text), path
        sizes += len(text)
    assert 0 < sizes < MOST_BYTES


def test_recordings_name_no_machine() -> None:
    for path in CASSETTES.rglob("*.json"):
        assert json.loads(path.read_text(encoding="utf-8"))["recorded_from"] == "an OpenAI-compatible endpoint"


def test_every_recording_is_of_a_prompt_that_is_still_in_use() -> None:
    systems = {template(task)[0] for task in TASKS}
    for path in CASSETTES.rglob("*.json"):
        assert json.loads(path.read_text(encoding="utf-8"))["request"]["body"]["messages"][0]["content"] in systems, (
            path
        )
