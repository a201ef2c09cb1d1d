"""Work: calls and tokens an article, as a replayed run of an example story counts them."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from bench.startup import CHECKOUT, run


def work() -> dict[str, dict[str, float]]:
    """Calls and tokens an article, for every example story that has a cassette."""
    stories = sorted(path.name for path in (CHECKOUT / "cassettes" / "examples").iterdir() if path.is_dir())
    return {story: _of(story) for story in stories}


def _of(story: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        args = ["check", f"examples/{story}", "--replay", f"cassettes/examples/{story}", "--fail-level", "never", "-q"]
        report = json.loads(run([sys.executable, "-m", "checker", *args, "--format", "json"], Path(folder)))
    usage, articles = report["run"]["usage"], len(report["articles"])
    return {
        "articles": articles,
        "calls_per_article": round(usage["calls"] / articles, 2),
        "tokens_in_per_article": round(usage["tokens_in"] / articles),
        "tokens_out_per_article": round(usage["tokens_out"] / articles),
    }
