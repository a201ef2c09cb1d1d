"""What a database needs before the store can rely on it: durable writes, one writer at a time, tables up to date."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, inspect, text
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from checker.errors import StoreError

VERSIONS = ("0001",)
"""The versions of the tables that this code knows, the newest last."""

BUSY_MS = 20_000
"""How long SQLite waits for another writer, in milliseconds."""

_OPENING, _WRITING = 7_240_173, 7_240_174
"""PostgreSQL's locks for what one program at a time may do."""


def engine_of(url: str | URL) -> Engine:
    """An engine on which what is acknowledged is on disk. Connects to nothing yet.

    Raises:
        StoreError: the address names no store, or a driver is missing.
    """
    remedy = "Give sqlite:///PATH, or postgresql+psycopg://USER@HOST/NAME (needs the extra 'postgresql')."
    try:
        address = make_url(url)
        engine = create_engine(address, pool_pre_ping=not address.drivername.startswith("sqlite"))
    except (ArgumentError, ValueError) as error:  # their words may hold a part of a password
        raise StoreError("The address of the store cannot be read.", remedy=remedy) from error
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreError(f"{shown(url)} needs a driver that is not installed: {error}.", remedy=remedy) from error
    if engine.dialect.name == "sqlite":
        _keep_private(address)
        event.listen(engine, "connect", _sqlite_connected)
        event.listen(engine, "begin", _sqlite_begins)
    elif engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _postgresql_connected)
    else:
        raise StoreError(f"{shown(url)} is neither SQLite nor PostgreSQL.", remedy=remedy)
    return engine


def shown(url: str | URL) -> str:
    """An address without what may be a password."""
    try:
        return make_url(url).set(query={}).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        return "that was given"


def told(error: Exception, url: str | URL) -> str:
    """What a database says is wrong, in one line, without a password."""
    words = " ".join(str(getattr(error, "orig", None) or error).split()).rstrip(".")
    address = make_url(url)
    given = address.query.get("password", ())
    for secret in (address.password, *([given] if isinstance(given, str) else given)):
        words = words.replace(secret, "***") if secret else words
    return words


def queue_up(connection: Connection) -> None:
    """Let one program at a time write, until its transaction ends.

    Else rows of PostgreSQL could appear out of their order, and who reads on from the last one would miss them.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_WRITING})"))


def _keep_private(address: URL) -> None:
    name = address.database
    if not name or name == ":memory:":
        raise StoreError("A store in memory would keep nothing.", remedy="Give sqlite:///PATH.")
    if not name.startswith("file:") and not Path(name).exists():
        try:
            Path(name).touch(mode=0o600)
        except OSError as error:
            raise StoreError(
                f"The store {name} cannot be made: {error.strerror}.",
                remedy="Name a file in a folder that can be written.",
            ) from error


def _sqlite_connected(connection: Any, _: Any) -> None:
    # The driver would start transactions by itself, and as readers: two of them that turn writers deadlock.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={BUSY_MS}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        # Where a folder cannot hold WAL, SQLite stays with its rollback journal, which is as safe and less quick.
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _postgresql_connected(connection: Any, _: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO on")
    connection.commit()


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
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_OPENING})"))
    version = _version(connection)
    if version == VERSIONS[-1]:
        return
    if version is not None and version not in VERSIONS:
        raise StoreError(
            f"The store has tables of version {version}; this checker knows up to {VERSIONS[-1]}.",
            remedy="Use the version of checker that made it, or a newer one.",
        )
    from alembic import command
    from alembic.config import Config

    config = Config()
    # A percent sign in the path would be read as a reference to another option.
    config.set_main_option("script_location", str(files("checker.review") / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if version is None else str(version)
