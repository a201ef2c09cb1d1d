"""Turns: of all who ask the same at once, one asks, and the others wait for that answer.

Among threads that is a lock a question. Among processes on one cache it is a byte of a file in its folder, locked as
fcntl(2) locks: such a lock belongs to the process, and is gone the moment the process is, however it ends.
"""

from __future__ import annotations

import hashlib
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock

try:
    from fcntl import LOCK_EX, LOCK_NB, LOCK_UN, lockf
except ImportError:  # not POSIX: then only the threads of one process wait for each other
    lockf = None  # type: ignore[assignment]

log = logging.getLogger(__name__)

LOCKS = "asking.lock"
"""The file whose bytes are locked. Nothing is ever written to it."""
POLLS = (0.005, 0.25)
"""Seconds between two looks at a question that another process asks: at first, at most."""
SAID_AFTER = 10.0
"""Seconds of waiting for another process after which that is said."""


class ThreadTurns:
    """One at a time for a question, among the threads of this process."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._waiting: dict[str, tuple[Lock, int]] = {}

    @contextmanager
    def take(self, key: str) -> Iterator[None]:
        """Wait for the turn to ask a question, and hold it. Nothing is left of it once nobody holds or wants it."""
        with self._guard:
            lock, wanted = self._waiting.get(key, (Lock(), 0))
            self._waiting[key] = lock, wanted + 1
        try:
            with lock:
                yield
        finally:
            with self._guard:
                lock, wanted = self._waiting.pop(key)
                if wanted > 1:
                    self._waiting[key] = lock, wanted - 1

    def __len__(self) -> int:
        """How many questions are held or waited for."""
        return len(self._waiting)


class ProcessTurns:
    """One at a time for a question, among the processes that share a folder.

    Where the system or the folder knows no such locks nobody waits: then a question may be asked twice, and no answer
    is wrong for it.

    Args:
        folder: the folder that is shared.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCKS
        self._guard = Lock()
        self._file: int | None = None
        self._off = lockf is None
        self._told = False

    @contextmanager
    def take(self, key: str, *, patience: float, stopped: Event) -> Iterator[None]:
        """Wait for the turn to ask a question, and hold it.

        Args:
            key: the question's fingerprint.
            patience: seconds to wait at most; who holds it may have been suspended. After that, it goes on without.
            stopped: when set, waiting ends.
        """
        place = int.from_bytes(hashlib.sha256(key.encode()).digest()[:7], "big")
        held = self._wait(place, patience, stopped)
        try:
            yield
        finally:
            if held:
                self._lock(LOCK_UN, place)

    def close(self) -> None:
        """Give every turn back. Closing twice does no harm."""
        with self._guard:
            self._off = True
            if self._file is not None:
                os.close(self._file)
                self._file = None

    def _wait(self, place: int, patience: float, stopped: Event) -> bool:
        start, pause = time.monotonic(), POLLS[0]
        while not self._off:
            held = self._lock(LOCK_EX | LOCK_NB, place)
            if held or self._off:
                return held
            waited = time.monotonic() - start
            if waited > SAID_AFTER and not self._told:
                self._told = True
                log.warning("Another run of checker is asking the same: this one waits for its answers.")
            if waited > patience or stopped.wait(pause):
                return False
            pause = min(pause * 2, POLLS[1])
        return False

    def _lock(self, what: int, place: int) -> bool:
        """Whether a byte could be locked, or unlocked."""
        with self._guard:
            if self._off:
                return False
            try:
                if self._file is None:
                    self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                lockf(self._file, what, 1, place)
            except (BlockingIOError, PermissionError) as problem:
                # EAGAIN and EACCES say that another process has it (fcntl(2)); but a file may also be forbidden.
                self._off = problem.filename is not None
                return False
            except OSError:  # no such locks here, as on some network file systems
                self._off = True
                return False
            return True
