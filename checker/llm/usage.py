"""The meter: counts calls, tokens and money while a run goes on, and stops it before it costs too much."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from threading import Condition, RLock

from checker.errors import BudgetExceededError, ConfigurationError
from checker.llm.pricing import Price, Tokens
from checker.llm.tally import Tally, tally_here
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
    ascii_letters = len(text.encode("ascii", "ignore"))
    return ceil(ascii_letters / 4 + (len(text) - ascii_letters) / 2)


@dataclass(frozen=True)
class Reservation:
    """A request that may be sent: what was estimated, and the money held back for it."""

    estimate: Tokens
    held: float = 0.0
    part: Tally | None = None
    """Of the part of the run that the request is for, where it is counted apart."""


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
        self._whole = self.part()
        self._held = 0.0
        self._in_flight = 0
        self._estimated = 0
        self._counted = 0
        self._longest_answer = 0
        self._exhausted = ""

    def part(self) -> Tally:
        """A tally for a part of the run, that counts what is asked within ``counting``."""
        return Tally(priced=self._price is not None)

    def usage(self) -> Usage:
        """What was used so far."""
        return self._whole.usage()

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
            return self._sent(estimate, held, tally_here())

    def reserve_together(self, requests: Sequence[tuple[Tokens, Tally | None]]) -> list[Reservation]:
        """Count requests that are about to be sent together, and hold back what they may cost.

        Args:
            requests: of each, tokens to be sent with the limit of the answer (0: no limit was set), and the tally of
                the part of the run that it is for.

        Returns:
            Reservations for as many of them, from the first, as there is money for. None where it is all held by
            calls in flight, most of which cost less.

        Raises:
            BudgetExceededError: not even the first can be paid for, and nothing is in flight.
        """
        reserved: list[Reservation] = []
        with self._changed:
            for estimate, part in requests:
                held = 0.0
                if self._price is not None and self._max_cost is not None:
                    held = self._price.cost(self._likely(estimate))
                    if self._exhausted or self._spent() + self._held + held > self._max_cost:
                        break
                reserved.append(self._sent(estimate, held, part))
            if requests and not self._in_flight:
                self._exhausted = self._exhausted or f"the next call could cost ${held:.4f}, more than is left"
                raise self._exceeded()
        return reserved

    def sent_before(self, estimate: Tokens, part: Tally | None) -> Reservation:
        """Count a request that an earlier run sent, and whose answer this one will read. No limit holds it back."""
        with self._changed:
            return self._sent(estimate, 0.0, part)

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
                cost = 0.0 if self._price is None else self._price.cost(counted)
                self._count(reservation.part, tokens_in=counted.sent, tokens_out=counted.received, cost=cost)
            self._changed.notify_all()

    def count_cached(self, part: Tally | None = None) -> None:
        """Count an answer that was taken from the cache.

        Args:
            part: the tally of the part of the run that it is for; None for the one within which this is called.
        """
        with self._changed:
            self._count(part or tally_here(), cached=1)

    def _sent(self, estimate: Tokens, held: float, part: Tally | None) -> Reservation:
        self._held += held
        self._in_flight += 1
        self._count(part, calls=1)
        return Reservation(estimate, held, part)

    def _likely(self, estimate: Tokens) -> Tokens:
        factor = self._counted / self._estimated if self._estimated else 1.0
        answer = estimate.received or max(ASSUMED_ANSWER, self._longest_answer)
        return Tokens(ceil(estimate.sent * factor * MARGIN), answer)

    def _learn(self, estimate: Tokens, counted: Tokens) -> None:
        self._estimated += estimate.sent
        self._counted += counted.sent
        self._longest_answer = max(self._longest_answer, counted.received)

    def _spent(self) -> float:
        return self._whole.usage().cost_usd or 0.0

    def _exceeded(self) -> BudgetExceededError:
        self._changed.notify_all()
        return BudgetExceededError(
            f"Stopped at ${self._spent():.4f} of --max-cost {self._max_cost:g}: {self._exhausted}.",
            remedy="Run again with a higher --max-cost: answers that are paid for are in the cache and cost nothing.",
        )

    def _count(
        self,
        part: Tally | None,
        *,
        calls: int = 0,
        cached: int = 0,
        tokens_in: int = 0,
        tokens_out: int = 0,
        cost: float = 0.0,
    ) -> None:
        for tally in (self._whole, part):
            if tally is not None:
                tally.add(calls=calls, cached=cached, tokens_in=tokens_in, tokens_out=tokens_out, cost=cost)
        if self._on_change is not None:
            self._on_change(self._whole.usage())
