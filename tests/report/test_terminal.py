from __future__ import annotations

import re
from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console

from checker.report.formats import Format, render
from checker.report.terminal import print_report
from schemas.report import Report

_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


def _printed(report: Report, width: int = 100, *, colours: bool = False, no_color: bool = False) -> str:
    written = StringIO()
    console = Console(
        file=written,
        width=width,
        force_terminal=colours,
        color_system="truecolor" if colours else None,
        no_color=no_color,
        _environ={},
    )
    print_report(report, console)
    return written.getvalue()


@pytest.mark.parametrize("width", [40, 80, 100, 200])
def test_no_line_is_wider_than_the_console(hostile: Report, width: int) -> None:
    assert max(cell_len(line) for line in _printed(hostile, width).splitlines()) <= width


def test_hostile_text_sends_no_control_sequence_to_a_colour_terminal(hostile: Report) -> None:
    printed = _printed(hostile, colours=True)
    assert "\x1b[" in printed
    rest = _ESCAPES.sub("", printed)
    assert [char for char in rest if ord(char) < 32 and char != "\n"] == []
    assert "[bold red]" in rest


def test_without_a_terminal_there_are_no_colours(sample: Report) -> None:
    assert "\x1b" not in _printed(sample)


def test_no_color_leaves_no_colour(sample: Report) -> None:
    codes = {
        code
        for found in _ESCAPES.findall(_printed(sample, colours=True, no_color=True))
        for code in found[2:-1].split(";")
    }
    assert codes <= {"0", "1", "2", "4"}


def test_colours_change_nothing_else(sample: Report) -> None:
    plain = [line.rstrip() for line in _printed(sample).splitlines()]
    coloured = [line.rstrip() for line in _ESCAPES.sub("", _printed(sample, colours=True)).splitlines()]
    assert coloured == plain
    assert render(sample, Format.TEXT).splitlines() == plain


def test_an_incomplete_run_says_so_above_and_below(sample: Report) -> None:
    lines = render(sample, Format.TEXT).splitlines()
    found = [number for number, line in enumerate(lines) if line.startswith("INCOMPLETE")]
    assert found[0] == 2
    assert found[-1] >= len(lines) - 3


def test_a_clean_run_says_what_was_compared_and_nothing_of_incompleteness(clean: Report) -> None:
    text = render(clean, Format.TEXT)
    assert "No contradiction found. Compared: 1 question" in text
    assert "INCOMPLETE" not in text


def test_the_end_counts_everything_and_names_the_next_step(sample: Report) -> None:
    *_, counts, hint = render(sample, Format.TEXT).splitlines()
    assert counts == (
        "6 articles, 5 origins · 1 critical · 2 major · 1 minor · 3 possible · 2 not checked · cost: $0.12"
    )
    assert "-o report.html" in hint


def test_firm_findings_stand_before_possible_ones_and_the_other_lanes(sample: Report) -> None:
    text = render(sample, Format.TEXT)
    titles = ["CONTRADICTIONS (4)", "POSSIBLE CONTRADICTIONS (3)", "CHANGED OVER TIME (1)", "THE PARTIES DISAGREE (1)"]
    places = [text.index(f"\n{title}\n") for title in titles]
    assert places == sorted(places)


def test_sources_stand_beside_the_words_where_there_is_room(sample: Report) -> None:
    beside = next(line for line in _printed(sample, 120).splitlines() if "*never*" in line)
    above = next(line for line in _printed(sample, 60).splitlines() if "*never*" in line)
    assert "Aven Courier" in beside
    assert "Aven Courier" not in above
