from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import Run

Flags = tuple[str, ...]


@pytest.fixture
def decided(run: Run, story: Path, model: Flags) -> str:
    """The id of a finding that is dismissed, with a note that would act in a sheet and holds odd line ends."""
    (finding,) = run("check", story, *model, "--format", "json").report["findings"]
    run("triage", finding["id"], "--dismiss", "other", "--note", "=1+1\u2028over\u0085and out")
    return str(finding["id"])


def test_an_export_read_into_another_store_holds_the_same(run: Run, decided: str, tmp_path: Path) -> None:
    file, url = tmp_path / "all.jsonl", f"sqlite:///{tmp_path / 'other.sqlite3'}"
    assert run("decisions", "export", "-o", file).code == 0
    ran = run("decisions", "import", file, "--store", url)
    assert (ran.code, ran.out) == (0, "2 lines added, of 2\n")
    assert run("decisions", "export", "--store", url).out == file.read_text(encoding="utf-8")
    assert "dismissed: another reason" in run("triage", "--store", url).out


def test_an_export_to_standard_output_is_a_record_a_line(run: Run, decided: str) -> None:
    lines = run("decisions", "export").out.split("\n")
    assert lines.pop() == ""
    assert [json.loads(line)["kind"] for line in lines] == ["sighting", "event"]


def test_importing_twice_adds_nothing_and_standard_input_will_do(run: Run, decided: str) -> None:
    exported = run("decisions", "export").out
    assert run("decisions", "import", "-", stdin=exported.encode()).out == "0 lines added, of 2\n"


@pytest.mark.parametrize("content", [b"{}\n", b"no JSON\n", b"\xff\xfe", b'{"kind": "event", "event": {}}\n'])
def test_what_is_no_export_is_refused_in_words(run: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.jsonl").write_bytes(content)
    ran = run("decisions", "import", tmp_path / "x.jsonl")
    assert ran.code == 2
    assert "decisions export" in ran.err


def test_a_missing_file_is_told(run: Run, tmp_path: Path) -> None:
    ran = run("decisions", "import", tmp_path / "none.jsonl")
    assert ran.code == 2
    assert "none.jsonl cannot be read" in " ".join(ran.err.split())


def test_a_line_that_says_otherwise_than_the_store_is_refused_with_its_number(
    run: Run, decided: str, tmp_path: Path
) -> None:
    exported = run("decisions", "export").out.replace("over", "under")
    ran = run("decisions", "import", "-", stdin=exported.encode())
    assert ran.code == 2
    assert "Line 2" in ran.err


def test_a_sheet_has_a_row_a_finding_and_runs_no_formula(run: Run, decided: str, tmp_path: Path) -> None:
    assert run("decisions", "sheet", "last", "-o", tmp_path / "d.csv").code == 0
    head, row = csv.reader(io.StringIO((tmp_path / "d.csv").read_text(encoding="utf-8-sig")))
    cells = dict(zip(head, row, strict=True))
    assert (cells["Finding"], cells["Decision"], cells["Reason"]) == (decided, "dismissed", "other")
    assert cells["Note"].startswith("'=1+1")


def test_a_sheet_can_be_a_workbook(run: Run, decided: str, tmp_path: Path) -> None:
    assert run("decisions", "sheet", "-o", tmp_path / "d.xlsx").code == 0
    with zipfile.ZipFile(tmp_path / "d.xlsx") as book:
        assert decided in book.read("xl/sharedStrings.xml").decode()


def test_a_sheet_of_another_suffix_or_place_is_refused(run: Run, decided: str, tmp_path: Path) -> None:
    assert ".csv or .xlsx" in run("decisions", "sheet", "-o", tmp_path / "d.ods").err
    (tmp_path / "file").touch()
    ran = run("decisions", "sheet", "-o", tmp_path / "file" / "d.csv")
    assert ran.code == 2
    assert "cannot be written" in " ".join(ran.err.split())
