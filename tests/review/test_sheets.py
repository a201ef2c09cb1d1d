from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import pytest

from checker.review.desk import Desk
from checker.review.sheets import CELL, HEADINGS, csv_of, xlsx_of
from checker.review.store import Store
from schemas.report import Report
from schemas.review import Decision, HumanState, Reason, Standing
from tests.review.reports import hour, report, toll

HOSTILE = '=HYPERLINK("https://evil.example","x")'


@pytest.fixture
def run() -> Report:
    return report("r1", toll(), hour(question=HOSTILE))


@pytest.fixture
def standings(run: Report, tmp_path: Path) -> tuple[Standing, ...]:
    desk = Desk(Store.beside(tmp_path), run, who="@Ann")
    desk.decide({"id-toll": 0}, Decision(state=HumanState.DISMISSED, reason=Reason.OTHER, note="+1\u202e"))
    return desk.standings()


def test_a_sheet_holds_a_row_a_finding(run: Report, standings: tuple[Standing, ...]) -> None:
    data = csv_of(run, standings)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0] == list(HEADINGS)
    assert [row[0] for row in rows[1:]] == ["id-toll", "id-hour"]
    assert dict(zip(rows[0], rows[1], strict=True))["Reason"] == "other"
    assert "The Ant: Nine people died" in rows[1][-1]


def test_no_cell_of_a_csv_starts_a_formula(run: Report, standings: tuple[Standing, ...]) -> None:
    rows = list(csv.reader(io.StringIO(csv_of(run, standings).decode("utf-8-sig"))))
    cells = [cell for row in rows for cell in row]
    assert f"'{HOSTILE}" in cells
    assert not any(cell[:1] in ("=", "+", "-", "@", "\t", "\r") for cell in cells)
    assert not any("\u202e" in cell for cell in cells)


def test_a_workbook_holds_strings_alone(run: Report, standings: tuple[Standing, ...]) -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx_of(run, standings))) as book:
        names = book.namelist()
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        strings = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert not any("externalLink" in name or "hyperlink" in name.lower() for name in names)
    assert set(re.findall(r'<c r="\w+"(?: s="\d+")? t="(\w+)"', sheet)) == {"s"}
    assert "evil.example" in strings


def test_the_same_decisions_make_the_same_bytes(run: Report, standings: tuple[Standing, ...]) -> None:
    assert xlsx_of(run, standings) == xlsx_of(run, standings)


def test_a_huge_note_fits_a_cell(run: Report, standings: tuple[Standing, ...]) -> None:
    huge = standings[0].model_copy(update={"decided_by": "x" * (CELL + 5)})
    rows = list(csv.reader(io.StringIO(csv_of(run, [huge]).decode("utf-8-sig"))))
    assert max(len(cell) for cell in rows[1]) <= CELL
