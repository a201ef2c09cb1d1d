"""Faults by schedule: a share of the requests, or single ones, fail in a way that has a name."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bench.stub.wire import Manner, Reply

BROKEN = tuple(manner.value for manner in Manner if manner is not Manner.WHOLE)
"""The reply is right; it does not arrive."""
BARE = ("html", "empty")
"""Status 200, and no completion."""
SPOILT = (
    "no-choices",
    "null-content",
    "refusal",
    "content-filter",
    "length",
    "bad-json",
    "wrong-enum",
    "extra-fields",
    "huge",
    "deep",
    "many",
)
"""A completion that is not what was asked for."""
_CODES = {401: "invalid_api_key", 404: "model_not_found", 429: "rate_limit_exceeded"}
_PAGE = (
    b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><p>Please sign in to the network.</p></body></html>"
)


@dataclass(frozen=True)
class Fault:
    """What happens to a request."""

    name: str
    """A status, or one of the names above."""
    code: str | None = None
    """What the provider calls it; for a status only."""

    @classmethod
    def of(cls, written: str) -> Fault:
        """From ``500``, ``401:invalid_api_key`` or ``reset``.

        Raises:
            ValueError: there is no such fault.
        """
        name, _, code = written.partition(":")
        if not name.isdigit() and name not in (*BROKEN, *BARE, *SPOILT):
            raise ValueError(f"there is no fault {name!r}: a status, or one of {', '.join((*BROKEN, *BARE, *SPOILT))}")
        return cls(name, code or (_CODES.get(int(name)) if name.isdigit() else None))

    @property
    def label(self) -> str:
        """As it is counted."""
        return self.name if self.code is None else f"{self.name}:{self.code}"

    @property
    def manner(self) -> Manner:
        """How a reply with this fault gets to the caller."""
        return Manner(self.name) if self.name in BROKEN else Manner.WHOLE

    def bare(self, retry_after: Mapping[str, str]) -> Reply | None:
        """The reply, where the fault is not one of an answer; None for what needs one to spoil."""
        if self.name == "html":
            return Reply(_PAGE, kind="text/html")
        if self.name == "empty":
            return Reply(b"")
        if not self.name.isdigit():
            return None
        status = int(self.name)
        return refusal(
            status, f"The stub was told to answer {status}.", self.code, retry_after if status == 429 else {}
        )


def refusal(status: int, message: str, code: str | None, headers: Mapping[str, str] | None = None) -> Reply:
    """An error in OpenAI's form."""
    kind = "server_error" if status >= 500 else "invalid_request_error"
    told = {"message": message, "type": kind, "param": None, "code": code}
    return Reply.of({"error": told}, status, dict(headers or {}))


@dataclass(frozen=True)
class Schedule:
    """Which request meets which fault. All follows from the request's index, counted from 0, and the seed."""

    shares: Sequence[tuple[Fault, float]] = ()
    at: Mapping[int, Fault] = field(default_factory=dict)
    """Index of a request -> what happens to it, whatever the shares say."""
    seed: int = 1

    def of(self, index: int) -> Fault | None:
        """What happens to a request."""
        if index in self.at or not self.shares:
            return self.at.get(index)
        drawn = random.Random(f"fault {self.seed} {index}").random()
        for fault, share in self.shares:
            if drawn < share:
                return fault
            drawn -= share
        return None
