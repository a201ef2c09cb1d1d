"""Answers that were paid for: what a warm run costs, what one of them takes, and two processes on one cache.

``python -m bench.cached``. Times are microseconds and were taken beside SQLite's own reading of the same row in the
same run: the ratio is what can be compared between machines.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from bench.processes import Stub, stub
from bench.startup import CHECKOUT, run
from bench.world import world
from checker.llm.cache.answers import AnswerCache
from checker.llm.cassettes.cassette import CassetteTransport, RecordMode
from checker.llm.client import Client
from checker.llm.fingerprint import fingerprint
from checker.llm.live import LiveTransport
from checker.prompting.templates import Prompt
from checker.settings import ModelSettings

SEED, ARTICLES = 1, 24
CALLS = 300
KEYS = 10_000

SHARING = """
import sys
from pathlib import Path
from checker.llm.cache.answers import AnswerCache, CachedAnswer
from threading import Event
role, folder, keys = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
errors = asked = seen = 0
order = range(keys) if role != "second" else range(keys - 1, -1, -1)
with AnswerCache(folder) as cache:
    for number in order:
        key = f"key-{number}"
        if role == "reader":
            found = cache.get(key)
            seen += found is not None
            errors += found is not None and found.answer != f'"{key}"'
            continue
        with cache.turns.take(key, patience=60, stopped=Event()):
            if cache.get(key) is None:
                asked += 1
                cache.put(key, CachedAnswer(answer=f'"{key}"', model="tiny"))
    if role != "reader":
        errors += sum(cache.get(f"key-{number}") is None for number in range(0, keys, 97))
print(errors, asked, seen)
"""
"""One of several processes: two that ask what nobody asked yet, from both ends, and one that reads along."""


class Fixed(BaseModel):
    """What the canned answers of this benchmark hold."""

    words: str


def cached() -> dict[str, dict[str, float]]:
    """Every figure."""
    with tempfile.TemporaryDirectory() as folder:
        return {"warm_run": _warm(Path(folder)), "one_call": _one(Path(folder)), "shared": _shared(Path(folder))}


def _warm(folder: Path) -> dict[str, float]:
    """The same story twice: the second run must ask nothing."""
    story = folder / "story"
    story.mkdir()
    for name, text in world(SEED, ARTICLES).articles.items():
        (story / f"{name}.txt").write_text(text)
    with stub(seed=SEED, articles=ARTICLES) as serving:
        (first, cold), (second, warm) = _checked(story, serving, folder), _checked(story, serving, folder)
    same = all(first[part] == second[part] for part in ("findings", "questions", "claims"))
    usage = second["run"]["usage"]
    return {
        "calls_first": first["run"]["usage"]["calls"],
        "calls_second": usage["calls"],
        "cached_second": usage["cached"],
        "same_findings": float(same),
        "seconds_first": round(cold, 2),
        "seconds_second": round(warm, 2),
    }


def _checked(story: Path, serving: Stub, folder: Path) -> tuple[dict[str, Any], float]:
    flags = ["--base-url", serving.url, "--model", "stub", "--fail-level", "never", "-q", "--format", "json"]
    start = time.perf_counter()
    report: dict[str, Any] = json.loads(run([sys.executable, "-m", "checker", "check", str(story), *flags], folder))
    return report, time.perf_counter() - start


def _one(folder: Path) -> dict[str, float]:
    """Microseconds of one answer from the cache, of one from a cassette, and of the row that SQLite reads."""
    canned = folder / "canned.json"
    canned.write_text(json.dumps({"words": "word " * 180}))
    prompts = [Prompt(task="t", system="Answer.", user=f"Article {n}. " * 40, digest="0" * 64) for n in range(CALLS)]
    home, cassette = folder / "cache", folder / "cassette"
    with stub(canned_file=canned) as serving, AnswerCache(home) as cache:
        settings = ModelSettings(model="stub", base_url=serving.url)
        with Client(settings, cache=cache) as client:
            _timed(lambda prompt: client.ask(prompt, Fixed), prompts)
        with Client(settings, cache=cache) as client:
            from_cache = _timed(lambda prompt: client.ask(prompt, Fixed), prompts)
            calls = client.meter.usage().calls
        with Client(settings, transport=CassetteTransport(cassette, RecordMode.ALL, LiveTransport(settings))) as client:
            _timed(lambda prompt: client.ask(prompt, Fixed), prompts)
        with Client(settings, transport=CassetteTransport(cassette, RecordMode.NONE)) as client:
            replayed = _timed(lambda prompt: client.ask(prompt, Fixed), prompts)
    keys = [fingerprint(settings, prompt, Fixed) for prompt in prompts]
    with closing(sqlite3.connect(home / "cache.db")) as database:
        select = "SELECT value FROM Cache WHERE key = ?"
        bare = _timed(lambda key: database.execute(select, (key,)).fetchone(), keys)
    return {
        "calls": calls,
        "us_from_cache": round(from_cache, 1),
        "us_from_cassette": round(replayed, 1),
        "us_sqlite_row": round(bare, 1),
        "cache_to_sqlite": round(from_cache / bare, 1),
    }


def _timed(work: Callable[[Any], object], on: list[Any]) -> float:
    """Microseconds a piece, the first few left out: they import and open."""
    for each in on[:20]:
        work(each)
    start = time.perf_counter()
    for each in on[20:]:
        work(each)
    return (time.perf_counter() - start) / len(on[20:]) * 1e6


def _shared(folder: Path) -> dict[str, float]:
    """Two processes that fill one cache from both ends while a third reads it."""
    start = time.perf_counter()
    command = [sys.executable, "-c", SHARING]
    running = [
        subprocess.Popen([*command, role, str(folder / "shared"), str(KEYS)], cwd=CHECKOUT, stdout=subprocess.PIPE)
        for role in ("first", "second", "reader")
    ]
    ended = [process.communicate()[0].split() for process in running]
    seconds = time.perf_counter() - start
    errors = sum(process.returncode != 0 for process in running)
    counts = [[int(number) for number in line] for line in ended if line]
    with AnswerCache(folder / "shared") as cache:
        kept = cache.info().count
    return {
        "keys": KEYS,
        "kept": kept,
        "errors": errors + sum(count[0] for count in counts),
        "doubled": sum(count[1] for count in counts) - KEYS,
        "read_along": counts[-1][2] if len(counts) == 3 else 0,
        "us_an_answer": round(seconds / KEYS * 1e6),
    }


if __name__ == "__main__":
    print(json.dumps(cached(), indent=2))
