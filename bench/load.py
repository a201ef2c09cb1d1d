"""The client under load, beside its rivals: ``python -m bench.load [concurrency|limit|change|tail]``.

Every client has a process of its own and is measured against a stub that it has for itself: the stub on the first core,
the client on the second one. What is compared was measured in the same run.
"""

from __future__ import annotations

import heapq
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any, NamedTuple

from bench.processes import Stub, stub
from bench.startup import CHECKOUT
from bench.stub.latency import Latency

OURS = "checker_client"
CORES = sorted(os.sched_getaffinity(0))
Figures = dict[str, Any]

LATENCY = 0.2
ROUNDS = {20: 10, 50: 16, 200: 8}
"""Requests in flight -> calls to each of them."""
WARM = 2
"""Calls to each of them before those that are measured, for everybody: imports, connections, slow starts."""
THROUGHPUT = ("raw", "sdk", "bare_instructor", OURS)

RATE, CALLS, PLACES = 20.0, 400, 50
LIMITED: Mapping[str, Sequence[str]] = {
    OURS: (),
    "sdk": ("--retries", "2"),
    "sdk with 10 retries": ("--retries", "10"),
    "adaptive": (),
    "curator": (),
}
CHANGES = ((15.0, 10.0), (32.0, 20.0))
"""Second -> the limit from then on."""
CHANGED_CALLS = 650
ENOUGH = 0.9
"""The share of a limit at which it counts as found, over `SPAN` seconds."""
SPAN = 3.0
LOOK = 0.25
"""Seconds between two looks at what the stub has counted."""

SLOW = Latency(fixed=0.1, slow_share=0.01, slow_factor=50.0)
TAIL_CALLS, TAIL_PLACES = 400, 16


class Seen(NamedTuple):
    """What a stub had counted at a moment."""

    seconds: float
    answered: int
    refused: int


def concurrency() -> Figures:
    """Achieved concurrency (calls x latency / places / wall) and CPU a call, by requests in flight."""
    found: Figures = {}
    for places, rounds in ROUNDS.items():
        calls = places * rounds
        of: Figures = {}
        for rival in THROUGHPUT:
            with stub(canned=True, latency=LATENCY) as server:
                took = _run(rival, server, calls, places, "--warm", str(WARM * places))
            achieved = calls * LATENCY / places / took["wall"]
            of[rival] = {"achieved": round(achieved, 3), "cpu_ms": _ms(took, calls), "failed": took["failed"]}
        found[str(places)] = of
    return found


def cpu() -> Figures:
    """CPU a call in milliseconds, and as a ratio to bare instructor's; few in flight, so that nothing else counts."""
    calls = 400
    spent = {}
    for rival in THROUGHPUT:
        with stub(canned=True) as server:
            spent[rival] = _ms(_run(rival, server, calls, 4, "--warm", "40"), calls)
    return {"cpu_ms": spent, "to_bare_instructor": round(spent[OURS] / spent["bare_instructor"], 2)}


def limit() -> Figures:
    """A hidden limit: what failed, what was sent for each answer, and the wall time beside the least possible."""
    ideal = (CALLS - RATE) / RATE

    def of(name: str) -> Figures:
        with stub(canned=True, latency=0.15, rate=RATE, retry_after="1") as server:
            took = _run(name.partition(" ")[0], server, CALLS, PLACES, "--warm", "1", *LIMITED[name])
            if "skipped" in took:
                return took
            counts = server.counts()
        return {
            "failed": took["failed"],
            "sent_to_needed": round(counts["requests"] / counts["answered"], 3),
            "refused": counts["refused"],
            "wall_to_ideal": round(took["wall"] / ideal, 3),
        }

    return _side_by_side(LIMITED, of)


def change() -> Figures:
    """A hidden limit that halves and then doubles: rounds until it is found again, and the share that was refused."""
    at = ",".join(f"{second:g}:{rate:g}" for second, rate in CHANGES)

    def of(name: str) -> Figures:
        with stub(canned=True, latency=0.15, rate=RATE, rate_at=at, retry_after="1") as server:
            with _watched(server) as seen:
                took = _run(name, server, CHANGED_CALLS, PLACES)
            counts = server.counts()
        found = {f"rounds_to_{rate:g}_a_second": _rounds(seen, second, rate) for second, rate in CHANGES}
        wasted = round(counts["refused"] / counts["requests"], 4)
        return {**found, "wasted": wasted, "failed": took["failed"], "wall": round(took["wall"], 1)}

    return _side_by_side((OURS, "adaptive"), of)


@contextmanager
def _watched(server: Stub) -> Iterator[list[Seen]]:
    """What a stub has counted, a few times a second, from its first request on."""
    seen: list[Seen] = []
    over = Event()

    def watch() -> None:
        while not over.wait(LOOK):
            counts = server.counts()
            if counts["requests"]:
                seen.append(Seen(counts["seconds"], counts["answered"], counts["refused"]))

    watcher = Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


def _rounds(seen: Sequence[Seen], change: float, rate: float) -> float | None:
    """Answers after a change, in rounds of one a place, until the new limit is found; None if it never is.

    It is found when most of it is used for a while, in which hardly anything is refused.
    """
    after = [each for each in seen if each.seconds >= change]
    for start in after:
        end = next((each for each in after if each.seconds >= start.seconds + SPAN), None)
        if end is None:
            return None
        answered, refused = end.answered - start.answered, end.refused - start.refused
        if answered >= ENOUGH * rate * (end.seconds - start.seconds) and refused <= (1 - ENOUGH) * answered:
            return round((start.answered - after[0].answered) / PLACES, 1)
    return None


def tail() -> Figures:
    """One call in a hundred takes fifty times as long: wall time beside that of a schedule without any waste."""
    bound = longest_path([SLOW.of(index + 1) for index in range(TAIL_CALLS)], TAIL_PLACES)

    def of(name: str) -> Figures:
        flags = {"latency": SLOW.fixed, "slow_share": SLOW.slow_share, "slow_factor": SLOW.slow_factor}
        rival, _, how = name.partition(" ")
        with stub(canned=True, **flags) as server:
            took = _run(rival, server, TAIL_CALLS, TAIL_PLACES, "--warm", "1", *how.split())
        return {"wall_to_bound": round(took["wall"] / bound, 3), "failed": took["failed"]}

    return {"bound_seconds": round(bound, 2), **{name: of(name) for name in (OURS, f"{OURS} --inquiry", "batches")}}


def longest_path(latencies: Sequence[float], places: int) -> float:
    """Seconds until all calls are answered when each is sent as soon as a place is free, in their order."""
    free = [0.0] * places
    for latency in latencies:
        heapq.heapreplace(free, free[0] + latency)
    return max(free)


def _side_by_side(names: Sequence[str] | Mapping[str, object], of: Callable[[str], Figures]) -> Figures:
    """Those that mostly wait may wait together."""
    with ThreadPoolExecutor(len(names)) as pool:
        return dict(zip(names, pool.map(of, names), strict=True))


def _run(rival: str, server: Stub, calls: int, places: int, *more: str) -> Figures:
    """Let a rival send its calls, in a process of its own."""
    os.sched_setaffinity(server.pid, {CORES[0]})
    load = ["--url", server.url, "--calls", str(calls), "--concurrency", str(places)]
    command = [sys.executable, "-m", f"bench.rivals.{rival}", *load, *more]
    client = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    os.sched_setaffinity(client.pid, {CORES[-1]})
    told, said = client.communicate()
    if client.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{said[-2000:]}")
    found: Figures = json.loads(told.splitlines()[-1])
    return found


def _ms(took: Figures, calls: int) -> float:
    return round(float(took["cpu"]) / calls * 1000, 2)


PARTS: Mapping[str, Callable[[], Figures]] = {
    "concurrency": concurrency,
    "cpu": cpu,
    "limit": limit,
    "change": change,
    "tail": tail,
}


def load() -> Figures:
    """All parts."""
    return {name: part() for name, part in PARTS.items()}


if __name__ == "__main__":
    wanted = sys.argv[1:] or list(PARTS)
    print(json.dumps({name: PARTS[name]() for name in wanted}, indent=2))
