"""The store that a command is told to use, and runs that are taken to the desk."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from checker.cli.console import stderr, tell
from checker.errors import CheckerError
from checker.settings import home
from schemas.report import Report
from schemas.review import HumanState, MachineState, Standing

if TYPE_CHECKING:
    from checker.review.desk import Desk
    from checker.review.store import Store

STORE = "CHECKER_STORE"
"""Environment variable: the store's address, where no flag names one."""

NOBODY = "unknown"
"""Who looks at a report on a machine that knows no login name."""


@contextmanager
def opened(url: str | None) -> Iterator[Store]:
    """The store that a flag names, else the environment, else the one beside the saved runs.

    Raises:
        StoreError: it cannot be opened.
    """
    from checker.review.store import Store

    named = url or os.environ.get(STORE)
    store = Store.open(named) if named else Store.beside(home())
    try:
        yield store
    finally:
        store.close()


@contextmanager
def at_desk(run: str, url: str | None, *, who: str | None, blind: bool = False, keep: bool = True) -> Iterator[Desk]:
    """A saved run before a reviewer.

    Args:
        run: a path, an id or its beginning, or "last".
        url: of the store.
        who: the reviewer's name; None for the login name.
        blind: whether they decide by themselves.
        keep: whether a run that the store does not know is written to it. If not, nothing can be decided.

    Raises:
        SavedRunError: there is no such run.
        InputError: the reviewer has no name.
        StoreError: the store cannot be opened, read or written.
    """
    from checker.review.desk import Desk

    report = saved(run)
    with opened(url) as store:
        yield Desk(store, report, who=_login() if who is None else who, blind=blind, keep=keep)


def saved(run: str) -> Report:
    """A saved run, without what was decided when it was written.

    Raises:
        SavedRunError: there is no such run.
    """
    from checker.cli.runs import find
    from checker.report.saved import load_report

    return load_report(find(run)).model_copy(update={"reviews": ()})


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container's user may have no name
        return ""


def decided(report: Report, url: str | None, *, keep: bool) -> Report:
    """A report with where its findings stand; as it is, if the store fails. That is told, and loses no report.

    Args:
        report: the run.
        url: of the store.
        keep: whether a run that the store does not know is written to it.
    """
    with deciding(url, keep=keep) as known:
        return known(report)


Deciding = Callable[[Report], Report]
"""Gives a report with where its findings stand; as it is, if the store fails."""


@contextmanager
def deciding(url: str | None, *, keep: bool) -> Iterator[Deciding]:
    """As ``decided``, for several reports over one store, which is opened for the first of them."""
    with ExitStack() as stack:
        store: Store | None = None
        shut = False

        def known(report: Report) -> Report:
            nonlocal store, shut
            if shut:
                return report
            try:
                store = store or stack.enter_context(opened(url))
                return _known_again(store, report, keep=keep)
            except CheckerError as problem:
                tell(problem)
            except Exception as problem:  # whatever a database throws: the report was paid for, and is shown
                tell(CheckerError(f"The store of decisions failed ({type(problem).__name__})."))
            stderr().print("The report follows without what the store knows.")
            shut = store is None
            return report

        yield known


def _known_again(store: Store, report: Report, *, keep: bool) -> Report:
    from checker.review.desk import Desk

    known = bool(store.of_run(report.run.id))
    standings = Desk(store, report, who=_login() or NOBODY, keep=keep).standings()
    # Of a run that only its file knows, the file's own word is better than none.
    reviews = worth_telling(standings) or (() if known else report.reviews)
    return report.model_copy(update={"reviews": reviews})


def worth_telling(standings: Sequence[Standing]) -> tuple[Standing, ...]:
    """The standings; none where nobody decided anything and no earlier run of the story was seen."""
    silent = all(
        standing.machine is MachineState.NEW
        and standing.decision.state is HumanState.OPEN
        and standing.reopened is None
        for standing in standings
    )
    return () if silent else tuple(standings)
