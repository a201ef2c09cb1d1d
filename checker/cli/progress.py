"""Progress of a run on standard error: a line that changes on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from checker.report.visible import visible
from schemas.report import Stage, Usage

if TYPE_CHECKING:
    from rich.console import Console
    from rich.live import Live
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


class Shown(Protocol):
    """Whatever shows where a run stands. Called from the run's threads."""

    def stage(self, stage: Stage, done: int, total: int) -> None:
        """A stage has come this far."""
        ...

    def usage(self, usage: Usage) -> None:
        """The run has used this much."""
        ...

    def note(self, said: str) -> None:
        """Something happened that a reader of the log wants to know later, too."""
        ...


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

    def note(self, said: str) -> None:
        """Something happened that a reader of the log wants to know later, too."""
        with self._lock:
            self._console.print(said)

    def _show(self) -> None:
        if self._status is not None:
            self._status.update(f"{self._doing} ({in_words(self._usage)})")


class StoriesLine:
    """Where a run over many stories stands: a line that moves on a terminal, elsewhere a line a story."""

    def __init__(self, console: Console, stories: int, live: Live | None) -> None:
        self._console = console
        self._stories = stories
        self._live = live
        self._lock = Lock()
        self._done = 0
        self._usage = Usage()

    def stage(self, stage: Stage, done: int, total: int) -> None:
        """A stage of one story has come this far: too little to tell, among many."""

    def usage(self, usage: Usage) -> None:
        """The run has used this much."""
        with self._lock:
            self._usage = usage
            self._show()

    def note(self, said: str) -> None:
        """Something happened that a reader of the log wants to know later, too."""
        with self._lock:
            self._console.print(said)

    def done(self, stories: int, title: str) -> None:
        """So many stories are done, this one the last."""
        with self._lock:
            self._done = stories
            if self._live is None:
                self._console.print(f"{self._standing()}: {visible(title)} ({in_words(self._usage)})")
            self._show()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Make room on the terminal, for others to write there within the block."""
        if self._live is None:
            yield
            return
        self._live.stop()
        yield
        self._live.start()

    def stop(self) -> None:
        """Show nothing more."""
        if self._live is not None:
            self._live.stop()

    def _standing(self) -> str:
        return f"{self._done:,} of {self._stories:,} stories done"

    def _show(self) -> None:
        if self._live is not None:
            self._live.update(f"{self._standing()} ({in_words(self._usage)})")


@contextmanager
def stories_progress(console: Console, stories: int, *, quiet: bool) -> Iterator[StoriesLine]:
    """Show the progress of many stories while the block runs."""
    from rich.console import Console as Silent
    from rich.live import Live

    if quiet or not console.is_terminal:
        yield StoriesLine(Silent(quiet=True) if quiet else console, stories, None)
        return
    # Reports go to standard output in between: it must not be redirected to here.
    with Live("starting", console=console, transient=True, redirect_stdout=False, redirect_stderr=False) as live:
        yield StoriesLine(console, stories, live)


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
