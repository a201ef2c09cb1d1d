"""A whole evening at the desk: keys alone, a server that is killed, and everything as it was; in both databases."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from checker.review.desk import Desk
from checker.review.store import Store
from schemas.report import Report
from schemas.review import HumanState, Standing
from tests import chromium
from tests.review.conftest import postgresql_url, sqlite_url, store_url  # noqa: F401 -- fixtures
from tests.review.reports import finding, report

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHECKOUT = Path(__file__).parent.parent.parent.parent
_ADDRESS = re.compile(r"http://\S+")
_TEXTS = {
    "ant": "\n\n".join(f"Witness {n} saw a red light." for n in range(12)),
    "bee": "\n\n".join(f"Witness {n} saw a blue light." for n in range(12)),
}
KEYS = ("c1", "d1", "q", "cc", "d5", "d3", "c4", "q", "d8", "c2")
"""Ten decisions, a key or two each."""

Serve = Callable[[str], tuple[subprocess.Popen[str], str]]


@pytest.fixture
def run() -> Report:
    words = ((("ant", f"Witness {n} saw a red light."), ("bee", f"Witness {n} saw a blue light.")) for n in range(12))
    return report("r1", *(finding(f"light{n:02}", *two, texts=_TEXTS) for n, two in enumerate(words)), texts=_TEXTS)


@pytest.fixture
def serve(run: Report, tmp_path: Path) -> Iterator[Serve]:
    saved = tmp_path / "run.json"
    saved.write_text(run.model_dump_json())
    running: list[subprocess.Popen[str]] = []

    def start(url: str) -> tuple[subprocess.Popen[str], str]:
        command = [sys.executable, "-m", "checker", "review", str(saved), "--store", url, "--who", "Ann", "--no-open"]
        environment = {**os.environ, "CHECKER_HOME": str(tmp_path / "home")}
        process = subprocess.Popen(command, cwd=CHECKOUT, env=environment, stderr=subprocess.PIPE, text=True)
        running.append(process)
        assert process.stderr is not None
        return process, next(found[0] for line in process.stderr if (found := _ADDRESS.search(line)))

    yield start
    for process in running:
        process.kill()
        process.communicate(timeout=10)


@pytest.fixture
def page() -> Iterator[Page]:
    _, browser = chromium.started()
    context = browser.new_context()
    yield context.new_page()
    context.close()


def _told(page: Page, decided: int) -> None:
    """Wait until the page says how many are decided: then the server has said so."""
    page.get_by_text(f"{decided} of 12 decided").first.wait_for()


def _held(url: str, run: Report) -> list[Standing]:
    store = Store.open(url)
    try:
        return list(Desk(store, run, who="Ann").standings())
    finally:
        store.close()


def test_ten_decisions_with_keys_alone_three_undone_and_a_kill_leave_the_exact_state(
    page: Page,
    serve: Serve,
    run: Report,
    store_url: str,  # noqa: F811
) -> None:
    process, address = serve(store_url)
    page.goto(address)
    for number, keys in enumerate(KEYS, 1):
        for key in keys:
            page.keyboard.press(key)
        _told(page, number)
    for left in (9, 8, 7):
        page.keyboard.press("u")
        _told(page, left)
    before = _held(store_url, run)
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=10)
    assert _held(store_url, run) == before
    states = [standing.decision.state for standing in before]
    assert [state is HumanState.OPEN for state in states] == [False] * 7 + [True] * 5

    _, address = serve(store_url)
    page.goto(address)
    _told(page, 7)
    page.keyboard.press("u")  # an undo reaches back over the restart
    _told(page, 6)
    assert _held(store_url, run)[6].decision.state is HumanState.OPEN
