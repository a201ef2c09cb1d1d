"""``python -m bench.attack``: attacks, counted, as JSON; ``--table``: as Markdown; ``--some``: a part of them."""

from __future__ import annotations

import json
import sys

from bench.attack.rates import rates, rows

if __name__ == "__main__":
    counted = rates(whole="--some" not in sys.argv)
    print(rows(counted) if "--table" in sys.argv else json.dumps(counted, indent=2))
