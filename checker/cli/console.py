"""Consoles: data goes to standard output, everything else to standard error."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from checker.errors import CheckerError


@cache
def stdout() -> Console:
    """For what was asked for. Colours are off where they should be: no terminal, NO_COLOR."""
    from rich.console import Console

    return Console(highlight=False, markup=False)


@cache
def stderr() -> Console:
    """For messages and progress."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def tell(problem: CheckerError) -> None:
    """Say what is wrong, and what to do next."""
    stderr().print(f"Error: {problem}", style="bold red")
    if problem.remedy:
        stderr().print(problem.remedy)
