"""The post: takes requests from all threads of a run, sends them in as few batches as it can, and brings the answers.

One thread of its own sends and looks; it is started by the first request, and a run that needs none has none.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Condition, Event, Thread

from checker.errors import BudgetExceededError, CheckerError, ConnectionFailedError, ModelError, ModelTimeoutError
from checker.llm.batch import fates
from checker.llm.batch.api import NotThereError
from checker.llm.batch.dispatch import Dispatch, Out, Wish
from checker.llm.batch.lines import MOST_LINES, Answered, Line
from checker.llm.tally import tally_here

LONGEST_END = 2.0
"""Seconds to wait for the thread to end. It may be waiting for another process that sends."""
MOST_TRIES = 3
"""Batches in which a request is sent at most."""


@dataclass(frozen=True)
class Patience:
    """How long the post waits for what, in seconds."""

    gather: float = 5.0
    """Without a new request, before what was handed in is sent: other stories may be about to hand in theirs."""
    first_look: float = 10.0
    """Until a batch is looked at for the first time; then half as long again, each time."""
    longest_look: float = 60.0
    outage: float = 3600.0
    """How long the endpoint may say nothing about a batch before the run ends. The batch goes on."""
    looks_for_file: int = 10
    """How often a file of answers is asked for that is not ready."""


@dataclass
class Watch:
    """When a batch is looked at. Times are on the monotonic clock, in seconds."""

    next: float
    heard: float
    """When the endpoint last said something about it."""
    pause: float
    file_missing: int = 0
    """How often its answers were not ready."""


class Post:
    """Sends requests in batches. Safe to share between threads.

    Args:
        dispatch: sends and reads batches; used by the post's own thread alone.
        patience: how long to wait.
        stopped: set when the run is over.
    """

    def __init__(self, dispatch: Dispatch, patience: Patience, stopped: Event) -> None:
        self._dispatch, self._patience, self._stopped = dispatch, patience, stopped
        self._changed = Condition()
        self._wanted: dict[str, tuple[Wish, Future[Answered]]] = {}
        self._fresh: list[str] = []
        """Ids of requests that are to be sent."""
        self._later: list[str] = []
        """Ids of requests that are to be sent when a batch has come back."""
        self._last_came = 0.0
        self._send_from = 0.0
        self._reached: float | None = None
        """When the endpoint last took a batch or said something about one."""
        self._tries: Counter[str] = Counter()
        self._watches: dict[str, Watch] = {}
        self._given_up: Exception | None = None
        self._thread: Thread | None = None

    def hand_in(self, line: Line) -> Future[Answered]:
        """Ask for the answer to a request. Whoever hands in the same at the same time gets the same answer.

        Returns:
            Its answer in the future, or the CheckerError that says why there is none.
        """
        with self._changed:
            if line.id in self._wanted:
                return self._wanted[line.id][1]
            future: Future[Answered] = Future()
            if self._given_up:
                future.set_exception(fates.again(self._given_up))
                return future
            self._wanted[line.id] = (Wish(line, tally_here()), future)
            self._fresh.append(line.id)
            self._last_came = time.monotonic()
            if self._thread is None:
                self._thread = Thread(target=self._work, name="batch-post", daemon=True)
                self._thread.start()
            self._changed.notify_all()
            return future

    def close(self) -> None:
        """End all waiting, and the thread as soon as it can. Batches that are out go on at the endpoint."""
        self._give_up(ModelError("The run was stopped before this was answered."))
        if self._thread is not None:
            self._thread.join(LONGEST_END)

    def _work(self) -> None:
        try:
            while not self._stopped.is_set():
                if self._ready():
                    self._send()
                for out in list(self._dispatch.out.values()):
                    if self._watch(out).next <= time.monotonic():
                        self._look(out)
                with self._changed:
                    if not self._stopped.is_set():
                        self._changed.wait(self._idle())
        except Exception as problem:
            # Also a mistake in this program: told to those who wait, or they would wait for ever.
            self._give_up(problem)

    def _ready(self) -> bool:
        with self._changed:
            if not self._dispatch.out:
                self._fresh += self._later
                self._later.clear()
            now = time.monotonic()
            quiet = now - self._last_came >= self._patience.gather
            return bool(self._fresh) and now >= self._send_from and (quiet or len(self._fresh) >= MOST_LINES)

    def _idle(self) -> float | None:
        """Seconds until there is something to do; None for as long as nobody hands in anything."""
        times = [self._watch(out).next for out in self._dispatch.out.values()]
        if self._fresh or (self._later and not self._dispatch.out):
            times.append(max(self._last_came + self._patience.gather, self._send_from))
        return max(0.0, min(times) - time.monotonic()) if times else None

    def _send(self) -> None:
        with self._changed:
            wishes = [self._wanted[id_][0] for id_ in self._fresh]
            self._fresh.clear()
        now = time.monotonic()
        try:
            sending = self._dispatch.send(wishes)
        except ConnectionFailedError:
            # A wrong address is told at once. An endpoint that has answered before is waited for: nobody may be there
            # to run the command again, hours after it was begun.
            if self._reached is None or now - self._reached > self._patience.outage:
                raise
            with self._changed:
                self._fresh += [wish.line.id for wish in wishes]
            self._send_from = now + self._patience.longest_look
            return
        if sending.lost:
            self._send_from = now + self._patience.first_look
        else:
            self._reached = now
        self._deliver(sending.read)
        self._lose(sending.lost)
        with self._changed:
            self._later += sending.later

    def _watch(self, out: Out) -> Watch:
        if out.run not in self._watches:
            now, pause = time.monotonic(), self._patience.first_look
            self._watches[out.run] = Watch(next=now + pause, heard=now, pause=pause)
        return self._watches[out.run]

    def _look(self, out: Out) -> None:
        watch, now = self._watch(out), time.monotonic()
        watch.next, watch.pause = now + watch.pause, min(watch.pause * 1.5, self._patience.longest_look)
        try:
            reading = self._dispatch.look(out)
        except NotThereError:
            watch.heard = now
            watch.file_missing += 1
            if watch.file_missing >= self._patience.looks_for_file:
                self._leave(out, ModelError(f"The answers of {out.id} cannot be read yet.", remedy=fates.AGAIN))
            return
        except ModelError as problem:
            if problem.fatal and not isinstance(problem, ConnectionFailedError):
                raise
            if now - watch.heard > self._patience.outage:
                self._leave(
                    out, ModelTimeoutError(f"Nothing was heard of {out.id} any more: {problem}", remedy=fates.AGAIN)
                )
            return
        watch.heard = self._reached = now
        if reading is None:
            return
        del self._watches[out.run]
        self._deliver(reading.answers)
        self._lose(reading.lost)
        with self._changed:
            self._fresh += [*reading.later, *self._later]
            self._later.clear()

    def _leave(self, out: Out, problem: CheckerError) -> None:
        """Wait for a batch no more."""
        del self._watches[out.run]
        self._dispatch.leave(out)
        self._fail(dict.fromkeys(out.lines, problem))

    def _deliver(self, answers: Iterable[Answered]) -> None:
        for answer in answers:
            with self._changed:
                wanted = self._wanted.pop(answer.id, None)
            if wanted:
                wanted[1].set_result(answer)

    def _lose(self, lost: dict[str, CheckerError]) -> None:
        """Send requests again that have no answer, unless that was tried often enough."""
        hopeless = {}
        for id_, problem in lost.items():
            self._tries[id_] += 1
            if problem.fatal:
                raise problem
            if self._tries[id_] >= MOST_TRIES or isinstance(problem, BudgetExceededError):
                hopeless[id_] = problem
            else:
                with self._changed:
                    self._fresh.append(id_)
        self._fail(hopeless)

    def _fail(self, problems: dict[str, CheckerError]) -> None:
        for id_, problem in problems.items():
            with self._changed:
                wanted = self._wanted.pop(id_, None)
            if wanted:
                wanted[1].set_exception(fates.again(problem))

    def _give_up(self, problem: Exception) -> None:
        """Answer everybody who waits, and who will come, with what went wrong."""
        self._stopped.set()
        with self._changed:
            self._given_up = self._given_up or problem
            left = list(self._wanted.values())
            self._wanted.clear()
            self._changed.notify_all()
        for _, future in left:
            future.set_exception(fates.again(problem))
