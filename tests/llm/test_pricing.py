"""What tokens cost, and when that is not known."""

from __future__ import annotations

from typing import Any

import pytest

from checker.llm.pricing import Tokens, price_of
from checker.settings import ModelSettings

LOCAL = "http://127.0.0.1:8080/v1"


def settings(**given: Any) -> ModelSettings:
    return ModelSettings(**{"model": "gpt-4o-mini", **given})


def test_a_published_price_is_used_at_its_own_provider() -> None:
    price = price_of(settings())
    assert price is not None
    assert price.cost(Tokens(1_000_000, 0)) == pytest.approx(0.15)
    assert price.cost(Tokens(0, 1_000_000)) == pytest.approx(0.60)


@pytest.mark.parametrize(
    "unknown",
    [
        {"base_url": LOCAL},
        {"base_url": "https://proxy.example.com/v1"},
        {"base_url": "https://example.com/?https://api.openai.com/v1"},
        {"model": "no-such-model-9"},
        {"base_url": LOCAL, "price_in": 1.0},
        {"price_out": 1.0},
    ],
    ids=str,
)
def test_a_price_is_unknown_at_another_address_or_for_another_model(unknown: dict[str, Any]) -> None:
    assert price_of(settings(**unknown)) is None


def test_the_users_own_price_wins() -> None:
    price = price_of(settings(price_in=3.0, price_out=0.0))
    assert price is not None
    assert price.cost(Tokens(2_000_000, 500)) == pytest.approx(6.0)
