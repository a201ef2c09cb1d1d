"""The one module that knows the openai SDK and instructor: a prompt goes out, a validated answer comes back.

Two owners of repetition, and no third: instructor asks once more when an answer does not validate, and around each
single request inside it one tenacity loop sends again what the transport lost. The SDK's own retries are off.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Lock
from typing import Any, TypeVar

import httpx2
from pydantic import BaseModel

from checker.llm.completion import check, counted_tokens
from checker.llm.faults import fault_of
from checker.llm.fingerprint import canonical, messages_of
from checker.llm.live import LONGEST_CONNECT
from checker.llm.pricing import Tokens
from checker.llm.quoting import Asked
from checker.llm.retries import RetryPolicy
from checker.llm.usage import Meter, estimate_tokens
from checker.prompting import Prompt
from checker.settings import ModelSettings, StructuredOutput

T = TypeVar("T", bound=BaseModel)

REASKS = 1
"""How often a model is asked again after an answer that does not validate."""
NO_KEY = "none"
"""The SDK insists on a key; without one of the user's, no Authorization header is sent."""
LOGGERS = ("openai", "instructor")
"""These print requests, and with them articles and answers."""


class Endpoint:
    """An OpenAI-compatible endpoint. Safe to share between threads.

    Args:
        settings: where it is and how it is asked.
        transport: what carries the requests; closed with the endpoint.
        meter: counts every request.
        retry: how patient to be.
    """

    def __init__(
        self, settings: ModelSettings, *, transport: httpx2.BaseTransport, meter: Meter, retry: RetryPolicy
    ) -> None:
        self._settings = settings
        self._meter = meter
        self._retry = retry
        self._stopped = Event()
        self._http = httpx2.Client(
            transport=transport,
            trust_env=False,
            timeout=httpx2.Timeout(settings.timeout, connect=min(LONGEST_CONNECT, settings.timeout), pool=None),
        )
        self._opening = Lock()
        self._create: Callable[..., Any] | None = None

    def ask(self, prompt: Prompt, answer_type: type[T]) -> T:
        """Ask until an answer validates, once more at most.

        Raises:
            ModelError: no usable answer came.
            BudgetExceededError: the next request could cost too much.
            CassetteMissError: a cassette is replayed, and the request is not on it.
        """
        create = self._opened()
        try:
            answer = create(
                response_model=answer_type,
                max_retries=REASKS,
                strict=False,
                messages=messages_of(prompt),
                model=self._settings.model,
                **self._choices(),
            )
        except Exception as problem:
            raise fault_of(problem, Asked(self._settings, prompt.user)) from None
        # Through JSON, as an answer from the cache comes: both are then equal, and plain instances of their type.
        return answer_type.model_validate_json(answer.model_dump_json())

    def stop(self) -> None:
        """End all waiting: a request that fails from now on is not sent again."""
        self._stopped.set()

    def close(self) -> None:
        """Stop, and close the connections."""
        self.stop()
        self._http.close()

    def _choices(self) -> dict[str, float | int]:
        given = {
            "temperature": self._settings.temperature,
            "seed": self._settings.seed,
            "max_tokens": self._settings.max_tokens,
        }
        return {name: value for name, value in given.items() if value is not None}
