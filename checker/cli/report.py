"""``checker report``: render a saved run again, without a model."""

from __future__ import annotations

from typing import Annotated

import typer

from checker.cli.options import Output
from checker.report.formats import Format


def report(
    run: Annotated[str, typer.Argument(help="A saved report (a file, a run's id, or 'last').")] = "last",
    output: Output = [],  # noqa: B006 -- typer wants a list here, and copies it
    format: Annotated[Format, typer.Option(help="Format on standard output.")] = Format.TEXT,
) -> None:
    """Render a saved run again, in any format. Asks no model and changes nothing."""
    from checker.cli.outcome import write
    from checker.cli.runs import find
    from checker.report.saved import load_report

    write(load_report(find(run)), output, format)
