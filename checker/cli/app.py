"""The commands together, and what happens when one of them fails.

The modules of the lower floors are imported inside the commands: ``--help`` must not wait for them.
"""

from __future__ import annotations

import errno
import os
import sys
from io import TextIOWrapper
from typing import Annotated, NoReturn

import typer

from checker import __version__
from checker.cli.cache import cache
from checker.cli.check import check
from checker.cli.console import code_of, ended_by_sigterm, stderr, tell
from checker.cli.decisions import decisions
from checker.cli.diff import diff
from checker.cli.doctor import doctor
from checker.cli.evaluate import evaluate
from checker.cli.explain import explain, rules
from checker.cli.report import report
from checker.cli.review import review
from checker.cli.schema import schema
from checker.cli.stats import stats
from checker.cli.triage import triage
from checker.errors import CheckerError

DEBUG = "CHECKER_DEBUG"
"""Environment variable: when set, an internal error shows its traceback."""

app = typer.Typer(
    name="checker",
    help="Find where several news articles about one story contradict each other, and see the words that do.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
)
app.command()(check)
app.command()(report)
app.command()(review)
app.command()(triage)
app.command()(diff)
app.command()(stats)
app.command()(explain)
app.command()(rules)
app.command()(schema)
app.command()(doctor)
app.command()(evaluate)
app.add_typer(decisions, name="decisions")
app.add_typer(cache, name="cache")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"checker {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Nothing to do before a command."""


def main() -> None:
    """Run a command. Expected failures end in two lines for people; unexpected ones too, and say how to see more."""
    if isinstance(sys.stdout, TextIOWrapper):
        # A terminal that cannot show a character shows its code, rather than ending the report there.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        with ended_by_sigterm():
            app()
    except CheckerError as problem:
        tell(problem)
        sys.exit(problem.exit_code)
    except BrokenPipeError:
        # The reader of our output left, as `| head` does: nothing is wrong, but nothing more can be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt as stop:
        sys.exit(code_of(stop))
    except OSError as problem:
        if problem.errno not in (errno.ENOSPC, errno.EIO, errno.EDQUOT):
            _internal(problem)
        tell(
            CheckerError(f"The output cannot be written: {problem.strerror}.", remedy="Free some space, and run again.")
        )
        sys.exit(2)
    except Exception as problem:
        _internal(problem)


def _internal(problem: Exception) -> NoReturn:
    if os.environ.get(DEBUG):
        raise problem
    stderr().print(f"Internal error ({type(problem).__name__}). This is a fault of checker, not of yours.")
    stderr().print(f"Run again with {DEBUG}=1 to see where, and report it.")
    sys.exit(2)
