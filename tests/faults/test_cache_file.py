"""The cache's file as a crash, another version or an enemy may leave it, and the cache as several processes use it."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import pickle
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import pytest

from checker.errors import CheckerError, ConfigurationError
from checker.llm.cache import answers as cache_module
from checker.llm.cache import file as cache_file
from checker.llm.cache.answers import AnswerCache, CachedAnswer
from checker.llm.cache.turns import ProcessTurns, ThreadTurns
from checker.settings import StructuredOutput
from tests.llm.model_server import ModelServer, Reply, completion

ANSWERS = {f"key-{number}": CachedAnswer(answer=json.dumps("word " * 300), model="tiny") for number in range(40)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A cache with forty answers, closed."""
    with AnswerCache(tmp_path / "cache") as cache:
        for key, answer in ANSWERS.items():
            cache.put(key, answer)
    return tmp_path / "cache"


def change(folder: Path, script: str) -> None:
    with closing(sqlite3.connect(folder / "cache.db")) as database:
        database.executescript(script)


def cut_to(share: float) -> Callable[[Path], None]:
    def cut(folder: Path) -> None:
        whole = (folder / "cache.db").read_bytes()
        (folder / "cache.db").write_bytes(whole[: int(len(whole) * share)])

    return cut


def overwritten(start: float, end: float) -> Callable[[Path], None]:
    def overwrite(folder: Path) -> None:
        whole = bytearray((folder / "cache.db").read_bytes())
        first, last = int(len(whole) * start), int(len(whole) * end)
        whole[first:last] = b"\xa5" * (last - first)
        (folder / "cache.db").write_bytes(whole)

    return overwrite


def sql(script: str) -> Callable[[Path], None]:
    return lambda folder: change(folder, script)


def bytes_written(name: str, content: bytes) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        (folder / name).write_bytes(content)

    return write


NO_EXPIRY = "DROP INDEX Cache_expire_time; ALTER TABLE Cache DROP COLUMN expire_time"
A_MUST = "DROP TABLE Cache; CREATE TABLE Cache (key, lang NOT NULL)"
TWICE = """DROP INDEX Cache_key_raw;
    INSERT INTO Cache (key, raw, mode, value) SELECT key, raw, mode, value FROM Cache"""
A_VIEW = "ALTER TABLE Cache RENAME TO C; CREATE VIEW Cache AS SELECT * FROM C"


@dataclass(frozen=True)
class State:
    name: str
    left: Callable[[Path], None]
    kept: int | None
    """Answers that are still there; None for whatever a damaged page left of them."""
    aside: bool
    """Whether the file is moved aside."""


STATES = [
    State("cut to nothing", cut_to(0), 0, False),
    State("cut to a tenth", cut_to(0.1), 0, True),
    State("cut in the middle", cut_to(0.5), 0, True),
    State("cut near its end", cut_to(0.95), 0, True),
    State("its head overwritten", overwritten(0, 0.01), 0, True),
    State("its middle overwritten", overwritten(0.3, 0.8), None, True),
    State("nothing but noise", overwritten(0, 1), 0, True),
    State("a log that is noise", bytes_written("cache.db-wal", b"\x5a" * 9000), 40, False),
    State("an index of the log that is noise", bytes_written("cache.db-shm", b"\x5a" * 32768), 40, False),
    State("older: without a column", sql(NO_EXPIRY), 0, True),
    State("older: without a value", sql("ALTER TABLE Cache DROP COLUMN value"), 0, True),
    State("newer: with one more column", sql("ALTER TABLE Cache ADD COLUMN lang TEXT"), 40, False),
    State("newer: with a column that must be filled", sql(A_MUST), 0, True),
    State("newer: with one more table", sql("CREATE TABLE Extra (id); INSERT INTO Extra VALUES (1)"), 40, False),
    State("another user_version", sql("PRAGMA user_version = 99"), 40, False),
    State("another application_id", sql("PRAGMA application_id = 99"), 40, False),
    State("another journal", sql("PRAGMA journal_mode = delete"), 40, False),
    State("settings without values", sql("DROP TABLE Settings; CREATE TABLE Settings (name)"), 0, True),
    State("no settings", sql("DROP TABLE Settings"), 40, False),
    State("no answers", sql("DROP TABLE Cache"), 0, False),
    State("no index", sql("DROP INDEX Cache_key_raw"), 40, False),
    State("every answer twice", sql(TWICE), 0, True),
    State("a view for a table", sql(A_VIEW), 0, True),
]  # fmt: skip


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_whatever_the_file_looks_like_answers_can_be_kept_and_read(
    state: State, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    state.left(folder)
    with AnswerCache(folder) as cache:
        read = [cache.get(key) for key in ANSWERS]
        if state.kept is not None:
            assert [answer is not None for answer in read].count(True) == state.kept
        assert all(answer in (None, ANSWERS[key]) for key, answer in zip(ANSWERS, read, strict=True))
        for key, answer in ANSWERS.items():
            cache.put(key, answer)
    with AnswerCache(folder) as again:
        assert [again.get(key) for key in ANSWERS] == list(ANSWERS.values())
    assert (folder / "damaged-1.db").exists() == state.aside
    told = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert ("damaged-1.db" in " ".join(told)) == state.aside
    assert len(told) == state.aside


HOSTILE = [
    ("pickle", "UPDATE Cache SET mode = 4, value = x'{pickle}'"),
    ("pickle in a file", "UPDATE Cache SET mode = 4, filename = 'bomb.val', value = NULL"),
    ("pickle as a key", "UPDATE Cache SET raw = 0, key = x'{pickle}' WHERE rowid = 1"),
    ("a path outside", "UPDATE Cache SET mode = 3, filename = '{outside}', value = NULL"),
    ("a path above", "UPDATE Cache SET mode = 2, filename = '../outside.json'"),
    ("a file beside a good value", "UPDATE Cache SET filename = '{outside}'"),
    ("a disk of another class", "INSERT OR REPLACE INTO Settings VALUES ('disk_pickle_protocol', 4)"),
    ("a trigger that stops writing", "CREATE TRIGGER t BEFORE INSERT ON Cache BEGIN SELECT RAISE(ABORT, 'no'); END"),
    ("a trigger that empties", "CREATE TRIGGER t AFTER INSERT ON Cache BEGIN DELETE FROM Cache; END"),
    ("rows that expired", "UPDATE Cache SET expire_time = 1"),
    ("a key that is a number", "UPDATE OR IGNORE Cache SET key = 7"),
]


@pytest.mark.parametrize(("name", "statement"), HOSTILE, ids=[name for name, _ in HOSTILE])
def test_rows_of_an_enemy_run_nothing_and_touch_nothing_outside(
    name: str, statement: str, folder: Path, tmp_path: Path
) -> None:
    mark, outside = tmp_path / "code-has-run", tmp_path / "outside.json"
    outside.write_text(json.dumps(ANSWERS["key-0"].model_dump(mode="json")))
    bomb = pickle.dumps(_Bomb(mark))
    (folder / "bomb.val").write_bytes(bomb)
    change(folder, statement.format(pickle=bomb.hex(), outside=outside))
    with AnswerCache(folder) as cache:
        for key, answer in ANSWERS.items():
            assert cache.get(key) in (None, answer)
            cache.put(key, answer)
        cache.clear()
    assert not mark.exists()
    assert outside.exists()
    assert (folder / "bomb.val").read_bytes() == bomb


class _Bomb:
    """Unpickling it writes a file."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str, str]]:
        return os.system, (f"touch '{self.mark}'",)  # type: ignore[return-value]


def test_a_row_larger_than_any_answer_is_not_read(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    change(folder, f"UPDATE Cache SET value = zeroblob({cache_file.LARGEST_ROW + 1}) WHERE key = 'key-0'")
    with AnswerCache(folder) as cache:
        assert cache.get("key-0") is None
        assert cache.get("key-1") == ANSWERS["key-1"]
    assert "too big" in caplog.text


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_file, "PATIENCE", 0.2)
    monkeypatch.setattr(cache_module, "PATIENCE", 0.2)


@contextlib.contextmanager
def held(folder: Path) -> Iterator[sqlite3.Connection]:
    """The database in the hands of a writer that does not let go, as a suspended process."""
    with closing(sqlite3.connect(folder / "cache.db", isolation_level=None, check_same_thread=False)) as database:
        database.execute("BEGIN IMMEDIATE")
        yield database


@pytest.mark.usefixtures("impatient")
class TestHeldByAnotherProcess:
    def test_at_the_start_it_is_told_and_nothing_waits_for_ever(self, folder: Path) -> None:
        with held(folder), pytest.raises(ConfigurationError, match="locked") as raised:
            AnswerCache(folder)
        assert "--no-cache" in raised.value.remedy

    def test_during_a_run_answers_are_read_and_those_to_be_kept_wait_for_their_time(
        self, folder: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        with AnswerCache(folder) as cache:
            with held(folder):
                assert cache.get("key-0") == ANSWERS["key-0"]
                for number in range(50):
                    cache.put(f"new-{number}", ANSWERS["key-0"])
            assert len(caplog.records) == 1
            assert "cannot be kept in the cache (database is locked)" in caplog.text
        with AnswerCache(folder) as again:
            assert again.info().count == 90

    def test_clearing_it_is_refused_in_words(self, folder: Path) -> None:
        with AnswerCache(folder) as cache, held(folder), pytest.raises(CheckerError, match="could not be cleared"):
            cache.clear()


def test_a_file_that_becomes_read_only_is_told_and_nothing_waits_for_ever(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with AnswerCache(folder) as cache:
        cache._do(lambda: cache._cache._con.execute("PRAGMA query_only = 1"))
        cache.put("new", ANSWERS["key-0"])
        assert cache.get("key-1") == ANSWERS["key-1"]
    assert "readonly" in caplog.text


PROGRAM = textwrap.dedent("""
    import sys
    from concurrent.futures import ThreadPoolExecutor
    from pathlib import Path
    from checker.llm.cache.answers import AnswerCache
    from checker.llm.client import Client
    from checker.settings import ModelSettings
    from tests.llm.model_server import Colour, ask_about

    folder, url, keys = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    settings = ModelSettings(model="tiny", base_url=url, concurrency=8)
    with AnswerCache(folder) as cache, Client(settings, cache=cache) as client, ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: client.ask(ask_about(f"Door {number}."), Colour), range(keys)))
    assert {answer.colour for answer in answers} == {"green"}
    print(client.meter.usage().calls, client.meter.usage().cached)
""")


@pytest.fixture
def server() -> Iterator[ModelServer]:
    running = ModelServer()
    answer = completion(StructuredOutput.JSON_SCHEMA, {"thing": "door", "colour": "green"})
    running.script = lambda _: Reply(body=json.dumps(answer).encode(), delay=0.02)
    yield running
    running.close()


def begun(program: str, *args: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "error", "-c", program, *map(str, args)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_processes_that_share_a_cache_ask_each_question_once(server: ModelServer, tmp_path: Path) -> None:
    running = [begun(PROGRAM, tmp_path / "cache", server.url, 60) for _ in range(3)]
    ended = [process.communicate(timeout=60) for process in running]
    assert [err for _, err in ended] == ["", "", ""]
    calls, cached = zip(*((int(number) for number in out.split()) for out, _ in ended), strict=True)
    assert sum(calls) == len(server.requests) == len(set(server.raw)) == 60
    assert sum(cached) == 120


HOLDING = textwrap.dedent("""
    import sys, time
    from pathlib import Path
    from threading import Event
    from checker.llm.cache.turns import ProcessTurns
    with ProcessTurns(Path(sys.argv[1])).take("question", patience=9, stopped=Event()):
        print("held", flush=True)
        time.sleep(60)
""")


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process whose turn it is to ask "question"."""
    process = begun(HOLDING, tmp_path)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_a_turn_is_free_when_its_process_is_killed(holder: subprocess.Popen[str], tmp_path: Path) -> None:
    turns, got = ProcessTurns(tmp_path), Event()

    def wait() -> None:
        with turns.take("question", patience=30, stopped=Event()):
            got.set()

    waiting = Thread(target=wait)
    waiting.start()
    assert not got.wait(0.1)
    holder.kill()
    assert got.wait(10)
    waiting.join()
    turns.close()


def test_another_question_waits_for_nobody(holder: subprocess.Popen[str], tmp_path: Path) -> None:
    turns = ProcessTurns(tmp_path)
    with turns.take("another question", patience=0, stopped=Event()):
        pass
    turns.close()


def test_waiting_ends_with_patience_and_with_the_run(holder: subprocess.Popen[str], tmp_path: Path) -> None:
    turns, stopped = ProcessTurns(tmp_path), Event()
    with turns.take("question", patience=0.05, stopped=stopped):
        pass  # in vain, and not for ever
    stopped.set()
    with turns.take("question", patience=3600, stopped=stopped):
        pass
    turns.close()
    turns.close()
    with turns.take("question", patience=3600, stopped=Event()):
        pass


def test_a_folder_without_locks_holds_nobody_up(tmp_path: Path) -> None:
    with ProcessTurns(tmp_path / "not there").take("question", patience=3600, stopped=Event()):
        pass


def test_nothing_is_left_of_a_question_that_nobody_asks() -> None:
    turns = ThreadTurns()
    order: list[str] = []

    def second() -> None:
        with turns.take("question"):
            order.append("second")

    with turns.take("question"):
        waiting = Thread(target=second)
        waiting.start()
        order.append("first")
        assert len(turns) == 1
    waiting.join()
    assert order == ["first", "second"]
    assert len(turns) == 0
