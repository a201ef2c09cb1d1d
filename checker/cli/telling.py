"""What a run over many stories says on standard output: a short block a story, or a report a line."""

from __future__ import annotations

from dataclasses import dataclass

from rich.padding import Padding
from rich.text import Text

from checker.cli.console import stderr, stdout
from checker.cli.outcome import put
from checker.cli.progress import in_words
from checker.errors import ConfigurationError
from checker.report.formats import Format, render
from checker.report.index import counted, row_of, stand_alone, summary
from checker.report.visible import visible
from schemas.index import Entry, Index, State
from schemas.report import Report

ALONE = 8
"""Articles that stand alone and are named on a screen; the index names all."""


@dataclass(frozen=True)
class Telling:
    """Tells stories in a format, each as soon as it is checked."""

    format: Format
    quiet: bool = False

    def __post_init__(self) -> None:
        if self.format is Format.HTML:
            raise ConfigurationError(
                "One page cannot hold many stories.", remedy="Write them to a folder, with an index: -o reports/"
            )

    def story(self, report: Report, entry: Entry, page: str) -> None:
        """One story that was checked.

        Args:
            report: its report.
            entry: what came of it.
            page: where the report was written; empty where it was not.
        """
        if self.format is Format.JSON:
            put(report.model_dump_json() + "\n")
        elif self.format is Format.MARKDOWN:
            put(render(report, Format.MARKDOWN) + "\n")
        else:
            _block(entry, page or f"checker report {entry.run}")

    def without(self, entry: Entry) -> None:
        """One story without a report. It is never part of the data, so that it is told apart from them."""
        if self.format is Format.TEXT:
            _block(entry, "")
        else:
            stderr().print(f"{visible(entry.title)}: {row_of(entry).size}")

    def end(self, index: Index) -> None:
        """All stories."""
        if self.format is Format.TEXT:
            _end(index)
        elif not self.quiet:
            stderr().print(summary(index))


def _block(entry: Entry, where: str) -> None:
    row = row_of(entry)
    stdout().print(Text(row.title, style="bold"))
    failed = entry.state in (State.FAILED, State.NOT_BEGUN)
    if entry.state is State.CHECKED:
        found = counted(row) or ("no contradiction" if entry.complete else "no contradiction in what was checked")
        stdout().print(Padding(Text.assemble(row.size, " · ", (found, _style(entry))), (0, 0, 0, 3), expand=False))
    else:
        told = f"Not checked: {row.size}" if failed else row.size
        stdout().print(Padding(Text(told, style="bold red" if failed else "dim"), (0, 0, 0, 3), expand=False))
    if row.incomplete:
        stdout().print(Padding(Text(f"{row.incomplete}.", style="bold red"), (0, 0, 0, 3), expand=False))
    if where:
        stdout().print(Text(f"   {where}", style="dim"), soft_wrap=True)  # whole, to be copied


def _style(entry: Entry) -> str:
    if entry.critical:
        return "bold red"
    return "bold yellow" if entry.major else "bold" if entry.minor else ""


def _end(index: Index) -> None:
    console = stdout()
    console.print()
    for gap in index.not_checked:
        console.print(Text.assemble(("Not read: ", "bold red"), f"{visible(gap.what)}: {visible(gap.reason)}"))
    if index.alone:
        named = ", ".join(visible(article) for article in index.alone[:ALONE])
        more = f" and {len(index.alone) - ALONE:,} more" if len(index.alone) > ALONE else ""
        console.print(Text(f"{stand_alone(len(index.alone))[:-1]}: {named}{more}"))
    console.print(Text(summary(index), style="bold" if index.complete else "bold red"))
    if index.usage.calls or index.usage.cached:
        console.print(Text(in_words(index.usage), style="dim"))
