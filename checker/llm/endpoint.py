"""One endpoint: a prompt goes out, a validated answer comes back. `sdk` opens the openai SDK, `forms` knows instructor.

Two owners of repetition, and no third: instructor asks once more when an answer does not validate, and around each
single request inside it one tenacity loop sends again what the transport lost. The SDK's own retries are off.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from json import JSONDecodeError
from threading import Event, Lock, local
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx2
from pydantic import BaseModel

from checker.errors import ConnectionFailedError, ModelError, ModelTimeoutError, RateLimitedError, ServerFaultError
from checker.llm.completion import check, counted_tokens, no_completion
from checker.llm.faults import asks_too_much, fault_of, gave_up, is_answer, is_rate_limit, is_transient, retry_after
from checker.llm.fingerprint import canonical, messages_of
from checker.llm.forms import Forms
from checker.llm.pricing import Tokens
from checker.llm.quoting import Asked
from checker.llm.sdk import http_client, open_sdk
from checker.llm.traffic.limits import Limiter
from checker.llm.traffic.retries import RetryPolicy
from checker.llm.usage import Meter, estimate_tokens
from checker.prompting.templates import Prompt
from checker.settings import ModelSettings

T = TypeVar("T", bound=BaseModel)

PASSING = (ConnectionFailedError, ModelTimeoutError, RateLimitedError, ServerFaultError)
"""What may be gone the next time."""
Send = Callable[..., Any]
"""Sends the body of a request, and returns the Chat Completion."""


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
        self._limiter = Limiter(settings.concurrency, retry)
        self._stopped = Event()
        self._reason: ModelError = ModelError("The run was stopped before this was asked.")
        self._http = http_client(settings, transport)
        self._http.event_hooks = {**self._http.event_hooks, "response": [self._hear]}
        self._heard = local()
        self._opening = Lock()
        self._open: tuple[Forms, Send] | None = None

    def ask(self, prompt: Prompt, answer_type: type[T]) -> T:
        """Ask until an answer validates, once more at most.

        Raises:
            ModelError: no usable answer came. After a fatal one, it is raised again without a request.
            BudgetExceededError: the next request could cost too much.
            CassetteMissError: a cassette is replayed, and the request is not on it.
        """
        self._check_running()
        request = {"messages": messages_of(prompt), "model": self._settings.model, **self._choices()}
        try:
            forms, send = self._opened()
            return forms.ask(partial(self._complete, send), answer_type, request)
        except Exception as problem:
            fault = fault_of(problem, Asked(self._settings, prompt.user))
            if isinstance(fault, ModelError) and fault.fatal:
                self._stop(fault)
            elif isinstance(fault, PASSING):
                # What was cut off when the run was stopped says nothing about the endpoint.
                self._check_running()
            raise fault from None

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

    def _opened(self) -> tuple[Forms, Send]:
        """What is slow to import: both packages, on the first request only."""
        with self._opening:
            if self._open is None:
                from openai.types.chat import ChatCompletion

                sdk = open_sdk(self._settings, self._http)
                # Not `chat.completions.create`: that looks for what to rewrite in every part of a schema, each time.
                send = partial(sdk.post, "/chat/completions", cast_to=ChatCompletion)
                self._open = Forms(self._settings.structured_output), send
            return self._open

    def _complete(self, send: Send, **request: Any) -> Any:
        """One answer of the model: sent again while the transport fails, then checked to be an answer at all."""
        said = (message.get("content") for message in request["messages"] if message["role"] != "system")
        asked = Asked(self._settings, "\n".join(text for text in said if isinstance(text, str)))
        call = object()
        attempts = self._retry.attempts(self._settings.max_attempts, self._stopped, call=call, endpoint=self._limiter)
        try:
            completion = attempts(self._attempt, send, request, call)
        except (JSONDecodeError, RecursionError):
            raise no_completion(asked) from None
        except Exception as problem:
            self._check_patience(problem, asked)
            raise
        return check(completion, asked)

    def _attempt(self, send: Send, request: dict[str, Any], call: object) -> Any:
        """One request: when there is a place for it, and money."""
        estimate = Tokens(_size(request), self._settings.max_tokens or 0)
        with self._limiter.place(call, tokens=estimate.sent + estimate.received) as place:
            self._check_running()
            reservation = self._meter.reserve(estimate)
            counted = None
            try:
                completion = send(body=request)
                counted = counted_tokens(completion, reservation.estimate)
                self._limiter.answered(self._heard.headers)
            except Exception as problem:
                if is_rate_limit(problem):
                    self._limiter.refused(place, self._retry.asked(problem))
                elif is_transient(problem):
                    self._limiter.failed(place)
                elif is_answer(problem):
                    self._limiter.answered()
                raise
            finally:
                self._meter.settle(reservation, counted)
        return completion

    def _hear(self, response: httpx2.Response) -> None:
        """Keep the headers of what this thread is answered: the SDK hands on the body alone."""
        self._heard.headers = response.headers

    def _check_patience(self, problem: Exception, asked: Asked) -> None:
        """End the run where one call has shown that there is nothing to wait for.

        Raises:
            ModelError: a fatal one. What it was raised for remains the cause.
        """
        if self._retry.asks_too_much(problem):
            raise asks_too_much(asked, retry_after(problem) or 0.0) from problem
        if is_transient(problem) and self._limiter.hopeless():
            fault = fault_of(problem, asked)
            if isinstance(fault, ModelError):
                raise gave_up(fault) from problem


def _size(request: dict[str, Any]) -> int:
    return estimate_tokens(canonical(request).decode("utf-8", "replace"))
