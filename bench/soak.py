"""Soak: many calls through one client in one process. What does memory, what do open files come to?

``python -m bench.soak`` makes 50,000 calls; ``--calls`` makes fewer.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import linear_regression

from bench.processes import stub
from checker.llm.client import Client
from checker.prompting.templates import fill
from checker.settings import ModelSettings
from schemas.answers import RaisedQuestions

CALLS = 50_000
WARM_UP = 5_000
"""Calls after which nothing should grow any more."""
EVERY = 1_000
"""Calls between two samples."""
CONCURRENCY = 32
_STATUS, _OPEN = Path("/proc/self/status"), Path("/proc/self/fd")


@dataclass(frozen=True)
class Sample:
    """This process at one moment."""

    calls: int
    memory: int
    """Resident bytes."""
    descriptors: int


def soak(calls: int = CALLS, *, warm_up: int = WARM_UP) -> dict[str, object]:
    """Ask a stub that answers at once, and look at this process after every thousand answers.

    Args:
        calls: how many.
        warm_up: how many of them come before the slopes begin.
    """
    with stub(canned=True) as served:
        settings = ModelSettings(model="stub", base_url=served.url, concurrency=CONCURRENCY)
        began, spent = time.monotonic(), _cpu()
        with Client(settings) as client:
            samples = _sampled(client, calls)
        seconds, cpu = time.monotonic() - began, _cpu() - spent
        counted = served.counts()
    warm = [sample for sample in samples if sample.calls >= warm_up]
    return {
        "calls": counted["answered"],
        "doubled": counted["doubled"],
        "seconds": round(seconds, 1),
        "cpu_ms_per_call": round(1000 * cpu / calls, 2),
        "memory_mib": {"first": _mib(samples[0]), "warm": _mib(warm[0]), "last": _mib(samples[-1])},
        "memory_bytes_per_call": round(_slope(warm, [sample.memory for sample in warm]), 1),
        "descriptors": {"warm": warm[0].descriptors, "most": max(s.descriptors for s in warm)},
        "descriptors_per_1000_calls": round(1000 * _slope(warm, [sample.descriptors for sample in warm]), 3),
    }


def _sampled(client: Client, calls: int) -> list[Sample]:
    """Every call asks something else: neither the client nor the stub has answered it before."""

    def ask(number: int) -> None:
        shown = f"<<< article {number}\n[A1] Boat {number} came in.\n>>>"
        client.ask(fill("read", articles=shown, others=""), RaisedQuestions)

    samples, numbers = [], iter(range(calls))
    with ThreadPoolExecutor(CONCURRENCY) as pool:
        done = 0
        while batch := list(islice(numbers, EVERY)):
            for _ in pool.map(ask, batch):
                done += 1
            samples.append(_sample(done))
    return samples


def _sample(calls: int) -> Sample:
    # What is garbage already is no leak.
    gc.collect()
    resident = next(line for line in _STATUS.read_text().splitlines() if line.startswith("VmRSS:"))
    return Sample(calls, int(resident.split()[1]) * 1024, sum(1 for _ in _OPEN.iterdir()))


def _slope(samples: Sequence[Sample], values: Sequence[int]) -> float:
    """Growth a call, by least squares."""
    return linear_regression([sample.calls for sample in samples], values).slope


def _mib(sample: Sample) -> float:
    return round(sample.memory / 2**20, 1)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    flags = argparse.ArgumentParser(description=__doc__)
    flags.add_argument("--calls", type=int, default=CALLS)
    given = flags.parse_args()
    print(json.dumps(soak(given.calls, warm_up=min(WARM_UP, given.calls // 2)), indent=2))
