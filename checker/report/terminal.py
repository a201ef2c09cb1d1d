"""The terminal report: findings with the words beside their sources, and what was not checked.

A screen holds less than a page: of each article only the clearest words on a side are shown, and of their source only
date and place. The other formats have the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console, ConsoleRenderable
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from checker.report.build import view_of
from checker.report.finding_view import Card, Lane, LaneView, Quote, Remark, Side, Step, Tone
from checker.report.labels import count
from checker.report.view import View
from schemas.finding import Severity
from schemas.report import Report

_BESIDE = 84
"""Columns from which on sources stand beside their words, not above them."""
_SOURCE_WIDTH = 26
_STYLES = {Severity.CRITICAL: "bold red", Severity.MAJOR: "bold yellow", Severity.MINOR: "bold cyan"}
_TONES = {Tone.CONTEXT: "dim", Tone.QUOTE: "", Tone.DIFFERS: "bold underline"}


def print_report(report: Report, console: Console) -> None:
    """Print a report as wide as the console. Colours, and whether there are any, are the console's business.

    Nothing from an article is ever read as markup or sent to the screen as a control sequence.
    """
    for part in _parts(view_of(report), beside=console.width >= _BESIDE):
        console.print(part, highlight=False)


def _parts(view: View, *, beside: bool) -> Iterator[ConsoleRenderable]:
    yield Text(view.title, style="bold")
    yield Text(view.subtitle, style="dim")
    if not view.complete:
        yield _incomplete(view)
    yield Text(view.verdict)
    for lane in view.lanes:
        yield from _lane(lane, beside=beside)
    yield from _copies(view)
    yield from _not_checked(view)
    yield from _put_aside(view)
    yield Rule(style="dim", characters="─")
    if not view.complete:
        yield _incomplete(view)
    yield Text(_last_line(view))
    yield Text("For the whole report with every article: -o report.html", style="dim")


def _incomplete(view: View) -> Text:
    what = f"{len(view.gaps)} not checked, listed at the end" if view.gaps else "the run stopped before its end"
    return Text(f"INCOMPLETE: {what}. Silence here does not mean that the sources agree.", style="bold red")


def _lane(view: LaneView, *, beside: bool) -> Iterator[ConsoleRenderable]:
    if not view.cards:
        return
    yield Text()
    yield Text(f"{view.title.upper()} ({len(view.cards)})", style="bold")
    yield Text(view.note, style="dim")
    for card in view.cards:
        yield Text()
        if view.lane is Lane.SCOPE:
            yield _heading(card)
            yield from (Padding(Text(f"{side.letter}  {side.short}"), (0, 0, 0, 3)) for side in card.sides)
            yield from _remarks(card.decided)
        else:
            yield from _card(card, beside=beside)


def _card(card: Card, *, beside: bool) -> Iterator[ConsoleRenderable]:
    yield _heading(card)
    show = _beside if beside else _below
    for step in card.steps:
        yield Padding(_step_title(step), (0, 0, 0, 3))
        yield from (Padding(show(quote), (0, 0, 0, 6)) for quote in step.quotes if not quote.more)
    for side in card.sides if not card.steps else ():
        yield Padding(_side_title(side), (0, 0, 0, 3))
        yield from (Padding(show(quote), (0, 0, 0, 6)) for quote in side.quotes if not quote.more)
        if side.also:
            yield Padding(Text(f"Also: {side.also_names}", style="dim"), (0, 0, 0, 6))
    yield from _remarks(card.remarks)


def _remarks(remarks: Sequence[Remark]) -> Iterator[ConsoleRenderable]:
    return (Padding(Text.assemble((f"{label}: ", "dim"), text), (0, 0, 0, 3)) for label, text in remarks)


def _heading(card: Card) -> Text:
    grade = (f"{card.symbol} {card.severity_word.upper()}  ", _STYLES[card.severity]) if card.graded else ""
    tags = ", ".join(part for part in (*card.tags, card.kinds) if part)
    known_as = f"  {card.tracked}" if card.review_tags else ""
    told = f"  [{tags}]" if tags else ""
    return Text.assemble(f"{card.number}  ", grade, (card.question, "bold"), (f"{told}{known_as}", "dim"))


def _side_title(side: Side) -> Text:
    return Text.assemble((f"{side.letter}  ", "bold"), (side.says, "bold"), (f"  ({side.backing})", "dim"))


def _step_title(step: Step) -> Text:
    since = (f"  {step.since}", "dim") if step.since else ""
    return Text.assemble((f"{step.letter}  {step.says}", "bold"), f"  {step.day}", since)


def _words(quote: Quote) -> Text:
    """The quote in its sentence. The differing words stand between asterisks too, for screens without underlines."""
    text = Text()
    for piece in quote.sentence:
        text.append(f"*{piece.text}*" if piece.tone is Tone.DIFFERS else piece.text, style=_TONES[piece.tone])
    return text


def _beside(quote: Quote) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=_SOURCE_WIDTH, overflow="fold")
    table.add_column(overflow="fold", ratio=1)
    table.expand = True
    table.add_row(_source(quote), _words(quote))
    return table


def _below(quote: Quote) -> Text:
    return Text("\n").join([_source(quote), _words(quote)])


def _source(quote: Quote) -> Text:
    return Text.assemble((quote.article.name, "bold"), (f"\n{quote.brief}", "dim"))


def _copies(view: View) -> Iterator[ConsoleRenderable]:
    if not view.copies:
        return
    yield Text()
    yield Text(view.origins.upper(), style="bold")
    for copy in view.copies:
        yield Padding(
            Text(f"{copy.members} count as one origin: up to {copy.overlap} of the words of one stand in another."),
            (0, 0, 0, 3),
        )
        if copy.passage:
            yield Padding(Text(f"“{copy.passage}”", style="dim"), (0, 0, 0, 6))


def _not_checked(view: View) -> Iterator[ConsoleRenderable]:
    yield Text()
    yield Text(f"NOT CHECKED ({len(view.gaps)})", style="bold")
    if not view.gaps:
        done = "Nothing: all that should have been checked was."
        yield Padding(Text(done if view.complete else "The run stopped before its end."), (0, 0, 0, 3))
    for gap in view.gaps:
        line = Text.assemble(
            (gap.what, "bold"), f" ({gap.stage}): {gap.reason}", f" {gap.remedy}" if gap.remedy else ""
        )
        yield Padding(line, (0, 0, 0, 3))
    if view.left_out:
        left_out = count(len(view.left_out), "statement")
        yield Padding(Text(f"Left out: {left_out} of the model that no article carries."), (0, 0, 0, 3))
    for article, notice in view.notices:
        yield Padding(Text.assemble((f"Note on {article}: ", "bold"), notice), (0, 0, 0, 3))


def _put_aside(view: View) -> Iterator[ConsoleRenderable]:
    """What people dismissed, and what they confirmed and the run no longer has."""
    if view.dismissed:
        yield Text()
        yield Text(f"DISMISSED ({len(view.dismissed)})", style="bold")
        yield Text("Not counted, since people decided so.", style="dim")
    for card in view.dismissed:
        yield Padding(Text.assemble(f"{card.number}  ", card.question, (f"  {card.tracked}", "dim")), (0, 0, 0, 3))
        yield from (Padding(Text(text), (0, 0, 0, 6)) for _, text in card.decided)
    if view.resolved:
        yield Text()
        yield Text(f"RESOLVED ({len(view.resolved)})", style="bold")
        yield Text("Confirmed, and no longer found.", style="dim")
    for gone in view.resolved:
        yield Padding(Text.assemble(gone.question, (f"  {gone.id}", "dim")), (0, 0, 0, 3))
        yield Padding(Text(gone.decided), (0, 0, 0, 6))


def _last_line(view: View) -> str:
    found: Sequence[str] = [f"{figure.value} {figure.label}" for figure in view.figures[2:]]
    return f"{view.origins} · {' · '.join(found)} · cost: {view.cost}"
