"""Floors below which the judgement on the example stories must not fall.

``python -m tests.evaluate.pin`` measures the examples, replayed from their cassettes, and writes ``floors.json``: the
figures, and a digest of each story's articles and gold. It refuses to write a figure that is worse than the pinned one,
unless ``--lower "why"`` says why; the reason is kept in the file.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from checker.evaluate.labels import FIGURES, measured
from checker.evaluate.run import score_reports
from checker.ingest.story import read_story
from checker.llm.cassettes.cassette import CassetteTransport
from checker.llm.client import Client
from checker.pipeline.asking import Inquiry
from checker.pipeline.run import Plan, check_story
from checker.settings import ModelSettings
from schemas.evaluation import StoryEvaluation
from schemas.report import Mode, Report

CHECKOUT = Path(__file__).parent.parent.parent
FLOORS = Path(__file__).parent / "floors.json"
UNPINNED = {"kinds", "severities"}
"""Advisory: a model's choice among kinds and severities is shown, and not held to anything."""
LOW_IS_GOOD = {figure.name for figure in FIGURES if figure.low_is_good}
EXACT = 1e-9


class Pinned(BaseModel):
    """What is pinned of one story."""

    model_config = ConfigDict(extra="forbid")

    digest: str
    """SHA-256 of the articles, of what is known about them, and of the gold."""
    figures: dict[str, float]
    """At least, or at most where low is good. A figure with nothing to measure it on is left out."""


class Lowered(BaseModel):
    """A floor that was lowered, and why."""

    model_config = ConfigDict(extra="forbid")

    story: str
    figure: str
    before: float
    after: float | None
    """None where it is no longer measured."""
    reason: str


class Floors(BaseModel):
    """The file."""

    model_config = ConfigDict(extra="forbid")

    stories: dict[str, Pinned] = Field(default_factory=dict)
    lowered: list[Lowered] = Field(default_factory=list)


def folders() -> list[Path]:
    """The example stories."""
    return sorted(path.parent for path in (CHECKOUT / "examples").glob("*/gold.json"))


def evaluated() -> dict[str, StoryEvaluation]:
    """Every example, replayed and scored."""
    system = score_reports(folders(), [_replayed(folder) for folder in folders()])
    return {folder.name: story for folder, story in zip(folders(), system.stories, strict=True)}


def _replayed(folder: Path) -> Report:
    cassette = CassetteTransport(CHECKOUT / "cassettes" / "examples" / folder.name)
    with Client(ModelSettings(model="strong-model", base_url="http://127.0.0.1:9/v1"), transport=cassette) as client:
        return check_story(read_story([str(folder)]), Inquiry(client), Plan(mode=Mode.REPLAY))


def digest(folder: Path) -> str:
    """The digest of a story's files, their names included."""
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")):
        text = path.read_bytes().replace(b"\r\n", b"\n")
        whole.update(f"{path.name}\0{len(text)}\0".encode() + text)
    return whole.hexdigest()


def pinned(stories: Mapping[str, StoryEvaluation], digests: Mapping[str, str]) -> dict[str, Pinned]:
    """What would be pinned now."""
    return {
        name: Pinned(
            digest=digests[name],
            figures={
                figure.name: found.value
                for figure in FIGURES
                if figure.name not in UNPINNED and (found := measured(story.metrics, figure)).value is not None
            },
        )
        for name, story in stories.items()
    }


def worse(figure: str, floor: float, now: float | None) -> bool:
    """Whether a figure is on the wrong side of its floor; one that is no longer measured is."""
    if now is None:
        return True
    return now > floor + EXACT if figure in LOW_IS_GOOD else now < floor - EXACT


def loosened(before: Mapping[str, Pinned], after: Mapping[str, Pinned], reason: str = "") -> list[Lowered]:
    """The floors that pinning would lower; a story that is gone takes all of its floors down."""
    return [
        Lowered(story=name, figure=figure, before=floor, after=now, reason=reason)
        for name, old in before.items()
        for figure, floor in old.figures.items()
        if worse(figure, floor, now := after[name].figures.get(figure) if name in after else None)
    ]


def repin(old: Floors, now: Mapping[str, Pinned], reason: str | None) -> Floors | list[Lowered]:
    """The floors after pinning; or those that would be lowered, where no reason is given for that."""
    lowered = loosened(old.stories, now, (reason or "").strip())
    if lowered and not (reason or "").strip():
        return lowered
    return Floors(stories=dict(now), lowered=[*old.lowered, *lowered])


def load(path: Path = FLOORS) -> Floors:
    """The pinned floors; none where nothing was pinned yet."""
    return Floors.model_validate_json(path.read_text(encoding="utf-8")) if path.exists() else Floors()


def main(arguments: Sequence[str] | None = None) -> int:
    """Pin what is measured now. Exit code 1 where that would lower a floor."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluate.pin", description="Pin the floors of the examples.")
    parser.add_argument("--lower", metavar="REASON", help="why floors may be lowered; kept in the file")
    reason = parser.parse_args(arguments).lower
    now = pinned(evaluated(), {folder.name: digest(folder) for folder in folders()})
    result = repin(load(), now, reason)
    if isinstance(result, Floors):
        FLOORS.write_text(result.model_dump_json(indent=2) + "\n", encoding="utf-8")
        sys.stdout.write(f"Pinned {len(now)} stories in {FLOORS.name}.\n")
        return 0
    for each in result:
        sys.stderr.write(f"{each.story}: {each.figure} is pinned at {each.before:.3f}, and now {_shown(each.after)}.\n")
    sys.stderr.write('Nothing was pinned. Mend what got worse, or say why it may: --lower "REASON".\n')
    return 1


def _shown(value: float | None) -> str:
    return "not measured" if value is None else f"{value:.3f}"


if __name__ == "__main__":
    sys.exit(main())
