"""Consoles: data goes to standard output, everything else to standard error."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import current_thread, main_thread
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from rich.console import Console

    from checker.errors import CheckerError

INTERRUPTED, TERMINATED = 130, 143
"""Exit codes, as shells give them for Ctrl-C and for SIGTERM."""


class Terminated(KeyboardInterrupt):
    """SIGTERM, as service managers and job schedulers send it: a run ends by it as by Ctrl-C."""


@contextmanager
def ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM raise Terminated in the main thread while the block runs."""

    def end(_: int, __: object) -> NoReturn:
        raise Terminated

    if current_thread() is not main_thread():  # no other one may set it, or gets it
        yield
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def code_of(stop: BaseException | None) -> int:
    """The exit code of a program that was told to stop."""
    return TERMINATED if isinstance(stop, Terminated) else INTERRUPTED


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


def hear_no_more() -> None:
    """Take no further interrupt: whoever presses twice means the same, and what is being ended is ended in order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def leave(*, kept: bool) -> NoReturn:
    """End an interrupted run at once. Called while the interrupt is handled.

    Args:
        kept: whether the answers so far are in the cache.
    """
    hear_no_more()
    stderr().print("Interrupted." + " Answers so far are kept: the same command goes on from here." * kept)
    # Threads may still wait for answers that nobody will read; an ordinary exit would wait for them too.
    sys.stdout.flush()
    os._exit(code_of(sys.exception()))
