"""Overview: what came out in one sentence, the figures of the strip, the copies, and what was not checked."""

from __future__ import annotations

from collections.abc import Sequence

from checker.report.cards import language_tag
from checker.report.finding_view import ArticleName, Card, Lane, LaneView
from checker.report.labels import STAGES, SYMBOLS, count, names, sentence, shortened
from checker.report.links import sentence_anchor
from checker.report.lookup import Lookup, sentences_at
from checker.report.view import Copy, Figure, Gap, LeftOut
from checker.report.visible import visible
from schemas.article import Origin, Span
from schemas.finding import Severity
from schemas.report import Report

_PASSAGE = 400
"""Code points of a shared passage that are shown."""


def verdict(report: Report, lanes: Sequence[LaneView]) -> str:
    """What came out, for the top: never "all consistent" where something was not checked or was dismissed."""
    dismissed = [card for view in lanes for card in view.dismissed]
    said = _found(report, lanes, left=any(card.graded for card in dismissed))
    return f"{said} {count(len(dismissed), 'finding')} dismissed." if dismissed else said


def _found(report: Report, lanes: Sequence[LaneView], *, left: bool) -> str:
    size = {view.lane: len(view.cards) for view in lanes}
    firm, possible = size[Lane.CONTRADICTIONS], size[Lane.POSSIBLE]
    if firm or possible:
        parts = [count(firm, "contradiction")] if firm else []
        parts += [count(possible, "possible one" if firm else "possible contradiction")] if possible else []
        return f"{names(parts)} found{'' if report.complete else ' in what was checked'}."
    none = f"No contradiction {'left' if left else 'found'}"
    if not report.complete:
        return f"{none} in what was checked, but part of the work was not done."
    return f"{none}. {compared(report)}"


def compared(report: Report) -> str:
    """What was compared, in words."""
    many = sum(1 for question in report.questions if question.judgements or question.alike)
    if many:
        return f"Compared: {count(many, 'question')} on which they might differ."
    if len(report.articles) - len(report.apart) < 2:
        return "No two articles tell the same story, so nothing was compared."
    return "Read together, the articles raise no question on which they might differ."


def origins_label(report: Report) -> str:
    """How many articles there are, and how many origins: "5 articles, 4 origins"."""
    return f"{count(len(report.articles), 'article')}, {count(len(report.origins), 'origin')}"


def figures(report: Report, lanes: Sequence[LaneView]) -> tuple[Figure, ...]:
    """The strip. What was not checked is always among it, also where it is nothing."""
    cards = {view.lane: view.cards for view in lanes}
    firm = [card.severity for card in cards[Lane.CONTRADICTIONS]]
    aside = sum(len(view.dismissed) for view in lanes)
    dismissed = Figure(value=aside, label="dismissed", anchor="dismissed", tone="", symbol="")
    return (
        Figure(value=len(report.articles), label="articles", anchor="articles", tone="", symbol=""),
        Figure(value=len(report.origins), label="origins", anchor="origins", tone="", symbol=""),
        *(
            Figure(
                value=firm.count(severity),
                label=severity.value,
                anchor="contradictions",
                tone=severity.value,
                symbol=symbol,
            )
            for severity, symbol in SYMBOLS.items()
        ),
        Figure(value=len(cards[Lane.POSSIBLE]), label="possible", anchor="possible", tone="", symbol=""),
        *([dismissed] if aside else []),
        Figure(value=len(report.not_checked), label="not checked", anchor="not-checked", tone="gap", symbol=""),
    )


def actions_of(lanes: Sequence[LaneView]) -> tuple[Card, ...]:
    """What to look at first: the contradictions that are critical or major."""
    return tuple(
        card
        for view in lanes
        for card in view.cards
        if view.lane is Lane.CONTRADICTIONS and card.severity is not Severity.MINOR
    )


def gaps(report: Report, lookup: Lookup) -> tuple[Gap, ...]:
    """What was not checked."""
    return tuple(
        Gap(
            what=lookup.name(gap.what),
            stage=STAGES[gap.stage],
            reason=sentence(visible(gap.reason)),
            remedy=sentence(visible(gap.remedy)),
        )
        for gap in report.not_checked
    )


def left_out(report: Report, lookup: Lookup) -> tuple[LeftOut, ...]:
    """Statements that a model returned and no article carries."""
    return tuple(
        LeftOut(
            article=lookup.name(claim.article) if claim.article else "",
            statement=visible(claim.statement),
            reason=visible(claim.reason),
        )
        for claim in report.ungrounded
    )


def copies(report: Report, lookup: Lookup) -> tuple[Copy, ...]:
    """The origins that hold more than one article."""
    return tuple(_copy(origin, lookup) for origin in report.origins if len(origin.articles) > 1)


def _copy(origin: Origin, lookup: Lookup) -> Copy:
    passage = origin.passages[0] if origin.passages else None
    article = lookup.articles.get(passage.article) if passage else None
    words = article.text[passage.span.start : passage.span.end] if passage and article else ""
    places = ((passage.article, passage.span), (passage.other, passage.other_span)) if passage else ()
    return Copy(
        articles=tuple(lookup.named(member) for member in origin.articles),
        overlap=f"{origin.overlap:.0%}",
        passage=shortened(visible(words), _PASSAGE),
        language=language_tag(article.language) if article else None,
        found=tuple(_shared(member, span, lookup) for member, span in places if member in lookup.articles),
        further=max(len(origin.passages) - 1, 0),
    )


def _shared(member: str, span: Span, lookup: Lookup) -> ArticleName:
    touched = sentences_at(lookup.articles[member], span)
    anchor = sentence_anchor(member, touched[0].number) if touched else lookup.named(member).anchor
    return ArticleName(name=lookup.name(member), anchor=anchor)
