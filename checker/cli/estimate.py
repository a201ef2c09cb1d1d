"""What ``--dry-run`` prints, and what it learned from saved runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from pydantic import ValidationError

from checker.cli.runs import folder
from checker.ingest.origins import find_origins
from checker.llm.pricing import Price, Tokens
from checker.pipeline.estimate import UNTRIED, Estimate, Experience, Range, estimate, learned
from schemas.article import Article
from schemas.report import Mode, Report, ReportedArticle

RUNS = 5
"""As many of the newest runs are learned from."""


def describe(stories: Iterable[Sequence[Article]], price: Price | None, experience: Experience = UNTRIED) -> str:
    """The estimate in words: calls, tokens and US dollars as ranges; an unknown price is said to be unknown.

    Args:
        stories: the articles of each; asked for one after the other, and let go.
        price: what the model charges.
        experience: what was learned from earlier runs.
    """
    number, sizes, likely = 0, 0, Estimate(Range(0, 0), Range(0, 0), Range(0, 0))
    for articles in stories:
        number, sizes = number + 1, sizes + len(articles)
        likely = likely + estimate(articles, find_origins(articles), experience)
    if price is None:
        cost = "unknown (give --price-in and --price-out)"
    else:
        low = price.cost(Tokens(likely.tokens_in.low, likely.tokens_out.low))
        high = price.cost(Tokens(likely.tokens_in.high, likely.tokens_out.high))
        cost = f"${low:.4f} to ${high:.4f}"
    return "\n".join(
        [
            *([f"stories   {number}"] if number != 1 else []),
            f"articles  {sizes}",
            f"calls     {_words(likely.calls)}",
            f"tokens    {_words(likely.tokens_in)} sent, {_words(likely.tokens_out)} received",
            f"cost      {cost}",
            "Nothing was asked. Answers that are in the cache cost nothing.",
        ]
    )


def experience(model: str | None) -> Experience:
    """What the newest saved runs of a model took that asked everything anew."""
    runs = ((_articles(report.articles), report.origins, report.run.usage) for report in _runs_of(model))
    return learned(islice(runs, RUNS))


def _runs_of(model: str | None) -> Iterator[Report]:
    for path in sorted(folder().glob("*.json"), reverse=True):
        try:
            report = Report.model_validate_json(path.read_bytes())
        except (OSError, ValidationError):  # a run of another version: there is nothing to learn from it
            continue
        run = report.run
        if run.mode is Mode.LIVE and run.model == model and not run.usage.cached and report.complete:
            yield report


def _articles(reported: Sequence[ReportedArticle]) -> list[Article]:
    return [
        Article(
            id=each.id,
            text=each.text,
            sentences=each.sentences,
            outlet=each.outlet,
            published=each.published_date,
            updated=each.updated_date,
            digest=each.digest,
        )
        for each in reported
    ]


def _words(span: Range) -> str:
    return f"{span.low:,} to {span.high:,}" if span.low != span.high else f"{span.low:,}"
