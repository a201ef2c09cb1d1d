"""What ``--dry-run`` prints."""

from __future__ import annotations

from collections.abc import Sequence

from checker.llm.pricing import Price, Tokens
from checker.pipeline.estimate import Range, estimate
from schemas.article import Article


def describe(articles: Sequence[Article], price: Price | None) -> str:
    """The estimate in words: calls, tokens and US dollars as ranges; an unknown price is said to be unknown."""
    likely = estimate(articles)
    if price is None:
        cost = "unknown (give --price-in and --price-out)"
    else:
        low = price.cost(Tokens(likely.tokens_in.low, likely.tokens_out.low))
        high = price.cost(Tokens(likely.tokens_in.high, likely.tokens_out.high))
        cost = f"${low:.4f} to ${high:.4f}"
    return "\n".join(
        [
            f"articles  {len(articles)}",
            f"calls     {_words(likely.calls)}",
            f"tokens    {_words(likely.tokens_in)} sent, {_words(likely.tokens_out)} received",
            f"cost      {cost}",
            "Nothing was asked. Answers that are in the cache cost nothing.",
        ]
    )


def _words(span: Range) -> str:
    return f"{span.low:,} to {span.high:,}" if span.low != span.high else f"{span.low:,}"
