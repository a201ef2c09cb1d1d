"""Other programs that use a store at the same time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parent.parent.parent


def spawn(code: str, *args: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *args],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def line_of(program: subprocess.Popen[str]) -> str:
    assert program.stdout
    return program.stdout.readline().strip()


def go(program: subprocess.Popen[str]) -> None:
    assert program.stdin
    program.stdin.write("go\n")
    program.stdin.flush()


def finish(program: subprocess.Popen[str], *, code: int = 0) -> list[str]:
    """The whole lines that a program still printed, when it has ended."""
    with program:
        assert program.stdout
        lines = [line.strip() for line in program.stdout if line.endswith("\n")]
    assert program.returncode == code
    return lines
