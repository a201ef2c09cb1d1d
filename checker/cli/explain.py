"""``checker explain`` and ``checker rules``: what the rules that need no model look for."""

from __future__ import annotations

from typing import Annotated

import typer


def explain(code: Annotated[str, typer.Argument(help="A rule's code, as QUO001.")]) -> None:
    """Say what a rule flags, why it matters, and where it ends, with examples."""
    from checker.compare.rules.registry import explain as explanation

    typer.echo(explanation(code))


def rules() -> None:
    """List the rules: code and name, a line each."""
    from checker.compare.rules.registry import catalogue

    for code, rule in catalogue().items():
        typer.echo(f"{code}  {rule.name}")
