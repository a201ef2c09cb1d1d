"""Whole stories against a model without a fault: what then is lost, code has lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.world import World, world
from bench.world.files import write_lines, write_text
from tests.cli.conftest import (
    Ran,
    run,  # noqa: F401 -- fixture
)
from tests.cli.conftest import Run as RunCommand
from tests.conftest import Serve


def _check(run: RunCommand, story: Path, url: str) -> Ran:  # noqa: F811
    ran = run("check", story, "--base-url", url, "--model", "stub", "--format", "json", "--fail-level", "never")
    assert ran.code == 0, ran.err
    assert ran.report["complete"]
    return ran


def _found(ran: Ran, told: World) -> set[object]:
    return {told.questions[f["question"]] for f in ran.report["findings"] if f["verdict"] == "contradiction"}


@pytest.mark.parametrize("articles", [3, 8, 20])
def test_with_a_model_without_a_fault_every_contradiction_is_found_and_nothing_else(
    run: RunCommand,  # noqa: F811
    serve: Serve,
    tmp_path: Path,
    articles: int,
) -> None:
    told = world(7, articles, changed=0.1)
    story = write_text(told.reports.values(), tmp_path / "story")
    ran = _check(run, story, serve(seed=7, articles=articles, changed=0.1).url)
    assert _found(ran, told) == told.conflicts
    assert len(told.conflicts) > 0


def test_every_number_that_was_changed_in_a_reprint_is_found(
    run: RunCommand,  # noqa: F811
    serve: Serve,
    tmp_path: Path,
) -> None:
    told = world(5, 24, changed=0.0, reprints=0.35, changed_reprints=0.9)
    story = write_lines(told.reports.values(), tmp_path / "story.jsonl")
    stub = serve(seed=5, articles=24, changed=0.0, reprints=0.35, changed_reprints=0.9)
    ran = _check(run, story, stub.url)
    assert _found(ran, told) == {change.fact for change in told.changed_reprints}
    assert len(told.changed_reprints) > 2


def test_a_limit_of_requests_is_kept_to_and_nothing_is_lost(
    run: RunCommand,  # noqa: F811
    serve: Serve,
    tmp_path: Path,
) -> None:
    told = world(7, 24)
    stub = serve(seed=7, articles=24, rate=2)
    _check(run, write_text(told.reports.values(), tmp_path / "story"), stub.url)
    counted = stub.counts()
    assert counted["refused"] > 0
    assert counted["doubled"] == 0
