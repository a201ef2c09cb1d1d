from __future__ import annotations

import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import UniqueConstraint, create_engine, inspect, text
from sqlalchemy.engine import make_url

from checker.errors import StoreError
from checker.review.connecting import VERSIONS
from checker.review.store import Store
from checker.review.tables import METADATA
from tests.review.programs import CHECKOUT, finish, go, line_of, spawn
from tests.review.rows import event, ids, track

OpenStore = Callable[[], Store]


_OPENER = """
import sys
from checker.review.store import Store
print("ready", flush=True)
sys.stdin.readline()
Store.open(sys.argv[1]).close()
print("open")
"""


def test_processes_that_open_a_new_store_at_once_all_get_it(store_url: str) -> None:
    openers = [spawn(_OPENER, store_url) for _ in range(4)]
    for opener in openers:
        assert line_of(opener) == "ready"
    for opener in openers:
        go(opener)
    assert [finish(opener) for opener in openers] == [["open"]] * 4


def test_threads_that_open_a_new_store_at_once_all_get_it(store_url: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        for store in pool.map(Store.open, [store_url] * 6):
            store.close()


def test_the_tables_are_what_the_migrations_build(store: Store, store_url: str) -> None:
    engine = create_engine(store_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
        found = inspect(connection)
        for table in METADATA.tables.values():
            unique = {tuple(each["column_names"]) for each in found.get_unique_constraints(table.name)}
            for constraint in table.constraints:
                if isinstance(constraint, UniqueConstraint):
                    assert tuple(column.name for column in constraint.columns) in unique
            assert found.get_pk_constraint(table.name)["constrained_columns"] == [c.name for c in table.primary_key]
        assert context.get_current_revision() == VERSIONS[-1]
    engine.dispose()


def test_every_migration_is_a_known_version() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(CHECKOUT / "checker/review/migrations"))
    steps = ScriptDirectory.from_config(config).walk_revisions()
    assert tuple(step.revision for step in steps)[::-1] == VERSIONS


@pytest.mark.parametrize("version", ["0002", "9999", "another program's", "0000"])
def test_a_store_of_a_version_that_is_not_known_is_refused_in_words(store_url: str, version: str) -> None:
    Store.open(store_url).close()
    engine = create_engine(store_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    engine.dispose()
    with pytest.raises(StoreError, match=f"tables of version {version}; this checker knows up to 0001") as told:
        Store.open(store_url)
    assert "Use the version of checker that made it" in told.value.remedy


def test_a_store_is_opened_again_as_it_was_left(open_store: OpenStore) -> None:
    track(open_store(), "a")
    open_store().add([event("a")])
    assert len(ids(open_store())) == 1


# Files


def test_the_embedded_store_is_for_its_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        store = Store.beside(tmp_path / "home")
        track(store, "a")
        for file in (tmp_path / "home").iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
        assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o700
        store.close()
        named = Store.open(f"sqlite:///{tmp_path / 'named.sqlite3'}")
        assert stat.S_IMODE((tmp_path / "named.sqlite3").stat().st_mode) == 0o600
        named.close()
    finally:
        os.umask(before)


@pytest.mark.parametrize(
    "content", [b"no database, but a text of some length\n" * 40, b"SQLite format 3\x00" + b"\xff" * 4_000]
)
def test_a_file_that_is_no_store_is_told_in_words_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "review.sqlite3"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"review\.sqlite3 cannot be opened: ") as told:
        Store.beside(tmp_path)
    assert told.value.remedy
    assert path.read_bytes() == content


def test_a_store_that_was_cut_off_is_told_in_words(tmp_path: Path) -> None:
    store = Store.beside(tmp_path)
    track(store, *(f"i{number}" for number in range(300)))
    store.close()
    path = tmp_path / "review.sqlite3"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
    with pytest.raises(StoreError, match="cannot be"):  # noqa: PT012
        cut = Store.beside(tmp_path)
        try:
            list(cut.sightings())
        finally:
            cut.close()


def test_a_row_that_cannot_be_read_is_told_in_words(store: Store, store_url: str) -> None:
    track(store, "a")
    engine = create_engine(store_url)
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO event (id, item, track, revision, body) VALUES ('e', 'a', '', 1, :body)"), {"body": "{}"}
        )
    engine.dispose()
    with pytest.raises(StoreError, match="holds a row that this checker cannot read"):
        list(store.events())


def test_a_store_that_can_only_be_read_is_read_and_says_so_when_it_is_to_be_written(tmp_path: Path) -> None:
    whole = Store.beside(tmp_path)
    track(whole, "a")
    whole.close()
    store = Store.open(f"sqlite:///file:{tmp_path / 'review.sqlite3'}?mode=ro&uri=true")
    assert store.held(["a"]) == {"a"}
    with pytest.raises(StoreError, match="cannot be written: attempt to write a readonly database"):
        store.add([event("a")])
    store.close()


def test_a_folder_that_cannot_be_made_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"review\.sqlite3 cannot be made: ") as told:
        Store.beside(tmp_path / "file")
    assert "CHECKER_HOME" in told.value.remedy
    with pytest.raises(StoreError, match="cannot be made: "):
        Store.open(f"sqlite:///{tmp_path / 'nowhere' / 'x.sqlite3'}")


def test_where_a_log_cannot_be_kept_beside_the_file_decisions_are_written_as_safely(tmp_path: Path) -> None:
    """A file system that offers no shared memory: SQLite then keeps its rollback journal."""
    url = f"sqlite:///file:{tmp_path / 'review.sqlite3'}?vfs=unix-none&uri=true"
    store = Store.open(url)
    track(store, "a")
    store.add([event("a")])
    assert len(ids(store)) == 1
    store.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["review.sqlite3"]


# Addresses


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://ann:se/cret@127.0.0.1:1/db",
        "postgresql+psycopg://ann:secret@127.0.0.1:1/db",
        "postgresql+psycopg://ann@127.0.0.1:1/db?password=secret",
        "postgresql+psycopg://ann:x@y:secret@127.0.0.1:port/db",
        "postgresql+psycopg://ann:secret@127.0.0.1:1/db?no_such_option=secret",
        "nonsense+driver://ann:secret@127.0.0.1/db",
        "mysql+nonsense://ann:secret@127.0.0.1/db",
        "secret",
        "",
    ],
)
def test_an_address_that_leads_nowhere_is_told_in_words_without_its_password(url: str) -> None:
    with pytest.raises(StoreError) as told:
        Store.open(url)
    words = f"{told.value} {told.value.remedy}"
    assert "secret" not in words
    assert "cret@" not in words
    assert told.value.remedy


def test_a_server_that_refuses_is_told_without_the_password(postgresql_url: str) -> None:
    address = make_url(postgresql_url).set(username="nobody", password="topsecret")
    with pytest.raises(StoreError, match="cannot be opened: ") as told:
        Store.open(address.render_as_string(False))
    assert "topsecret" not in str(told.value)


def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "what? #1 100% ü"
    store = Store.beside(folder)
    track(store, "a")
    store.close()
    assert (folder / "review.sqlite3").stat().st_size > 0


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_store_that_would_keep_nothing_is_refused(url: str) -> None:
    with pytest.raises(StoreError, match="keep nothing"):
        Store.open(url)


def test_a_store_is_usable_again_after_its_server_cut_the_connections(postgresql_url: str) -> None:
    store = Store.open(postgresql_url)
    track(store, "a")
    engine = create_engine(postgresql_url)
    others = "pid <> pg_backend_pid() AND state = 'idle' AND query <> ''"
    with engine.connect() as connection:
        connection.execute(text(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {others}"))
    engine.dispose()
    store.add([event("a")])
    assert len(ids(store)) == 1
    store.close()
