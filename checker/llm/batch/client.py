"""The client of a run that asks in batches: requests and the reading of answers as live, sent by the post.

A live call is instructor over the SDK over a transport. Here the transport looks the answer up among those that came,
and where there is none the call ends with the very bytes that it would have sent. These are handed to the post; when
the answer has come the call is made again, and gets further. So a request, the one after an answer that does not
validate, and what is made of both are the live client's own, and nothing about them is written twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock
from types import TracebackType
from typing import Generic, TypeVar

import httpx2
from pydantic import BaseModel

from checker.errors import CheckerError
from checker.llm.batch.api import BatchApi
from checker.llm.batch.dispatch import Dispatch
from checker.llm.batch.ledger import Ledger
from checker.llm.batch.lines import Answered, Line, line_of
from checker.llm.batch.post import Patience, Post
from checker.llm.cache.answers import AnswerCache
from checker.llm.client import Client
from checker.llm.fingerprint import without_credentials
from checker.llm.tally import Tally, counting
from checker.llm.traffic.retries import NO_WAITS, RetryPolicy
from checker.llm.usage import Meter
from checker.prompting.request import Request
from checker.prompting.templates import Prompt
from checker.settings import ModelSettings
from schemas.answers import Answer

log = logging.getLogger(__name__)

A = TypeVar("A", bound=Answer)


class NotAskedYetError(CheckerError):
    """A request whose answer has to come first."""

    def __init__(self, line: Line) -> None:
        super().__init__("This was not asked yet.")
        self.line = line


class Answers(httpx2.BaseTransport):
    """Carries requests to the answers that came for them. Safe to share between threads.

    Args:
        base_url: the endpoint that they are from.
    """

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._guard = Lock()
        self._answers: dict[str, Answered] = {}

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer to a request.

        Raises:
            NotAskedYetError: none has come.
        """
        line = line_of(self._base_url, request.read())
        with self._guard:
            answer = self._answers.get(line.id)
        if answer is None:
            raise NotAskedYetError(line)
        return httpx2.Response(answer.status, json=answer.body, request=request)

    def came(self, answer: Answered) -> None:
        """An answer has come."""
        with self._guard:
            self._answers[answer.id] = answer

    def forget(self, ids: Iterable[str]) -> None:
        """Keep these no longer: they were used. Whoever wants one all the same gets it from the ledger."""
        with self._guard:
            for id_ in ids:
                self._answers.pop(id_, None)


class Errand(Generic[A]):
    """Requests that one thread has answered together.

    Args:
        requests: what to ask.
        call: makes a call as far as answers are there: an answer, a failure, or what has to be asked first.
        post: brings the answers.
        answers: where calls find them.
        on_outcome: called when a request is settled.
    """

    def __init__(
        self,
        requests: Sequence[Request[A]],
        call: Callable[[Request[A]], A | CheckerError],
        post: Post,
        answers: Answers,
        on_outcome: Callable[[], None],
    ) -> None:
        self._requests, self._call, self._post, self._answers = requests, call, post, answers
        self._on_outcome = on_outcome
        self._outcomes: dict[int, A | CheckerError] = {}
        self._waiting: dict[Future[Answered], list[int]] = {}
        self._used: dict[int, set[str]] = {place: set() for place in range(len(requests))}
        self.settled: set[str] = set()
        """Ids of the answers that are in the cache now, or were of no use."""

    def run(self) -> list[A | CheckerError]:
        """The answers, or why there are none, in the order of the requests."""
        self._go_on(range(len(self._requests)))
        while self._waiting:
            came: list[int] = []
            for future in wait(self._waiting, return_when=FIRST_COMPLETED).done:
                places, problem = self._waiting.pop(future), future.exception()
                if problem is None:
                    self._answers.came(future.result())
                    came += places
                elif isinstance(problem, CheckerError):
                    for place in places:
                        self._settle(place, problem)
                else:
                    raise problem
            self._go_on(sorted(came))
        return [self._outcomes[place] for place in range(len(self._requests))]

    def _go_on(self, places: Iterable[int]) -> None:
        """Make calls as far as they come. What they ask next is handed in at once, so that it goes in one batch."""
        lines: dict[int, Line] = {}
        for place in places:
            outcome = self._call(self._requests[place])
            if isinstance(outcome, NotAskedYetError):
                lines[place] = outcome.line
            else:
                self._settle(place, outcome)
        for place, line in lines.items():
            self._used[place].add(line.id)
            self._waiting.setdefault(self._post.hand_in(line), []).append(place)

    def _settle(self, place: int, outcome: A | CheckerError) -> None:
        self._outcomes[place] = outcome
        self._answers.forget(self._used[place])
        self.settled |= self._used[place]
        self._on_outcome()


class BatchClient:
    """Asks a model through the Batch API, and never twice for the same answer. Share one between all threads of a run.

    Args:
        settings: which endpoint and model, and how they are asked.
        folder: where the ledger is kept.
        cache: where answers are kept; left open by the client.
        meter: counts what is used, at the price of a batch.
        patience: how long to wait for what; None for the usual patience.
        retry: how patient to be with the transport; None for the usual patience.
        tell: called with a sentence whenever a batch was sent, found again, or has ended.
    """

    def __init__(
        self,
        settings: ModelSettings,
        folder: Path,
        *,
        cache: AnswerCache,
        meter: Meter,
        patience: Patience | None = None,
        retry: RetryPolicy | None = None,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.meter = meter
        self._tell = tell
        self._closed = False
        self._settled: set[str] = set()
        """Ids of answers that are in the cache, or were of no use."""
        self._answers = Answers(settings.base_url)
        self._ledger = Ledger(folder, without_credentials(settings.base_url))
        self._stopped = Event()
        self._api = BatchApi(settings, retry or RetryPolicy(), self._stopped)
        self._dispatch = Dispatch(self._api, self._ledger, meter, longest_answer=settings.max_tokens or 0, tell=tell)
        self._post = Post(self._dispatch, patience or Patience(), self._stopped)
        # It looks answers up, more than once, so that its own count of calls and tokens means nothing.
        looking_up = settings.model_copy(update={"max_attempts": 1})
        self._client = Client(looking_up, transport=self._answers, cache=cache, meter=Meter(), retry=NO_WAITS)

    remembers = True
    """Answers are kept from run to run."""

    def ask(self, prompt: Prompt, answer_type: type[A]) -> A:
        """The model's answer to a prompt.

        Raises:
            CheckerError: there is none.
        """
        (outcome,) = self.ask_all([Request(prompt, answer_type, what="")])
        if isinstance(outcome, CheckerError):
            raise outcome
        return outcome

    def ask_all(
        self, requests: Sequence[Request[A]], on_outcome: Callable[[], None] = lambda: None
    ) -> list[A | CheckerError]:
        """The model's answers to all of these, or why there are none, in their order.

        Args:
            requests: what to ask.
            on_outcome: called when one of them is settled.
        """
        errand = Errand(requests, self._try, self._post, self._answers, on_outcome)
        try:
            return errand.run()
        finally:
            self._settled |= errand.settled

    def recall(self, prompt: Prompt, answer_type: type[A]) -> A | None:
        """The answer that is kept for a prompt; None where there is none. Nothing is asked."""
        with self._counted():
            return self._client.recall(prompt, answer_type)

    def remember(self, prompt: Prompt, answer: BaseModel) -> None:
        """Keep an answer for a prompt that was answered as part of a larger one."""
        self._client.remember(prompt, answer)

    def forget(self, prompt: Prompt, answer_type: type[A]) -> None:
        """Throw away what is kept for a prompt: in form, but of no use."""
        self._client.forget(prompt, answer_type)

    def close(self) -> None:
        """End all waiting. Batches that are out go on at the endpoint, and are said to. Closing twice does no harm."""
        if self._closed:
            return
        self._closed = True
        left = list(self._dispatch.out.values())
        self._stopped.set()
        self._api.close()
        self._post.close()
        self._client.close()
        # Not before: another story of this run may ask the same, and has not looked into the cache again.
        try:
            self._ledger.use_up(self._settled)
        except CheckerError as problem:
            log.warning("Answers stay in the record of batches, which is a waste and no harm: %s", problem)
        self._ledger.close()
        for out in left:
            self._tell(f"{out.id} goes on at the endpoint: the same command waits for it, and pays nothing twice.")

    def __enter__(self) -> BatchClient:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _try(self, request: Request[A]) -> A | CheckerError:
        """The answer, the failure, or the request that has to be answered first."""
        with self._counted():
            try:
                return self._client.ask(request.prompt, request.answer)
            except CheckerError as problem:
                return problem

    @contextmanager
    def _counted(self) -> Iterator[None]:
        """Count what comes from the cache, and keep all else that the client counts from the story's own tally."""
        with counting(Tally(priced=False)) as looked_up:
            yield
        for _ in range(looked_up.usage().cached):
            self.meter.count_cached()
