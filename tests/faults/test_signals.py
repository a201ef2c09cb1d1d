"""Signals, and limits of the system: a run ends soon, in words, with the exit code that shells expect."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import World
from tests.llm.model_server import ModelServer, Reply


@contextmanager
def begun(home: Path, *args: object, files: int | None = None) -> Iterator[subprocess.Popen[str]]:
    def limited() -> None:
        if files:
            resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))

    command = [sys.executable, "-m", "checker", *map(str, args)]
    env = {**os.environ, "CHECKER_HOME": str(home)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, env=env, text=True, preexec_fn=limited, **pipes) as running:  # type: ignore[call-overload]
        try:
            yield running
        finally:
            running.kill()


def until_asked(server: ModelServer, running: subprocess.Popen[str]) -> None:
    while not server.requests:
        assert running.poll() is None
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("signals", "code"),
    [([signal.SIGTERM], 143), ([signal.SIGINT, signal.SIGINT], 130), ([signal.SIGTERM, signal.SIGINT], 143)],
    ids=["SIGTERM", "Ctrl-C twice", "SIGTERM, then Ctrl-C"],
)
def test_a_run_that_is_told_to_end_ends_soon_and_says_how_to_go_on(
    signals: list[signal.Signals], code: int, story: Path, model: tuple[str, ...], server: ModelServer, tmp_path: Path
) -> None:
    server.replies(Reply(delay=30))
    with begun(tmp_path / "home", "check", story, *model[:4]) as running:
        until_asked(server, running)
        for each in signals:
            running.send_signal(each)
            time.sleep(0.01)
        out, err = running.communicate(timeout=10)
    assert running.returncode == code
    assert "the same command goes on from here" in err
    assert "Traceback" not in err
    assert out == ""


def test_with_few_files_fewer_requests_are_sent_at_once_and_none_is_lost(
    server: ModelServer, world: World, tmp_path: Path
) -> None:
    """64 open files, 200 requests wanted: 40 articles that fill a sitting each."""
    story = tmp_path / "many"
    story.mkdir()
    for number in range(40):
        dice = random.Random(number)
        rows = (" ".join(f"w{dice.randrange(10**6)}" for _ in range(40)).capitalize() + "." for _ in range(80))
        (story / f"book{number}.txt").write_text(f"Book {number}\n\n" + "\n".join(rows))
    server.script = lambda body: Reply(**{**vars(world(body)), "delay": 0.1})
    flags = ["--base-url", server.url, "--model", "tiny", "-j", "200", "-q", "--format", "json"]
    with begun(tmp_path / "home", "check", story, *flags, files=64) as running:
        out, err = running.communicate(timeout=60)
    assert running.returncode == 0, err
    assert "24 requests at once instead of 200" in err
    assert "Traceback" not in err
    assert 1 < server.most_at_once <= 24
    assert len(server.requests) >= 40
    assert '"complete": true' in out


CLOCKS = ("time.time(", "datetime.now(")
TIMES_OF_DAY = {
    # A date in a header is a time of day, and so is when a run was made.
    "checker/llm/faults.py",
    "checker/pipeline/run.py",
}


def test_no_wait_depends_on_the_time_of_day(checkout: Path) -> None:
    """A clock that is set, or a machine that slept, must neither end a wait nor prolong it."""
    waiting = [*(checkout / "checker" / "llm").rglob("*.py"), *(checkout / "checker" / "pipeline").rglob("*.py")]
    told = {str(path.relative_to(checkout)) for path in waiting if any(c in path.read_text() for c in CLOCKS)}
    assert "checker/llm/traffic/limits.py" in {str(path.relative_to(checkout)) for path in waiting}
    assert {name for name in told if "batch" not in name and "cassette" not in name and "record" not in name} <= (
        TIMES_OF_DAY
    )
