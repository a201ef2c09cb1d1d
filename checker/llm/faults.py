"""What went wrong, in words for people: every failure of a request becomes one of `checker.errors`.

The SDK's exceptions are told apart by their class and by what is under them (``__cause__``). No message holds the key
or the text of an article: see `quoting`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import httpx2

from checker.errors import (
    AuthenticationError,
    CheckerError,
    ConnectionFailedError,
    InvalidAnswerError,
    ModelError,
    ModelTimeoutError,
    RateLimitedError,
    RefusalError,
    RequestRefusedError,
    ServerFaultError,
    TruncatedAnswerError,
    UnknownModelError,
)
from checker.llm.quoting import Asked
from checker.settings import StructuredOutput

if TYPE_CHECKING:
    import openai

TRANSIENT_STATUS = frozenset({408, 409, 425, 429})
"""Besides 5xx: asked again, the endpoint may answer."""
LONGEST_TOLD = 366 * 86400.0
"""Seconds. Who asks to wait for longer than a year is quoted with a year."""
KEPT = "Answers so far are kept: run the same command again later."
NO_CREDIT = frozenset({"insufficient_quota", "billing_hard_limit_reached", "insufficient_balance"})
"""What a 429 says when waiting does not help."""


def chain(problem: BaseException) -> Iterator[BaseException]:
    """An exception and everything that it was raised from, outermost first."""
    link: BaseException | None = problem
    while link is not None:
        yield link
        link = link.__cause__


def is_transient(problem: BaseException) -> bool:
    """Whether the same request may succeed when it is sent again."""
    import openai

    if any(isinstance(link, CheckerError) for link in chain(problem)):
        return False
    if isinstance(problem, openai.APIStatusError):
        return is_transient_status(problem.status_code) and code_of(problem) not in NO_CREDIT
    return isinstance(problem, openai.APIConnectionError)


def is_transient_status(status: int) -> bool:
    """Whether a status says something about the moment, and nothing about the request."""
    return status in TRANSIENT_STATUS or status >= 500


def code_of(problem: openai.APIError) -> str:
    """What an endpoint calls the failure; empty where it has no name for it. Whatever it sends, this is text."""
    return problem.code if isinstance(problem.code, str) else ""


def is_refused(problem: BaseException) -> bool:
    """Whether no connection came about."""
    return any(isinstance(link, httpx2.ConnectError | httpx2.ConnectTimeout) for link in chain(problem))


def is_rate_limit(problem: BaseException) -> bool:
    """Whether the endpoint asks for fewer requests."""
    import openai

    return isinstance(problem, openai.RateLimitError) and code_of(problem) not in NO_CREDIT


def is_answer(problem: BaseException) -> bool:
    """Whether the endpoint is up and said something, if only that the request or its own answer is of no use."""
    import openai

    return isinstance(problem, openai.APIStatusError | ValueError | RecursionError)


def retry_after(problem: BaseException, now: datetime | None = None) -> float | None:
    """Seconds that the endpoint asks to wait, in any of the forms that are in use; None where it says nothing usable.

    Source: RFC 9110, section 10.2.3 (seconds or a date); ``retry-after-ms`` is an extension of OpenAI's.
    """
    import openai

    if not isinstance(problem, openai.APIStatusError):
        return None
    headers = problem.response.headers
    for value, unit in ((headers.get("retry-after-ms"), 0.001), (headers.get("retry-after"), 1.0)):
        try:
            seconds = float(value or "") * unit
        except ValueError:
            continue
        if math.isfinite(seconds) and seconds >= 0:
            return seconds
    try:
        until = parsedate_to_datetime(headers.get("retry-after", ""))
    except ValueError:
        return None
    if until.tzinfo is None:
        return None
    return max(0.0, (until - (now or datetime.now(UTC))).total_seconds())


def fault_of(problem: BaseException, asked: Asked) -> BaseException:
    """The error to show for whatever stopped a request; what it was raised from where it is a mistake in a program."""
    import openai
    from instructor.core import IncompleteOutputException

    links = list(chain(problem))
    for link in links:
        if isinstance(link, CheckerError):
            return link
    for link in links:
        if isinstance(link, openai.APIStatusError):
            return _status_fault(link, asked)
        if isinstance(link, openai.APIConnectionError):
            return _connection_fault(link, asked)
        if isinstance(link, IncompleteOutputException):
            return truncated(asked)
    cause = links[-1]
    if isinstance(cause, UnicodeEncodeError):
        return RequestRefusedError("The text holds a character that cannot be sent (half of a surrogate pair).")
    if isinstance(cause, ValueError | RecursionError | openai.APIError):
        return InvalidAnswerError(
            f"{asked.settings.model} answered, even when asked again, in another form than it was asked for.",
            remedy=_other_modes(asked),
        )
    return cause


def asks_too_much(asked: Asked, seconds: float) -> ModelError:
    """The error for an endpoint that asks to wait for longer than anybody wants to."""
    fault = RateLimitedError(
        f"{asked.address} asks to wait {timedelta(seconds=round(min(seconds, LONGEST_TOLD)))} before the next request.",
        remedy="Answers so far are kept: run the same command again after that time.",
    )
    fault.fatal = True
    return fault


def gave_up(fault: ModelError) -> ModelError:
    """The error that ends a run whose every request has failed for longer than there is patience."""
    last = type(fault)(f"{fault} So it was whatever was asked.", remedy=f"{fault.remedy} {KEPT}".strip())
    last.fatal = True
    return last


def truncated(asked: Asked) -> ModelError:
    """The error for an answer that was cut."""
    return TruncatedAnswerError(
        f"The answer of {asked.settings.model} was cut at the token limit.",
        remedy="Raise --max-tokens, or choose a model that may answer at greater length.",
    )


def _connection_fault(problem: openai.APIConnectionError, asked: Asked) -> ModelError:
    import openai

    said = " ".join(map(str, chain(problem)))
    if "CERTIFICATE_VERIFY_FAILED" in said:
        return ConnectionFailedError(
            f"The certificate of {asked.address} is not trusted.",
            remedy="Is --base-url right? For a server of your own, have this system trust who signed its certificate.",
        )
    if "[SSL" in said:
        return ConnectionFailedError(
            f"No secure connection to {asked.address} came about: it does not speak TLS as it should.",
            remedy="For a server without TLS, write http:// in --base-url.",
        )
    if is_refused(problem):
        return ConnectionFailedError(
            f"Nothing answers at {asked.address} ({_lowest(problem)}).",
            remedy="Is the server running, and is --base-url right? For most servers it ends in /v1.",
        )
    if isinstance(problem, openai.APITimeoutError):
        return ModelTimeoutError(
            f"No answer from {asked.address} within {asked.settings.timeout:g} seconds.",
            remedy="Run again later (answers so far are kept), or allow more time with --timeout.",
        )
    return ServerFaultError(
        f"The connection to {asked.address} broke before the answer was complete ({_lowest(problem)}).",
        remedy="Run again: answers so far are kept.",
    )


def _lowest(problem: BaseException) -> str:
    """The name of what is at the bottom: its text may hold an address with a password."""
    return type(list(chain(problem))[-1]).__name__


def _status_fault(problem: openai.APIStatusError, asked: Asked) -> ModelError:
    status, said = problem.status_code, asked.quote(problem.body)
    if code_of(problem) == "content_filter":
        return RefusalError(
            f"A content filter before {asked.settings.model} declined this request.",
            remedy="Check this part by hand, or ask another model.",
        )
    if _is_unknown_model(problem):
        return UnknownModelError(
            f"{asked.address} does not serve the model {asked.settings.model!r}.{said}",
            remedy="Check --model. Most endpoints list what they serve under /models.",
        )
    if status == 401 or (status == 403 and isinstance(problem.body, dict)):
        return _key_fault(asked)
    if status == 402 or code_of(problem) in NO_CREDIT:
        return _no_credit(asked)
    if status == 429:
        return RateLimitedError(
            f"{asked.address} allows no more requests for now (429), and waiting did not help.{said}",
            remedy="Run again later (answers so far are kept), or lower --concurrency.",
        )
    if status == 408:
        return ModelTimeoutError(f"{asked.address} gave up waiting (408).{said}", remedy="Run again later.")
    if status >= 500:
        return ServerFaultError(
            f"{asked.address} failed (HTTP {status}), also when asked again.{said}",
            remedy=f"Run again later. If it always fails: {_other_modes(asked)}",
        )
    if status in {404, 405} or status < 400:
        return ConnectionFailedError(
            f"There is no Chat Completions endpoint at {asked.address} (HTTP {status}).{said}",
            remedy="Check --base-url. For most servers it ends in /v1.",
        )
    return RequestRefusedError(
        f"{asked.address} rejected the request (HTTP {status}).{said}",
        remedy=f"A shorter text may help where it was too long; else: {_other_modes(asked)}",
    )


def _is_unknown_model(problem: openai.APIStatusError) -> bool:
    if code_of(problem) == "model_not_found":
        return True
    said = problem.body.get("message") if isinstance(problem.body, dict) else problem.body
    return problem.status_code == 404 and isinstance(said, str) and "model" in said.lower() and "<" not in said


def _key_fault(asked: Asked) -> ModelError:
    if asked.settings.api_key is None:
        return AuthenticationError(
            f"{asked.address} wants a key, and none was given.",
            remedy="Set CHECKER_API_KEY (or OPENAI_API_KEY) to your key.",
        )
    return AuthenticationError(
        f"{asked.address} does not accept this key, or not for the model {asked.settings.model!r}.",
        remedy="Check CHECKER_API_KEY (or OPENAI_API_KEY): is it whole, valid, and made for this endpoint?",
    )


def _no_credit(asked: Asked) -> ModelError:
    fault = RateLimitedError(
        f"The account at {asked.address} has no credit left.",
        remedy="Add credit, then run again: answers so far are kept.",
    )
    # Unlike a limit on speed, every further call would meet it.
    fault.fatal = True
    return fault


def _other_modes(asked: Asked) -> str:
    others = [mode.value for mode in StructuredOutput if mode is not asked.settings.structured_output]
    return f"this server or model may do better with --mode {' or --mode '.join(others)}."
