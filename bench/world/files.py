"""Articles written down: as text, as Markdown with front matter, or as JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from bench.world.report import Report


def write_text(reports: Iterable[Report], folder: Path) -> Path:
    """A text file an article, without outlet and date. The folder is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for report in reports:
        (folder / f"{report.id}.txt").write_text(report.text, encoding="utf-8")
    return folder


def write_markdown(reports: Iterable[Report], folder: Path) -> Path:
    """A Markdown file an article, with outlet, date and headline in front matter. The folder is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for report in reports:
        # A string in JSON is one in YAML.
        matter = "".join(f"{name}: {json.dumps(value)}\n" for name, value in _about(report).items() if name != "id")
        (folder / f"{report.id}.md").write_text(f"---\n{matter}---\n{report.body}\n", encoding="utf-8")
    return folder


def write_lines(reports: Iterable[Report], file: Path) -> Path:
    """A line an article, with outlet, date and headline."""
    with file.open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(_about(report) | {"text": report.body}) + "\n" for report in reports)
    return file


def _about(report: Report) -> dict[str, str]:
    return {"id": report.id, "outlet": report.outlet, "published": report.published, "title": report.headline}
