"""Stores to test with: SQLite in a file, and a real PostgreSQL server where one is named. Each test has its own."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from checker.review.store import Store

SERVER = "CHECKER_TEST_POSTGRESQL"
"""Names the server, as ``postgresql+psycopg://user@host:port/database``."""
REQUIRED = "CHECKER_REQUIRE_POSTGRESQL"
"""1: a missing server is a failure, and no reason to skip."""

OpenStore = Callable[[], Store]


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'review.sqlite3'}"


@pytest.fixture
def postgresql_url() -> Iterator[str]:
    """A schema of its own, gone after the test."""
    server = os.environ.get(SERVER)
    if not server:
        if os.environ.get(REQUIRED) == "1":
            pytest.fail(f"{REQUIRED} is set, and {SERVER} names no server")
        pytest.skip(f"needs PostgreSQL: set {SERVER}")
    schema = f"test_{uuid.uuid4().hex}"
    _at(server, f"CREATE SCHEMA {schema}")
    yield make_url(server).update_query_dict({"options": f"-csearch_path={schema}"}).render_as_string(False)
    _at(server, f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """An empty store of each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def open_store(store_url: str) -> Iterator[OpenStore]:
    """Opens the store once more, as another program would; closed after the test."""
    opened: list[Store] = []

    def open_() -> Store:
        opened.append(Store.open(store_url))
        return opened[-1]

    yield open_
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: OpenStore) -> Store:
    return open_store()


def _at(server: str, statement: str) -> None:
    address = make_url(server).set(drivername="postgresql").render_as_string(False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement.encode())
