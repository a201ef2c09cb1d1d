"""Flags that more than one command has, or that need explaining."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from checker.settings import StructuredOutput


class FailLevel(StrEnum):
    """From which severity on findings make a run fail."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"
    NEVER = "never"


Output = Annotated[
    list[Path],
    typer.Option(
        "--output", "-o", help="Also write the report to this file; its suffix (.html .json .md .txt) says how."
    ),
]
Model = Annotated[
    str | None, typer.Option(help="The model to ask. [env: CHECKER_MODEL, OPENAI_MODEL]", show_default=False)
]
BaseUrl = Annotated[
    str | None,
    typer.Option(
        help="Address of an OpenAI-compatible endpoint, as http://localhost:11434/v1. "
        "[env: CHECKER_BASE_URL, OPENAI_BASE_URL]",
        show_default=False,
    ),
]
Mode = Annotated[
    StructuredOutput | None,
    typer.Option(
        "--mode", help="How answers are held to their form; servers differ. [default: json_schema]", show_default=False
    ),
]
Timeout = Annotated[float, typer.Option(help="Seconds that one answer may take.", min=1)]
