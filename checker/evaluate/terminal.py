"""The evaluation on a terminal: the figures side by side, then what was lost, where, and what was flagged wrongly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich import box
from rich.console import Console, ConsoleRenderable
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from checker.evaluate.labels import FIGURES, STAGES, complete, cost, interval, measured, of, value, verdict, way
from schemas.evaluation import (
    Alarm,
    Candidate,
    Evaluation,
    Loss,
    Measured,
    Opinion,
    PairsEvaluation,
    Remarked,
    StoryEvaluation,
    SystemEvaluation,
    Words,
)
from schemas.report import NotChecked

Shown = Callable[[str], str]
"""Makes text from outside safe to show."""

SHOWN = 5
"""Figures of a single story that a screen has room for; the page has them all."""
BAR = 16
"""Columns of the longest bar."""
WORDS_SHOWN = 3
"""Quotes that are printed of an item or a finding; the page has the rest."""


def print_evaluation(evaluation: Evaluation, console: Console, shown: Shown) -> None:
    """Print an evaluation. Nothing from an article is read as markup or sent to the screen as a control sequence.

    Args:
        evaluation: what to print.
        console: where.
        shown: makes text from outside safe to show.
    """
    for part in _parts(evaluation, shown):
        console.print(part, highlight=False)


def _parts(evaluation: Evaluation, shown: Shown) -> Iterator[ConsoleRenderable]:
    yield Text(verdict(evaluation), style="bold")
    if not complete(evaluation):
        yield Text("INCOMPLETE: something that should have been asked has no answer.", style="bold red")
    if evaluation.systems:
        yield from _section(
            "IN ALL", "95 % percentile bootstrap intervals; false alarms, flags and doubles: low is good."
        )
        yield _in_all(evaluation.systems)
    for system in evaluation.systems:
        yield from _section(f"BY STORY: {shown(system.name)}", "")
        yield _by_story(system, shown)
    for system in evaluation.systems:
        yield from _section(f"WHERE CONTRADICTIONS WERE LOST: {shown(system.name)}", "")
        yield _way(system)
        for story in system.stories:
            yield from _story(story, shown)
    if evaluation.pairs:
        yield from _pairs(evaluation.pairs, shown)


def _section(title: str, note: str) -> Iterator[ConsoleRenderable]:
    yield Text()
    yield Text(title, style="bold")
    if note:
        yield Text(note, style="dim")


def _table(*heads: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for index, head in enumerate(heads):
        table.add_column(Text(head), justify="left" if index == 0 else "right", overflow="fold", no_wrap=index == 0)
    return table


def _row(table: Table, *cells: str | Text, style: str = "") -> None:
    """A row whose cells are never read as markup."""
    table.add_row(*(Text(cell) if isinstance(cell, str) else cell for cell in cells), style=style)


def _in_all(systems: Sequence[SystemEvaluation]) -> Table:
    table = _table("", *(system.name for system in systems))
    for figure in FIGURES:
        cells = [measured(system.metrics, figure) for system in systems]
        _row(table, figure.label, *map(_with_interval, cells))
    _row(table, "calls", *(f"{system.usage.calls:,}" for system in systems))
    _row(table, "answers from the cache", *(f"{system.usage.cached:,}" for system in systems))
    _row(table, "tokens sent", *(f"{system.usage.tokens_in:,}" for system in systems))
    _row(table, "tokens received", *(f"{system.usage.tokens_out:,}" for system in systems))
    _row(table, "cost", *(cost(system.usage) for system in systems))
    return table


def _with_interval(figure: Measured) -> str:
    if figure.value is None:
        return "-"
    return f"{value(figure)}  {of(figure):>7}  {interval(figure)}"


def _by_story(system: SystemEvaluation, shown: Shown) -> Table:
    """A row a story, a column a figure: the items that count, of how many. A screen has no room for the values too."""
    figures = [figure for figure in FIGURES if any(measured(story.metrics, figure).n for story in system.stories)]
    table = _table("", *(figure.short for figure in figures[:SHOWN]), "calls", "tokens")
    for story in system.stories:
        cells = [measured(story.metrics, figure) for figure in figures[:SHOWN]]
        usage = (f"{story.usage.calls:,}", f"{story.usage.tokens_in + story.usage.tokens_out:,}")
        name = shown(story.story) + ("" if story.complete else " (incomplete)")
        _row(table, name, *(of(cell) if cell.n else "-" for cell in cells), *usage)
    return table


def _way(system: SystemEvaluation) -> Table:
    most = system.metrics.recall.n
    table = _table("", "lost", "of them major", "found, not firm", "left", "")
    table.columns[-1].justify = "left"
    table.columns[-1].no_wrap = True
    _row(table, "in the gold", "", "", "", str(most), Text("█" * BAR if most else "", style="dim"))
    for step in way(system):
        style = "bold red" if step.lost_major else "bold" if step.lost else "dim"
        bar = "█" * round(BAR * step.left / most) if most else ""
        counts = (step.lost, step.lost_major, step.weakened)
        _row(table, step.label, *(str(n or "") for n in counts), str(step.left), Text(bar, style="dim"), style=style)
    return table


def _gap(each: NotChecked, shown: Shown) -> Text:
    return Text(f"{shown(each.what)}: {shown(each.reason)} {shown(each.remedy)}".rstrip())


def _story(story: StoryEvaluation, shown: Shown) -> Iterator[ConsoleRenderable]:
    groups: tuple[tuple[str, Sequence[ConsoleRenderable]], ...] = (
        ("not checked", [_gap(each, shown) for each in story.not_checked]),
        ("missed", [line for miss in story.misses for line in _loss(miss, shown)]),
        ("found, not firm", [line for loss in story.not_firm for line in _loss(loss, shown)]),
        ("false alarms", [line for alarm in story.alarms for line in _alarm(alarm, shown)]),
        (
            "in another lane, or of another severity, than in the gold",
            [_remarked(each, shown) for each in story.astray],
        ),
        ("doubles", [_remarked(each, shown) for each in story.doubles]),
        ("matches nothing in the gold: read by hand", [_remarked(each, shown) for each in story.unmatched]),
    )
    if any(lines for _, lines in groups):
        yield Text(f"\n{shown(story.story)}", style="bold")
    for title, lines in groups:
        if lines:
            yield Padding(Text(title, style="bold dim"), (0, 0, 0, 2))
        yield from (Padding(line, (0, 0, 0, 4)) for line in lines)


def _loss(loss: Loss, shown: Shown) -> Iterator[ConsoleRenderable]:
    style = "bold red" if loss.severity == "major" else "bold"
    yield Text.assemble(
        (STAGES[loss.stage], style), f"  {shown(loss.topic)}", (f"  [{loss.severity}, {loss.type}]", "dim")
    )
    yield Text(f"    {shown(loss.detail)}")
    yield from _words(loss.words, shown)
    yield from (_candidate(candidate, shown) for candidate in loss.candidates[:2])


def _candidate(candidate: Candidate, shown: Shown) -> Text:
    said = "; ".join(_opinion(each) for each in candidate.opinions) or "not judged"
    held = ", ".join(map(shown, candidate.articles))
    return Text(f"    {candidate.question} “{shown(candidate.text)}” holds {held}: {said}", style="dim")


def _opinion(each: Opinion) -> str:
    return f"{each.rule or each.reader.value} {each.verdict.value}"


def _alarm(alarm: Alarm, shown: Shown) -> Iterator[ConsoleRenderable]:
    upheld = f", upheld by {' and '.join(alarm.upheld_by)}" if alarm.upheld_by else ""
    yield Text.assemble((alarm.agreement.value, "bold"), f"  {shown(alarm.question)}", (f"  [{alarm.finding}]", "dim"))
    near = "" if alarm.same_words else " It only shares sentences with the pair: perhaps a neighbour."
    yield Text(f"    made by {alarm.made_by}{upheld}. No contradiction: {shown(alarm.why)}{near}")
    yield from _words(alarm.words, shown)


def _remarked(each: Remarked, shown: Shown) -> Text:
    note = f"  {shown(each.note)}" if each.note else ""
    return Text.assemble(
        (f"{each.agreement.value} {each.verdict.value}  ", "dim"),
        shown(each.question),
        (f"{note}  [{each.finding}]", "dim"),
    )


def _words(words: Sequence[Words], shown: Shown) -> Iterator[Text]:
    first: dict[str, Words] = {}
    for each in words:
        first.setdefault(each.article, each)
    for each in list(first.values())[:WORDS_SHOWN]:
        yield Text(f"    {shown(each.article)}: “{shown(each.quote)}”", style="dim")


def _pairs(pairs: PairsEvaluation, shown: Shown) -> Iterator[ConsoleRenderable]:
    yield from _section(
        f"PAIRS: {shown(pairs.source)}",
        "The judge says what contradicts; of the rest, a prompt of its own what follows.",
    )
    table = _table("", "value", "n", "95 %")
    for label, figure in (
        ("three-way accuracy", pairs.accuracy),
        ("contradiction F1 (the judge alone)", pairs.contradiction_f1),
        ("contradiction precision", pairs.contradiction_precision),
        ("contradiction recall", pairs.contradiction_recall),
    ):
        _row(table, label, value(figure), of(figure), interval(figure))
    yield table
    if pairs.unanswered:
        yield Text(f"{len(pairs.unanswered)} of {pairs.pairs} pairs have no answer: {', '.join(pairs.unanswered)}")
    yield from (_gap(each, shown) for each in pairs.not_checked)
    yield _confusion(pairs)
    types = _table("by type", "right", "n", "95 %")
    for each in pairs.types:
        _row(types, shown(each.type), value(each.right), of(each.right), interval(each.right))
    yield types
    for wrong in pairs.wrong:
        yield Text.assemble(
            (f"{shown(wrong.id)}  ", "bold"),
            f"{wrong.label}, called {wrong.called} (judge: {wrong.verdict}) ",
            (shown(wrong.why), "dim"),
        )
    usage = pairs.usage
    yield Text(
        f"{usage.calls} calls, {usage.tokens_in:,} tokens sent, {usage.tokens_out:,} received; cost: {cost(usage)}"
    )


def _confusion(pairs: PairsEvaluation) -> Table:
    labels = list(dict.fromkeys(each.called for each in pairs.confusion))
    table = _table("label \\ called", *labels)
    for label in labels:
        row = [each.count for each in pairs.confusion if each.label is label]
        _row(table, label, *map(str, row))
    return table
