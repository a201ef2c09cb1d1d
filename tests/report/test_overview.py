from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Iterator
from enum import Enum

import pytest

from checker.report.build import view_of
from checker.report.view import View
from schemas.report import Mode, NotChecked, Report, Stage, Usage
from tests.report.story import clean_report, run

_GAP = NotChecked(stage=Stage.COMPARE, what="What will it cost?", reason="the endpoint failed")


def _figures(view: View) -> dict[str, int]:
    return {figure.label: figure.value for figure in view.figures}


def test_the_strip_counts_articles_origins_firm_findings_possible_ones_and_gaps(view: View) -> None:
    assert _figures(view) == {
        "articles": 6,
        "origins": 5,
        "critical": 1,
        "major": 2,
        "minor": 1,
        "possible": 3,
        "not checked": 2,
    }


def test_the_top_says_how_much_was_found_and_that_it_is_not_all(view: View) -> None:
    assert view.verdict == "4 contradictions and 3 possible ones found in what was checked."


def test_a_complete_run_that_found_nothing_says_what_it_compared(clean: Report) -> None:
    assert view_of(clean).verdict == "No contradiction found. Compared: 1 question on which they might differ."


@pytest.mark.parametrize("gaps", [(), (_GAP,)])
def test_an_incomplete_run_never_reads_as_all_consistent(gaps: tuple[NotChecked, ...]) -> None:
    verdict = view_of(clean_report(complete=False, not_checked=gaps)).verdict
    assert verdict == "No contradiction found in what was checked, but part of the work was not done."


def test_nothing_compared_is_said(clean: Report) -> None:
    bare = clean.model_copy(update={"questions": ()})
    raised = "No contradiction found. Read together, the articles raise no question on which they might differ."
    assert view_of(bare).verdict == raised
    alone = bare.model_copy(update={"apart": tuple(article.id for article in bare.articles[1:])})
    nothing = "No contradiction found. No two articles tell the same story, so nothing was compared."
    assert view_of(alone).verdict == nothing


def test_copies_show_the_passage_that_proves_them(view: View) -> None:
    (copy,) = view.copies
    assert view.origins == "6 articles, 5 origins"
    assert (copy.members, copy.overlap) == ("Northline News, The Dockside Post", "86%")
    assert copy.passage.startswith("Fifteen people were injured when a ferry")
    assert [place.anchor for place in copy.found] == ["a-northline-s2", "a-dockside-s2"]


def test_a_gap_names_the_article_as_editors_do(view: View) -> None:
    assert [(gap.what, gap.reason) for gap in view.gaps] == [
        ("ferry/scan.pdf", "It holds no text."),
        ("Island Gazette", "No answer in 300 s."),
    ]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "The text of 6 articles, and what was read from it, was sent to models.example and to nobody else."),
        ({"mode": Mode.REPLAY}, "Nothing left this machine: recorded answers were replayed"),
        ({"mode": Mode.NO_MODEL}, "Nothing left this machine: no model was asked."),
        ({"base_url": "http://localhost:8080/v1"}, "went to a model on it (localhost:8080)"),
        ({"base_url": "http://[::1]:8080/v1"}, "Nothing left this machine"),
        ({"usage": Usage(cached=9)}, "Nothing left this machine in this run: all answers came from the cache."),
    ],
)
def test_the_report_says_what_left_the_machine(clean: Report, fields: dict[str, object], words: str) -> None:
    assert words in view_of(clean.model_copy(update={"run": run(**fields)})).sent


def test_no_secret_of_the_endpoint_is_shown(view: View) -> None:
    assert not [text for text in _texts(view) if "secret" in text]


def test_no_text_of_a_hostile_report_can_act_on_a_screen(hostile: Report) -> None:
    shown = list(_texts(view_of(hostile)))
    assert any("⟨U+202E⟩" in text for text in shown)
    acting = [text for text in shown if any(unicodedata.category(char) in ("Cc", "Cf") for char in text)]
    assert acting == []


def _texts(value: object) -> Iterator[str]:
    """Every text of a view."""
    if isinstance(value, str) and not isinstance(value, Enum):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _texts(getattr(value, field.name))
