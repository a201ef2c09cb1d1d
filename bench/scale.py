"""Scale: calls and tokens an article, and what is found, as a story grows, with a model that makes no fault."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from bench.processes import stub
from bench.startup import run
from bench.world import world
from bench.world.files import write_text

SIZES = (5, 8, 24, 48)
SEED = 1


def scale() -> dict[str, dict[str, float]]:
    """The counts of one run for every size."""
    return {str(size): _of(size) for size in SIZES}


def _of(size: int) -> dict[str, float]:
    told = world(SEED, size)
    with stub(seed=SEED, articles=size) as served, tempfile.TemporaryDirectory() as folder:
        story = write_text(told.reports.values(), Path(folder) / "story")
        args = ["check", str(story), "--base-url", served.url, "--model", "stub", "--fail-level", "never", "-q"]
        report = json.loads(run([sys.executable, "-m", "checker", *args, "--format", "json"], Path(folder)))
    usage = report["run"]["usage"]
    found = {told.questions[f["question"]] for f in report["findings"] if f["verdict"] == "contradiction"}
    return {
        "calls_per_article": round(usage["calls"] / size, 2),
        "tokens_per_article": round((usage["tokens_in"] + usage["tokens_out"]) / size),
        "contradictions": len(told.conflicts),
        "found": len(found & told.conflicts),
        "false_alarms": len(found - told.conflicts),
    }
