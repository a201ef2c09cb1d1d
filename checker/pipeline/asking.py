"""Sending requests to a model, many at once, so that one failure costs one answer and never the run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextvars import copy_context
from dataclasses import dataclass, field
from itertools import count
from typing import Protocol, TypeVar, runtime_checkable

from checker.errors import CheckerError, InvalidAnswerError, RequestRefusedError, TruncatedAnswerError
from checker.prompting.request import Request
from checker.prompting.templates import Prompt
from schemas.answers import Answer
from schemas.report import NotChecked, Stage

A = TypeVar("A", bound=Answer)

Progress = Callable[[Stage, int, int], None]
"""Called with a stage, how many of its calls are done, and how many there are."""


class Model(Protocol):
    """Whatever answers a prompt in a given form. Safe to call from several threads."""

    def ask(self, prompt: Prompt, answer_type: type[A]) -> A:
        """Answer, or raise a CheckerError that says why not."""
        ...


@runtime_checkable
class Together(Protocol):
    """A model that takes many requests at once, as a Batch API does. Safe to call from several threads."""

    def ask_all(self, requests: Sequence[Request[A]], on_outcome: Callable[[], None]) -> list[A | CheckerError]:
        """The answers, or why there are none, in the order of the requests.

        Args:
            requests: what to ask.
            on_outcome: to be called whenever one of them is settled.
        """
        ...


class Memory(Protocol):
    """Answers of earlier runs."""

    def recall(self, prompt: Prompt, answer_type: type[A]) -> A | None:
        """The answer to a prompt, if it was given before; nothing is asked."""
        ...

    def remember(self, prompt: Prompt, answer: Answer) -> None:
        """Keep an answer as that to a prompt."""
        ...

    def forget(self, prompt: Prompt, answer_type: type[Answer]) -> None:
        """Throw away what is kept for a prompt: in form, but of no use."""
        ...


WORTH_A_SMALLER_CALL = (InvalidAnswerError, RequestRefusedError, TruncatedAnswerError)
"""Failures that a part of a request may not meet. An outage or a spent budget would only be met more often."""


def _silent(stage: Stage, done: int, total: int) -> None:
    """Report progress to nobody."""


@dataclass
class Book:
    """What a run should have checked and did not."""

    entries: list[NotChecked] = field(default_factory=list)

    def miss(self, stage: Stage, what: str, reason: str, remedy: str = "") -> None:
        """Write down that something was not checked."""
        self.entries.append(NotChecked(stage=stage, what=what, reason=reason, remedy=remedy))


@dataclass
class Inquiry:
    """A model, and the book that is kept of every request it did not answer."""

    model: Model
    concurrency: int = 16
    progress: Progress = _silent
    book: Book = field(default_factory=Book)
    memory: Memory | None = None
    """None where nothing is kept from run to run."""

    def ask(self, stage: Stage, requests: Sequence[Request[A]]) -> list[A | None]:
        """Send all requests: at most ``concurrency`` at once, or all together to a model that takes them so.

        Returns:
            The answers in the order of the requests; None where there is none, which is then in the book.
        """
        return self.settle(stage, requests, self.attempt(stage, requests))

    def settle(
        self, stage: Stage, requests: Sequence[Request[A]], outcomes: Sequence[A | CheckerError]
    ) -> list[A | None]:
        """Write the failures among the outcomes into the book, and leave None in their place."""
        answers: list[A | None] = []
        for request, outcome in zip(requests, outcomes, strict=True):
            if isinstance(outcome, CheckerError):
                self.book.miss(stage, request.what, str(outcome), outcome.remedy)
                answers.append(None)
            else:
                answers.append(outcome)
        return answers

    def attempt(self, stage: Stage, requests: Sequence[Request[A]]) -> list[A | CheckerError]:
        """As ``ask``, but a failure is handed to the caller, who can still do something about it."""
        if not requests:
            return []
        self.progress(stage, 0, len(requests))
        done = count(1)

        def settled() -> None:
            self.progress(stage, next(done), len(requests))

        if isinstance(self.model, Together):
            return self.model.ask_all(requests, settled)
        return self._side_by_side(stage, requests, settled)

    def _side_by_side(
        self, stage: Stage, requests: Sequence[Request[A]], settled: Callable[[], None]
    ) -> list[A | CheckerError]:
        # Not as a context manager: leaving that waits for every thread, and an interrupt must not wait for answers
        # that nobody will read.
        pool = ThreadPoolExecutor(max_workers=self.concurrency, thread_name_prefix=stage.value)
        try:
            # In this thread's context, each: whoever counts here counts what is asked there.
            futures = [pool.submit(copy_context().run, self._one, request) for request in requests]
            for _ in as_completed(futures):
                settled()
            return [future.result() for future in futures]
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _one(self, request: Request[A]) -> A | CheckerError:
        try:
            return self.model.ask(request.prompt, request.answer)
        except CheckerError as problem:
            return problem
