"""``checker check``: the main job, from articles to the report."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from checker.cli.console import leave, stderr, tell
from checker.cli.model import WAYS_ON, ModelChoice, connected, headers, price_for, settings_of
from checker.cli.options import (
    BaseUrl,
    Batch,
    Concurrency,
    Each,
    FailLevel,
    Fetch,
    Group,
    MaxCost,
    MaxTokens,
    Mode,
    Model,
    NoCache,
    NoDecisions,
    Output,
    PriceIn,
    PriceOut,
    Quiet,
    Seed,
    Store,
    Temperature,
    Timeout,
)
from checker.cli.wishes import Wishes
from checker.errors import CheckerError, ConfigurationError
from checker.report.formats import Format

if TYPE_CHECKING:
    from checker.cli.stories import Collection
    from checker.ingest.story import Story
    from schemas.article import Article
    from schemas.report import NotChecked, Report


def check(
    paths: Annotated[
        list[str],
        typer.Argument(
            help="Articles (.txt .md .html .jsonl), folders (each a story, or of such), globs, URLs; - for JSON Lines.",
            show_default=False,
        ),
    ],
    output: Output = [],  # noqa: B006 -- typer wants a list here, and copies it
    format: Annotated[Format, typer.Option(help="Format on standard output.")] = Format.TEXT,
    group: Group = False,
    each: Each = [],  # noqa: B006 -- typer wants a list here, and copies it
    fail_level: Annotated[
        FailLevel, typer.Option(help="Exit with 1 for contradictions of this severity or worse.")
    ] = FailLevel.MAJOR,
    model: Model = None,
    base_url: BaseUrl = None,
    mode: Mode = None,
    no_model: Annotated[
        bool, typer.Option("--no-model", help="Run only what needs no model: shared origins, wording of quotations.")
    ] = False,
    record: Annotated[Path | None, typer.Option(help="Record every exchange with the endpoint to this folder.")] = None,
    replay: Annotated[Path | None, typer.Option(help="Replay a recorded folder: no key, no network.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what a run would cost, and ask nothing.")] = False,
    max_cost: MaxCost = None,
    price_in: PriceIn = None,
    price_out: PriceOut = None,
    no_cache: NoCache = False,
    batch: Batch = False,
    concurrency: Concurrency = 16,
    timeout: Timeout = 300.0,
    temperature: Temperature = None,
    seed: Seed = None,
    max_tokens: MaxTokens = None,
    meta: Annotated[
        list[str],
        typer.Option(help="ID.FIELD=VALUE: outlet, title, author, url, language, published or updated of an article."),
    ] = [],  # noqa: B006 -- typer wants a list here, and copies it
    header: Annotated[list[str], typer.Option(help="NAME=VALUE: a header to send with every request.")] = [],  # noqa: B006
    fetch: Fetch = False,
    no_decisions: NoDecisions = False,
    store: Store = None,
    no_store: Annotated[
        bool, typer.Option("--no-store", help="Neither know nor track findings from run to run.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Read several articles about one story and report where they contradict each other.

    A folder of folders holds many stories, and --group finds them among unsorted articles: each gets a report.

    Exit codes: 0 complete, nothing at or above the fail level; 1 complete, with such findings (those that editors
    dismissed do not count); 2 wrong usage or settings; 3 incomplete (what is missing is named); 5 nothing to
    compare; 130 interrupted. Of many stories, the worst counts: incomplete before findings before a clean end.
    """
    from checker.cli.stories import holds_stories

    choice = ModelChoice(
        model=model,
        base_url=base_url,
        mode=mode,
        timeout=timeout,
        concurrency=concurrency,
        temperature=temperature,
        seed=seed,
        max_tokens=max_tokens,
        headers=headers(header),
        price_in=price_in,
        price_out=price_out,
        record=record,
        replay=replay,
        cached=not no_cache,
        max_cost=max_cost,
        batch=batch,
    )
    if no_model and (record or replay or model or max_cost is not None or dry_run or batch):
        raise ConfigurationError("--no-model asks no model.", remedy="Leave out the flags that are about one.")
    if no_store and store:
        raise ConfigurationError("--no-store uses no store.", remedy="Leave out one of --store and --no-store.")
    wishes = Wishes(
        output=tuple(output),
        each=tuple(each),
        format=format,
        fail_level=fail_level,
        store=store,
        uses_store=not no_store,
        shows_decisions=not no_decisions,
        quiet=quiet,
    )
    asked = None if no_model else choice
    if group or holds_stories(paths):
        from checker.cli.many import Many, check_stories

        many = Many.of(wishes, paths)
        stories = _several(paths, meta, fetch=fetch, group=group)
        if group and not quiet:
            stderr().print(stories.sorted_out())
        if dry_run:
            _say_what_it_would_cost(stories.readable(_not_counted), stories.not_checked, choice)
            return
        raise typer.Exit(check_stories(stories, asked, many))
    wishes.require_one_story(paths)
    story = _read(paths, meta, fetch=fetch)
    if dry_run:
        _say_what_it_would_cost([story], (), choice)
        return
    raise typer.Exit(_check_one(story, asked, wishes))


def _check_one(story: Story, choice: ModelChoice | None, wishes: Wishes) -> int:
    """Check a story, write what was asked for, and say with which code to exit."""
    from checker.cli.desk import decided
    from checker.cli.outcome import exit_code, write
    from checker.cli.runs import save

    try:
        report = _with_model(story, choice, quiet=wishes.quiet) if choice else _without_model(story)
    except KeyboardInterrupt:
        leave(kept=choice is not None and choice.cached)
    try:
        save(report)
    except CheckerError as problem:
        tell(problem)  # the report itself is not lost: it is written below
    known = decided(report, wishes.store, keep=True) if wishes.uses_store else report
    shown = known if wishes.shows_decisions else report
    write(shown, wishes.output, wishes.format)
    return exit_code(shown, wishes.fail_level)


def _read(paths: list[str], meta: list[str], *, fetch: bool) -> Story:
    """The story that the paths and URLs name.

    Raises:
        ConfigurationError: there are URLs, and nobody asked to fetch them.
        InputError: nothing that was named is there.
        NothingToCompareError: fewer than two articles are there.
    """
    from checker.cli.input import overrides, require_two
    from checker.cli.urls import read

    story = read(paths, overrides=overrides(meta), fetch=fetch)
    require_two(story)
    return story


def _several(paths: list[str], meta: list[str], *, fetch: bool, group: bool) -> Collection:
    """The stories that the paths hold.

    Raises:
        ConfigurationError: flags or paths that do not go together.
        InputError: nothing that was named is there.
    """
    from checker.cli.input import overrides
    from checker.cli.stories import among_articles, in_folders
    from checker.cli.urls import read

    if group:
        return among_articles(paths, lambda named: read(named, overrides=overrides(meta), fetch=fetch))
    if meta:
        raise ConfigurationError(
            "--meta is about an article of one story, and these are many.",
            remedy="Say it in the meta.json of the article's folder.",
        )
    return in_folders(paths)


def _without_model(story: Story) -> Report:
    from checker.pipeline.run import Plan, check_story
    from schemas.report import Mode

    return check_story(story, None, Plan(mode=Mode.NO_MODEL))


def _with_model(story: Story, choice: ModelChoice, *, quiet: bool) -> Report:
    from checker.pipeline.run import check_story

    with connected(choice, quiet=quiet) as (inquiry, plan, client):
        report = check_story(story, inquiry, plan)
        run = report.run.model_copy(update={"usage": client.meter.usage()})
    return report.model_copy(update={"run": run})


def _say_what_it_would_cost(stories: Iterable[Story], not_checked: Iterable[NotChecked], choice: ModelChoice) -> None:
    from checker.cli.estimate import describe, experience
    from checker.errors import NoModelError
    from checker.pipeline.estimate import UNTRIED

    try:
        settings = settings_of(choice, needs_key=False)
        price, tried = price_for(choice, settings), experience(settings.model)
    except NoModelError:
        price, tried = None, UNTRIED
        stderr().print(f"No model is configured, so there is no price.\n{WAYS_ON}")
    for missed in not_checked:
        _not_counted(missed.what, missed.reason)
    typer.echo(describe(map(_counted, stories), price, tried))


def _counted(story: Story) -> tuple[Article, ...]:
    for missed in story.not_checked:
        _not_counted(missed.what, missed.reason)
    return story.articles


def _not_counted(what: str, why: object) -> None:
    stderr().print(f"Not counted: {what}: {why}")
