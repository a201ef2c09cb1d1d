"""A model that does not answer: what a user reads, and the exit code."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.llm.model_server import ModelServer, Reply

Flags = tuple[str, ...]


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (401, b'{"error": {"message": "bad key"}}', "key"),
        (404, b'{"error": {"message": "no such model", "code": "model_not_found"}}', "tiny"),
    ],
)
def test_what_would_fail_every_call_ends_the_run_at_once_with_the_remedy(
    run: Run, story: Path, model: Flags, server: ModelServer, status: int, body: bytes, said: str
) -> None:
    server.replies(Reply(status=status, body=body))
    ran = run("check", story, *model, "-j", "1", "-q")
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert ran.out == ""


def test_an_address_at_which_nothing_answers(run: Run, story: Path) -> None:
    ran = run("check", story, "--base-url", "http://127.0.0.1:9/v1", "--model", "tiny", "-q")
    assert ran.code == 2
    assert "127.0.0.1:9" in ran.err


def test_a_page_instead_of_an_answer_leaves_an_incomplete_report(
    run: Run, story: Path, model: Flags, server: ModelServer
) -> None:
    server.replies(Reply(body=b"<html>Sign in</html>", headers={"Content-Type": "text/html"}))
    ran = run("check", story, *model, "--format", "json")
    assert ran.code == 3
    assert {missed["what"] for missed in ran.report["not_checked"]} == {"ant", "bee"}
    assert "web page" in ran.report["not_checked"][0]["reason"]


def test_a_folder_that_cannot_be_written_does_not_lose_the_report(
    run: Run, story: Path, model: Flags, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")
    monkeypatch.setenv("CHECKER_HOME", str(tmp_path / "home"))
    ran = run("check", story, *model, "--no-cache", "--format", "json")
    assert len(ran.report["findings"]) == 1
    assert "CHECKER_HOME" in ran.err


def test_an_interrupted_run_ends_soon_and_says_how_to_go_on(story: Path, server: ModelServer, tmp_path: Path) -> None:
    server.replies(Reply(delay=20))
    flags = ["--base-url", server.url, "--model", "tiny"]
    env = {**os.environ, "CHECKER_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-m", "checker", "check", str(story), *flags]
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        while not server.requests:
            assert running.poll() is None
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=10)
    assert running.returncode == 130
    assert "the same command goes on from here" in err
    assert "Traceback" not in err
