"""``checker decisions``: what was decided, as files: a copy without loss, and a sheet."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from checker.cli.console import stderr
from checker.cli.options import Store
from checker.errors import CheckerError, ConfigurationError, InputError

decisions = typer.Typer(no_args_is_help=True, help="Copy decisions to a file and back, or lay them out as a sheet.")

STANDARD = "-"


@decisions.command("export")
def export_(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file.", show_default="standard output")
    ] = None,
    store: Store = None,
) -> None:
    """Write everything that the store holds as JSON Lines, without loss."""
    from checker.cli.desk import opened
    from checker.review.exchange import export_lines

    with opened(store) as there:
        lines = list(export_lines(there))
    text = "".join(f"{line.rstrip()}\n" for line in lines)
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode())
        sys.stdout.flush()
    else:
        _write(output, text)


@decisions.command("import")
def import_(
    file: Annotated[str, typer.Argument(help="What 'decisions export' wrote; - for standard input.")],
    store: Store = None,
) -> None:
    """Add what an export holds to the store: all of it or nothing. What is there already is left as it is."""
    from checker.cli.desk import opened
    from checker.review.exchange import import_lines

    # Line feeds alone: words from articles hold other characters that would pass for line ends.
    lines = _read(file).split("\n")
    with opened(store) as there:
        added = import_lines(there, lines)
    typer.echo(f"{added} lines added, of {sum(bool(line.strip()) for line in lines)}")


@decisions.command()
def sheet(
    output: Annotated[Path, typer.Option("--output", "-o", help="The sheet: a file that ends in .csv or .xlsx.")],
    run: Annotated[str, typer.Argument(help="A saved report (a file, a run's id, or 'last').")] = "last",
    store: Store = None,
) -> None:
    """Write the findings of a run, and what was decided, as a sheet. No cell of it can run as a formula."""
    from checker.cli.desk import NOBODY, at_desk
    from checker.review.sheets import csv_of, xlsx_of

    made = {".csv": csv_of, ".xlsx": xlsx_of}.get(output.suffix.lower())
    if made is None:
        raise ConfigurationError(
            f"The name {output.name!r} does not say in which format to write.", remedy="End it with .csv or .xlsx."
        )
    with at_desk(run, store, who=NOBODY, keep=False) as desk:
        content = made(desk.report, desk.standings())
    _write(output, content)


def _read(file: str) -> str:
    try:
        data = sys.stdin.buffer.read() if file == STANDARD else Path(file).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}.", remedy="Check the path.") from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"{file} is no text in UTF-8.", remedy="Give a file that 'checker decisions export' wrote."
        ) from error


def _write(path: Path, content: str | bytes) -> None:
    from checker.cli.runs import write_whole

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    except OSError as error:
        raise CheckerError(f"{path} cannot be written: {error.strerror}.", remedy="Name another file.") from error
    stderr().print(f"Wrote {path}")
