"""The store: tracked findings, what each run made of them, and what people did; rows are only ever added.

SQLite beside the runs, or PostgreSQL for a desk of several editors: the same tables, through SQLAlchemy. A row that is
acknowledged is on disk. Two people who decide on one item at once both name the revision that they saw, and the
second one's row is refused by a constraint: nothing is overwritten, and no lock is held while a person thinks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError
from sqlalchemy import Connection, func, insert, select
from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from checker.errors import ConflictError, StoreError
from checker.review.connecting import engine_of, queue_up, shown, told, upgrade
from checker.review.tables import EVENT, SIGHTING, TRACKED, TRACKED_ARTICLE
from schemas.review import Event, Sighting

_Row = TypeVar("_Row", Event, Sighting)

VALUES_A_QUERY = 500
"""Values that one query looks for: databases limit how many a statement holds."""


class Store:
    """A connection pool to one store. Safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str | URL) -> Store:
        """Open a store, making or migrating its tables where that is due.

        Args:
            url: as SQLAlchemy writes it: ``sqlite:///path``, ``postgresql+psycopg://user@host/name``.

        Raises:
            StoreError: it cannot be reached, its tables are of a newer version, or a driver is missing.
        """
        engine = engine_of(url)
        try:
            with engine.begin() as connection:
                upgrade(connection)
        except (DBAPIError, OSError) as error:
            engine.dispose()
            raise StoreError(
                f"The store {shown(url)} cannot be opened: {told(error, url)}.",
                remedy="Look whether it is there, whether it is a store, and whether you may write it.",
            ) from error
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

    @classmethod
    def beside(cls, folder: Path) -> Store:
        """The embedded store of a folder, made where it is missing; nobody else may read it.

        Raises:
            StoreError: it cannot be opened.
        """
        path = folder / "review.sqlite3"
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise StoreError(
                f"The store {path} cannot be made: {error.strerror}.",
                remedy="Set CHECKER_HOME to a folder that can be written, or name a store with --store.",
            ) from error
        return cls.open(URL.create("sqlite", database=str(path)))

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    def held(self, items: Iterable[str]) -> set[str]:
        """Which of these ids belong to tracked findings, of this story or another."""
        with self._reading() as connection:
            return _held(connection, items)

    def tracked(self, marks: Iterable[str]) -> dict[str, Sighting]:
        """The findings that were ever seen to rest on one of these articles, as they were last seen.

        Args:
            marks: keys of articles, as ``marks_of`` writes them.
        """
        with self._reading() as connection:
            items: set[str] = set()
            for some in _in_runs(sorted(set(marks)), VALUES_A_QUERY):
                found = select(TRACKED_ARTICLE.c.item).where(TRACKED_ARTICLE.c.mark.in_(some)).distinct()
                items.update(connection.scalars(found))
            return self._latest(connection, items)

    def of_run(self, run: str) -> tuple[Sighting, ...]:
        """What a run made of the findings that it concerns, in the order in which that was written."""
        with self._reading() as connection:
            rows = select(SIGHTING.c.body).where(SIGHTING.c.run == run).order_by(SIGHTING.c.seq)
            return tuple(_read(Sighting, body) for body in connection.scalars(rows))

    def last_seen(self) -> int:
        """The number of the sighting that was written last; 0 where there is none."""
        with self._reading() as connection:
            return _newest(connection)

    def see(self, sightings: Sequence[Sighting], marks: Mapping[str, Iterable[str]], *, since: int) -> None:
        """Write what a run made of its findings, all or nothing.

        Args:
            sightings: of one run.
            marks: item -> keys of the articles that it rests on.
            since: ``last_seen`` of before it was asked what is tracked: nothing may have been seen since.

        Raises:
            ConflictError: somebody wrote what a run saw at the same time.
        """
        with self._adding() as connection:
            if _newest(connection) != since:
                raise _conflict()
            _write(connection, sightings, marks, ())

    def restore(
        self, sightings: Sequence[Sighting], marks: Mapping[str, Iterable[str]], events: Sequence[Event]
    ) -> None:
        """Write sightings of any runs, and events, all or nothing.

        Raises:
            ConflictError: one of them is there already.
            StoreError: an event is of a finding that is tracked neither in the store nor by a sighting.
        """
        with self._adding() as connection:
            _write(connection, sightings, marks, events)

    def add(self, events: Sequence[Event]) -> None:
        """Write events, all or nothing.

        Raises:
            ConflictError: an item has an event of that revision already.
            StoreError: the store tracks no such item.
        """
        with self._adding() as connection:
            _write(connection, (), {}, events)

    def events(self, *, after: int = 0) -> Iterator[tuple[int, Event]]:
        """The events in the order in which they were written, each with its number in the store.

        Args:
            after: the number of the last one that is known already.
        """
        with self._reading() as connection:
            found = select(EVENT.c.seq, EVENT.c.body).where(EVENT.c.seq > after).order_by(EVENT.c.seq)
            rows = connection.execute(found).all()
        return ((seq, _read(Event, body)) for seq, body in rows)

    def sightings(self) -> Iterator[Sighting]:
        """Everything that any run made of any finding, in the order in which it was written."""
        with self._reading() as connection:
            bodies = connection.scalars(select(SIGHTING.c.body).order_by(SIGHTING.c.seq)).all()
        return (_read(Sighting, body) for body in bodies)

    @staticmethod
    def _latest(connection: Connection, items: Iterable[str]) -> dict[str, Sighting]:
        found: dict[str, Sighting] = {}
        for some in _in_runs(sorted(items), VALUES_A_QUERY):
            last = select(func.max(SIGHTING.c.seq)).where(SIGHTING.c.item.in_(some)).group_by(SIGHTING.c.item)
            rows = select(SIGHTING.c.body).where(SIGHTING.c.seq.in_(last))
            found |= {sighting.item: sighting for sighting in (_read(Sighting, b) for b in connection.scalars(rows))}
        return found

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect().execution_options(reading=True) as connection:
                yield connection
        except DBAPIError as error:
            raise StoreError(f"The store cannot be read: {told(error, self._engine.url)}.") from error

    @contextmanager
    def _adding(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                queue_up(connection)
                yield connection
        except IntegrityError as error:
            raise _conflict() from error
        except DBAPIError as error:
            raise StoreError(f"The store cannot be written: {told(error, self._engine.url)}.") from error


def _write(
    connection: Connection,
    sightings: Sequence[Sighting],
    marks: Mapping[str, Iterable[str]],
    events: Sequence[Event],
) -> None:
    first = {sighting.item: sighting for sighting in reversed(sightings)}
    known = _held(connection, {*first, *(event.item for event in events)})
    unknown = sorted({event.item for event in events} - known - first.keys())
    if unknown:
        raise StoreError(f"The store tracks no finding {unknown[0]}, so nothing was written.")
    pairs = {(item, mark) for item, those in marks.items() for mark in those} - _held_marks(connection, first)
    for table, values in (
        (TRACKED, [_tracked(sighting) for item, sighting in first.items() if item not in known]),
        (TRACKED_ARTICLE, [{"item": item, "mark": mark} for item, mark in sorted(pairs)]),
        (SIGHTING, [{"item": s.item, "run": s.run, "body": s.model_dump_json()} for s in sightings]),
        (EVENT, [_row(event) for event in events]),
    ):
        if values:
            connection.execute(insert(table), values)


def _newest(connection: Connection) -> int:
    return connection.scalar(select(func.max(SIGHTING.c.seq))) or 0


def _held(connection: Connection, items: Iterable[str]) -> set[str]:
    held: set[str] = set()
    for some in _in_runs(sorted(set(items)), VALUES_A_QUERY):
        held.update(connection.scalars(select(TRACKED.c.item).where(TRACKED.c.item.in_(some))))
    return held


def _held_marks(connection: Connection, items: Iterable[str]) -> set[tuple[str, str]]:
    held: set[tuple[str, str]] = set()
    columns = TRACKED_ARTICLE.c
    for some in _in_runs(sorted(items), VALUES_A_QUERY):
        rows = connection.execute(select(columns.item, columns.mark).where(columns.item.in_(some)))
        held.update((item, mark) for item, mark in rows)
    return held


def _conflict() -> ConflictError:
    return ConflictError(
        "Somebody else wrote this at the same time, so nothing was written.",
        remedy="Look at what they wrote, and decide again.",
    )


def _tracked(sighting: Sighting) -> dict[str, object]:
    return {"item": sighting.item, "algorithm": sighting.algorithm, "run": sighting.run}


def _row(event: Event) -> dict[str, object]:
    return {
        "id": event.id,
        "item": event.item,
        "track": event.track,
        "revision": event.revision,
        "body": event.model_dump_json(),
    }


def _read(record: type[_Row], body: str) -> _Row:
    try:
        return record.model_validate_json(body)
    except ValidationError as error:
        raise StoreError(
            f"The store holds a row that this checker cannot read: {error.errors()[0]['msg']}.",
            remedy="Use the version of checker that wrote it, or a newer one.",
        ) from error


def _in_runs(values: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (values[at : at + size] for at in range(0, len(values), size))
