"""Adding: what one more article costs in a story that was checked before, and a run of which all is known.

``python -m bench.adding`` prints it. The new article is the newest; everything else is in the cache.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.processes import stub
from bench.runs import checked
from bench.world import world
from bench.world.files import write_lines

SEED = 1
SIZES = (50, 500, 5000)


def adding(sizes: Sequence[int] = SIZES) -> dict[str, dict[str, Any]]:
    """For every size: the first run, the run with one article more, and that run again."""
    return {str(size): _of(size) for size in sizes}


def _of(size: int) -> dict[str, Any]:
    told = world(SEED, size + 1)
    # The newest comes last in the order in which a large story is read.
    reports = sorted(told.reports.values(), key=lambda report: (report.published, report.id))
    with tempfile.TemporaryDirectory() as name, stub(seed=SEED, articles=size + 1) as served:
        folder = Path(name)
        (folder / "story").mkdir()
        file = folder / "story" / "articles.jsonl"
        write_lines(reports[:size], file)
        first = checked([folder / "story"], served, folder / "home", "-j", "64")
        write_lines(reports, file)
        added = checked([folder / "story"], served, folder / "home", "-j", "64")
        warm = checked([folder / "story"], served, folder / "home", "-j", "64")
    found = {told.questions[question] for question in added.contradictions()}
    return {
        "full_calls": first.calls,
        "full_tokens": first.tokens,
        "added_calls": added.calls,
        "added_tokens": added.tokens,
        "added_to_full_tokens": round(added.tokens / first.tokens, 4),
        "warm_calls": warm.calls,
        "contradictions": len(told.conflicts),
        "found": len(found & told.conflicts),
        "false_alarms": len(found - told.conflicts),
    }


if __name__ == "__main__":
    print(json.dumps(adding(), indent=2))
