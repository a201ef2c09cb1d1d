"""Cassettes: real exchanges with an endpoint, recorded to a folder and replayed from it without a network.

A transport under the SDK, so that everything above it runs as it does for real. A request is looked up by a hash, not
by a search through all that was recorded. The address is not part of it: what one host answered replays for another.
"""

from __future__ import annotations

import tempfile
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import httpx2

from checker.errors import CassetteError
from checker.llm.cassettes.miss import Candidate, candidate, miss
from checker.llm.cassettes.recording import NAME, Recording, Request, mode_in, read, record, request_of, write
from checker.llm.faults import is_transient_status
from checker.settings import StructuredOutput

V = TypeVar("V", str, StructuredOutput)


class RecordMode(StrEnum):
    """When requests are sent and recorded. The names are vcrpy's."""

    NONE = "none"
    """Never: what was not recorded is an error."""
    ONCE = "once"
    """If the folder holds no recording yet; else as NONE."""
    NEW_EPISODES = "new_episodes"
    """If they were not recorded yet."""
    ALL = "all"
    """Always; recordings of the same request are replaced."""


class CassetteTransport(httpx2.BaseTransport):
    """Replays what a folder holds, and records the rest where its mode says so. Safe to share between threads.

    Answers are recorded, and so are errors about the request itself. A 429, a 5xx or a refused key is not: it says
    something about that moment, and a recording would only repeat it.

    Args:
        folder: where the recordings are; created when the first is written.
        mode: when to record.
        inner: sends requests; needed unless the mode is NONE. Closed with this transport.

    Raises:
        CassetteError: there is nothing to replay, or nothing to record with.
    """

    def __init__(
        self, folder: Path, mode: RecordMode = RecordMode.NONE, inner: httpx2.BaseTransport | None = None
    ) -> None:
        self._folder = folder
        self._recorded = recordings(folder)
        if mode is RecordMode.ONCE:
            mode = RecordMode.NONE if self._recorded else RecordMode.NEW_EPISODES
        if mode is RecordMode.NONE and not self._recorded:
            raise CassetteError(f"There are no recordings in {folder}.", remedy="Record them: --record FOLDER.")
        if mode is not RecordMode.NONE and inner is None:
            raise CassetteError("To record, a transport is needed that sends the requests.")
        if mode is not RecordMode.NONE:
            _require_writable(folder)
        self._mode = mode
        self._inner = inner
        self._guard = threading.Lock()
        self._turns: Counter[str] = Counter()
        self._played: set[Path] = set()

    @property
    def records(self) -> bool:
        """Whether requests may be sent."""
        return self._mode is not RecordMode.NONE

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer from the cassette, else record.

        Raises:
            CassetteMissError: the request was never recorded, and this cassette does not record.
            CassetteError: a recording cannot be read or written.
        """
        asked = request_of(request)
        path = None if self._mode is RecordMode.ALL else self._next(asked.hash)
        if path is not None:
            response = read(path).response
            return httpx2.Response(response.status, headers=response.headers, content=response.content)
        if self._inner is None or not self.records:
            raise miss(asked, self._folder, self._candidates)
        return self._record(asked, request, self._inner)

    @cached_property
    def _candidates(self) -> list[Candidate]:
        """All recordings, read when a request is missed for the first time."""
        return [candidate(path, read(path).request) for paths in self._recorded.values() for path in paths]

    def played(self) -> frozenset[Path]:
        """The recordings that were replayed so far, or made."""
        with self._guard:
            return frozenset(self._played)

    def unplayed(self) -> frozenset[Path]:
        """The recordings that nothing has asked for: a test should fail on them."""
        with self._guard:
            return frozenset(path for paths in self._recorded.values() for path in paths) - self._played

    def close(self) -> None:
        """Close the transport that sends requests."""
        if self._inner is not None:
            self._inner.close()

    def _next(self, key: str) -> Path | None:
        """The recording whose turn it is: each once, in their order, then the last again (never while recording)."""
        with self._guard:
            paths = self._recorded.get(key, [])
            turn = self._turns[key]
            if not paths or (turn >= len(paths) and self.records):
                return None
            self._turns[key] += 1
            path = paths[min(turn, len(paths) - 1)]
            self._played.add(path)
            return path

    def _record(self, asked: Request, request: httpx2.Request, inner: httpx2.BaseTransport) -> httpx2.Response:
        response = inner.handle_request(request)
        try:
            response.read()
        finally:
            response.close()
        recording = record(asked, request, response, datetime.now(UTC))
        if not (is_transient_status(response.status_code) or response.status_code in {401, 403}):
            self._keep(recording)
        return httpx2.Response(response.status_code, headers=_plain(response.headers), content=response.content)

    def _keep(self, recording: Recording) -> None:
        key = recording.request.hash
        with self._guard:
            self._folder.mkdir(parents=True, exist_ok=True)
            paths = self._recorded.setdefault(key, [])
            if self._mode is RecordMode.ALL:
                for old in [path for path in paths if path not in self._played]:
                    old.unlink(missing_ok=True)
                    paths.remove(old)
            last = int(paths[-1].stem.rpartition("-")[2]) if paths else -1
            path = self._folder / f"{key}-{last + 1:04}.json"
            write(path, recording)
            paths.append(path)
            self._turns[key] += 1
            self._played.add(path)


def _require_writable(folder: Path) -> None:
    """Refuse a folder that cannot hold recordings now, and not after the first answer was paid for."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise CassetteError(
            f"Nothing can be recorded to {folder}: {error.strerror or error}.", remedy="Name a folder to write to."
        ) from error


def recordings(folder: Path) -> dict[str, list[Path]]:
    """The recordings in a folder: hash -> files in the order in which they were made."""
    found: defaultdict[str, list[Path]] = defaultdict(list)
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        if name := NAME.fullmatch(path.name):
            found[name["hash"]].append(path)
    return dict(found)


def recorded_model(folder: Path) -> str | None:
    """The model that a cassette was recorded with; None where the folder holds no recording.

    Raises:
        CassetteError: there are several, or a recording cannot be read.
    """
    return _the_one((read(path).model for paths in recordings(folder).values() for path in paths), folder, "--model")


def recorded_mode(folder: Path) -> StructuredOutput | None:
    """How the answers of a cassette were asked for; None where the folder holds no recording.

    Raises:
        CassetteError: there are several ways, or a recording cannot be read.
    """
    bodies = (read(path).request.body for paths in recordings(folder).values() for path in paths)
    return _the_one(map(mode_in, bodies), folder, "--mode")


def _the_one(values: Iterable[V | None], folder: Path, option: str) -> V | None:
    found = {value for value in values if value is not None}
    if len(found) > 1:
        names = ", ".join(sorted(map(str, found)))
        raise CassetteError(f"The recordings in {folder} are of several: {names}.", remedy=f"Choose one: {option}.")
    return found.pop() if found else None


def _plain(headers: httpx2.Headers) -> dict[str, str]:
    """Headers for a body that is decoded already."""
    gone = {"content-encoding", "content-length", "transfer-encoding"}
    return {name: value for name, value in headers.items() if name.lower() not in gone}
