"""What a run comes to: its files, its standard output, its exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from checker.cli.console import stderr, stdout
from checker.cli.options import FailLevel
from checker.cli.runs import write_whole
from checker.errors import CheckerError, ConfigurationError
from checker.report.decided import dismissed
from checker.report.formats import Format, format_of, render
from checker.report.terminal import print_report
from schemas.finding import Severity, Verdict
from schemas.report import Report

COMPLETE, FOUND, INCOMPLETE, NOTHING_TO_COMPARE = 0, 1, 3, 5


def exit_code(report: Report, fail_level: FailLevel) -> int:
    """The exit code of a run: incomplete wins over findings, findings over a clean end. What is dismissed is none."""
    if not report.complete:
        return INCOMPLETE
    if report.nothing_to_compare:
        return NOTHING_TO_COMPARE
    if fail_level is FailLevel.NEVER:
        return COMPLETE
    level = Severity(fail_level.value).rank
    aside = dismissed(report)
    counted = (f for f in report.findings if f.verdict is Verdict.CONTRADICTION and f.id not in aside)
    hit = any(finding.severity.rank <= level for finding in counted)
    return FOUND if hit else COMPLETE


def require_writable(outputs: Sequence[Path], inputs: Sequence[str]) -> None:
    """Refuse files that cannot be written, or that the next run would read as articles: now, not after the run.

    Raises:
        ConfigurationError: a name means no format, is a folder's, or stands in a folder that is the story.
    """
    stories = {Path(path).resolve() for path in inputs if Path(path).is_dir()}
    for path in outputs:
        format_of(path)
        if path.is_dir() or any(parent.exists() and not parent.is_dir() for parent in path.parents):
            raise ConfigurationError(f"{path} is no place for a file.", remedy="Name a file in a folder.")
        if path.resolve().parent in stories and path.suffix != ".json":
            raise ConfigurationError(
                f"{path} would stand among the articles, and be read as one by the next run.",
                remedy="Write it to another folder, as -o reports/" + path.name,
            )


def write(report: Report, outputs: Sequence[Path], format: Format) -> None:
    """Write the report to files, the suffix saying how, and to standard output.

    Raises:
        ConfigurationError: a suffix means no format.
        CheckerError: a file cannot be written.
    """
    with until_reader_leaves():
        _show(report, format)
    for path in outputs:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, render(report, format_of(path)))
        except OSError as error:
            raise CheckerError(
                f"The report could not be written to {path}: {error.strerror}.",
                remedy="'checker report last -o FILE' writes a saved run elsewhere, without a model.",
            ) from error
        stderr().print(f"Wrote {path}")


@contextmanager
def until_reader_leaves() -> Iterator[None]:
    """Write to standard output within the block; whoever reads it may leave at any time, as ``| head`` does."""
    try:
        yield
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):
        # Nothing is wrong. (rich turns that into an exit of its own.)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def put(data: str) -> None:
    """Data to standard output: UTF-8 whatever the terminal speaks; a byte replaced for its sake would break it."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data.encode())
    sys.stdout.flush()


def _show(report: Report, format: Format) -> None:
    if format is Format.TEXT:
        print_report(report, stdout())
    else:
        put(render(report, format))
