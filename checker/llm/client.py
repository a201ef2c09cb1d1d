"""The client: what the steps of a run call to ask a model something."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from types import TracebackType
from typing import TypeVar

import httpx2
from pydantic import BaseModel, ValidationError

from checker.llm.cache import AnswerCache, CachedAnswer
from checker.llm.cassette import CassetteTransport
from checker.llm.endpoint import Endpoint
from checker.llm.fingerprint import fingerprint
from checker.llm.live import LiveTransport
from checker.llm.pricing import price_of
from checker.llm.retries import NO_WAITS, RetryPolicy
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
        self._guard = Lock()
        self._asking: dict[str, Lock] = {}

    def ask(self, prompt: Prompt, answer_type: type[T]) -> T:
        """The model's answer to a prompt, in the form of ``answer_type``.

        An answer from the cache costs nothing. Threads that ask the same thing at once ask the endpoint once.

        Raises:
            ModelError: no usable answer came. After a fatal one, every call that needs the endpoint raises the same.
            BudgetExceededError: the next request could cost more than the meter allows.
            CassetteMissError: a cassette is replayed, and the request is not on it.
        """
        key = fingerprint(self._settings, prompt, answer_type)
        with self._alone(key):
            answer = self._cached(key, answer_type)
            if answer is None:
                answer = self._endpoint.ask(prompt, answer_type)
                self._keep(key, answer)
            else:
                self.meter.count_cached()
            return answer

    def close(self) -> None:
        """Close every connection, and end all waiting."""
        self._endpoint.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def _alone(self, key: str) -> Iterator[None]:
        """Hold other threads off the same question until it is answered."""
        with self._guard:
            lock = self._asking.setdefault(key, Lock())
        with lock:
            yield

    def _cached(self, key: str, answer_type: type[T]) -> T | None:
        kept = self._cache.get(key) if self._cache else None
        if kept is None:
            return None
        try:
            return answer_type.model_validate_json(kept.answer)
        except ValidationError:
            # What counts as valid has become stricter since.
            return None

    def _keep(self, key: str, answer: BaseModel) -> None:
        if self._cache:
            self._cache.put(key, CachedAnswer(answer=answer.model_dump_json(by_alias=True), model=self._settings.model))
