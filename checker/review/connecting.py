"""What a database needs before the store can rely on it: durable writes, one writer at a time, tables up to date."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from sqlalchemy import Connection, event, inspect, text
from sqlalchemy.engine import Engine

from checker.errors import StoreError

HEAD = "0001"
"""The newest version of the tables that this code knows."""

BUSY_MS = 20_000
"""How long SQLite waits for another writer, in milliseconds."""


def prepare(engine: Engine) -> Engine:
    """Set an engine up so that what is acknowledged is on disk."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_connected)
        event.listen(engine, "begin", _sqlite_begins)
    return engine


def _sqlite_connected(connection: Any, _: Any) -> None:
    # The driver would start transactions by itself, and as readers: two of them that turn writers deadlock.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begins(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def upgrade(connection: Connection) -> None:
    """Bring the tables to the version that this code knows.

    Raises:
        StoreError: they are of a version that it does not know.
    """
    if connection.dialect.name == "postgresql":
        # Two programs that open a new store at once: the second waits, and finds the work done.
        connection.execute(text("SELECT pg_advisory_xact_lock(7240173)"))
    version = _version(connection)
    if version == HEAD:
        return
    if version is not None and version > HEAD:
        raise StoreError(
            f"The store has tables of version {version}; this checker knows up to {HEAD}.",
            remedy="Use the version of checker that made it, or a newer one.",
        )
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(files("checker.review") / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if version is None else str(version)
