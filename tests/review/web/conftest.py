"""Desks, apps, servers and a browser for the tests of the review page."""

from __future__ import annotations

import hashlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from checker.review.desk import Desk
from checker.review.store import Store
from checker.review.web.access import Access
from checker.review.web.app import build_app
from checker.review.web.serving import hosts_of, server_of
from schemas.report import Report
from tests import chromium
from tests.report.story import sample_report

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TOKEN = "the-secret-of-this-run"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.beside(tmp_path / "store")
    yield opened
    opened.close()


MakeDesk = Callable[..., Desk]


@pytest.fixture
def make_desk(store: Store) -> MakeDesk:
    """A desk before a report: the sample, unless another is given."""

    def make(report: Report | None = None, *, who: str = "Ada", blind: bool = False) -> Desk:
        return Desk(store, report or sample_report(), who=who, blind=blind)

    return make


def rerun(report: Report, run: str, *, without: str = "", edit: tuple[str, str] = ("", "")) -> Report:
    """The same story, run again: without one finding, and with words replaced by others as long."""
    old, new = edit
    assert len(old) == len(new)
    text = report.model_dump_json().replace(old, new) if old else report.model_dump_json()
    again = Report.model_validate_json(text)
    articles = tuple(
        each.model_copy(update={"digest": hashlib.sha256(each.text.encode()).hexdigest()}) for each in again.articles
    )
    return again.model_copy(
        update={
            "run": again.run.model_copy(update={"id": run}),
            "articles": articles,
            "findings": tuple(finding for finding in again.findings if finding.id != without),
        }
    )


def many(report: Report, number: int) -> Report:
    """The findings of a report over and over, each with a question and words of its own."""
    findings = tuple(
        report.findings[at % len(report.findings)].model_copy(
            update={"id": f"f-{at}", "question_id": None, "question": f"{at}: {report.findings[at % 10].question}"}
        )
        for at in range(number)
    )
    return report.model_copy(update={"findings": findings})


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    return make_desk()


MakeClient = Callable[[Desk], TestClient]


@pytest.fixture
def client_of() -> Iterator[MakeClient]:
    """Clients that are let in, and send what a page of ours would."""
    made: list[TestClient] = []

    def make(desk: Desk) -> TestClient:
        client = TestClient(
            build_app(desk, Access(token=TOKEN), {"testserver"}), headers={"origin": "http://testserver"}
        )
        client.get("/", params={"token": TOKEN})
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()


@pytest.fixture
def client(desk: Desk, client_of: MakeClient) -> TestClient:
    return client_of(desk)


Serve = Callable[[Desk], str]


@pytest.fixture
def served() -> Iterator[Serve]:
    """A real server on loopback; gives the address with the secret."""
    with _servers() as start:
        yield start


@contextmanager
def _servers() -> Iterator[Serve]:
    running = []

    def start(desk: Desk) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        server = server_of(build_app(desk, Access(token=TOKEN), hosts_of("127.0.0.1", port)))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        running.append((server, thread, listener))
        return f"http://127.0.0.1:{port}/?token={TOKEN}"

    yield start
    for server, thread, listener in running:
        server.should_exit = True
        thread.join()
        listener.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    yield chromium.started()[1]
    chromium.stop()
