"""Disks that are full, and folders that cannot be written: the report is shown, and what was lost is said."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from checker.llm.cache.file import DATABASE
from checker.settings import home
from tests.cli.conftest import Run, World
from tests.llm.model_server import ModelServer, Reply

Flags = tuple[str, ...]
Mount = Callable[..., Path]


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Mount]:
    """Mounts a small disk, which only root may; where this is not possible the tests are skipped."""
    places: list[Path] = []

    def mount(size: str, at: Path | None = None) -> Path:
        place = at or tmp_path / "disk"
        place.mkdir(exist_ok=True)
        made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], capture_output=True)
        if made.returncode:
            pytest.skip("a disk of its own cannot be mounted here")
        places.append(place)
        return place

    yield mount
    for place in places:
        subprocess.run(["umount", "-l", place], check=True)


def fill(disk: Path, left: int) -> None:
    """Fill a disk up to the last bytes, once."""
    if (disk / "filler").exists():
        return
    free = os.statvfs(disk)
    (disk / "filler").write_bytes(b"\0" * (free.f_bavail * free.f_frsize - left))


def test_a_disk_that_fills_up_during_a_run_costs_no_report(
    run: Run,
    story: Path,
    model: Flags,
    server: ModelServer,
    world: World,
    mounted: Mount,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    disk = mounted("8m")
    monkeypatch.setenv("CHECKER_HOME", str(disk))

    def script(body: dict[str, Any]) -> Reply:
        fill(disk, 0)
        return world(body)

    server.script = script
    ran = run("check", story, *model, "--format", "json", "-o", disk / "report.html", "-q")
    assert len(ran.report["findings"]) == 1
    assert ran.report["complete"]
    assert "The report could not be written" in ran.err
    assert "Traceback" not in ran.err
    assert "Internal error" not in ran.err
    assert "cannot be kept in the cache" in caplog.text
    assert ran.code == 2


def test_a_disk_that_is_full_before_a_run_is_told_before_anything_is_paid(
    run: Run, story: Path, model: Flags, server: ModelServer, mounted: Mount, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = mounted("1m")
    fill(disk, 0)
    monkeypatch.setenv("CHECKER_HOME", str(disk))
    ran = run("check", story, *model, "-q")
    assert ran.code == 2
    assert "--no-cache" in ran.err
    assert "full" in ran.err
    assert server.requests == []


def test_without_the_cache_a_full_disk_costs_no_report(
    run: Run, story: Path, model: Flags, mounted: Mount, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = mounted("1m")
    fill(disk, 0)
    monkeypatch.setenv("CHECKER_HOME", str(disk))
    ran = run("check", story, *model, "--no-cache", "--format", "json", "-q")
    assert ran.code == 1
    assert len(ran.report["findings"]) == 1
    assert "The run could not be saved" in ran.err
    assert "The report follows without what the store knows" in ran.err


@pytest.fixture
def read_only(mounted: Mount, tmp_path: Path) -> Path:
    """A folder in which nothing can be written: by its rights, or, for root, on a disk that is read-only."""
    if os.geteuid():
        folder = tmp_path / "folder"
        folder.mkdir(mode=0o555)
        return folder
    disk = mounted("1m")
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    return disk


def test_a_home_that_cannot_be_written_is_told_before_anything_is_paid(
    run: Run, story: Path, model: Flags, server: ModelServer, read_only: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHECKER_HOME", str(read_only / "home"))
    ran = run("check", story, *model, "-q")
    assert ran.code == 2
    assert str(read_only) in ran.err
    assert "CHECKER_HOME" in ran.err
    assert server.requests == []
    ran = run("check", story, *model, "--no-cache", "--format", "json", "-q")
    assert ran.code == 1
    assert len(ran.report["findings"]) == 1
    assert "The run could not be saved" in ran.err


def test_an_output_that_cannot_be_written_costs_no_report(run: Run, story: Path, model: Flags, read_only: Path) -> None:
    ran = run("check", story, *model, "--format", "json", "-o", read_only / "report.html", "-q")
    assert ran.code == 2
    assert len(ran.report["findings"]) == 1
    assert f"could not be written to {read_only / 'report.html'}" in ran.err
    assert "checker report last" in ran.err


def test_a_cache_on_a_disk_that_became_read_only_still_answers(
    run: Run, story: Path, model: Flags, server: ModelServer, mounted: Mount, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = mounted("8m")
    monkeypatch.setenv("CHECKER_HOME", str(disk))
    assert run("check", story, *model, "-q").code == 1
    assert (home() / "cache" / DATABASE).exists()
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    ran = run("check", story, *model, "-q")
    assert ran.code == 2
    assert "--no-cache" in ran.err
    assert len(server.requests) == 3


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_standard_output_that_is_full_is_told(story: Path, model: Flags, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "checker", "check", str(story), *model, "-q"]
    env = {**os.environ, "CHECKER_HOME": str(tmp_path / "home")}
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(command, env=env, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert ended.returncode == 2
    assert "No space left on device" in ended.stderr
    assert "Traceback" not in ended.stderr
