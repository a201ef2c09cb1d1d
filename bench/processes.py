"""A stub for a while: started with the flags that are given, asked for its counts, ended whatever happens."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bench.startup import CHECKOUT

_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Stub:
    """A stub that serves."""

    url: str
    """What goes into ``--base-url``; ends in ``/v1``."""
    pid: int

    def counts(self) -> dict[str, Any]:
        """What it was sent, since it was started or reset (`bench.stub.counts`)."""
        return self._ask("GET", "/counts")

    def reset(self) -> None:
        """Start counting, its clock and its schedules from the beginning."""
        self._ask("POST", "/reset")

    def _ask(self, method: str, path: str) -> dict[str, Any]:
        request = urllib.request.Request(self.url.removesuffix("/v1") + path, method=method)
        with _DIRECT.open(request, timeout=30) as answer:
            told: dict[str, Any] = json.load(answer)
        return told


@contextmanager
def stub(**flags: object) -> Iterator[Stub]:
    """Start a stub, and end it.

    Args:
        flags: as `bench.stub` knows them, with underscores: ``rate=20``, ``canned=True``, ``fault=["500:0.2"]`` for one
            that may be repeated. None and False leave a flag out.
    """
    # It ends with its standard input, so that nothing is left of it even when this process is killed.
    command = [sys.executable, "-m", "bench.stub", "--until-eof", *_written(flags)]
    process = subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        if not address:
            raise RuntimeError(f"The stub did not start: {' '.join(command)}")
        yield Stub(address, process.pid)
    finally:
        process.terminate()
        process.communicate(timeout=10)


def _written(flags: dict[str, object]) -> Iterator[str]:
    for name, value in flags.items():
        if value is None or value is False:
            continue
        for each in value if isinstance(value, list | tuple) else [value]:
            yield f"--{name.replace('_', '-')}"
            if each is not True:
                yield str(each)
