"""The Batch API against live calls: twenty stories, the same stub, what each way sends, costs and finds."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from bench.processes import Stub, stub
from bench.world import world

STORIES, ARTICLES = 20, 5
SEED = 1
PRICES = {"price_in": 0.15, "price_out": 0.6}
"""US dollars per million tokens: of a small model, as listed in 2026."""


def batch() -> dict[str, Any]:
    """What twenty stories take live and in batches, and whether the reports are the same."""
    with (
        tempfile.TemporaryDirectory() as folder,
        stub(seed=SEED, articles=STORIES * ARTICLES, batch_seconds=2) as server,
    ):
        stories = _written(Path(folder))
        live, live_reports = _checked(stories, server, batched=False)
        batched, batch_reports = _checked(stories, server, batched=True)
    return {
        "stories": STORIES,
        "articles": STORIES * ARTICLES,
        "live": live,
        "batch": batched,
        "cost_ratio": round(batched["cost_usd"] / live["cost_usd"], 4),
        "same_reports": live_reports == batch_reports and len(live_reports) == STORIES,
    }


def _written(folder: Path) -> list[Path]:
    """The articles of one world, five a folder: each folder is a story of its own."""
    told = world(SEED, STORIES * ARTICLES)
    for place, (name, text) in enumerate(told.articles.items()):
        story = folder / f"story-{place // ARTICLES:02}"
        story.mkdir(exist_ok=True)
        (story / f"{name}.txt").write_text(text)
    return sorted(folder.iterdir())


def _checked(stories: list[Path], server: Stub, *, batched: bool) -> tuple[dict[str, Any], list[str]]:
    from checker.cli.model import ModelChoice, connected
    from checker.ingest.story import read_story
    from checker.pipeline.many import Case, check_many, story_checker

    server.reset()
    choice = ModelChoice(model="stub", base_url=server.url, batch=batched, **PRICES)  # type: ignore[arg-type]
    cases = [Case(path.name, path.name, partial(read_story, [str(path)])) for path in stories]
    with _home(), connected(choice, quiet=True) as (inquiry, plan, client):
        outcomes = list(check_many(cases, story_checker(inquiry, plan, client.meter), at_once=STORIES))
        used = client.meter.usage()
    counts = server.counts()
    figures = {
        "requests": counts["requests"] + counts["batch"].get("lines", 0),
        "batches": counts["batch"].get("batches", 0),
        "paid_twice": counts["doubled"] + counts["batch"].get("doubled", 0),
        "tokens_in": used.tokens_in,
        "tokens_out": used.tokens_out,
        "cost_usd": round(used.cost_usd or 0.0, 6),
    }
    return figures, [each.report.model_dump_json(exclude={"run"}) for each in outcomes if each.report]


@contextmanager
def _home() -> Iterator[None]:
    """A home folder of its own, so that no answer is there before, and batches that are looked at often."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"CHECKER_HOME": folder, "CHECKER_BATCH_POLL": "0.5", "CHECKER_OFFLINE": "1"}
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)


if __name__ == "__main__":
    print(json.dumps(batch(), indent=2))
