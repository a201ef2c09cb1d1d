"""The cache of answers: every answer that was paid for, kept on disk until the user clears it."""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import diskcache
from pydantic import ValidationError

from checker.errors import CheckerError, ConfigurationError
from checker.llm.cache.file import DATABASE, PATIENCE, is_damage, open_database, set_aside_if_damaged
from checker.llm.cache.json_disk import RefusedRowError
from checker.llm.cache.turns import ProcessTurns
from schemas.base import Record

log = logging.getLogger(__name__)

T = TypeVar("T")

UNUSABLE_ROW = (RefusedRowError, ValidationError, ValueError, TypeError, RecursionError)
STORAGE_FAULT = (sqlite3.Error, diskcache.Timeout, OSError)
MAY_PASS = (sqlite3.OperationalError, diskcache.Timeout, OSError)
"""Faults of the disk and not of an answer: a full disk is cleared, another process lets go."""
REST = 30.0
"""Seconds after such a fault in which writing is not tried again: each try can take long, and reading waits for it."""


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
        self._unkept: dict[str, CachedAnswer] = {}
        self._rests_until = 0.0
        self.turns = ProcessTurns(folder)
        """Which process asks a question, of those that share the folder."""
        # One thread does all the work, so that there is one connection, which `close` can close.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="answer-cache")
        try:
            _private(folder)
            self._cache = self._do(lambda: open_database(folder))
        except STORAGE_FAULT as problem:
            self._thread.shutdown()
            raise ConfigurationError(
                f"The cache in {folder} cannot be used: {_reason(problem)}.",
                remedy="Set CHECKER_HOME to another folder, or go on without the cache: --no-cache.",
            ) from problem
        except ConfigurationError:
            self._thread.shutdown()
            raise

    def get(self, key: str) -> CachedAnswer | None:
        """The answer under a fingerprint, or None."""
        try:
            row = self._do(lambda: self._looked_up(key))
            return None if row is None else CachedAnswer.model_validate(row)
        except UNUSABLE_ROW:
            self._tell("An answer in the cache cannot be read, so the model is asked again.")
        except STORAGE_FAULT as problem:
            self._tell(f"The cache cannot be read ({_reason(problem)}), so the model is asked again.")
        return None

    def put(self, key: str, answer: CachedAnswer) -> None:
        """Keep an answer. A failure is said, does not lose the answer to the caller, and is made good if it passes."""
        self._do(lambda: self._store(key, answer))

    def remove(self, key: str) -> None:
        """Throw an answer away. A failure is said, and does no harm: the answer is met again."""
        try:
            self._do(lambda: self._drop(key))
        except STORAGE_FAULT as problem:
            self._tell(f"The cache cannot be changed ({_reason(problem)}).")

    def info(self) -> CacheInfo:
        """How much is in the cache."""
        files = [path for path in self.folder.glob(f"{DATABASE}*") if path.is_file()]
        return CacheInfo(self.folder, self._do(self._count), sum(path.stat().st_size for path in files))

    def clear(self) -> int:
        """Remove every answer, and return how many there were.

        Raises:
            CheckerError: some could not be removed.
        """
        try:
            count = self._do(self._count)
            self._do(self._cache.clear)
            self._do(self._shrink)
        except STORAGE_FAULT as problem:
            raise CheckerError(
                f"The cache in {self.folder} could not be cleared: {_reason(problem)}.",
                remedy="Run it again when no other run of checker is going on, or remove the folder.",
            ) from problem
        for damaged in self.folder.glob("damaged-*.db*"):
            damaged.unlink(missing_ok=True)
        return count

    def close(self) -> None:
        """Close the database. Closing twice does no harm."""
        if not self._closed:
            self._closed = True
            self.turns.close()
            self._do(self._store_rest)
            self._do(self._cache.close)
            self._thread.shutdown()

    def __enter__(self) -> AnswerCache:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _do(self, work: Callable[[], T]) -> T:
        return self._thread.submit(work).result()

    def _looked_up(self, key: str) -> object:
        try:
            return self._cache.get(key)
        except sqlite3.DatabaseError as problem:
            if not is_damage(problem):
                raise
            self._start_again()
            return None

    def _store(self, key: str, answer: CachedAnswer) -> None:
        self._unkept[key] = answer
        if time.monotonic() >= self._rests_until:
            self._store_rest()

    def _drop(self, key: str) -> None:
        self._unkept.pop(key, None)
        self._cache.delete(key)

    def _store_rest(self) -> None:
        """Write every answer that is not on the disk yet."""
        try:
            for key, answer in list(self._unkept.items()):
                self._write(key, answer)
                del self._unkept[key]
        except MAY_PASS as problem:
            self._rests_until = time.monotonic() + REST
            self._tell(
                f"Answers cannot be kept in the cache ({_reason(problem)}): while that lasts, a next run pays for them "
                "again."
            )

    def _write(self, key: str, answer: CachedAnswer) -> None:
        row = answer.model_dump(mode="json")
        try:
            try:
                self._cache.set(key, row)
            except sqlite3.DatabaseError as problem:
                if not is_damage(problem):
                    raise
                self._start_again()
                self._cache.set(key, row)
        except MAY_PASS:
            raise
        except sqlite3.Error as problem:
            self._tell(f"An answer cannot be kept in the cache ({problem}): a next run pays for it again.")

    def _start_again(self) -> None:
        self._cache.close()
        set_aside_if_damaged(self.folder)
        self._cache = open_database(self.folder)

    def _count(self) -> int:
        # Counted: diskcache's own figure is a row that anybody can have written.
        with closing(sqlite3.connect(self.folder / DATABASE, timeout=PATIENCE)) as database:
            return int(database.execute("SELECT count(*) FROM Cache").fetchone()[0])

    def _shrink(self) -> None:
        """Take removed answers off the disk, too; another process that uses the cache may keep them a while."""
        with closing(sqlite3.connect(self.folder / DATABASE, timeout=PATIENCE, isolation_level=None)) as database:
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


def _reason(problem: BaseException) -> str:
    """What went wrong. diskcache calls any failure to write a timeout; what SQLite said is under it."""
    if isinstance(problem, diskcache.Timeout):
        return str(problem.__context__ or "it is held by another process")
    return str(problem)
