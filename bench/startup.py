"""Start-up: whole processes, as ratios to a bare interpreter in the same run, and what they import."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

CHECKOUT = Path(__file__).parent.parent
STORY = "nato-umbrella"
ROUNDS = 5
HEAVY = ("openai", "instructor")


def commands(home: Path) -> Mapping[str, Sequence[str]]:
    """What is timed; the saved report that ``report`` renders is made by the replay before it."""
    replay = ["check", f"examples/{STORY}", "--replay", f"cassettes/examples/{STORY}", "--fail-level", "never", "-q"]
    return {
        "help": ["--help"],
        "replayed_story": [*replay, "-o", str(home / "run.json")],
        "report": ["report", str(home / "run.json"), "--format", "json"],
    }


def startup() -> dict[str, float]:
    """The fastest of several rounds of each command, as a ratio to the fastest ``python -c pass``."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        bare = fastest([sys.executable, "-c", "pass"], home)
        timed = {name: fastest([sys.executable, "-m", "checker", *args], home) for name, args in commands(home).items()}
    return {"python_pass_seconds": round(bare, 4)} | {
        f"{name}_to_python_pass": round(seconds / bare, 1) for name, seconds in timed.items()
    }


def fastest(command: Sequence[str], home: Path) -> float:
    """Seconds of the fastest round."""
    return min(_seconds(command, home) for _ in range(ROUNDS))


def _seconds(command: Sequence[str], home: Path) -> float:
    start = time.perf_counter()
    run(command, home)
    return time.perf_counter() - start


def run(command: Sequence[str], home: Path) -> str:
    """Run a command in the checkout; its standard output.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    env = {**os.environ, "CHECKER_HOME": str(home / "home"), "CHECKER_OFFLINE": "1"}
    done = subprocess.run(command, cwd=CHECKOUT, env=env, check=True, capture_output=True, text=True)
    return done.stdout


def imports() -> dict[str, dict[str, bool]]:
    """For each command that asks no model: which of the heavy packages it imports."""
    probe = (
        "import json, sys\n"
        "from checker.cli.app import main\n"
        "sys.argv[0] = 'checker'\n"
        "sys.stdout, out = open('/dev/null', 'w'), sys.stdout\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"out.write(json.dumps({{name: name in sys.modules for name in {HEAVY!r}}}))"
    )
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        asked = commands(home)
        run([sys.executable, "-m", "checker", *asked["replayed_story"]], home)
        return {name: json.loads(run([sys.executable, "-c", probe, *asked[name]], home)) for name in ("help", "report")}
