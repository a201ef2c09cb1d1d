"""Limits of requests and tokens, as buckets, with true headers where they are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bench.stub.wire import Reply


@dataclass(frozen=True)
class Limits:
    """What is let through."""

    rate: float = 0.0
    """Requests a second; 0 for no limit."""
    burst: float | None = None
    """Requests that a rested bucket holds; None for those of one second."""
    retry_after: str = "1"
    """What a refused caller is told, as it is sent; ``120ms`` goes into ``retry-after-ms``, ``none`` is not sent."""
    tokens_per_minute: float = 0.0
    """Tokens sent and received; 0 for no limit."""
    headers: bool = False
    """Whether the limits are told in ``x-ratelimit-*``."""
    changes: Sequence[tuple[float, float]] = ()
    """Seconds after the first request, and the rate from then on; in their order."""


class Bucket:
    """So many at once, and so many more a second. It starts full."""

    def __init__(self, capacity: float, per_second: float, now: float) -> None:
        self.capacity, self.per_second = capacity, per_second
        self._level, self._since = capacity, now

    def level(self, now: float) -> float:
        """What is in it; less than nothing after something larger was taken than was there."""
        self._level = min(self.capacity, self._level + (now - self._since) * self.per_second)
        self._since = now
        return self._level

    def take(self, amount: float, now: float) -> None:
        """Take something out."""
        self._level = self.level(now) - amount

    def change(self, capacity: float, per_second: float, now: float) -> None:
        """From now on another size and another rate."""
        level = self.level(now)
        self.capacity, self.per_second = capacity, per_second
        self._level = min(capacity, level)

    def seconds_to(self, level: float, now: float) -> float:
        """Until it holds so much again."""
        return max(0.0, level - self.level(now)) / self.per_second


class Gate:
    """Lets requests through, or refuses them. Its clock starts with the first of them."""

    def __init__(self, limits: Limits, now: float) -> None:
        self._limits, self._began, self._changes = limits, now, list(limits.changes)
        self._requests = Bucket(self._size(limits.rate), limits.rate, now) if limits.rate or limits.changes else None
        a_minute = limits.tokens_per_minute
        self._tokens = Bucket(a_minute, a_minute / 60, now) if a_minute else None

    def admit(self, tokens: int, now: float) -> Reply | None:
        """Let a request through that has so many tokens; else what it is refused with."""
        self._follow(now)
        if self._requests and self._requests.per_second and self._requests.level(now) < 1:
            return self._refused("requests", now)
        # A request of more tokens than the bucket ever holds waits for a full one.
        if self._tokens and self._tokens.level(now) < min(tokens, self._tokens.capacity):
            return self._refused("tokens", now)
        if self._requests:
            self._requests.take(1, now)
        if self._tokens:
            self._tokens.take(tokens, now)
        return None

    def charge(self, tokens: int, now: float) -> None:
        """Count the tokens of an answer: what it would be was not known before."""
        if self._tokens:
            self._tokens.take(tokens, now)

    def headers(self, now: float) -> dict[str, str]:
        """The limits, as OpenAI tells them: what a full bucket holds, what is left, how long until it is full."""
        told: dict[str, str] = {}
        if self._limits.headers:
            for name, bucket in (("requests", self._requests), ("tokens", self._tokens)):
                if bucket and bucket.per_second:
                    told[f"x-ratelimit-limit-{name}"] = f"{bucket.capacity:.0f}"
                    told[f"x-ratelimit-remaining-{name}"] = f"{max(0, int(bucket.level(now)))}"
                    told[f"x-ratelimit-reset-{name}"] = lasting(bucket.seconds_to(bucket.capacity, now))
        return told

    def retry_after(self) -> dict[str, str]:
        """What a refused caller is told to wait."""
        told = self._limits.retry_after
        if told.endswith("ms"):
            return {"retry-after-ms": told.removesuffix("ms")}
        return {} if told == "none" else {"Retry-After": told}

    def _refused(self, what: str, now: float) -> Reply:
        told = {
            "message": f"Rate limit reached for {what}.",
            "type": what,
            "param": None,
            "code": "rate_limit_exceeded",
        }
        return Reply.of({"error": told}, 429, self.headers(now) | self.retry_after())

    def _size(self, rate: float) -> float:
        return max(1.0, rate if self._limits.burst is None else self._limits.burst)

    def _follow(self, now: float) -> None:
        while self._requests and self._changes and now >= self._began + self._changes[0][0]:
            after, rate = self._changes.pop(0)
            self._requests.change(self._size(rate), rate, self._began + after)


def lasting(seconds: float) -> str:
    """A time as OpenAI writes it: ``12ms``, ``1.5s``, ``6m0s``."""
    if seconds < 1:
        return f"{seconds * 1000:.0f}ms"
    if seconds < 60:
        return f"{seconds:.3g}s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}m{rest}s"
