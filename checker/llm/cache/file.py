"""The file of the cache, as somebody else may have left it: opened if it is ours and whole, else moved aside.

Nothing that stands in the file is believed. diskcache obeys the settings that it finds there, so they are thrown away;
tables of another version are not written into; a row larger than any answer is not read into memory.
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import diskcache

from checker.llm.cache.json_disk import JsonDisk

log = logging.getLogger(__name__)

DATABASE = "cache.db"
PATIENCE = 10.0
"""Seconds to wait for another process that writes. Its writes take a thousandth of that; a longer one is stuck."""
LARGEST_ROW = 128 * 1024 * 1024
"""Bytes of one row that are read or written at most: several times the largest answer that is taken from a server."""
COUNTERS = ("count", "size", "hits", "misses")
SETTINGS = {
    # No eviction: a lost answer is paid for twice.
    "eviction_policy": "none",
    "size_limit": 2**62,
    "cull_limit": 0,
    "statistics": 0,
    "tag_index": 0,
    "disk_min_file_size": 0,
    "disk_pickle_protocol": 0,
    "sqlite_auto_vacuum": 1,
    "sqlite_cache_size": 2**13,
    "sqlite_journal_mode": "wal",
    "sqlite_mmap_size": 0,
    "sqlite_synchronous": 1,
}
"""Every setting that diskcache has. What the file says instead is thrown away, because it would be obeyed."""
COLUMNS = {
    "Settings": {"key", "value"},
    "Cache": {
        *("rowid", "key", "raw", "store_time", "expire_time", "access_time", "access_count"),
        *("tag", "size", "mode", "filename", "value"),
    },
}
"""The tables of diskcache 5, and their columns."""


def open_database(folder: Path) -> Any:
    """The database in a folder, of this thread. One that is damaged or of another version is moved aside, and told.

    Raises:
        sqlite3.Error: it cannot be opened or made: no place, no permission, held by another process.
        OSError: as above.
    """
    try:
        return _opened(folder)
    except sqlite3.DatabaseError as problem:
        if isinstance(problem, sqlite3.OperationalError):
            raise
        _set_aside(folder, str(problem))
        return _opened(folder)


def set_aside_if_damaged(folder: Path) -> None:
    """Look at every page of the database, and move it aside if it is damaged: slow, for when there is a sign of it.

    Another process may have moved it aside and begun a new one in the meantime; that one is whole, and stays.
    """
    try:
        with closing(sqlite3.connect(folder / DATABASE, timeout=PATIENCE)) as database:
            ((said, *_), *_) = database.execute("PRAGMA quick_check(1)").fetchall()
    except sqlite3.DatabaseError as problem:
        if isinstance(problem, sqlite3.OperationalError):
            raise
        said = str(problem)
    if said != "ok":
        _set_aside(folder, " ".join(said.split()))


def is_damage(problem: BaseException) -> bool:
    """Whether SQLite says that the file itself is broken."""
    code = getattr(problem, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def _opened(folder: Path) -> Any:
    path = folder / DATABASE
    if path.exists():
        with closing(sqlite3.connect(path, timeout=PATIENCE)) as connection, connection:
            _require_our_tables(connection)
            _forget_settings(connection)
    cache = diskcache.Cache(str(folder), disk=JsonDisk, timeout=PATIENCE, **SETTINGS)
    # diskcache has no name in public for its connection, and reads a whole row before anybody can look at it.
    cache._con.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_ROW)
    return cache


def _require_our_tables(connection: sqlite3.Connection) -> None:
    """Raise DatabaseError for tables that this version can neither read nor write. Further columns do no harm."""
    for table, ours in COLUMNS.items():
        kind = connection.execute("SELECT type FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        if kind is None:
            continue
        rows = connection.execute(f"PRAGMA table_info({table})").fetchall()
        missing = ours - {name for _, name, *_ in rows}
        needed = {name for _, name, _, not_null, default, _ in rows if not_null and default is None} - ours
        if kind != ("table",) or missing or needed:
            raise sqlite3.DatabaseError("it is of another version")


def _forget_settings(connection: sqlite3.Connection) -> None:
    """Remove the stored settings: diskcache passes them to constructors and writes them into PRAGMA statements."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'Settings'").fetchone():
        places = ", ".join("?" * len(COUNTERS))
        connection.execute(f"DELETE FROM Settings WHERE key NOT IN ({places})", COUNTERS)


def _set_aside(folder: Path, why: str) -> None:
    """Rename a database that is of no use, and the files that belong to it, to names that are free."""
    number = 1
    while (aside := folder / f"damaged-{number}.db").exists():
        number += 1
    for ending in ("", "-wal", "-shm"):
        part = folder / (DATABASE + ending)
        if part.exists():
            part.rename(folder / (aside.name + ending))
    log.warning("The cache was damaged (%s). It was moved to %s, and a new one was started.", why, aside)
