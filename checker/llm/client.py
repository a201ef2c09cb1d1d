"""The client: what the steps of a run call to ask a model something."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import TracebackType
from typing import TypeVar

import httpx2
from pydantic import BaseModel, ValidationError

from checker.llm.cache.answers import AnswerCache, CachedAnswer
from checker.llm.cache.turns import ThreadTurns
from checker.llm.cassettes.cassette import CassetteTransport
from checker.llm.endpoint import Endpoint
from checker.llm.fingerprint import fingerprint
from checker.llm.live import LiveTransport
from checker.llm.pricing import price_of
from checker.llm.traffic.retries import NO_WAITS, RetryPolicy
from checker.llm.usage import Meter
from checker.prompting.templates import Prompt
from checker.settings import ModelSettings

T = TypeVar("T", bound=BaseModel)


class Client:
    """Asks a model, and never twice for the same answer. Share one between all threads of a run.

    Args:
        settings: which endpoint and model, and how they are asked.
        transport: what carries the requests; None to send them for real. Closed with the client.
        cache: where answers are kept; left open by the client. With a cassette as transport it is left alone: a
            recording has to be whole, and what is replayed is no answer of the endpoint.
        meter: counts what is used; None for one without a limit.
        retry: how patient to be; None for the usual patience.
    """

    def __init__(
        self,
        settings: ModelSettings,
        *,
        transport: httpx2.BaseTransport | None = None,
        cache: AnswerCache | None = None,
        meter: Meter | None = None,
        retry: RetryPolicy | None = None,
    ) -> None:
        cassette = transport if isinstance(transport, CassetteTransport) else None
        replaying = cassette is not None and not cassette.records
        self.meter = meter or Meter(price_of(settings))
        self._settings = settings
        self._cache = None if cassette else cache
        self._endpoint = Endpoint(
            settings,
            transport=transport or LiveTransport(settings),
            meter=self.meter,
            retry=retry or (NO_WAITS if replaying else RetryPolicy()),
        )
        self._turns = ThreadTurns()
        self._stopped = Event()

    def ask(self, prompt: Prompt, answer_type: type[T]) -> T:
        """The model's answer to a prompt, in the form of ``answer_type``.

        An answer from the cache costs nothing. Threads that ask the same thing at once ask the endpoint once, and so do
        processes that share a cache.

        Raises:
            ModelError: no usable answer came. After a fatal one, every call that needs the endpoint raises the same.
            BudgetExceededError: the next request could cost more than the meter allows.
            CassetteMissError: a cassette is replayed, and the request is not on it.
        """
        key = fingerprint(self._settings, prompt, answer_type)
        with self._turns.take(key):
            kept = self._cached(key, answer_type)
            if kept is not None:
                return kept
            with self._before_other_processes(key):
                # The one that had the turn before has answered it by now.
                kept = self._cached(key, answer_type)
                if kept is not None:
                    return kept
                answer = self._endpoint.ask(prompt, answer_type)
                self._keep(key, answer)
                return answer

    @property
    def remembers(self) -> bool:
        """Whether answers are kept from run to run."""
        return self._cache is not None

    def recall(self, prompt: Prompt, answer_type: type[T]) -> T | None:
        """The answer that is kept for a prompt; None where there is none. Nothing is asked."""
        return self._cached(fingerprint(self._settings, prompt, answer_type), answer_type)

    def remember(self, prompt: Prompt, answer: BaseModel) -> None:
        """Keep an answer for a prompt that was answered as part of a larger one."""
        self._keep(fingerprint(self._settings, prompt, type(answer)), answer)

    def forget(self, prompt: Prompt, answer_type: type[T]) -> None:
        """Throw away what is kept for a prompt: in form, but of no use. Whoever asks it next asks the model."""
        if self._cache:
            self._cache.remove(fingerprint(self._settings, prompt, answer_type))

    def close(self) -> None:
        """Close every connection, and end all waiting."""
        self._stopped.set()
        self._endpoint.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def _before_other_processes(self, key: str) -> Iterator[None]:
        """Hold processes that share the cache off the same question until it is answered, or this one ends."""
        if self._cache is None:
            yield
            return
        with self._cache.turns.take(key, patience=self._settings.timeout, stopped=self._stopped):
            yield

    def _cached(self, key: str, answer_type: type[T]) -> T | None:
        kept = self._cache.get(key) if self._cache else None
        if kept is None:
            return None
        try:
            answer = answer_type.model_validate_json(kept.answer)
        except ValidationError:
            # What counts as valid has become stricter since.
            return None
        self.meter.count_cached()
        return answer

    def _keep(self, key: str, answer: BaseModel) -> None:
        if self._cache:
            self._cache.put(key, CachedAnswer(answer=answer.model_dump_json(by_alias=True), model=self._settings.model))
