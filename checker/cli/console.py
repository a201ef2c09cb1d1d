"""Consoles: data goes to standard output, everything else to standard error."""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from rich.console import Console

    from checker.errors import CheckerError

INTERRUPTED = 130
"""Exit code, as shells give it for Ctrl-C."""


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


def leave(*, kept: bool) -> NoReturn:
    """End an interrupted run at once.

    Args:
        kept: whether the answers so far are in the cache.
    """
    stderr().print("Interrupted." + " Answers so far are kept: the same command goes on from here." * kept)
    # Threads may still wait for answers that nobody will read; an ordinary exit would wait for them too.
    sys.stdout.flush()
    os._exit(INTERRUPTED)
