"""``checker doctor``: is everything there for a run with a model, and if not, what mends it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Annotated

import typer

from checker.cli.options import BaseUrl, Mode, Model, Timeout

if TYPE_CHECKING:
    from checker.cli.model import ModelChoice

FLOORS = {"openai": (3, 3), "instructor": (1, 17)}
"""Oldest versions that the checker was made for."""


@dataclass(frozen=True)
class Examined:
    """One thing that was looked at."""

    name: str
    fine: bool
    found: str
    remedy: str = ""


def doctor(
    model: Model = None,
    base_url: BaseUrl = None,
    mode: Mode = None,
    call: Annotated[bool, typer.Option("--call", help="Make one tiny structured call.")] = False,
    timeout: Timeout = 60.0,
) -> None:
    """Say what is missing for a run with a model, and the command that mends it. Exit code 2 if anything is."""
    from checker.cli.model import ModelChoice

    choice = ModelChoice(model=model, base_url=base_url, mode=mode, timeout=timeout, cached=False)
    examined = [*_packages(), *_configuration(choice), _home()]
    if call and all(item.fine for item in examined):
        examined.append(_one_call(choice))
    for item in examined:
        typer.echo(f"{'ok     ' if item.fine else 'MISSING'}  {item.name}: {item.found}")
        if item.remedy:
            typer.echo("".join(f"         {line}\n" for line in item.remedy.splitlines()), nl=False)
    if call and examined[-1].name != "call":
        typer.echo("         The call was not made: mend what is missing first.")
    raise typer.Exit(0 if all(item.fine for item in examined) else 2)


def _packages() -> Iterator[Examined]:
    for name, floor in FLOORS.items():
        wanted = ".".join(map(str, floor))
        try:
            found = version(name)
        except PackageNotFoundError:
            yield Examined(name, False, "not installed", f"pip install '{name}>={wanted}'")
            continue
        fine = tuple(int(number) for number in re.findall(r"\d+", found)[:2]) >= floor
        yield Examined(name, fine, found, "" if fine else f"pip install --upgrade '{name}>={wanted}'")


def _configuration(choice: ModelChoice) -> Iterator[Examined]:
    from checker.cli.model import settings_of
    from checker.errors import ConfigurationError
    from checker.llm.fingerprint import without_credentials
    from checker.llm.pricing import price_of

    try:
        settings = settings_of(choice)
    except ConfigurationError as problem:
        yield Examined("model", False, str(problem), problem.remedy)
        return
    yield Examined("model", True, f"{settings.model} at {without_credentials(settings.base_url)}")
    key = "set" if settings.api_key else "not set; a local server may not need one"
    yield Examined("key", True, key)
    known = price_of(settings) is not None
    yield Examined(
        "price",
        True,
        "known" if known else "unknown; give --price-in and --price-out to see costs and to use --max-cost",
    )


def _home() -> Examined:
    from checker.settings import home

    folder = home()
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    fine = existing.is_dir() and os.access(existing, os.W_OK)
    return Examined(
        "folder", fine, str(folder), "" if fine else "export CHECKER_HOME=FOLDER, one that you may write to"
    )


def _one_call(choice: ModelChoice) -> Examined:
    from checker.cli.model import opened, settings_of
    from checker.errors import CheckerError
    from checker.prompting.templates import fill
    from schemas.answers import Ready
    from schemas.report import Usage

    def unseen(usage: Usage) -> None:
        """Nobody watches one call."""

    try:
        with opened(choice, settings_of(choice), unseen) as client:
            answer = client.ask(fill("doctor"), Ready)
            used = client.meter.usage()
    except CheckerError as problem:
        return Examined("call", False, str(problem), problem.remedy)
    return Examined("call", True, f"answered {answer.ready}; {used.tokens_in} tokens sent, {used.tokens_out} received")
