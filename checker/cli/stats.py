"""``checker stats``: what the decisions say about the tool, and how long and how alike people decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from checker.cli.options import Plain, Store

if TYPE_CHECKING:
    from schemas.review import Agreeing, Precision, ReviewStats, Times

_NAME = 28
"""Columns of a row's name."""


def stats(
    store: Store = None,
    format: Annotated[Plain, typer.Option(help="Format on standard output.")] = Plain.TEXT,
) -> None:
    """Show how many findings were confirmed and dismissed, by rule, kind and reason, and how long decisions take."""
    from checker.cli.desk import opened
    from checker.review.stats import stats as figures

    with opened(store) as there:
        found = figures(there)
    typer.echo(found.model_dump_json(indent=2) if format is Plain.JSON else "\n".join(_lines(found)))


def _lines(found: ReviewStats) -> Iterator[str]:
    from checker.report.decided import REASONS

    yield f"{found.tracked} findings tracked, {found.decided} decided"
    yield ""
    yield f"{'':{_NAME}}  confirmed  dismissed    n  precision  95 % interval"
    yield _row(found.overall)
    yield from _group("By rule", found.by_rule)
    yield from _group("By kind", found.by_kind)
    if found.reasons:
        yield ""
        yield "Why dismissed"
        yield from (f"{REASONS[each.reason]:{_NAME}}  {each.count:9}" for each in found.reasons)
    yield ""
    yield _time(found.times)
    yield from map(_agreement, found.agreement)


def _group(title: str, rows: Sequence[Precision]) -> Iterator[str]:
    if rows:
        yield ""
        yield title
        yield from map(_row, rows)


def _row(row: Precision) -> str:
    from checker.report.visible import visible

    counts = f"{visible(row.name):{_NAME}}  {row.confirmed:9}  {row.dismissed:9}  {row.confirmed + row.dismissed:3}"
    if row.value is None or row.low is None or row.high is None:
        return f"{counts}          –"
    return f"{counts}  {row.value:9.0%}  {row.low:.0%} to {row.high:.0%}"


def _time(times: Times) -> str:
    if times.median is None:
        return "Time a decision takes: not measured yet (the page measures it)"
    quartiles = "" if times.lower is None else f", quartiles {times.lower:.0f} s to {times.upper:.0f} s"
    return f"Time a decision takes: median {times.median:.0f} s{quartiles} (n = {times.n})"


def _agreement(each: Agreeing) -> str:
    from checker.report.visible import visible

    one, other = (visible(name) or "the desk" for name in (each.one, each.other))
    kappa = "not defined" if each.kappa is None else f"{each.kappa:.2f}"
    return f"{one} and {other}: {each.same} of {each.n} decided alike, Cohen's kappa {kappa}"
