"""``make bench``: every figure as one JSON object on standard output."""

from __future__ import annotations

import json

from bench.scale import scale
from bench.startup import imports, startup
from bench.work import work

if __name__ == "__main__":
    print(json.dumps({"startup": startup(), "imports": imports(), "work": work(), "scale": scale()}, indent=2))
