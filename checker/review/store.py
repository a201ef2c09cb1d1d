"""The store: tracked findings, what each run made of them, and what people did; rows are only ever added.

SQLite beside the runs, or PostgreSQL for a desk of several editors: the same tables, through SQLAlchemy. A row that is
acknowledged is on disk. Two people who decide on one item at once both name the revision that they saw, and the
second one's row is refused by a constraint: nothing is overwritten, and no lock is held while a person thinks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine, func, insert, select
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError

from checker.errors import ConflictError, StoreError
from checker.review.connecting import prepare, upgrade
from checker.review.tables import EVENT, SIGHTING, TRACKED, TRACKED_ARTICLE
from schemas.review import Event, Sighting

VALUES_A_QUERY = 500
"""Values that one query looks for: databases limit how many a statement holds."""


class Store:
    """A connection pool to one store. Safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str) -> Store:
        """Open a store, making or migrating its tables where that is due.

        Args:
            url: as SQLAlchemy writes it: ``sqlite:///path``, ``postgresql+psycopg://user@host/name``.

        Raises:
            StoreError: it cannot be reached, its tables are of a newer version, or a driver is missing.
        """
        try:
            engine = prepare(create_engine(make_url(url)))
            with engine.begin() as connection:
                upgrade(connection)
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
            raise StoreError(
                f"{_safe(url)} names no store that this installation can open: {error}.",
                remedy="Give sqlite:///PATH, or postgresql+psycopg://USER@HOST/NAME (needs the extra 'postgresql').",
            ) from error
        except (DBAPIError, OSError) as error:
            raise StoreError(f"The store {_safe(url)} cannot be opened: {_cause(error)}.") from error
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
            path.touch(mode=0o600, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"The store {path} cannot be made: {error.strerror}.",
                remedy="Set CHECKER_HOME to a folder that can be written, or name a store with --store.",
            ) from error
        return cls.open(f"sqlite:///{path}")

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

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
            return tuple(Sighting.model_validate_json(body) for body in connection.scalars(rows))

    def see(self, sightings: Sequence[Sighting], marks: Mapping[str, Iterable[str]]) -> None:
        """Write what a run made of its findings, all or nothing.

        Args:
            sightings: of one run.
            marks: item -> keys of the articles that it rests on.

        Raises:
            ConflictError: somebody wrote the same run, or made an item of the same id, at the same time.
        """
        with self._adding() as connection:
            known: set[str] = set()
            held: set[tuple[str, str]] = set()
            for some in _in_runs(sorted({s.item for s in sightings}), VALUES_A_QUERY):
                known.update(connection.scalars(select(TRACKED.c.item).where(TRACKED.c.item.in_(some))))
                columns = TRACKED_ARTICLE.c
                pairs = connection.execute(select(columns.item, columns.mark).where(columns.item.in_(some)))
                held.update((item, mark) for item, mark in pairs)
            new = [_tracked(sighting) for sighting in sightings if sighting.item not in known]
            rows = sorted({(item, mark) for item, those in marks.items() for mark in those} - held)
            bodies = [{"item": s.item, "run": s.run, "body": s.model_dump_json()} for s in sightings]
            for table, values in (
                (TRACKED, new),
                (TRACKED_ARTICLE, [{"item": item, "mark": mark} for item, mark in rows]),
                (SIGHTING, bodies),
            ):
                if values:
                    connection.execute(insert(table), values)

    def add(self, events: Sequence[Event]) -> None:
        """Write events, all or nothing.

        Raises:
            ConflictError: an item has an event of that revision already.
        """
        with self._adding() as connection:
            connection.execute(insert(EVENT), [_row(event) for event in events])

    def events(self, *, after: int = 0) -> Iterator[tuple[int, Event]]:
        """The events in the order in which they were written, each with its number in the store.

        Args:
            after: the number of the last one that is known already.
        """
        with self._reading() as connection:
            rows = connection.execute(
                select(EVENT.c.seq, EVENT.c.body).where(EVENT.c.seq > after).order_by(EVENT.c.seq)
            )
            yield from [(seq, Event.model_validate_json(body)) for seq, body in rows]

    def sightings(self) -> Iterator[Sighting]:
        """Everything that any run made of any finding, in the order in which it was written."""
        with self._reading() as connection:
            bodies = list(connection.scalars(select(SIGHTING.c.body).order_by(SIGHTING.c.seq)))
        yield from (Sighting.model_validate_json(body) for body in bodies)

    @staticmethod
    def _latest(connection: Connection, items: Iterable[str]) -> dict[str, Sighting]:
        found: dict[str, Sighting] = {}
        for some in _in_runs(sorted(items), VALUES_A_QUERY):
            last = select(func.max(SIGHTING.c.seq)).where(SIGHTING.c.item.in_(some)).group_by(SIGHTING.c.item)
            rows = select(SIGHTING.c.body).where(SIGHTING.c.seq.in_(last))
            for sighting in map(Sighting.model_validate_json, connection.scalars(rows)):
                found[sighting.item] = sighting
        return found

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect().execution_options(reading=True) as connection:
                yield connection
        except DBAPIError as error:
            raise StoreError(f"The store cannot be read: {_cause(error)}.") from error

    @contextmanager
    def _adding(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except IntegrityError as error:
            raise ConflictError(
                "Somebody else wrote this at the same time, so nothing was written.",
                remedy="Look at what they wrote, and decide again.",
            ) from error
        except DBAPIError as error:
            raise StoreError(f"The store cannot be written: {_cause(error)}.") from error


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


def _in_runs(values: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (values[at : at + size] for at in range(0, len(values), size))


def _safe(url: str) -> str:
    """The address without a password."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return "that was given"


def _cause(error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    return " ".join(str(cause).split()).rstrip(".")
