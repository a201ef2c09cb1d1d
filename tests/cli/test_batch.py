"""``checker check --batch`` as a user runs it: killed at any point, interrupted, refused; nothing is paid twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from checker.cli.model import ModelChoice, connected
from checker.ingest.story import read_story
from checker.pipeline.many import Case, check_many, story_checker
from tests.cli.conftest import ARTICLES, Run, World
from tests.llm.batch.batch_server import BatchServer, Fate

STEPS = {
    "while uploading": "POST /files",
    "after the batch was taken, before the reply": "POST /batches",
    "while waiting": "GET /batches/",
    "while reading": "GET /files/",
}


@pytest.fixture
def batches(world: World) -> Iterator[BatchServer]:
    running = BatchServer(world)
    yield running
    running.close()


@pytest.fixture
def flags(batches: BatchServer, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    monkeypatch.setenv("CHECKER_BATCH_POLL", "0.05")
    return ("--batch", "--base-url", batches.url, "--model", "tiny", "--timeout", "5", "--no-store")


def _bare(report: dict[str, Any]) -> dict[str, Any]:
    """A report without what differs from run to run."""
    run = {name: value for name, value in report["run"].items() if name not in {"id", "started", "usage", "base_url"}}
    return report | {"run": run}


def test_a_batch_finds_what_a_live_run_finds(
    run: Run, story: Path, flags: tuple[str, ...], batches: BatchServer, model: tuple[str, ...]
) -> None:
    batched = run("check", story, *flags, "--format", "json")
    live = run("check", story, *model, "--no-cache", "--no-store", "--format", "json")
    assert batched.code == live.code == 1
    assert batched.report["run"]["mode"] == "batch"
    live.report["run"]["mode"] = "batch"
    assert _bare(batched.report) | {"run": {}} == _bare(live.report) | {"run": {}}
    assert batches.sizes == [1, 1, 1]
    assert "Sent batch_1 with 1 request." in batched.err
    assert "batch_1 has ended (completed): 1 of 1 request answered." in batched.err


def test_the_report_says_that_it_was_half_price(run: Run, story: Path, flags: tuple[str, ...], tmp_path: Path) -> None:
    files = ("-o", tmp_path / "r.md", "-o", tmp_path / "r.json")
    run("check", story, *flags, "--price-in", "2", "--price-out", "8", *files)
    assert "in batches, at half the price" in (tmp_path / "r.md").read_text()
    usage = json.loads((tmp_path / "r.json").read_text())["run"]["usage"]
    assert usage["cost_usd"] == pytest.approx((usage["tokens_in"] * 2 + usage["tokens_out"] * 8) / 1_000_000 / 2)


def test_a_dry_run_says_half_the_price(run: Run, story: Path, flags: tuple[str, ...]) -> None:
    prices = ("--price-in", "200", "--price-out", "800", "--dry-run")
    live = run("check", story, "--model", "tiny", "--base-url", flags[2], *prices)
    batched = run("check", story, *flags, *prices)
    low, high = (float(line.split("$")[1].split()[0]) for out in (batched, live) for line in [out.out.split("cost")[1]])
    assert low == pytest.approx(high / 2, abs=0.0001)


@pytest.mark.parametrize("flag", ["--no-cache", "--no-model", "--record", "--replay"])
def test_flags_that_go_with_no_batch_are_refused(run: Run, story: Path, tmp_path: Path, flag: str) -> None:
    value = (tmp_path,) if flag in {"--record", "--replay"} else ()
    ended = run("check", story, "--batch", flag, *value)
    assert ended.code == 2
    assert ended.err.startswith("Error: --")


def test_an_endpoint_without_a_batch_api_ends_the_run_in_one_line(
    run: Run, story: Path, flags: tuple[str, ...], batches: BatchServer
) -> None:
    batches.without = {"/files"}
    ended = run("check", story, *flags)
    assert ended.code == 2
    assert f"Error: There is no Batch API at {batches.url}." in ended.err
    assert "Leave out --batch to ask it live." in ended.err


def test_what_stays_without_an_answer_is_not_checked(
    run: Run, story: Path, flags: tuple[str, ...], batches: BatchServer
) -> None:
    batches.fates = [Fate(), *[Fate("expired", missing=1.0)] * 9]
    ended = run("check", story, *flags, "--format", "json")
    assert ended.code == 3
    reasons = [missed["reason"] for missed in ended.report["not_checked"]]
    assert reasons[0] == "The batch batch_4 expired before this was answered."


def _started(story: Path, flags: tuple[str, ...]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "checker", "check", str(story), *flags, "--format", "json"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ))


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_a_run_that_is_killed_pays_for_nothing_twice(
    run: Run, story: Path, flags: tuple[str, ...], batches: BatchServer, step: str
) -> None:
    batches.fates = [Fate(), Fate()]
    with batches.held(step) as reached:
        process = _started(story, flags)
        assert reached.wait(30)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    resumed = run("check", story, *flags, "--format", "json")
    assert resumed.code == 1
    assert batches.sizes == [1, 1, 1]
    assert set(batches.paid.values()) == {1}
    again = run("check", story, *flags, "--format", "json")
    assert _bare(again.report) == _bare(resumed.report)
    assert again.report["run"]["usage"]["calls"] == 0
    assert batches.sizes == [1, 1, 1]


def test_where_batches_are_not_listed_a_lost_one_is_sent_again_and_said_so(
    run: Run, story: Path, flags: tuple[str, ...], batches: BatchServer, caplog: pytest.LogCaptureFixture
) -> None:
    with batches.held("POST /batches") as reached:
        process = _started(story, flags)
        assert reached.wait(30)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    batches.unlisted = True
    assert run("check", story, *flags).code == 1
    assert "the endpoint does not list its batches" in caplog.text
    assert batches.sizes == [1, 1, 1, 1]


def test_an_interrupt_leaves_the_batch_and_says_how_to_go_on(
    run: Run, story: Path, flags: tuple[str, ...], batches: BatchServer
) -> None:
    with batches.held("GET /batches/") as reached:
        process = _started(story, flags)
        assert reached.wait(30)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "batch_1 goes on at the endpoint: the same command waits for it, and pays nothing twice." in said
    assert "Traceback" not in said
    resumed = run("check", story, *flags)
    assert resumed.code == 1
    assert "batch_1 of an earlier run is waited for (1 request)." in resumed.err
    assert batches.sizes == [1, 1, 1]


def test_stories_that_are_checked_together_share_their_batches(
    flags: tuple[str, ...], batches: BatchServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHECKER_BATCH_POLL", "0.5")
    for number in range(3):
        (tmp_path / f"s{number}").mkdir()
        for name, text in ARTICLES.items():
            (tmp_path / f"s{number}" / f"{name}.txt").write_text(text.replace("Brenholm", f"Brenholm {number}"))
    cases = [Case(name, name, partial(read_story, [str(tmp_path / name)])) for name in ("s0", "s1", "s2")]
    choice = ModelChoice(model="tiny", base_url=batches.url, batch=True)
    with connected(choice, quiet=True) as (inquiry, plan, client):
        outcomes = list(check_many(cases, story_checker(inquiry, plan, client.meter), at_once=3))
    reports = [outcome.report for outcome in outcomes if outcome.report]
    assert [(len(report.findings), report.run.usage.calls) for report in reports] == [(1, 3)] * 3
    assert batches.sizes == [3, 3, 3]
