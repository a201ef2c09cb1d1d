from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError

import pytest

from checker.review.web.access import verify_password
from tests.cli.conftest import Run
from tests.report.story import sample_report

ADDRESS = re.compile(r"http://\S+")


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "many.json"
    path.write_text(sample_report().model_dump_json(), encoding="utf-8")
    return path


@pytest.fixture
def page(saved: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running page, and the address that it told."""
    command = [sys.executable, "-m", "checker", "review", str(saved), "--no-open", "--who", "ana"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        address = ADDRESS.search(process.stderr.readline())
        assert address
        yield process, address[0]
        if process.poll() is None:
            process.kill()


def test_the_address_that_is_told_opens_the_page_and_the_bare_one_does_not(
    page: tuple[subprocess.Popen[str], str],
) -> None:
    _, address = page
    assert re.match(r"http://127\.0\.0\.1:\d+/\?token=[\w-]{40,}$", address)
    direct = urllib.request.ProxyHandler({})
    known = urllib.request.build_opener(direct, urllib.request.HTTPCookieProcessor(CookieJar()))
    with known.open(address) as answer:
        assert sample_report().findings[0].question in answer.read().decode()
    with pytest.raises(HTTPError) as refused:
        urllib.request.build_opener(direct).open(address.partition("?")[0])
    with refused.value as answer:
        assert answer.code == 401


def test_an_interrupt_ends_it_without_an_error(page: tuple[subprocess.Popen[str], str]) -> None:
    process, _ = page
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode in (0, 130)
    assert "Traceback" not in errors
    assert "Internal error" not in errors


def test_every_run_of_the_page_has_a_secret_of_its_own(monkeypatch: pytest.MonkeyPatch, run: Run, saved: Path) -> None:
    told: list[str | None] = []
    monkeypatch.setattr("checker.review.web.serving.serve", lambda desk, *, access, **_: told.append(access.token))
    for _ in range(2):
        assert run("review", saved, "--no-open").code == 0
    one, other = told
    assert one
    assert other
    assert one != other


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.org", ""])
def test_an_address_that_others_reach_needs_a_password_file(run: Run, saved: Path, host: str) -> None:
    ran = run("review", saved, "--host", host, "--no-open")
    assert ran.code == 2
    assert "--password-file" in ran.err


@pytest.mark.parametrize("content", ["sesame-open", "", "scrypt$1$2$3$$", "\ufffd"])
def test_a_password_file_without_a_hash_is_refused(run: Run, saved: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / "password").write_text(content, encoding="utf-8")
    ran = run("review", saved, "--host", "0.0.0.0", "--password-file", tmp_path / "password", "--no-open")
    assert ran.code == 2
    assert "holds no hash" in " ".join(ran.err.split())
    assert "sesame" not in ran.err


def test_a_password_from_standard_input_is_printed_as_a_hash_that_a_password_file_may_hold(
    run: Run, saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = run("review", "--hash-password", stdin=b"open sesame\n").out
    assert verify_password("open sesame", printed.strip())
    assert "sesame" not in printed
    (tmp_path / "password").write_text(printed, encoding="utf-8")
    told: list[tuple[str | None, str | None]] = []
    monkeypatch.setattr(
        "checker.review.web.serving.serve",
        lambda desk, *, access, **_: told.append((access.token, access.password_hash)),
    )
    run("review", saved, "--host", "0.0.0.0", "--password-file", tmp_path / "password", "--no-open")
    assert told == [(None, printed.strip())]


def test_a_short_password_is_refused(run: Run) -> None:
    assert run("review", "--hash-password", stdin=b"abc\n").code == 2


def test_a_port_that_is_taken_and_a_run_that_is_not_there_are_told(
    run: Run, saved: Path, page: tuple[subprocess.Popen[str], str]
) -> None:
    port = re.findall(r":(\d+)/", page[1])[0]
    ran = run("review", saved, "--port", port, "--no-open")
    assert ran.code == 2
    assert "Internal error" not in ran.err
    assert "nowhere" in run("review", "nowhere", "--no-open").err


def test_the_browser_is_opened_at_the_secret_address_unless_told_not_to(
    run: Run, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("checker.cli.review.webbrowser.open", opened.append)
    monkeypatch.setattr("checker.cli.review.Thread", _AtOnce)
    monkeypatch.setattr("checker.review.web.serving.serve", lambda desk, *, announce, **_: announce("http://x/"))
    run("review", saved, "--no-open")
    assert opened == []
    run("review", saved)
    assert opened == ["http://x/"]


class _AtOnce:
    """A thread whose work is done when it is started."""

    def __init__(self, *, target: object, args: tuple[str, ...], daemon: bool) -> None:
        self._target, self._args = target, args

    def start(self) -> None:
        assert callable(self._target)
        self._target(*self._args)


def test_the_reviewer_and_the_keys_reach_the_page(run: Run, saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, str, bool]] = []
    monkeypatch.setattr(
        "checker.review.web.serving.serve", lambda desk, *, keys, **_: told.append((desk.who, desk.track, keys))
    )
    run("review", saved, "--who", "ana", "--no-open")
    run("review", saved, "--who", "ben", "--blind", "--no-keys", "--no-open")
    assert told == [("ana", "", True), ("ben", "ben", False)]
