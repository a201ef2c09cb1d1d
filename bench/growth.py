"""Growth: what an article costs as a story, or a pile of stories, grows. Counts are the stub's, who makes no fault.

``python -m bench.growth`` prints it. Exponents are slopes of least squares between logarithms: 1 is linear, all pairs
would be 2.
"""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import linear_regression
from typing import Any

from bench.processes import stub
from bench.runs import Ran, checked
from bench.shapes import shapes
from bench.world import Corpus, World, world, worlds
from bench.world.files import write_lines
from checker.ingest.story import read_story

SEED = 1
STORY = (5, 50, 500, 5000)
"""Articles of one story."""
STORIES = (10, 100, 1000)
"""Stories of about five articles each."""
LARGE = 50
"""Exponents are taken from this many articles on: below, starting the program is most of the work."""
ALL_AT_ONCE = 64
"""Requests in flight."""


def one_story(sizes: Sequence[int] = STORY) -> dict[str, Any]:
    """One story that grows."""
    rows = {size: _checked(world(SEED, size), articles=size) for size in sizes}
    return _told(rows)


def many_stories(sizes: Sequence[int] = STORIES) -> dict[str, Any]:
    """More and more stories of about five articles each, every one in a folder of its own."""
    rows = (_checked(worlds(SEED, size), articles=5, stories=size) for size in sizes)
    return _told({row["articles"]: row for row in rows})


def _checked(told: World | Corpus, **flags: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name, stub(seed=SEED, **flags) as served:
        folder = Path(name)
        stories = _written(told, folder / "stories")
        ran = checked([folder / "stories"], served, folder / "home", "-j", str(ALL_AT_ONCE))
        others = shapes([read_story([str(story)]).articles for story in stories])
    size = len(told.reports)
    return (
        _row(told, ran)
        | {
            f"{shape}_to_ours": {"calls": round(load.calls / ran.calls), "tokens": round(load.tokens / ran.tokens, 1)}
            for shape, load in others.items()
        }
        | {"articles": size}
    )


def _written(told: World | Corpus, folder: Path) -> list[Path]:
    parts = told.stories if isinstance(told, Corpus) else [told]
    names = [folder / f"story-{number:04}" for number in range(len(parts))]
    if not isinstance(told, Corpus):
        names = [folder]
    for name, part in zip(names, parts, strict=True):
        name.mkdir(parents=True)
        write_lines(part.reports.values(), name / "articles.jsonl")
    return names


def _row(told: World | Corpus, ran: Ran) -> dict[str, Any]:
    size = len(told.reports)
    found = {told.questions[question] for question in ran.contradictions()}
    return {
        "calls_per_article": round(ran.calls / size, 3),
        "tokens_per_article": round(ran.tokens / size),
        "cpu_seconds": round(ran.cpu, 2),
        "rss_mib": ran.rss,
        "contradictions": len(told.conflicts),
        "found": len(found & told.conflicts),
        "false_alarms": len(found - told.conflicts),
        "calls": ran.calls,
    }


def _told(rows: Mapping[int, dict[str, Any]]) -> dict[str, Any]:
    large = {size: row for size, row in rows.items() if size >= LARGE}
    slopes = {
        f"{name}_exponent": _slope({size: row[name] for size, row in large.items()})
        for name in ("cpu_seconds", "rss_mib", "calls")
        if len(large) > 1
    }
    return {str(size): row for size, row in rows.items()} | slopes


def _slope(values: Mapping[int, float]) -> float:
    logs = [math.log(size) for size in values], [math.log(value) for value in values.values()]
    return round(linear_regression(*logs).slope, 3)


if __name__ == "__main__":
    print(json.dumps({"one_story": one_story(), "many_stories": many_stories()}, indent=2))
