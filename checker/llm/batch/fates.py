"""Why a request of a batch has no answer, in words for people."""

from __future__ import annotations

import re

from checker.errors import (
    CheckerError,
    ModelError,
    ModelTimeoutError,
    RateLimitedError,
    ServerFaultError,
    UnknownModelError,
)
from checker.llm.batch.api import State
from checker.llm.batch.lines import Answered
from checker.llm.faults import NO_CREDIT

AGAIN = "The same command sends what is missing, and pays for nothing twice."
GONE = "gone"
"""The status that we give to a batch that the endpoint does not know any more."""
TOO_MANY_TOKENS = "token_limit_exceeded"
"""How OpenAI calls it when more tokens are waiting in batches than an account may have."""


def of_batch(state: State) -> CheckerError:
    """Why a batch that has ended has no answer to one of its requests."""
    if state.code in NO_CREDIT:
        fault = RateLimitedError(
            "The account has no credit left for a batch.", remedy="Add credit, then run again: answers so far are kept."
        )
        fault.fatal = True
        return fault
    if state.code == "model_not_found":
        return UnknownModelError(
            f"The endpoint does not serve this model in batches.{state.said}",
            remedy="Check --model, or leave out --batch.",
        )
    if state.status == "expired":
        return ModelTimeoutError(f"The batch {state.id} expired before this was answered.", remedy=AGAIN)
    if state.status == "cancelled":
        return ModelError(f"The batch {state.id} was cancelled before this was answered.", remedy=AGAIN)
    if state.status == "failed":
        return ModelError(
            f"The endpoint rejected the batch {state.id}{_named(state.code)}.{state.said}",
            remedy="Run again later, or leave out --batch.",
        )
    if state.status == GONE:
        return ModelError(f"The endpoint does not know the batch {state.id} any more.", remedy=AGAIN)
    return ServerFaultError(f"The batch {state.id} ended without an answer to this.", remedy=AGAIN)


def of_line(state: State, line: Answered) -> CheckerError:
    """Why a request has none where the endpoint says something about it, and sending it again may help."""
    if line.status == 429:
        return RateLimitedError(f"The batch {state.id} met a limit of requests (429) with this.", remedy=AGAIN)
    if line.status:
        return ServerFaultError(f"The endpoint failed with this in a batch (HTTP {line.status}).", remedy=AGAIN)
    if state.status == "completed":
        return ServerFaultError(
            f"The batch {state.id} ended without an answer to this{_named(line.code)}.", remedy=AGAIN
        )
    return of_batch(state)


def again(problem: BaseException) -> BaseException:
    """A copy: one exception raised in several threads would collect the tracebacks of all."""
    if not isinstance(problem, CheckerError):
        return problem
    copy = type(problem)(str(problem), remedy=problem.remedy)
    copy.fatal = problem.fatal
    return copy


def _named(code: str) -> str:
    """What the endpoint calls it, if that is a name and no text."""
    return f" ({code})" if re.fullmatch(r"[\w.-]{1,64}", code) else ""
