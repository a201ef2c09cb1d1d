"""``checker evaluate``: what is found against a gold, and where the rest is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from checker.cli.console import leave, stderr, stdout, tell
from checker.cli.model import ModelChoice, connected
from checker.cli.options import (
    BaseUrl,
    Concurrency,
    MaxCost,
    MaxTokens,
    Mode,
    Model,
    NoCache,
    PriceIn,
    PriceOut,
    Quiet,
    Seed,
    Temperature,
    Timeout,
)
from checker.errors import CheckerError, ConfigurationError

if TYPE_CHECKING:
    from checker.evaluate.run import Connection
    from checker.evaluate.story import Answered
    from checker.ingest.story import Story
    from schemas.evaluation import Evaluation
    from schemas.report import Report

INCOMPLETE = 3


class Baseline(StrEnum):
    """What the checker can be compared with."""

    ONE_PROMPT = "one-prompt"


def evaluate(
    stories: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Folders of articles with a gold.json beside them.", metavar="[STORY_DIR]...", show_default=False
        ),
    ] = None,
    reports: Annotated[
        list[Path] | None,
        typer.Option(
            help="Saved reports instead of runs: a folder with a <story>.json for every story, or a file a story, "
            "in the stories' order.",
            show_default=False,
        ),
    ] = None,
    pairs: Annotated[
        Path | None, typer.Option(help="Labelled pairs (JSON Lines: id, a, b, label) for the judge alone.")
    ] = None,
    baseline: Annotated[
        Baseline | None, typer.Option(help="Ask this too, on the same stories, and show it beside the checker.")
    ] = None,
    output: Annotated[
        list[Path], typer.Option("--output", "-o", help="Also write the evaluation to this file (.json .html).")
    ] = [],  # noqa: B006 -- typer wants a list here, and copies it
    model: Model = None,
    base_url: BaseUrl = None,
    mode: Mode = None,
    record: Annotated[
        Path | None, typer.Option(help="Record every exchange to this folder, a subfolder a story.")
    ] = None,
    replay: Annotated[
        Path | None, typer.Option(help="Replay a recorded folder, a subfolder a story: no key, no network.")
    ] = None,
    max_cost: MaxCost = None,
    price_in: PriceIn = None,
    price_out: PriceOut = None,
    no_cache: NoCache = False,
    concurrency: Concurrency = 16,
    timeout: Timeout = 300.0,
    temperature: Temperature = None,
    seed: Seed = None,
    max_tokens: MaxTokens = None,
    quiet: Quiet = False,
) -> None:
    """Measure the checker on stories with a gold: what it finds, what it flags wrongly, which step loses what.

    Exit codes: 0 complete; 2 wrong usage or settings; 3 incomplete: something has no answer; 130 interrupted.
    """
    folders = stories or []
    _refuse(folders, reports or [], pairs, baseline, output)
    choice = ModelChoice(
        model=model,
        base_url=base_url,
        mode=mode,
        timeout=timeout,
        concurrency=concurrency,
        temperature=temperature,
        seed=seed,
        max_tokens=max_tokens,
        price_in=price_in,
        price_out=price_out,
        record=record,
        replay=replay,
        cached=not no_cache,
        max_cost=max_cost,
    )
    runs = _Runs(choice, quiet)
    try:
        found = _evaluated(folders, _files(reports, folders) if reports else None, pairs, baseline, runs)
    except KeyboardInterrupt:
        leave(kept=not no_cache)
    _write(found, output)


def _refuse(
    folders: list[Path], reports: list[Path], pairs: Path | None, baseline: Baseline | None, output: list[Path]
) -> None:
    """Refuse now what could only fail after everything was paid for."""
    if not folders and not pairs:
        raise ConfigurationError(
            "There is nothing to evaluate.", remedy="Name folders with a gold.json, or labelled pairs (--pairs FILE)."
        )
    if not folders and (reports or baseline):
        raise ConfigurationError("--reports and --baseline need stories.", remedy="Name the folders of the stories.")
    for path in output:
        if path.suffix.lower() not in (".json", ".html"):
            raise ConfigurationError(
                f"The name {path.name!r} does not say in which format to write.", remedy="End it with .json or .html."
            )


def _files(reports: list[Path], folders: list[Path]) -> list[Path]:
    """The file of every story's report."""
    if len(reports) == 1 and reports[0].is_dir():
        return [reports[0] / f"{_name(folder)}.json" for folder in folders]
    if len(reports) != len(folders):
        raise ConfigurationError(
            f"{len(folders)} stories, but {len(reports)} reports.",
            remedy="Give --reports once a story, in the same order, or a folder with a <story>.json for every story.",
        )
    return reports


def _name(folder: Path) -> str:
    return folder.resolve().name


@dataclass
class _Runs:
    """Opens a connection for each run, and keeps all of them together under the limit on cost."""

    choice: ModelChoice
    quiet: bool
    spent: float = 0.0

    @contextmanager
    def connection(self, *place: str) -> Iterator[Connection]:
        """A connection that records to, or replays from, its own folder."""
        from checker.evaluate.run import Connection

        choice = self._own(place)
        if not self.quiet:
            stderr().print(" ".join(reversed(place)))
        with connected(choice, quiet=self.quiet) as (inquiry, plan, client):
            try:
                yield Connection(inquiry, plan, client.meter.usage)
            finally:
                self.spent += client.meter.usage().cost_usd or 0.0

    def _own(self, place: tuple[str, ...]) -> ModelChoice:
        limit = self.choice.max_cost
        return replace(
            self.choice,
            record=self.choice.record.joinpath(*place) if self.choice.record else None,
            replay=self.choice.replay.joinpath(*place) if self.choice.replay else None,
            max_cost=None if limit is None else max(limit - self.spent, 0.0),
        )


def _evaluated(
    folders: list[Path], files: list[Path] | None, pairs: Path | None, baseline: Baseline | None, runs: _Runs
) -> Evaluation:
    from checker.evaluate import one_prompt
    from checker.evaluate.gold import load_gold
    from checker.evaluate.run import run_pairs, score_answers, score_reports
    from checker.report.saved import load_report
    from schemas.evaluation import Evaluation

    for folder in folders:
        load_gold(folder)  # a gold that cannot be read is told of before anything is paid for
    systems = []
    if folders:
        found = map(load_report, files) if files else (_checked(folder, runs) for folder in folders)
        systems.append(score_reports(folders, list(found)))
    if baseline:
        rival = [_by_one_prompt(folder, runs) for folder in folders]
        systems.append(score_answers(one_prompt.NAME, folders, rival))
    judged = None
    if pairs:
        with runs.connection(pairs.stem) as connection:
            judged = run_pairs(pairs, connection)
    return Evaluation(systems=tuple(systems), pairs=judged)


def _checked(folder: Path, runs: _Runs) -> Report:
    from checker.cli.runs import save
    from checker.evaluate.run import run_checker

    with runs.connection(_name(folder)) as connection:
        report = run_checker(_read(folder), connection)
    try:
        save(report)
    except CheckerError as problem:
        tell(problem)  # the evaluation itself is not lost
    return report


def _by_one_prompt(folder: Path, runs: _Runs) -> Answered:
    from checker.evaluate.run import run_one_prompt

    with runs.connection(Baseline.ONE_PROMPT.value, _name(folder)) as connection:
        return run_one_prompt(_read(folder), connection)


def _read(folder: Path) -> Story:
    from checker.cli.input import require_two
    from checker.ingest.story import read_story

    story = read_story([str(folder)])
    require_two(story)
    return story


def _write(found: Evaluation, outputs: list[Path]) -> None:
    from checker.evaluate.labels import complete
    from checker.evaluate.terminal import print_evaluation
    from checker.report.visible import visible

    for path in outputs:
        _write_file(path, found, visible)
    print_evaluation(found, stdout(), visible)
    for path in outputs:
        stderr().print(f"Wrote {path}")
    raise typer.Exit(0 if complete(found) else INCOMPLETE)


def _write_file(path: Path, found: Evaluation, visible: Callable[[str], str]) -> None:
    from checker.cli.runs import write_whole
    from checker.evaluate.page import evaluation_page

    as_page = path.suffix.lower() == ".html"
    text = evaluation_page(found, visible) if as_page else found.model_dump_json(indent=2) + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text)
    except OSError as error:
        raise CheckerError(
            f"The evaluation could not be written to {path}: {error.strerror}.",
            remedy="Answers are in the cache, so that running it again costs nothing.",
        ) from error
