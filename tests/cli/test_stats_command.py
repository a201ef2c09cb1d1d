from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.report.story import sample_report


@pytest.fixture
def decided(run: Run, tmp_path: Path) -> None:
    """Three decisions of the desk and two of a blind reviewer, who sees one otherwise."""
    path = tmp_path / "many.json"
    path.write_text(sample_report().model_dump_json(), encoding="utf-8")
    one, two, three, *_ = (finding.id for finding in sample_report().findings)
    for words in (
        (one, two, "--confirm"),
        (three, "--dismiss", "rounding"),
        (one, "--confirm", "--blind", "--who", "ben"),
        (three, "--confirm", "--blind", "--who", "ben"),
    ):
        assert run("triage", *words, "--run", path).code == 0


@pytest.mark.usefixtures("decided")
def test_every_rate_has_its_number_and_interval_beside_it(run: Run) -> None:
    lines = run("stats").out.splitlines()
    overall = next(line for line in lines if line.startswith("all "))
    assert overall.split() == ["all", "2", "1", "3", "67%", "21%", "to", "94%"]
    assert any(line.split() == ["rounding", "1"] for line in lines)
    assert any("ben" in line and "1 of 2 decided alike" in line for line in lines)
    assert "By kind" in lines


@pytest.mark.usefixtures("decided")
def test_the_json_form_has_the_figures(run: Run) -> None:
    data = json.loads(run("stats", "--format", "json").out)
    assert (data["decided"], data["overall"]["confirmed"], data["overall"]["dismissed"]) == (3, 2, 1)


def test_a_store_without_decisions_has_no_rate(run: Run) -> None:
    ran = run("stats")
    assert ran.code == 0
    assert "0 findings tracked, 0 decided" in ran.out
    assert "%" not in ran.out.replace("95 % interval", "")
