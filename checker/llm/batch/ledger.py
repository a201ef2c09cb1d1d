"""The ledger: which requests are out in which batch, on disk before anybody waits, so that no run pays for them twice.

A batch is written down before its file goes up (``intend``), again when the endpoint has named it (``sent``), and
again, with its answers and in one transaction, when they were read (``read``). Answers stay until they are used up.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from checker.errors import ConfigurationError
from checker.llm.batch.lines import Answered

DATABASE = "batches.db"
TURN = "sending.db"
"""An empty database that is only locked: SQLite's lock works on every system, and ends with the process."""
VERSION = 1
SCHEMA = """
CREATE TABLE batch (
    run TEXT PRIMARY KEY,       -- our name for it, which the endpoint keeps as metadata
    endpoint TEXT NOT NULL,     -- its address, without credentials
    begun REAL NOT NULL,        -- seconds since 1970
    id TEXT                     -- what the endpoint calls it, once that is known
);
CREATE TABLE line (
    id TEXT PRIMARY KEY,        -- a request is in one batch at a time
    run TEXT NOT NULL REFERENCES batch ON DELETE CASCADE
);
CREATE INDEX line_by_run ON line (run);
CREATE TABLE answer (
    id TEXT PRIMARY KEY,
    status INTEGER NOT NULL,
    body TEXT NOT NULL          -- JSON
);
"""
LONGEST_WAIT = 60.0
"""Seconds to wait for another process that writes."""
LONGEST_TURN = 1800.0
"""Seconds to wait for another process that sends a file."""


@dataclass(frozen=True)
class Entry:
    """A batch that is out, as far as the ledger knows."""

    run: str
    begun: float
    id: str | None


class Ledger:
    """The batches of all runs that share a home. Safe to share between threads, and between processes by its folder.

    Args:
        folder: where it is kept; created for its owner alone.
        endpoint: the address whose batches these are, without credentials.

    Raises:
        ConfigurationError: the folder cannot be used, or what is in it is no ledger.
    """

    def __init__(self, folder: Path, endpoint: str) -> None:
        self._folder = folder
        self._endpoint = endpoint
        self._guard = threading.Lock()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
            for name in (DATABASE, TURN):
                os.close(os.open(folder / name, os.O_CREAT | os.O_RDWR, 0o600))
            self._database = _open(folder / DATABASE)
        except (OSError, sqlite3.Error) as problem:
            raise _unusable(folder, problem) from problem

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold off every other process that wants to send, so that no two send the same.

        Whoever has the turn and finds a batch without a name knows that its sender is gone.
        """
        with closing(sqlite3.connect(self._folder / TURN, timeout=LONGEST_TURN, isolation_level=None)) as lock:
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.Error as problem:
                raise _unusable(self._folder, problem) from problem
            yield

    def intend(self, run: str, ids: Iterable[str], begun: float) -> None:
        """Write down a batch that is about to be sent."""

        def write() -> None:
            self._database.execute("INSERT INTO batch VALUES (?, ?, ?, NULL)", (run, self._endpoint, begun))
            self._database.executemany("INSERT OR REPLACE INTO line VALUES (?, ?)", ((id_, run) for id_ in ids))

        self._change(write)

    def sent(self, run: str, batch: str) -> None:
        """Write down what the endpoint calls a batch."""
        self._change(lambda: self._database.execute("UPDATE batch SET id = ? WHERE run = ?", (batch, run)))

    def drop(self, run: str) -> None:
        """Forget a batch of which nothing will come."""
        self._change(lambda: self._database.execute("DELETE FROM batch WHERE run = ?", (run,)))

    def read(self, run: str, answers: Sequence[Answered]) -> None:
        """Keep the answers of a batch that has ended, and strike it out."""

        def write() -> None:
            rows = ((each.id, each.status, json.dumps(each.body)) for each in answers)
            self._database.executemany("INSERT OR REPLACE INTO answer VALUES (?, ?, ?)", rows)
            self._database.execute("DELETE FROM batch WHERE run = ?", (run,))

        self._change(write)

    def answer(self, id_: str) -> Answered | None:
        """An answer that was read and is not used up, as by a run that was killed."""
        row = self._first("SELECT status, body FROM answer WHERE id = ?", id_)
        return Answered(id_, row[0], json.loads(row[1])) if row else None

    def use_up(self, ids: Iterable[str]) -> None:
        """Remove answers: they are in the cache, or were told to be of no use."""
        self._change(lambda: self._database.executemany("DELETE FROM answer WHERE id = ?", ((id_,) for id_ in ids)))

    def forget_read(self) -> None:
        """Remove all answers. Batches that are out stay, and are paid for."""
        self._change(lambda: self._database.execute("DELETE FROM answer"))

    def batch_of(self, id_: str) -> Entry | None:
        """The batch in which a request is out."""
        query = "SELECT run, begun, batch.id FROM line JOIN batch USING (run) WHERE line.id = ?"
        row = self._first(query, id_)
        return Entry(*row) if row else None

    def lines_of(self, run: str) -> tuple[str, ...]:
        """The requests of a batch."""
        with self._guard:
            return tuple(id_ for (id_,) in self._database.execute("SELECT id FROM line WHERE run = ?", (run,)))

    def nameless(self) -> tuple[Entry, ...]:
        """Batches that were begun at this endpoint, and of which it is not known whether they arrived."""
        query = "SELECT run, begun, id FROM batch WHERE endpoint = ? AND id IS NULL"
        with self._guard:
            return tuple(Entry(*row) for row in self._database.execute(query, (self._endpoint,)))

    def close(self) -> None:
        """Close the database."""
        with self._guard:
            self._database.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _first(self, query: str, value: str) -> Any:
        with self._guard:
            return self._database.execute(query, (value,)).fetchone()

    def _change(self, write: Callable[[], object]) -> None:
        try:
            with self._guard, self._database:
                self._database.execute("BEGIN IMMEDIATE")
                write()
        except sqlite3.Error as problem:
            raise _unusable(self._folder, problem) from problem


def _open(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=LONGEST_WAIT, isolation_level=None, check_same_thread=False)
    try:
        # Every commit reaches the disk: what is lost here is paid for twice.
        database.execute("PRAGMA synchronous = FULL")
        database.execute("PRAGMA foreign_keys = ON")
        with database:
            database.execute("BEGIN IMMEDIATE")
            (version,) = database.execute("PRAGMA user_version").fetchone()
            if version == 0:
                for statement in SCHEMA.split(";"):
                    database.execute(statement)
                database.execute(f"PRAGMA user_version = {VERSION}")
            elif version != VERSION:
                raise sqlite3.DatabaseError(f"written by another version of checker, {version}")
    except BaseException:
        database.close()
        raise
    return database


def _unusable(folder: Path, problem: Exception) -> ConfigurationError:
    return ConfigurationError(
        f"The record of batches in {folder} cannot be used: {problem}.",
        remedy="Requests could be paid for twice without it. Leave out --batch, or set CHECKER_HOME to another folder.",
    )
