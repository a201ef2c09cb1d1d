"""``checker diff``: what became of a story's findings from one run to another."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from checker.cli.options import Plain
from schemas.review import MachineState, Snapshot

if TYPE_CHECKING:
    from checker.review.diff import Change
    from schemas.report import Report

_RUN = "A saved report (a file, a run's id, or 'last')."


def diff(
    old: Annotated[str, typer.Argument(help=_RUN, show_default=False)],
    new: Annotated[str, typer.Argument(help=_RUN, show_default=False)],
    format: Annotated[Plain, typer.Option(help="Format on standard output.")] = Plain.TEXT,
) -> None:
    """List the findings of two runs of a story that are new, that rest on other words now, and that are gone."""
    from checker.cli.desk import saved
    from checker.review.diff import compare

    before, after = saved(old), saved(new)
    changes = compare(before, after)
    if format is Plain.JSON:
        typer.echo(json.dumps(_data(before, after, changes), ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(_lines(before, after, changes)))


def _data(before: Report, after: Report, changes: Sequence[Change]) -> dict[str, object]:
    def plain(seen: Snapshot | None) -> object:
        return seen.model_dump(mode="json") if seen else None

    listed = [{"machine": c.machine.value, "old": plain(c.old), "new": plain(c.new)} for c in changes]
    return {"old": before.run.id, "new": after.run.id, "changes": listed}


def _lines(before: Report, after: Report, changes: Sequence[Change]) -> Iterator[str]:
    from checker.report.labels import moment
    from checker.report.visible import visible

    runs = ((visible(report.run.id), moment(report.run.started)) for report in (before, after))
    yield " -> ".join(f"{name} ({when})" for name, when in runs)
    if not _common(before, after):
        yield "The two runs share no article, so that nothing can be known again."
    for machine in (MachineState.NEW, MachineState.UPDATED, MachineState.ABSENT):
        those = [change for change in changes if change.machine is machine]
        if those:
            yield ""
            yield f"{machine.value.upper()} ({len(those)})"
        for change in those:
            yield from _told(change)
    yield ""
    yield f"{sum(change.machine is MachineState.UNCHANGED for change in changes)} unchanged"


def _common(before: Report, after: Report) -> bool:
    from checker.review.articles import Shelf

    there = Shelf(after.articles)
    return any(there.find(keys) for keys in Shelf(before.articles).keys.values())


def _told(change: Change) -> Iterator[str]:
    from checker.report.labels import KINDS
    from checker.report.visible import visible

    seen = change.new or change.old
    if seen is None:
        return
    details = (seen.severity.value, seen.agreement.value, seen.verdict.value.replace("_", " "))
    kinds = (KINDS[kind] for kind in seen.kinds[:1])
    yield f"  {visible(seen.finding)}  {visible(seen.question)}  [{', '.join((*details, *kinds))}]"
    if change.old and change.new:
        was, now = (list(dict.fromkeys(quote.quote for quote in side.quotes)) for side in (change.old, change.new))
        yield from (f"    - “{visible(words)}”" for words in was if words not in now)
        yield from (f"    + “{visible(words)}”" for words in now if words not in was)
