"""``make bench``: every figure as one JSON object on standard output; ``python -m bench PART ...`` for some of them."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from bench.adding import adding
from bench.attack.rates import rates
from bench.batch import batch
from bench.cached import cached
from bench.estimating import estimating
from bench.grouping import grouping
from bench.growth import many_stories, one_story
from bench.load import load
from bench.origins import origins
from bench.page import page
from bench.reprints import reprints
from bench.review import review
from bench.soak import soak
from bench.startup import imports, startup
from bench.work import work

PARTS: Mapping[str, Callable[[], Any]] = {
    "startup": startup,
    "imports": imports,
    "load": load,
    "work": work,
    "one_story": one_story,
    "many_stories": many_stories,
    "adding": adding,
    "reprints": reprints,
    "grouping": grouping,
    "origins": origins,
    "cached": cached,
    "estimating": estimating,
    "batch": batch,
    "attack": rates,
    "review": review,
    "page": page,
    "soak": soak,
}
"""In this order; the first ones are over within minutes, the soak takes five."""


def main(names: list[str]) -> int:
    """Measure some parts, or all; the names of unknown ones are told."""
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"Unknown: {', '.join(unknown)}. There are: {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    figures = {}
    for name in names or PARTS:
        start = time.monotonic()
        figures[name] = PARTS[name]()
        print(f"{name}: {time.monotonic() - start:.0f} s", file=sys.stderr)
    print(json.dumps(figures, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
