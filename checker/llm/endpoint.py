"""The one module that knows the openai SDK and instructor: a prompt goes out, a validated answer comes back.

Two owners of repetition, and no third: instructor asks once more when an answer does not validate, and around each
single request inside it one tenacity loop sends again what the transport lost. The SDK's own retries are off.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from json import JSONDecodeError
from threading import Event, Lock
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx2
from pydantic import BaseModel

from checker.errors import ModelError
from checker.llm.completion import check, counted_tokens, no_completion
from checker.llm.faults import fault_of, is_rate_limit
from checker.llm.fingerprint import canonical, messages_of
from checker.llm.limits import Limiter
from checker.llm.live import LONGEST_CONNECT
from checker.llm.pricing import Tokens
from checker.llm.quoting import Asked
from checker.llm.retries import RetryPolicy
from checker.llm.usage import Meter, estimate_tokens
from checker.prompting.templates import Prompt
from checker.settings import ModelSettings, StructuredOutput

T = TypeVar("T", bound=BaseModel)

REASKS = 1
"""How often a model is asked again after an answer that does not validate."""
NO_KEY = "no-key"
"""The SDK insists on a key. This one is taken out of the request again."""
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
        self._limiter = Limiter(settings.concurrency)
        self._stopped = Event()
        self._reason: ModelError = ModelError("The run was stopped before this was asked.")
        self._http = httpx2.Client(
            transport=transport,
            trust_env=False,
            event_hooks={"request": [_without_placeholder]},
            timeout=httpx2.Timeout(settings.timeout, connect=min(LONGEST_CONNECT, settings.timeout), pool=None),
        )
        self._opening = Lock()
        self._create: Callable[..., Any] | None = None

    def ask(self, prompt: Prompt, answer_type: type[T]) -> T:
        """Ask until an answer validates, once more at most.

        Raises:
            ModelError: no usable answer came. After a fatal one, it is raised again without a request.
            BudgetExceededError: the next request could cost too much.
            CassetteMissError: a cassette is replayed, and the request is not on it.
        """
        self._check_running()
        try:
            answer = self._opened()(
                response_model=answer_type,
                max_retries=REASKS,
                strict=False,
                messages=messages_of(prompt),
                model=self._settings.model,
                **self._choices(),
            )
        except Exception as problem:
            fault = fault_of(problem, Asked(self._settings, prompt.user))
            if isinstance(fault, ModelError) and fault.fatal:
                self._stop(fault)
            raise fault from None
        # Through JSON, as an answer from the cache comes: both are then equal, and plain instances of their type.
        return answer_type.model_validate_json(answer.model_dump_json(by_alias=True))

    def close(self) -> None:
        """End all waiting, and close the connections."""
        self._stop(self._reason)
        self._http.close()

    def _stop(self, reason: ModelError) -> None:
        self._reason = reason
        self._stopped.set()
        self._limiter.stop()

    def _check_running(self) -> None:
        if self._stopped.is_set():
            # A copy: one exception raised in several threads would collect the tracebacks of all.
            again = type(self._reason)(str(self._reason), remedy=self._reason.remedy)
            again.fatal = self._reason.fatal
            raise again

    def _choices(self) -> dict[str, float | int]:
        # OpenAI's newer models refuse the older name of the limit; other servers know no other.
        of_openai = urlsplit(self._settings.base_url).hostname == "api.openai.com"
        given = {
            "temperature": self._settings.temperature,
            "seed": self._settings.seed,
            "max_completion_tokens" if of_openai else "max_tokens": self._settings.max_tokens,
        }
        return {name: value for name, value in given.items() if value is not None}

    def _opened(self) -> Callable[..., Any]:
        with self._opening:
            if self._create is None:
                self._create = self._open()
            return self._create

    def _open(self) -> Callable[..., Any]:
        """Import the SDK (1.6 to 2 seconds, so on the first request only) and put the layers on top of each other."""
        import instructor
        import openai

        for name in LOGGERS:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        key = self._settings.api_key
        sdk = openai.OpenAI(
            api_key=key.get_secret_value() if key else NO_KEY,
            base_url=self._settings.base_url,
            default_headers=self._settings.headers,
            http_client=self._http,
            max_retries=0,
        )
        modes = {
            StructuredOutput.JSON_SCHEMA: instructor.Mode.JSON_SCHEMA,
            StructuredOutput.TOOLS: instructor.Mode.TOOLS,
            StructuredOutput.JSON: instructor.Mode.JSON,
        }

        # Looked up here, once: the SDK imports much of itself at this point, which threads should not do together.
        send = sdk.chat.completions.create

        def complete(**request: Any) -> Any:
            return self._complete(send, request)

        return instructor.patch(create=complete, mode=modes[self._settings.structured_output])

    def _complete(self, send: Callable[..., Any], request: dict[str, Any]) -> Any:
        """One answer of the model: sent again while the transport fails, then checked to be an answer at all."""
        said = (message.get("content") for message in request["messages"] if message["role"] != "system")
        asked = Asked(self._settings, "\n".join(text for text in said if isinstance(text, str)))
        attempts = self._retry.attempts(self._settings.max_attempts, self._stopped)
        try:
            completion = attempts(self._attempt, send, request)
        except (JSONDecodeError, RecursionError):
            raise no_completion(asked) from None
        return check(completion, asked)

    def _attempt(self, send: Callable[..., Any], request: dict[str, Any]) -> Any:
        """One request: when there is a place for it, and money."""
        with self._limiter.place():
            self._check_running()
            reservation = self._meter.reserve(Tokens(_size(request), self._settings.max_tokens or 0))
            counted = None
            try:
                completion = send(**request)
                counted = counted_tokens(completion, reservation.estimate)
            except Exception as problem:
                if is_rate_limit(problem):
                    self._limiter.refused(self._retry.asked(problem))
                raise
            finally:
                self._meter.settle(reservation, counted)
        self._limiter.answered()
        return completion


def _size(request: dict[str, Any]) -> int:
    return estimate_tokens(canonical(request).decode("utf-8", "replace"))


def _without_placeholder(request: httpx2.Request) -> None:
    """Some servers reject a made-up key where they would accept none."""
    if request.headers.get("Authorization") == f"Bearer {NO_KEY}":
        del request.headers["Authorization"]
