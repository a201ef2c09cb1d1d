"""Formats: which there are, which suffix means which, and rendering a report in one of them."""

from __future__ import annotations

from enum import StrEnum
from io import StringIO
from pathlib import Path

from rich.console import Console

from checker.errors import ConfigurationError
from checker.report.build import view_of
from checker.report.markdown import markdown_digest
from checker.report.terminal import print_report
from schemas.report import Report

_TEXT_WIDTH = 100


class Format(StrEnum):
    """How a report can be written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"


_SUFFIXES = {
    ".json": Format.JSON,
    ".md": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".txt": Format.TEXT,
}


def suffix_of(format: Format) -> str:
    """The suffix of a file in a format."""
    return next(suffix for suffix, meant in _SUFFIXES.items() if meant is format)


def format_of(path: Path) -> Format:
    """The format that a file's suffix asks for.

    Raises:
        ConfigurationError: the suffix means no format.
    """
    found = _SUFFIXES.get(path.suffix.lower())
    if found is None:
        raise ConfigurationError(
            f"The name {path.name!r} does not say in which format to write the report.",
            remedy=f"End it with one of {', '.join(_SUFFIXES)}.",
        )
    return found


def render(report: Report, format: Format) -> str:
    """A report in one format, with LF line ends and one at the end. Plain text has no colours and no escapes."""
    match format:
        case Format.JSON:
            return report.model_dump_json(indent=2) + "\n"
        case Format.MARKDOWN:
            return markdown_digest(view_of(report))
        case Format.HTML:
            from checker.report.html import html_page  # jinja2 takes a quarter of a second: not for every command

            return html_page(view_of(report))
        case Format.TEXT:
            return _plain_text(report)


def _plain_text(report: Report) -> str:
    written = StringIO()
    console = Console(file=written, width=_TEXT_WIDTH, color_system=None, force_terminal=False, legacy_windows=False)
    print_report(report, console)
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines()) + "\n"
