"""Scale: calls and tokens an article, and what is found, as a story grows, with a model that makes no fault."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.startup import CHECKOUT, run
from bench.world import world

SIZES = (5, 8, 24, 48)
SEED = 1


def scale() -> dict[str, dict[str, float]]:
    """The counts of one run for every size."""
    return {str(size): _of(size) for size in SIZES}


def _of(size: int) -> dict[str, float]:
    told = world(SEED, size)
    flags = ["--seed", str(SEED), "--articles", str(size)]
    stub = subprocess.Popen(
        [sys.executable, "-m", "bench.stub", *flags], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert stub.stdout is not None
        url = stub.stdout.readline().strip()
        with tempfile.TemporaryDirectory() as folder:
            story = Path(folder) / "story"
            story.mkdir()
            for name, text in told.articles.items():
                (story / f"{name}.txt").write_text(text)
            args = ["check", str(story), "--base-url", url, "--model", "stub", "--fail-level", "never", "-q"]
            report = json.loads(run([sys.executable, "-m", "checker", *args, "--format", "json"], Path(folder)))
    finally:
        stub.terminate()
        stub.communicate(timeout=10)
    usage = report["run"]["usage"]
    found = {told.questions[f["question"]] for f in report["findings"] if f["verdict"] == "contradiction"}
    return {
        "calls_per_article": round(usage["calls"] / size, 2),
        "tokens_per_article": round((usage["tokens_in"] + usage["tokens_out"]) / size),
        "contradictions": len(told.conflicts),
        "found": len(found & told.conflicts),
        "false_alarms": len(found - told.conflicts),
    }
