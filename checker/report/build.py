"""Building the view: one pass over a report, from which every rendering is made."""

from __future__ import annotations

from checker.report import cards, decided, grid, making, overview, reading
from checker.report.labels import cost_label
from checker.report.lookup import Lookup
from checker.report.view import View
from checker.report.visible import visible
from schemas.report import Report


def view_of(report: Report) -> View:
    """The view of a report. All its text is safe to look at, none of it is escaped for any format."""
    lookup = Lookup.of(report)
    lanes = cards.lanes(report.findings, lookup)
    every_card = [card for lane in lanes for card in (*lane.cards, *lane.dismissed)]
    return View(
        title=visible(report.title) or "Untitled story",
        complete=report.complete,
        verdict=overview.verdict(report, lanes),
        compared=overview.compared(report),
        subtitle=making.subtitle(report.run),
        origins=overview.origins_label(report),
        figures=overview.figures(report, lanes),
        actions=overview.actions_of(lanes),
        lanes=lanes,
        resolved=decided.resolved(report.reviews),
        grid=grid.grid(report, lookup),
        gaps=overview.gaps(report, lookup),
        left_out=overview.left_out(report, lookup),
        copies=overview.copies(report, lookup),
        articles=reading.articles(report, every_card, lookup),
        facts=making.facts(report),
        method=making.method(report.run),
        sent=making.sent(report),
        cost=cost_label(report.run),
    )
