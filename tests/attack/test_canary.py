"""Secrets are written nowhere: not in a run that ends well, and not in one that fails with the secret in its face."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.cli.conftest import Run, World, run, server, story, world  # noqa: F401 -- fixtures
from tests.llm.model_server import ModelServer, Reply, Script

KEY = "sk-canary-4f9d+7/a2b8c6"
HEADER = "header-canary-91c3"
USER, PASSWORD = "user-canary-55d1", "pass-canary-0e77"
QUERY = "query-canary-83aa"
SECRETS = (KEY, HEADER, PASSWORD, QUERY)
JSON = {"Content-Type": "application/json"}
SENT_WITH_A_KEY = (KEY, HEADER, QUERY)
SENT_WITH_A_PASSWORD = (HEADER, QUERY, PASSWORD)
"""A password in the address is sent instead of the key, so no endpoint can repeat both."""


def _error(status: int, code: str, echo: str) -> Reply:
    body = {"error": {"message": f"Incorrect: {echo}", "code": code, "type": echo, "param": echo}}
    return Reply(status=status, body=json.dumps(body).encode(), headers={**JSON, "X-Echo": echo})


def _said(content: str, echo: str) -> Reply:
    message = {"role": "assistant", "content": content, "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    body = {"id": echo, "object": "chat.completion", "created": 0, "model": echo, "choices": [choice]}
    return Reply(body=json.dumps(body).encode(), headers={**JSON, "Set-Cookie": f"key={echo}", "X-Echo": echo})


def _page(status: int, echo: str) -> Reply:
    return Reply(status=status, body=f"<html>{echo}</html>".encode(), headers={"Content-Type": "text/html"})


FAULTS: dict[str, Callable[[str], Reply]] = {
    "401": lambda echo: _error(401, "invalid_api_key", echo),
    "403": lambda echo: _error(403, "forbidden", echo),
    "404": lambda echo: _error(404, "model_not_found", echo),
    "400": lambda echo: _error(400, "bad_request", echo),
    "429": lambda echo: _error(429, "insufficient_quota", echo),
    "500": lambda echo: _error(500, "server_error", echo),
    "a page": lambda echo: _page(200, echo),
    "an error page": lambda echo: _page(502, echo),
    "a redirect": lambda echo: Reply(status=307, headers={"Location": f"http://127.0.0.1:9/{quote(echo)}"}),
    "no JSON": lambda echo: _said(echo, echo),
    "another form": lambda echo: _said(json.dumps({"questions": [{"q": echo, "sides": echo}], echo: echo}), echo),
    "cut": lambda echo: Reply(body=json.dumps({"choices": echo}).encode(), cut=0.5),
}


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The key in the environment; the folder in which everything is written."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("CHECKER_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _flags(address: str, folder: Path, *more: str) -> list[str]:
    flags = ["--base-url", address, "--model", "tiny", "--timeout", "2", "--header", f"X-Account={HEADER}"]
    return [*flags, "-o", str(folder / "report.html"), "-o", str(folder / "report.json"), *more]


def _with_secrets(url: str) -> str:
    return url.replace("://", f"://{USER}:{PASSWORD}@") + f"?api-key={QUERY}"


def _found(folder: Path, *streams: str) -> list[str]:
    """Where a secret stands, in any spelling, in what was written: in names of files too."""
    spelt = {s for secret in SECRETS for s in (secret, quote(secret, safe=""), json.dumps(secret)[1:-1])}
    spelt |= {base64.b64encode(each.encode()).decode() for each in (*SECRETS, f"{USER}:{PASSWORD}")}
    return [
        f"{name}: {secret}"
        for name, data in _written(folder, streams)
        for secret in sorted(spelt)
        if secret.encode() in data
    ]


def _written(folder: Path, streams: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    yield from ((f"stream {number}", stream.encode()) for number, stream in enumerate(streams))
    for parent, _, names in os.walk(folder):
        for path in (Path(parent) / name for name in names):
            yield str(path), str(path.relative_to(folder)).encode() + path.read_bytes()


@pytest.mark.parametrize("secretive", [False, True], ids=["plain address", "secrets in the address"])
def test_a_run_that_ends_well_writes_no_secret(
    run: Run,  # noqa: F811
    story: Path,  # noqa: F811
    server: ModelServer,  # noqa: F811
    secrets: Path,
    secretive: bool,
) -> None:
    address = _with_secrets(server.url) if secretive else server.url
    ran = run("check", story, *_flags(address, secrets, "--record", str(secrets / "cassette")))
    assert any(KEY in value for value in server.headers[0].values()) or secretive, "it was sent where it belongs"
    listed = run("runs")
    assert _found(secrets, ran.out, ran.err, listed.out, listed.err) == []


@pytest.mark.parametrize(
    ("fault", "sent"),
    [
        *((fault, SENT_WITH_A_KEY) for fault in FAULTS),
        *((fault, SENT_WITH_A_PASSWORD) for fault in ("401", "400", "no JSON")),
    ],
    ids=lambda value: value if isinstance(value, str) else "password" if PASSWORD in value else "key",
)
def test_a_run_that_fails_writes_no_secret_that_the_endpoint_repeats(
    run: Run,  # noqa: F811
    story: Path,  # noqa: F811
    server: ModelServer,  # noqa: F811
    secrets: Path,
    fault: str,
    sent: tuple[str, ...],
) -> None:
    server.script = _always(FAULTS[fault](" and ".join(sent)))
    address = _with_secrets(server.url) if PASSWORD in sent else f"{server.url}?api-key={QUERY}"
    ran = run("check", story, *_flags(address, secrets, "--record", str(secrets / "cassette")))
    assert ran.code != 0
    assert "Traceback" not in ran.err
    assert _found(secrets, ran.out, ran.err) == []


@pytest.mark.parametrize(
    "address",
    [
        f"http://{USER}:{PASSWORD}@127.0.0.1:9/v1?api-key={QUERY}",
        f"http://{USER}:{PASSWORD}@127.0.0.1:99999/v1?api-key={QUERY}",
        f"ftp://{USER}:{PASSWORD}@127.0.0.1/v1?api-key={QUERY}",
        f"http://{USER}:{PASSWORD}@[::1/v1?api-key={QUERY}",
    ],
    ids=["nobody there", "no port", "no scheme of ours", "no address"],
)
def test_an_address_that_cannot_be_used_is_named_without_its_secrets(
    run: Run,  # noqa: F811
    story: Path,  # noqa: F811
    secrets: Path,
    address: str,
) -> None:
    ran = run("check", story, *_flags(address, secrets))
    assert ran.code != 0
    assert "Traceback" not in ran.err
    assert _found(secrets, ran.out, ran.err) == []


def _always(reply: Reply) -> Script:
    def script(body: dict[str, Any]) -> Reply:
        return reply

    return script
