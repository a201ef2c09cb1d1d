"""One run of the command against a stub, with what it took: calls, tokens, processor time, memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.processes import Stub
from bench.startup import CHECKOUT


@dataclass(frozen=True)
class Ran:
    """What a run took, and its report (or reports, a line each)."""

    reports: tuple[dict[str, Any], ...]
    calls: int
    tokens: int
    """Sent and received, as the stub counted them."""
    cpu: float
    """Seconds, of the process alone."""
    rss: int
    """Mebibytes at its peak."""

    def contradictions(self) -> list[str]:
        """The questions of the contradictions that it found."""
        found = (finding for report in self.reports for finding in report["findings"])
        return [finding["question"] for finding in found if finding["verdict"] == "contradiction"]


def checked(paths: Sequence[Path], served: Stub, home: Path, *flags: str) -> Ran:
    """Run ``checker check``. The stub's counts are set to zero before.

    Raises:
        RuntimeError: it failed.
    """
    served.reset()
    command = [sys.executable, "-m", "checker", "check", *map(str, paths), "--base-url", served.url, "--model", "stub"]
    command += ["--format", "json", "--fail-level", "never", "--no-store", "-q", *flags]
    env = {**os.environ, "CHECKER_HOME": str(home), "CHECKER_OFFLINE": "1"}
    out, err = home.parent / "out", home.parent / "err"
    with out.open("wb") as stdout, err.open("wb") as stderr:
        process = subprocess.Popen(command, cwd=CHECKOUT, env=env, stdout=stdout, stderr=stderr)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {err.read_text()[-2000:]}")
    counted = served.counts()
    return Ran(
        reports=tuple(map(json.loads, _documents(out.read_text(encoding="utf-8")))),
        calls=counted["answered"],
        tokens=counted["tokens_in"] + counted["tokens_out"],
        cpu=used.ru_utime + used.ru_stime,
        rss=used.ru_maxrss // 1024,
    )


def _documents(text: str) -> list[str]:
    """One report, over as many lines as it takes; or several, a line each."""
    lines = text.splitlines()
    return lines if len(lines) > 1 and all(line.startswith("{") and line.endswith("}") for line in lines) else [text]
