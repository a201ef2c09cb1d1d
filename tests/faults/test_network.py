"""What is between here and the endpoint: names, certificates, proxies, ports at which nothing listens."""

from __future__ import annotations

import contextlib
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from tests.faults.conftest import Check
from tests.llm.model_server import ModelServer

NAMED = ("--model", "tiny", "--timeout", "5")


@pytest.fixture
def online(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let requests out as a user's machine does; the names used are reserved (RFC 2606) and exist nowhere."""
    monkeypatch.delenv("CHECKER_OFFLINE")
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def dead_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        return int(closed.getsockname()[1])


@pytest.fixture
def self_signed(tmp_path: Path) -> Iterator[int]:
    """The port of a server that speaks TLS with a certificate of its own making."""
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    try:
        subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not installed, which makes the certificate")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    with contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True) as safe:
                        safe.recv(1)

        serving = Thread(target=serve, daemon=True)
        serving.start()
        yield int(listening.getsockname()[1])
        listening.shutdown(socket.SHUT_RDWR)
    serving.join()


@pytest.mark.usefixtures("online")
class TestNothingThere:
    def test_a_port_at_which_nothing_listens(self, check: Check, story: Path, dead_port: int) -> None:
        checked = check(story, "--base-url", f"http://127.0.0.1:{dead_port}/v1", *NAMED)
        assert checked.ran.code == 2
        assert f"Nothing answers at http://127.0.0.1:{dead_port}/v1" in checked.said

    def test_a_name_that_does_not_exist(self, check: Check, story: Path) -> None:
        checked = check(story, "--base-url", "http://model.invalid/v1", *NAMED)
        assert checked.ran.code == 2
        assert "model.invalid" in checked.said

    def test_a_certificate_that_nobody_vouches_for(self, check: Check, story: Path, self_signed: int) -> None:
        checked = check(story, "--base-url", f"https://localhost:{self_signed}/v1", *NAMED)
        assert checked.ran.code == 2
        assert f"localhost:{self_signed}" in checked.said
        assert "certificate" in checked.said.lower()

    def test_tls_where_none_is_spoken(self, check: Check, story: Path, server: ModelServer) -> None:
        checked = check(story, "--base-url", server.url.replace("http:", "https:"), *NAMED)
        assert checked.ran.code == 2
        assert "TLS" in checked.said or "http:" in checked.said

    def test_a_proxy_that_is_gone(
        self, check: Check, story: Path, dead_port: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTP_PROXY", f"http://user:pass-word@127.0.0.1:{dead_port}")
        checked = check(story, "--base-url", "http://model.invalid/v1", *NAMED)
        assert checked.ran.code == 2
        assert "model.invalid" in checked.said
        assert "pass-word" not in checked.said


@pytest.mark.usefixtures("online")
def test_a_proxy_is_not_asked_for_this_machine(
    check: Check,
    story: Path,
    model: tuple[str, ...],
    server: ModelServer,
    dead_port: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{dead_port}")
    assert check(story, *model).ran.code == 1
    assert len(server.requests) == 3


def test_offline_nothing_leaves_this_machine(check: Check, story: Path) -> None:
    checked = check(story, "--base-url", "http://model.invalid/v1", *NAMED)
    assert checked.ran.code == 2
    assert "CHECKER_OFFLINE" in checked.said
