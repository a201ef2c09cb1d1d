"""What the stub was sent, and what it made of it."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Counts:
    """Sums since the start or the last reset. A request of the Batch API's is counted under ``batch`` alone."""

    requests: int = 0
    answered: int = 0
    """Answers that were made, whether or not the caller was there to read them: a provider would bill them."""
    refused: int = 0
    """Requests beyond a limit."""
    failed: Counter[str] = field(default_factory=Counter)
    """Faults by schedule, by their name."""
    doubled: int = 0
    """Answers to a body that had been answered before."""
    in_flight: int = 0
    most_in_flight: int = 0
    connections: int = 0
    open_connections: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    """Of those sent, the ones in a prefix that the stub had seen before."""
    forms: Counter[str] = field(default_factory=Counter)
    """Answers, by the name of their schema."""
    batch: Counter[str] = field(default_factory=Counter)
    """Files, batches, polls and lines of the Batch API, and lines of a body that had been answered before."""
    first: float | None = None
    """When the first request came, by the monotonic clock."""
    _seen: set[int] = field(default_factory=set)

    def begin(self) -> None:
        """Count a request in."""
        self.first = self.first or time.monotonic()
        self.requests += 1
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)

    def answer(self, form: str, key: int, usage: dict[str, Any]) -> None:
        """Count an answer.

        Args:
            form: the name of its schema.
            key: stands for the body of the request.
            usage: what the answer says that it cost.
        """
        self.answered += 1
        self.forms[form] += 1
        self.doubled += key in self._seen
        self._seen.add(key)
        self.tokens_in += usage["prompt_tokens"]
        self.tokens_out += usage["completion_tokens"]
        self.tokens_cached += usage["prompt_tokens_details"]["cached_tokens"]

    def batch_line(self, key: int) -> None:
        """Count a line of a batch that was answered."""
        self.batch["doubled"] += key in self._seen
        self._seen.add(key)

    def after_reset(self) -> Counts:
        """Nothing but what is going on at the moment."""
        return Counts(in_flight=self.in_flight, most_in_flight=self.in_flight, open_connections=self.open_connections)

    def told(self) -> dict[str, Any]:
        """As JSON, with the seconds since the first request."""
        shown = {name: value for name, value in vars(self).items() if name not in {"_seen", "first"}}
        seconds = time.monotonic() - self.first if self.first else 0.0
        return shown | {"seconds": round(seconds, 3)}
