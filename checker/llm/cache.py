"""The cache of answers: every answer that was paid for, kept on disk until the user clears it."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import diskcache
from pydantic import ValidationError

from checker.errors import ConfigurationError
from checker.llm.json_disk import JsonDisk, RefusedRowError
from schemas.base import Record

log = logging.getLogger(__name__)

T = TypeVar("T")

DATABASE = "cache.db"
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
UNUSABLE_ROW = (RefusedRowError, ValidationError, ValueError, TypeError, RecursionError)
STORAGE_FAULT = (sqlite3.Error, diskcache.Timeout, OSError)


class CachedAnswer(Record):
    """An answer, and who gave it."""

    answer: str
    """JSON."""
    model: str


@dataclass(frozen=True)
class CacheInfo:
    """What is in the cache."""

    folder: Path
    count: int
    """Answers."""
    size: int
    """Bytes on disk."""


class AnswerCache:
    """Answers by fingerprint. Safe to share between threads, and between processes by its folder.

    A row that cannot be read counts as a miss; that something is wrong is said once.

    Args:
        folder: where it is kept; created for its owner alone.

    Raises:
        ConfigurationError: the folder cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._told: set[str] = set()
        self._closed = False
        # One thread does all the work, so that there is one connection, which `close` can close.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="answer-cache")
        try:
            _private(folder)
            self._cache = self._do(lambda: _open(folder))
        except STORAGE_FAULT as problem:
            self._thread.shutdown()
            raise ConfigurationError(
                f"The cache in {folder} cannot be used: {problem}.",
                remedy="Set CHECKER_HOME to another folder, or go on without the cache.",
            ) from problem
        except ConfigurationError:
            self._thread.shutdown()
            raise

    def get(self, key: str) -> CachedAnswer | None:
        """The answer under a fingerprint, or None."""
        try:
            row = self._do(lambda: self._cache.get(key, retry=True))
            return None if row is None else CachedAnswer.model_validate(row)
        except UNUSABLE_ROW:
            self._tell("An answer in the cache cannot be read, so the model is asked again.")
        except STORAGE_FAULT as problem:
            self._tell(f"The cache cannot be read ({problem}), so the model is asked again.")
        return None

    def put(self, key: str, answer: CachedAnswer) -> None:
        """Keep an answer. A failure is said, and does not lose the answer to the caller."""
        try:
            self._do(lambda: self._cache.set(key, answer.model_dump(mode="json"), retry=True))
        except STORAGE_FAULT as problem:
            self._tell(f"Answers cannot be kept in the cache ({problem}): a next run pays for them again.")

    def info(self) -> CacheInfo:
        """How much is in the cache."""
        files = [path for path in self.folder.glob(f"{DATABASE}*") if path.is_file()]
        return CacheInfo(self.folder, self._do(self._count), sum(path.stat().st_size for path in files))

    def clear(self) -> int:
        """Remove every answer, and return how many there were."""
        count = self._do(self._count)
        self._do(lambda: self._cache.clear(retry=True))
        self._do(self._shrink)
        for damaged in self.folder.glob("damaged-*.db*"):
            damaged.unlink(missing_ok=True)
        return count

    def close(self) -> None:
        """Close the database. Closing twice does no harm."""
        if not self._closed:
            self._closed = True
            self._do(self._cache.close)
            self._thread.shutdown()

    def __enter__(self) -> AnswerCache:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _do(self, work: Callable[[], T]) -> T:
        return self._thread.submit(work).result()

    def _count(self) -> int:
        # Counted: diskcache's own figure is a row that anybody can have written.
        with closing(sqlite3.connect(self.folder / DATABASE, timeout=60)) as database:
            return int(database.execute("SELECT count(*) FROM Cache").fetchone()[0])

    def _shrink(self) -> None:
        """Take removed answers off the disk, too; another process that uses the cache may keep them a while."""
        with closing(sqlite3.connect(self.folder / DATABASE, timeout=60, isolation_level=None)) as database:
            database.execute("VACUUM")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _tell(self, text: str) -> None:
        kind = text.partition("(")[0]
        if kind not in self._told:
            self._told.add(kind)
            log.warning(text)


def _private(folder: Path) -> None:
    """Create a folder for its owner alone, or make an existing one so."""
    if os.path.expandvars(folder.expanduser()) != str(folder):
        raise ConfigurationError(f"The cache cannot be in {folder}: its name holds a $ or a ~.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if hasattr(os, "geteuid") and folder.stat().st_uid != os.geteuid():
        raise ConfigurationError(
            f"The cache in {folder} belongs to another user.", remedy="Set CHECKER_HOME to a folder of your own."
        )
    folder.chmod(0o700)


def _open(folder: Path) -> Any:
    try:
        _forget_settings(folder / DATABASE)
        return diskcache.Cache(str(folder), disk=JsonDisk, timeout=60, **SETTINGS)
    except sqlite3.DatabaseError as problem:
        if isinstance(problem, sqlite3.OperationalError):
            raise
        aside = _set_aside(folder)
        log.warning("The cache was damaged (%s). It was moved to %s, and a new one was started.", problem, aside)
        return diskcache.Cache(str(folder), disk=JsonDisk, timeout=60, **SETTINGS)


def _forget_settings(database: Path) -> None:
    """Remove the stored settings: diskcache passes them to constructors and writes them into PRAGMA statements."""
    if not database.exists():
        return
    with closing(sqlite3.connect(database, timeout=60)) as connection, connection:
        if connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'Settings'").fetchone():
            places = ", ".join("?" * len(COUNTERS))
            connection.execute(f"DELETE FROM Settings WHERE key NOT IN ({places})", COUNTERS)


def _set_aside(folder: Path) -> Path:
    """Rename a damaged database, and the files that belong to it, to names that are free."""
    number = 1
    while (aside := folder / f"damaged-{number}.db").exists():
        number += 1
    for ending in ("", "-wal", "-shm"):
        part = folder / (DATABASE + ending)
        if part.exists():
            part.rename(folder / (aside.name + ending))
    return aside
