from __future__ import annotations

import pytest

from tests.cli.conftest import Run
from tests.llm.model_server import ModelServer, Reply

Flags = tuple[str, ...]


def test_the_doctor_names_what_is_missing_and_the_command_that_mends_it(run: Run) -> None:
    ran = run("doctor")
    assert ran.code == 2
    assert "MISSING  model" in ran.out
    assert "export OPENAI_API_KEY" in ran.out


def test_a_configured_model_is_fine(run: Run, model: Flags, server: ModelServer) -> None:
    ran = run("doctor", *model)
    assert ran.code == 0
    assert "MISSING" not in ran.out
    assert server.requests == []


def test_one_tiny_call_is_made_when_asked(run: Run, model: Flags, server: ModelServer) -> None:
    ran = run("doctor", *model, "--call")
    assert ran.code == 0
    assert len(server.requests) == 1
    assert "tokens" in ran.out


def test_a_call_that_fails_says_why(run: Run, model: Flags, server: ModelServer) -> None:
    server.replies(Reply(status=401, body=b'{"error": {"message": "no"}}'))
    ran = run("doctor", *model, "--call")
    assert ran.code == 2
    assert "MISSING  call" in ran.out


def test_an_old_package_is_named_with_the_upgrade(run: Run, model: Flags, monkeypatch: pytest.MonkeyPatch) -> None:
    from checker.cli import doctor

    monkeypatch.setattr(doctor, "FLOORS", {"openai": (99, 0)})
    ran = run("doctor", *model)
    assert "pip install --upgrade 'openai>=99.0'" in ran.out
