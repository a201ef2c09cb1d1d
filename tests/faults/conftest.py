"""What the fault matrix needs: the command line against a server on a loopback socket, with its key on the look-out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from checker.cli import model as cli_model
from checker.llm import client
from checker.llm.traffic.retries import RetryPolicy
from checker.settings import ModelSettings
from schemas.report import Report
from tests.cli.conftest import Ran, Run, model, run, server, story, world
from tests.faults.accounts import balance
from tests.llm.model_server import KEY

__all__ = ["model", "run", "server", "story", "world"]


ATTEMPTS = 3
"""How often a request is sent at most."""
PATIENCE = 3.0
"""Seconds for which an endpoint may refuse everything."""


@dataclass(frozen=True)
class Checked:
    """How a check under a fault ended."""

    ran: Ran
    report: Report | None
    """None where it ended before there was one."""

    @property
    def said(self) -> str:
        """Everything that a person reads of what went wrong."""
        missed = self.report.not_checked if self.report else ()
        return "\n".join((self.ran.err, *(f"{each.what}: {each.reason} {each.remedy}" for each in missed)))


Check = Callable[..., Checked]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits of milliseconds: what is proved is that they end, and how."""
    short = partial(RetryPolicy, first_wait=0.002, longest_wait=0.01, longest_retry_after=1.5, patience=PATIENCE)
    monkeypatch.setattr(client, "RetryPolicy", short)
    monkeypatch.setattr(cli_model, "ModelSettings", partial(ModelSettings, max_attempts=ATTEMPTS))


@pytest.fixture
def check(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Check:
    """Check a folder; whatever happens, it ends in words, with the accounts in balance and the key nowhere."""
    home = tmp_path / "home"
    monkeypatch.setenv("CHECKER_HOME", str(home))
    monkeypatch.setenv("CHECKER_API_KEY", KEY)

    def checked(story: Path, *flags: object) -> Checked:
        ran = run("check", story, *flags, "--format", "json", "--no-store", "-q")
        assert "Traceback" not in ran.err
        assert "Internal error" not in ran.err
        written = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
        assert KEY not in ran.out + ran.err
        assert KEY.encode() not in b"".join(written)
        if ran.code == 2:
            assert ran.out == ""
            lines = [line for line in ran.err.splitlines() if line.strip()]
            assert len(lines) == 2, ran.err
            assert lines[0].startswith("Error: ")
            return Checked(ran, None)
        report = Report.model_validate_json(ran.out)
        balance(report, frozenset(path.stem for path in story.iterdir()))
        assert (ran.code == 3) == (not report.complete)
        return Checked(ran, report)

    return checked
