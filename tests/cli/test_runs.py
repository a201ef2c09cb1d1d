from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run

Flags = tuple[str, ...]


def test_the_folder_of_a_story_means_its_newest_run(run: Run, story: Path, model: Flags) -> None:
    first, second = (run("check", story, *model, "--format", "json").report["run"]["id"] for _ in range(2))
    assert first != second
    assert run("report", story, "--format", "json").report["run"]["id"] == second


def test_a_folder_that_no_run_read_is_told(run: Run, story: Path, model: Flags, tmp_path: Path) -> None:
    run("check", story, *model)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    ran = run("report", elsewhere)
    assert ran.code == 2
    assert "No saved run read the articles" in ran.err
