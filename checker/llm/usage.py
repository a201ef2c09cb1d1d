"""The meter: counts calls, tokens and money while a run goes on, and stops it before it costs too much."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from threading import Condition, RLock

from checker.errors import BudgetExceededError, ConfigurationError
from checker.llm.pricing import Price, Tokens
from schemas.report import Usage

ASSUMED_ANSWER = 4096
"""Tokens that an answer is expected not to exceed, where no limit was set."""
MARGIN = 1.25
"""How much longer than estimated a request is taken to be, so that a limit on cost holds."""


def estimate_tokens(text: str) -> int:
    """About how many tokens a text has: a token is some four letters of ASCII, or two of anything else.

    No vocabulary is loaded: the usual library for that fetches it from the internet. The meter corrects the
    estimate by what the endpoint counts.
    """
    ascii_letters = sum(map(str.isascii, text))
    return ceil(ascii_letters / 4 + (len(text) - ascii_letters) / 2)


@dataclass(frozen=True)
class Reservation:
    """A request that may be sent: what was estimated, and the money held back for it."""

    estimate: Tokens
    held: float = 0.0


class Meter:
    """Counts what a run uses. Safe to share between threads.

    Args:
        price: what tokens cost; None where it is not known.
        max_cost: US dollars that the run may cost; None for no limit.
        on_change: called with the usage so far after every change, one call at a time.

    Raises:
        ConfigurationError: a limit was set for a model whose price is not known.
    """

    def __init__(
        self,
        price: Price | None = None,
        *,
        max_cost: float | None = None,
        on_change: Callable[[Usage], None] | None = None,
    ) -> None:
        if max_cost is not None and price is None:
            raise ConfigurationError(
                "--max-cost cannot be kept: the price of this model is not known.",
                remedy="Give its price in US dollars per million tokens: --price-in and --price-out.",
            )
        self._price = price
        self._max_cost = max_cost
        self._on_change = on_change
        self._changed = Condition(RLock())
        self._usage = Usage(cost_usd=None if price is None else 0.0)
        self._held = 0.0
        self._in_flight = 0
        self._estimated = 0
        self._counted = 0
        self._longest_answer = 0
        self._exhausted = ""

    def usage(self) -> Usage:
        """What was used so far."""
        with self._changed:
            return self._usage

    def reserve(self, estimate: Tokens) -> Reservation:
        """Count a request that is about to be sent, and hold back what it may cost.

        Where the calls in flight hold the rest of the money, it waits for them: most cost less than was held.

        Args:
            estimate: tokens to be sent, and the limit of the answer (0: no limit was set).

        Raises:
            BudgetExceededError: the request could cost more than is left.
        """
        with self._changed:
            if self._exhausted:
                # A cheaper call might still fit; but a run that spends the rest on its last steps helps nobody.
                raise self._exceeded()
            likely = self._likely(estimate)
            held = 0.0
            if self._price is not None and self._max_cost is not None:
                held = self._price.cost(likely)
                while self._spent() + self._held + held > self._max_cost:
                    if not self._in_flight:
                        self._exhausted = f"the next call could cost ${held:.4f}, more than is left"
                        raise self._exceeded()
                    self._changed.wait()
                    if self._exhausted:
                        raise self._exceeded()
                self._held += held
            self._in_flight += 1
            self._update(calls=self._usage.calls + 1)
            return Reservation(estimate, held)

    def settle(self, reservation: Reservation, counted: Tokens | None) -> None:
        """Count what came back for a request.

        Args:
            reservation: what `reserve` returned.
            counted: tokens as the endpoint counted them; None where nothing came back.
        """
        with self._changed:
            self._held -= reservation.held
            self._in_flight -= 1
            if counted is not None:
                self._learn(reservation.estimate, counted)
                cost = None if self._price is None else self._spent() + self._price.cost(counted)
                self._update(
                    tokens_in=self._usage.tokens_in + counted.sent,
                    tokens_out=self._usage.tokens_out + counted.received,
                    cost_usd=cost,
                )
            self._changed.notify_all()

    def count_cached(self) -> None:
        """Count an answer that was taken from the cache."""
        with self._changed:
            self._update(cached=self._usage.cached + 1)

    def _likely(self, estimate: Tokens) -> Tokens:
        factor = self._counted / self._estimated if self._estimated else 1.0
        answer = estimate.received or max(ASSUMED_ANSWER, self._longest_answer)
        return Tokens(ceil(estimate.sent * factor * MARGIN), answer)

    def _learn(self, estimate: Tokens, counted: Tokens) -> None:
        self._estimated += estimate.sent
        self._counted += counted.sent
        self._longest_answer = max(self._longest_answer, counted.received)

    def _spent(self) -> float:
        return self._usage.cost_usd or 0.0

    def _exceeded(self) -> BudgetExceededError:
        self._changed.notify_all()
        return BudgetExceededError(
            f"Stopped at ${self._spent():.4f} of --max-cost {self._max_cost:g}: {self._exhausted}.",
            remedy="Run again with a higher --max-cost: answers that are paid for are in the cache and cost nothing.",
        )

    def _update(self, **values: float | None) -> None:
        self._usage = self._usage.model_copy(update=values)
        if self._on_change is not None:
            self._on_change(self._usage)
