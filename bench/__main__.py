"""``make bench``: every figure as one JSON object on standard output."""

from __future__ import annotations

import json

from bench.page import page
from bench.review import review
from bench.scale import scale
from bench.startup import imports, startup
from bench.work import work

if __name__ == "__main__":
    figures = {"startup": startup(), "imports": imports(), "work": work(), "scale": scale(), "review": review()}
    figures["page"] = page()
    print(json.dumps(figures, indent=2))
