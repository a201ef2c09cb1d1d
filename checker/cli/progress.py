"""Progress of a run on standard error: a line that changes on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

from schemas.report import Stage, Usage

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status

_DOING = {
    Stage.INGEST: "reading the input",
    Stage.EXTRACT: "reading the articles",
    Stage.LINK: "linking the claims",
    Stage.COMPARE: "judging the questions",
    Stage.VERIFY: "reading what differs a second time",
}


def in_words(usage: Usage) -> str:
    """What was used: calls, tokens, cost."""
    calls = f"{usage.calls} call{'' if usage.calls == 1 else 's'}"
    cached = f", {usage.cached} from the cache" if usage.cached else ""
    tokens = f"{usage.tokens_in:,} tokens sent, {usage.tokens_out:,} received"
    cost = "cost unknown" if usage.cost_usd is None and usage.calls else f"${usage.cost_usd or 0.0:.4f}"
    return f"{calls}{cached}; {tokens}; {cost}"


class ProgressLine:
    """Where a run stands. Called from the run's threads."""

    def __init__(self, console: Console, status: Status | None) -> None:
        self._console = console
        self._status = status
        self._lock = Lock()
        self._doing = ""
        self._usage = Usage()

    def stage(self, stage: Stage, done: int, total: int) -> None:
        """A stage has come this far."""
        with self._lock:
            self._doing = f"{_DOING[stage]}: {done} of {total}"
            if self._status is None and done == total:
                self._console.print(f"{self._doing} ({in_words(self._usage)})")
            self._show()

    def usage(self, usage: Usage) -> None:
        """The run has used this much."""
        with self._lock:
            self._usage = usage
            self._show()

    def _show(self) -> None:
        if self._status is not None:
            self._status.update(f"{self._doing} ({in_words(self._usage)})")


@contextmanager
def progress(console: Console, *, quiet: bool) -> Iterator[ProgressLine]:
    """Show progress while the block runs."""
    from rich.console import Console as Silent

    if quiet:
        yield ProgressLine(Silent(quiet=True), None)
    elif console.is_terminal:
        with console.status("starting") as status:
            yield ProgressLine(console, status)
    else:
        yield ProgressLine(console, None)
