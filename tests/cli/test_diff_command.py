from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from schemas.report import Report
from tests.cli.conftest import Run
from tests.report.story import run as a_run
from tests.report.story import sample_report


def _saved(path: Path, report: Report, name: str) -> Path:
    path.write_text(report.model_copy(update={"run": a_run(id=name)}).model_dump_json(), encoding="utf-8")
    return path


@pytest.fixture
def runs(tmp_path: Path) -> tuple[Path, Path]:
    """Two runs: the first lacks the first finding, the second the last one."""
    report = sample_report()
    old = report.model_copy(update={"findings": report.findings[1:]})
    new = report.model_copy(update={"findings": report.findings[:-1]})
    return _saved(tmp_path / "old.json", old, "run-1"), _saved(tmp_path / "new.json", new, "run-2")


def test_new_and_absent_findings_are_listed_and_the_rest_is_counted(run: Run, runs: tuple[Path, Path]) -> None:
    first, *middle, last = sample_report().findings
    ran = run("diff", *runs)
    assert ran.code == 0
    assert ran.out.startswith("run-1 (")
    new, absent = ran.out.index("NEW (1)"), ran.out.index("ABSENT (1)")
    assert new < ran.out.index(first.question) < absent < ran.out.index(last.question)
    assert f"{len(middle)} unchanged" in ran.out
    assert "UPDATED" not in ran.out


def test_the_json_form_has_every_finding_with_both_its_faces(run: Run, runs: tuple[Path, Path]) -> None:
    data: dict[str, Any] = json.loads(run("diff", *runs, "--format", "json").out)
    assert (data["old"], data["new"]) == ("run-1", "run-2")
    changes = data["changes"]
    assert len(changes) == len(sample_report().findings)
    assert [c["new"] for c in changes if c["machine"] == "absent"] == [None]
    assert [c["old"] for c in changes if c["machine"] == "new"] == [None]


def test_an_updated_finding_shows_the_words_that_went_and_those_that_came(
    run: Run, story: Path, model: tuple[str, ...]
) -> None:
    run("check", story, *model)
    (old,) = (path.stem for path in _home().glob("*.json"))
    (story / "ant.txt").write_text((story / "ant.txt").read_text().replace("Nine people", "Eight people"))
    run("check", story, *model)
    lines = run("diff", old, "last").out.splitlines()
    assert "UPDATED (1)" in lines
    assert any(line.strip().startswith("- “Nine people died") for line in lines)
    assert any(line.strip().startswith("+ “Eight people died") for line in lines)


def _home() -> Path:
    from checker.cli.runs import folder

    return folder()


def test_runs_of_different_stories_are_said_to_be_so(
    run: Run, runs: tuple[Path, Path], story: Path, model: tuple[str, ...]
) -> None:
    run("check", story, *model)
    assert "share no article" in run("diff", runs[0], "last").out
    assert "share no article" not in run("diff", *runs).out


def test_a_run_that_is_not_there_is_told(run: Run, runs: tuple[Path, Path]) -> None:
    ran = run("diff", runs[0], "nowhere")
    assert ran.code == 2
    assert "nowhere" in ran.err
