"""``checker report``: render a saved run again, without a model."""

from __future__ import annotations

from typing import Annotated

import typer

from checker.cli.options import NoDecisions, Output, Store
from checker.report.formats import Format


def report(
    run: Annotated[str, typer.Argument(help="A saved report (a file, a run's id, or 'last').")] = "last",
    output: Output = [],  # noqa: B006 -- typer wants a list here, and copies it
    format: Annotated[Format, typer.Option(help="Format on standard output.")] = Format.TEXT,
    no_decisions: NoDecisions = False,
    store: Store = None,
) -> None:
    """Render a saved run again, in any format, with what was decided since. Asks no model and changes nothing."""
    from checker.cli.desk import decided
    from checker.cli.outcome import write
    from checker.cli.runs import find
    from checker.report.saved import load_report

    found = load_report(find(run))
    bare = found.model_copy(update={"reviews": ()})
    write(bare if no_decisions else decided(found, store, keep=False), output, format)
