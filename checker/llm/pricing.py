"""What tokens cost: the user's own prices, else the table that ships with genai-prices (no network is used)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from checker.settings import ModelSettings, is_loopback

MILLION = 1_000_000
BATCH_SHARE = 0.5
"""What a request of a batch costs, as a share of what it costs live."""


@dataclass(frozen=True)
class Tokens:
    """Tokens of one or several calls."""

    sent: int = 0
    received: int = 0


class Price(Protocol):
    """What a model charges."""

    def cost(self, tokens: Tokens) -> float:
        """US dollars for these tokens, as one call."""
        ...


@dataclass(frozen=True)
class FlatPrice:
    """US dollars per million tokens, as the user gave them."""

    sent: float
    received: float

    def cost(self, tokens: Tokens) -> float:
        """US dollars for these tokens."""
        return (tokens.sent * self.sent + tokens.received * self.received) / MILLION


@dataclass(frozen=True)
class ListPrice:
    """The published price of a model at its own provider, tiers included."""

    model: str
    base_url: str

    def cost(self, tokens: Tokens) -> float:
        """US dollars for these tokens, as one call.

        Raises:
            LookupError: the table does not know this model at this address.
        """
        from genai_prices import Usage, calc_price

        usage = Usage(input_tokens=tokens.sent, output_tokens=tokens.received)
        return float(calc_price(usage, self.model, provider_api_url=self.base_url).total_price)


@dataclass(frozen=True)
class BatchPrice:
    """What a model charges for requests that may take a day.

    Source: OpenAI's pricing, and what compatible providers say: half of the price of a live call, in and out. The
    table of prices knows live calls only.
    """

    live: Price

    def cost(self, tokens: Tokens) -> float:
        """US dollars for these tokens, as one call."""
        return self.live.cost(tokens) * BATCH_SHARE


def price_of(settings: ModelSettings) -> Price | None:
    """The price of a model, or None where it is not known.

    A model's name alone is not enough: the same name at another address (a local server, a reseller) has another
    price, so the table is asked for the name at its address only.
    """
    if settings.price_in is not None and settings.price_out is not None:
        return FlatPrice(settings.price_in, settings.price_out)
    if settings.price_in is not None or settings.price_out is not None:
        return None
    if is_loopback(urlsplit(settings.base_url).hostname or ""):
        return None
    price = ListPrice(settings.model, settings.base_url)
    try:
        price.cost(Tokens(1000, 1000))
    except LookupError:
        return None
    return price
