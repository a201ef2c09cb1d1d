"""A run that is killed, at any point: what was answered is kept, and the next run goes on from there."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench.world import World, world
from tests.faults.lives import Nursery, Watcher, nursery
from tests.llm.model_server import ModelServer

POINTS = 50
CHAIN = 5
"""Kills in a row, until the run is left to end."""
SEED = 20
DELAY = 0.06
"""Seconds for an answer."""


@pytest.fixture(scope="module")
def told() -> World:
    return world(7, 24)


@pytest.fixture(scope="module")
def server(told: World) -> Iterator[ModelServer]:
    running = ModelServer()
    yield running
    running.close()


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    with nursery(tmp_path_factory.mktemp("lives")) as running:
        yield running


@pytest.fixture(scope="module")
def args(told: World, server: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> list[object]:
    story = tmp_path_factory.mktemp("story")
    for name, text in told.articles.items():
        (story / f"{name}.txt").write_text(text)
    flags = ["--format", "json", "--fail-level", "never", "-q", "--no-store"]
    return ["check", story, "--base-url", server.url, "--model", "tiny", *flags]


def _lasting(out: str) -> dict[str, Any]:
    """A report without what every run has of its own: its name, its time, and what was left to pay."""
    report: dict[str, Any] = json.loads(out)
    for name in ("id", "started", "usage"):
        del report["run"][name]
    return report


@pytest.fixture(scope="module")
def undisturbed(
    lives: Nursery, args: list[object], server: ModelServer, told: World, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, float, int]:
    """The report of a run that nobody disturbs, its seconds, and its calls. It is run twice: the first one warms up."""
    for _ in range(2):
        watcher = server.script = Watcher(told, DELAY)
        life = lives.live(tmp_path_factory.mktemp("home"), *args)
        assert life.code == 0, life.err
    return life.out, life.seconds, watcher.asked


@pytest.mark.parametrize("chain", range(POINTS // CHAIN))
def test_killed_at_random_points_nothing_that_was_kept_is_paid_again_and_the_report_is_the_same(
    chain: int,
    lives: Nursery,
    args: list[object],
    server: ModelServer,
    told: World,
    undisturbed: tuple[str, float, int],
    tmp_path: Path,
) -> None:
    report, seconds, calls = undisturbed
    dice = random.Random(SEED * 1000 + chain)
    watcher = server.script = Watcher(told, DELAY)
    in_flight = most = 0
    for _ in range(CHAIN):
        server.most_at_once = 0
        life = lives.live(tmp_path / "home", *args, kill=dice.uniform(0, seconds))
        assert life.code in (-9, 0), life.err
        most += server.most_at_once
        before, in_flight = in_flight, watcher.look(tmp_path / "home")
        assert in_flight <= before + server.most_at_once
        assert watcher.paid_again == []
    last = lives.live(tmp_path / "home", *args)
    assert last.code == 0, last.err
    assert watcher.paid_again == []
    assert watcher.asked <= calls + most
    assert _lasting(last.out) == _lasting(report)
    assert list(_lasting(last.out)) == list(_lasting(report))
