"""Flags that more than one command has, or that need explaining."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from checker.report.formats import Format
from checker.settings import StructuredOutput


class FailLevel(StrEnum):
    """From which severity on findings make a run fail."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"
    NEVER = "never"


class Plain(StrEnum):
    """How a command shows what is no report."""

    TEXT = "text"
    JSON = "json"


Output = Annotated[
    list[Path],
    typer.Option(
        "--output",
        "-o",
        help="Also write the report to this file; its suffix (.html .json .md .txt) says how. Many stories: a folder.",
    ),
]
Group = Annotated[
    bool,
    typer.Option("--group", help="The articles are unsorted: find out which tell the same story, and check each."),
]
Each = Annotated[
    list[Format],
    typer.Option(
        "--each",
        help="With many stories and -o FOLDER: the formats of every story's report. [default: html and json]",
        show_default=False,
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
MaxCost = Annotated[float | None, typer.Option(help="US dollars that must not be exceeded.", min=0)]
PriceIn = Annotated[
    float | None,
    typer.Option(help="US dollars per million tokens sent, if the model is not in the price table.", min=0),
]
PriceOut = Annotated[float | None, typer.Option(help="US dollars per million tokens received.", min=0)]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Ask again for answers that are kept, and keep none.")]
Batch = Annotated[
    bool,
    typer.Option(
        "--batch",
        help="Ask through the provider's Batch API: half the price, answers within a day.",
    ),
]
Concurrency = Annotated[int, typer.Option("--concurrency", "-j", help="Requests in flight at once.", min=1)]
Temperature = Annotated[float | None, typer.Option(help="Sent only if given.", min=0)]
Seed = Annotated[int | None, typer.Option(help="Sent only if given.")]
MaxTokens = Annotated[int | None, typer.Option(help="Longest answer, in tokens; sent only if given.", min=1)]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress on standard error.")]
Store = Annotated[
    str | None,
    typer.Option(
        "--store",
        help="Where decisions are kept: sqlite:///PATH, or postgresql+psycopg://USER@HOST/NAME. [env: CHECKER_STORE] "
        "[default: beside the saved runs]",
        show_default=False,
    ),
]
Fetch = Annotated[
    bool,
    typer.Option(
        "--fetch", help="Fetch the URLs among the articles: public hosts only, no cookies, 20 MB and 60 s each."
    ),
]
NoDecisions = Annotated[
    bool, typer.Option("--no-decisions", help="Show what the run found, as if nobody had decided anything.")
]
Who = Annotated[str | None, typer.Option(help="Who decides. [default: your login name]", show_default=False)]
Blind = Annotated[bool, typer.Option("--blind", help="Decide by yourself, without seeing what others decided.")]
