"""bespokelabs-curator, where it is installed: ``CHECKER_BENCH_CURATOR`` names the Python that has it.

It gets the limits of the load as its own, but for the hidden one. Its counting of tokens needs a file from the
internet; here it counts letters instead.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import sys
import tempfile
import types
from pathlib import Path

PYTHON = "CHECKER_BENCH_CURATOR"
RETRIES = 10


def main() -> None:
    """Measure it, or say that it is not there."""
    if importlib.util.find_spec("bespokelabs"):
        _measure()
    elif python := os.environ.get(PYTHON):
        os.execv(python, [python, str(Path(__file__)), *sys.argv[1:]])
    else:
        print(
            json.dumps({"skipped": f"bespokelabs-curator is not installed, and {PYTHON} names no Python that has it"})
        )


def _measure() -> None:
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from bench.rivals.driving import MODEL, SYSTEM, Taken, asked, given

    load = given()
    sys.modules["tiktoken"] = _counting_letters()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"TELEMETRY_ENABLED": "false", "CURATOR_DISABLE_RICH_DISPLAY": "true", "CURATOR_VIEWER": "false"}
        os.environ |= {"CURATOR_CACHE_DIR": folder, "HF_HOME": folder, "HF_HUB_OFFLINE": "1", "OPENAI_API_KEY": "none"}
        printed, sys.stdout = sys.stdout, sys.stderr
        curator = importlib.import_module("bespokelabs.curator")

        model = curator.LLM(
            model_name=MODEL,
            backend="openai",
            backend_params={
                "base_url": load.url,
                "max_requests_per_minute": 100_000,
                "max_tokens_per_minute": 1_000_000_000,
                "max_concurrent_requests": load.concurrency,
                "max_retries": RETRIES,
                "require_all_responses": False,
            },
        )
        taken = Taken()
        asks = [
            [{"role": "system", "content": SYSTEM}, {"role": "user", "content": asked(n)}] for n in range(load.calls)
        ]
        with taken.measured():
            answers = model(asks)
        rows = getattr(answers, "dataset", answers)
        good = sum(row["response"] is not None for row in rows)
        taken.answered, taken.failed = [taken.wall] * good, load.calls - good
        sys.stdout = printed
        taken.tell()


def _counting_letters() -> types.ModuleType:
    class Encoding:
        def encode(self, text: str, **_: object) -> list[int]:
            return [0] * (len(text) // 4)

    module = types.ModuleType("tiktoken")
    vars(module)["Encoding"] = Encoding
    vars(module)["get_encoding"] = vars(module)["encoding_for_model"] = lambda _: Encoding()
    return module


if __name__ == "__main__":
    main()
