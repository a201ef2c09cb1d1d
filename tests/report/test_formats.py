from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from checker.errors import ConfigurationError
from checker.report.formats import Format, format_of, render
from checker.report.json_schema import report_schema
from schemas.report import SCHEMA_VERSION, Report


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("a.json", Format.JSON),
        ("a.md", Format.MARKDOWN),
        ("a.html", Format.HTML),
        ("A.HTM", Format.HTML),
        ("a.b.txt", Format.TEXT),
    ],
)
def test_the_suffix_says_the_format(name: str, format: Format) -> None:
    assert format_of(Path(name)) is format


@pytest.mark.parametrize("name", ["report", "report.pdf", ".json"])
def test_an_unknown_suffix_is_refused_with_those_that_work(name: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        format_of(Path(name))
    assert all(suffix in caught.value.remedy for suffix in (".json", ".md", ".html", ".htm", ".txt"))


@pytest.mark.parametrize("format", Format)
def test_every_format_has_lf_line_ends_and_one_at_the_end(sample: Report, format: Format) -> None:
    text = render(sample, format)
    assert "\r" not in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@pytest.mark.parametrize("format", Format)
def test_every_format_shows_every_finding_every_gap_and_that_it_is_incomplete(sample: Report, format: Format) -> None:
    text = render(sample, format)
    assert [finding.question for finding in sample.findings if finding.question not in text] == []
    assert "ferry/scan.pdf" in text
    assert "incomplete" in text.lower() or '"complete": false' in text


@pytest.mark.parametrize("format", [Format.TEXT, Format.MARKDOWN, Format.HTML])
def test_a_run_that_stopped_early_never_reads_as_consistent(clean: Report, format: Format) -> None:
    text = render(clean.model_copy(update={"complete": False}), format)
    assert "incomplete" in text.lower()
    assert "No contradiction found. " not in text
    assert "all that should have been checked was" not in text


def test_json_reads_back_as_the_same_report(hostile: Report) -> None:
    assert Report.model_validate_json(render(hostile, Format.JSON)) == hostile


def test_every_quote_in_the_json_is_the_article_s_text_at_its_span(hostile: Report) -> None:
    data = json.loads(render(hostile, Format.JSON))
    texts = {article["id"]: article["text"] for article in data["articles"]}
    evidence = [item for finding in data["findings"] for item in finding["evidence"]]
    assert len(evidence) > 20
    assert all(item["quote"] == texts[item["article"]][item["start"] : item["end"]] for item in evidence)


def test_the_published_schema_is_sound_and_fits_what_is_written(sample: Report, hostile: Report) -> None:
    schema = report_schema()
    Draft202012Validator.check_schema(schema)
    for report in (sample, hostile):
        Draft202012Validator(schema).validate(json.loads(render(report, Format.JSON)))


def test_the_published_schema_names_itself_and_admits_fields_of_later_versions(sample: Report) -> None:
    schema = report_schema()
    assert schema["$id"].endswith(SCHEMA_VERSION)
    assert schema["title"] == "checker report"
    data = json.loads(render(sample, Format.JSON))
    data["later"] = data["run"]["later"] = 1
    Draft202012Validator(schema).validate(data)


def test_the_published_schema_refuses_what_is_no_report(sample: Report) -> None:
    data = json.loads(render(sample, Format.JSON))
    del data["findings"][0]["verdict"]
    assert not Draft202012Validator(report_schema()).is_valid(data)
