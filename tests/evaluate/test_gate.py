"""The gate: on the examples the judgement is at least as good as it was pinned, for the stories it was pinned on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from schemas.evaluation import StoryEvaluation
from tests.evaluate import pin
from tests.evaluate.pin import Floors, Lowered, Pinned

STORIES = [folder.name for folder in pin.folders()]
RE_PIN = "Pin again: python -m tests.evaluate.pin"


@pytest.fixture(scope="module")
def stories() -> dict[str, StoryEvaluation]:
    """Replayed once for all tests: no test can change an evaluation."""
    return pin.evaluated()


def test_every_example_is_pinned_and_nothing_else() -> None:
    assert sorted(pin.load().stories) == sorted(STORIES), RE_PIN


@pytest.mark.parametrize("story", STORIES)
def test_the_floors_are_those_of_these_articles_and_this_gold(story: str) -> None:
    (folder,) = [each for each in pin.folders() if each.name == story]
    assert pin.load().stories[story].digest == pin.digest(folder), RE_PIN


@pytest.mark.parametrize("story", STORIES)
def test_no_figure_falls_below_its_floor(story: str, stories: dict[str, StoryEvaluation]) -> None:
    now = pin.pinned({story: stories[story]}, {story: ""})
    fallen = pin.loosened({story: pin.load().stories[story]}, now)
    why = [(loss.topic, loss.stage.value, loss.detail) for loss in stories[story].misses]
    assert fallen == [], (fallen, why, [alarm.question for alarm in stories[story].alarms])


@pytest.mark.parametrize("story", STORIES)
def test_every_quote_on_the_examples_is_exact(story: str, stories: dict[str, StoryEvaluation]) -> None:
    grounding = stories[story].metrics.grounding
    assert grounding.value == 1.0
    assert grounding.n > 20


def test_every_lowered_floor_has_a_reason() -> None:
    assert all(each.reason.strip() for each in pin.load().lowered)


OLD = Floors(stories={"fire": Pinned(digest="a", figures={"recall": 0.9, "trap_rate": 0.1})})


def now(**figures: float) -> dict[str, Pinned]:
    return {"fire": Pinned(digest="b", figures=figures)}


def test_better_figures_are_pinned_without_a_reason() -> None:
    result = pin.repin(OLD, now(recall=1.0, trap_rate=0.0, precision=1.0), None)
    assert result == Floors(stories=now(recall=1.0, trap_rate=0.0, precision=1.0))


@pytest.mark.parametrize(
    ("figures", "fallen"),
    [
        ({"recall": 0.8, "trap_rate": 0.1}, ["recall"]),
        ({"recall": 0.9, "trap_rate": 0.2}, ["trap_rate"]),
        ({"recall": 0.9}, ["trap_rate"]),
    ],
)
def test_a_lower_floor_is_refused_without_a_reason(figures: dict[str, float], fallen: list[str]) -> None:
    for reason in (None, "", "  "):
        result = pin.repin(OLD, now(**figures), reason)
        assert isinstance(result, list)
        assert [each.figure for each in result] == fallen


def test_a_story_cannot_leave_in_silence() -> None:
    result = pin.repin(OLD, {}, None)
    assert isinstance(result, list)
    assert [each.after for each in result] == [None, None]


def test_a_reason_is_kept_and_those_before_it_stay() -> None:
    first = pin.repin(OLD, now(recall=0.8, trap_rate=0.1), "the gold was wrong")
    assert isinstance(first, Floors)
    lowered = Lowered(story="fire", figure="recall", before=0.9, after=0.8, reason="the gold was wrong")
    assert first.lowered == [lowered]
    second = pin.repin(first, now(recall=0.8, trap_rate=0.1), None)
    assert isinstance(second, Floors)
    assert second.lowered == [lowered]


def test_any_change_of_a_story_changes_its_digest(tmp_path: Path) -> None:
    folder = tmp_path / "story"
    shutil.copytree(pin.folders()[0], folder)
    before = pin.digest(folder)
    assert before == pin.digest(pin.folders()[0])
    for path in sorted(folder.iterdir()):
        text = path.read_bytes()
        path.write_bytes(text + b" ")
        assert pin.digest(folder) != before
        path.write_bytes(text)
    path.rename(folder / "renamed")
    assert pin.digest(folder) != before
