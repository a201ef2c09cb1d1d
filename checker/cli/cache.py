"""``checker cache``: the answers that are kept so that nothing is paid for twice."""

from __future__ import annotations

import typer

cache = typer.Typer(no_args_is_help=True, help="Look at, or clear, the answers that are kept.")


@cache.command()
def info() -> None:
    """Say where the cache is and how much it holds."""
    from checker.llm.cache.answers import AnswerCache
    from checker.settings import home

    found = AnswerCache(home() / "cache").info()
    typer.echo(f"{found.count} answers, {found.size:,} bytes, in {found.folder}")


@cache.command()
def clear() -> None:
    """Throw the kept answers away. The next run pays for them again, but for batches that are still out."""
    from checker.cli.batches import forget_read
    from checker.llm.cache.answers import AnswerCache
    from checker.settings import home

    typer.echo(f"{AnswerCache(home() / 'cache').clear()} answers thrown away")
    forget_read()
