from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from checker.errors import SavedRunError
from checker.report.formats import Format, render
from checker.report.saved import load_report
from schemas.report import Report


@pytest.fixture
def saved(sample: Report, tmp_path: Path) -> Path:
    path = tmp_path / "report.json"
    path.write_text(render(sample, Format.JSON), encoding="utf-8")
    return path


def _change(path: Path, **fields: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **fields}), encoding="utf-8")


def test_a_saved_report_is_read_back_unchanged(saved: Path, sample: Report) -> None:
    assert load_report(saved) == sample


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "no report"),
        (b'{"a": 1}', "no report"),
        (b'{"schema_version": "1.0"}', "no report: complete: Field required"),
        (b'{"schema_version": "2.0", "complete": true}', "has report format 2.0; this version of checker reads 1.x"),
        (b'{"schema_version": null}', "has report format None"),
    ],
)
def test_what_is_no_report_is_refused_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "report.json"
    path.write_bytes(content)
    with pytest.raises(SavedRunError, match=words) as caught:
        load_report(path)
    assert caught.value.remedy


def test_a_missing_file_and_a_folder_are_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(SavedRunError, match="There is no saved report"):
        load_report(tmp_path / "none.json")
    with pytest.raises(SavedRunError, match="cannot be read"):
        load_report(tmp_path)


def test_fields_of_a_later_minor_version_are_ignored(saved: Path, sample: Report) -> None:
    data = json.loads(saved.read_text(encoding="utf-8"))
    data["findings"][0]["later"] = data["findings"][1]["later"] = [1]
    _change(saved, schema_version="1.7", later={"a": 1}, findings=data["findings"])
    assert load_report(saved) == sample.model_copy(update={"schema_version": "1.7"})


def test_a_quote_that_was_edited_is_refused(saved: Path) -> None:
    data = json.loads(saved.read_text(encoding="utf-8"))
    data["findings"][0]["evidence"][0]["quote"] = data["findings"][0]["evidence"][0]["quote"].replace("never", "often")
    _change(saved, findings=data["findings"])
    with pytest.raises(SavedRunError, match="does not stand in article courier"):
        load_report(saved)
