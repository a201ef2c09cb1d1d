"""The example stories, checked by replaying their cassettes, and their gold."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from checker.ingest.story import read_story
from checker.llm.cassettes.cassette import CassetteTransport
from checker.llm.client import Client
from checker.pipeline.asking import Inquiry
from checker.pipeline.run import Plan, check_story
from checker.settings import ModelSettings
from schemas.article import Span
from schemas.finding import Finding, Verdict
from schemas.report import Mode, Report

CHECKOUT = Path(__file__).parent.parent.parent
OVERLAP = 0.4
"""Words are the same evidence from this share of the shorter stretch on."""


@dataclass(frozen=True)
class Checked:
    """A story's report beside its gold."""

    report: Report
    gold: dict[str, Any]

    def about(self, item: dict[str, Any]) -> list[Finding]:
        """The findings that rest on words of an item in at least two of its articles."""
        return [finding for finding in self.report.findings if len(_articles_in_common(finding, item)) >= 2]

    def item(self, name: str) -> dict[str, Any]:
        """A gold item, by its id without the story's name."""
        items = [i for key in ("contradictions", "not_contradictions", "attributed") for i in self.gold[key]]
        found: list[dict[str, Any]] = [item for item in items if item["id"].endswith(name)]
        (one,) = found
        return one

    def contradictions(self, name: str) -> list[Finding]:
        """The contradictions that are about a gold item."""
        return [f for f in self.about(self.item(name)) if f.verdict is Verdict.CONTRADICTION]


def _articles_in_common(finding: Finding, item: dict[str, Any]) -> set[str]:
    return {
        quote["article"]
        for quote in item["quotes"]
        for words in finding.evidence
        if words.article == quote["article"] and _same_words(Span(start=words.start, end=words.end), quote)
    }


def _same_words(words: Span, quote: dict[str, Any]) -> bool:
    start, end = int(quote["start"]), int(quote["end"])
    shared = min(words.end, end) - max(words.start, start)
    return shared >= OVERLAP * min(words.end - words.start, end - start)


@pytest.fixture(scope="session")
def checked() -> dict[str, Checked]:
    """Every example, by its folder's name. Replayed once for all tests: no test can change a report."""
    found = {}
    for folder in sorted(path for path in (CHECKOUT / "examples").iterdir() if path.is_dir()):
        cassette = CassetteTransport(CHECKOUT / "cassettes" / "examples" / folder.name)
        settings = ModelSettings(model="strong-model", base_url="http://127.0.0.1:9/v1")
        with Client(settings, transport=cassette) as client:
            report = check_story(read_story([str(folder)]), Inquiry(client), Plan(mode=Mode.REPLAY))
        found[folder.name] = Checked(report, json.loads((folder / "gold.json").read_text(encoding="utf-8")))
    return found
