"""Whole stories against a model without a fault: what then is lost, code has lost."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bench.world import World, world
from tests.cli.conftest import Run as RunCommand
from tests.cli.conftest import run  # noqa: F401 -- fixture

CHECKOUT = Path(__file__).parent.parent
Serve = Callable[..., str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    running: list[subprocess.Popen[str]] = []

    def start(**flags: object) -> str:
        args = [part for name, value in flags.items() for part in (f"--{name}", str(value))]
        command = [sys.executable, "-m", "bench.stub", *args]
        running.append(subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True))
        assert running[-1].stdout is not None
        return running[-1].stdout.readline().strip()

    yield start
    for process in running:
        process.terminate()
        process.communicate(timeout=10)


def _written(told: World, folder: Path) -> Path:
    folder.mkdir()
    for name, text in told.articles.items():
        (folder / f"{name}.txt").write_text(text)
    return folder


def _counts(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(url.removesuffix("/v1") + "/counts", timeout=10) as answer:
        counted: dict[str, Any] = json.load(answer)
    return counted


@pytest.mark.parametrize("articles", [3, 8, 20])
def test_with_a_model_without_a_fault_every_contradiction_is_found_and_nothing_else(
    run: RunCommand,  # noqa: F811
    serve: Serve,
    tmp_path: Path,
    articles: int,
) -> None:
    told = world(7, articles)
    url = serve(seed=7, articles=articles)
    story = _written(told, tmp_path / "story")
    ran = run("check", story, "--base-url", url, "--model", "stub", "--format", "json", "--fail-level", "never")
    assert ran.code == 0, ran.err
    found = {told.questions[f["question"]] for f in ran.report["findings"] if f["verdict"] == "contradiction"}
    assert found == told.conflicts
    assert len(told.conflicts) > 0


def test_a_limit_of_requests_is_kept_to_and_nothing_is_lost(
    run: RunCommand,  # noqa: F811
    serve: Serve,
    tmp_path: Path,
) -> None:
    told = world(7, 24)
    url = serve(seed=7, articles=24, rate=2)
    story = _written(told, tmp_path / "story")
    ran = run("check", story, "--base-url", url, "--model", "stub", "--format", "json", "--fail-level", "never")
    assert ran.code == 0, ran.err
    counted = _counts(url)
    assert counted["refused"] > 0
    assert counted["doubled"] == 0
    assert ran.report["complete"]
