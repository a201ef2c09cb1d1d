"""``checker schema``: the published form of the report."""

from __future__ import annotations

import json

import typer


def schema() -> None:
    """Print the JSON Schema of the JSON report."""
    from checker.report.json_schema import report_schema

    typer.echo(json.dumps(report_schema(), indent=2, ensure_ascii=False))
