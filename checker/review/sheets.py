"""The findings of a run and what was decided about them, as a sheet: CSV and XLSX.

Cells are words from outside. None of them can run as a formula: in CSV, what a spreadsheet would read as one gets an
apostrophe before it; in XLSX, every cell is written as a string.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime

from xlsxwriter import Workbook

from checker.report.visible import visible
from schemas.report import Report
from schemas.review import Standing

HEADINGS = (
    "Finding",
    "Question",
    "Machine",
    "Decision",
    "Action",
    "Reason",
    "Note",
    "By",
    "At",
    "Verdict",
    "Firm or possible",
    "Severity",
    "Kinds",
    "What each side says",
)

CELL = 32_000
"""Code points of a cell: spreadsheets hold 32,767."""

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%")


def csv_of(report: Report, standings: Sequence[Standing]) -> bytes:
    """The sheet as CSV in UTF-8, with the mark that spreadsheets want before it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for row in _rows(report, standings):
        writer.writerow([_inert(cell) for cell in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def xlsx_of(report: Report, standings: Sequence[Standing]) -> bytes:
    """The sheet as an XLSX workbook."""
    data = io.BytesIO()
    strings_only = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    # A fixed date, so that the same decisions make the same bytes.
    with Workbook(data, {"in_memory": True, **strings_only}) as book:
        book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 -- the format knows no zone
        sheet = book.add_worksheet("Findings")
        for number, row in enumerate(_rows(report, standings)):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
        sheet.freeze_panes(1, 0)
    return data.getvalue()


def _rows(report: Report, standings: Sequence[Standing]) -> Iterator[tuple[str, ...]]:
    outlets = {article.id: article.outlet or article.id for article in report.articles}
    yield HEADINGS
    for standing in standings:
        yield tuple(visible(cell)[:CELL] for cell in _cells(standing, outlets))


def _cells(standing: Standing, outlets: dict[str, str]) -> tuple[str, ...]:
    seen, decision = standing.snapshot, standing.decision
    state = "resolved" if standing.resolved else "reopened" if standing.reopened else decision.state.value
    sides = (f"{outlets.get(quote.article.name, quote.article.name)}: {quote.quote}" for quote in seen.quotes)
    return (
        standing.item,
        seen.question,
        standing.machine.value,
        state,
        decision.action.value if decision.action else "",
        decision.reason.value if decision.reason else "",
        decision.note,
        standing.decided_by,
        standing.decided_at.isoformat() if standing.decided_at else "",
        seen.verdict.value,
        seen.agreement.value,
        seen.severity.value,
        ", ".join(kind.value for kind in seen.kinds),
        " / ".join(sides),
    )


def _inert(cell: str) -> str:
    """The cell as words. Some spreadsheets read a sign in full width as the sign itself."""
    first = unicodedata.normalize("NFKC", cell.lstrip(" ")[:1])
    return f"'{cell}" if first.startswith(_STARTS_A_FORMULA) else cell
