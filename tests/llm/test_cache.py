"""The cache keeps what was paid for, and cannot be turned against the user by what somebody wrote into its file."""

from __future__ import annotations

import json
import logging
import os
import pickle
import sqlite3
import subprocess
import sys
import textwrap
import threading
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from checker.errors import ConfigurationError
from checker.llm.cache.answers import AnswerCache, CachedAnswer

ANSWER = CachedAnswer(answer='{"colour": "green — “dark”"}', model="tiny")


class Bomb:
    """Unpickling it writes a file."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str, str]]:
        return os.system, (f"touch '{self.mark}'",)  # type: ignore[return-value]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def opened(folder: Path) -> Iterator[Callable[[], AnswerCache]]:
    caches: list[AnswerCache] = []

    def make() -> AnswerCache:
        caches.append(AnswerCache(folder))
        return caches[-1]

    yield make
    for cache in caches:
        cache.close()


def tamper(folder: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(folder / "cache.db")) as database, database:
        database.execute(statement, values)


def test_an_answer_is_kept_until_the_cache_is_cleared(opened: Callable[[], AnswerCache]) -> None:
    opened().put("key", ANSWER)
    cache = opened()
    assert cache.get("key") == ANSWER
    assert cache.get("another") is None
    assert cache.info().count == 1
    full = cache.info().size
    assert cache.clear() == 1
    assert cache.get("key") is None
    assert cache.info().count == 0
    assert 0 < cache.info().size <= full


def test_a_long_answer_is_kept_whole_and_in_no_file_of_its_own(opened: Callable[[], AnswerCache], folder: Path) -> None:
    long = CachedAnswer(answer=json.dumps("ä" * 200_000), model="tiny")
    opened().put("key", long)
    assert opened().get("key") == long
    assert {path.name for path in folder.rglob("*")} <= {"cache.db", "cache.db-wal", "cache.db-shm"}


def test_a_cleared_answer_is_gone_from_the_disk(opened: Callable[[], AnswerCache], folder: Path) -> None:
    cache = opened()
    cache.put("key", CachedAnswer(answer='"marked-answer"', model="tiny"))
    cache.clear()
    cache.close()
    assert b"marked-answer" not in b"".join(path.read_bytes() for path in folder.iterdir())


def test_only_its_owner_can_read_the_folder(opened: Callable[[], AnswerCache], folder: Path) -> None:
    folder.mkdir(mode=0o755)
    opened()
    assert folder.stat().st_mode & 0o777 == 0o700


def test_nothing_is_evicted(opened: Callable[[], AnswerCache], folder: Path) -> None:
    opened().close()
    tamper(folder, "UPDATE Settings SET value = 1 WHERE key = 'size_limit'")
    tamper(folder, "UPDATE Settings SET value = 1000 WHERE key = 'cull_limit'")
    tamper(folder, "UPDATE Settings SET value = 'least-recently-used' WHERE key = 'eviction_policy'")
    cache = opened()
    for number in range(50):
        cache.put(str(number), ANSWER)
    assert cache.info().count == 50


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    return tmp_path / "code-has-run"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    path = tmp_path / "outside.json"
    path.write_text(json.dumps(ANSWER.model_dump_json()))
    return path


ROW = "UPDATE Cache SET mode = ?, filename = ?, value = ?, raw = 1"


class TestHostileRows:
    @pytest.fixture(autouse=True)
    def one_answer(self, folder: Path) -> None:
        with AnswerCache(folder) as cache:
            cache.put("key", ANSWER)

    def hostile(self, kind: str, folder: Path, mark: Path, outside: Path) -> tuple[int, str | None, object]:
        pickled = pickle.dumps(Bomb(mark))
        (folder / "bomb.val").write_bytes(pickled)
        return {
            "pickle in the row": (4, None, pickled),
            "pickle in a file": (4, "bomb.val", None),
            "compressed pickle": (1, None, zlib.compress(pickled)),
            "text file outside": (3, str(outside), None),
            "binary file outside": (2, str(outside), None),
            "text file above": (3, "../outside.json", None),
            "raw value that names a file": (1, str(outside), None),
            "text and a file": (1, str(outside), ANSWER.model_dump_json()),
            "unknown mode": (9, None, ANSWER.model_dump_json()),
            "mode as text": ("1; DROP", None, ANSWER.model_dump_json()),
            "number": (1, None, 7),
            "no JSON": (1, None, "{"),
            "deep JSON": (1, None, "[" * 100_000),
            "another form": (1, None, '{"answer": 7}'),
        }[kind]  # type: ignore[return-value]

    @pytest.mark.parametrize(
        "kind",
        [
            "pickle in the row",
            "pickle in a file",
            "compressed pickle",
            "text file outside",
            "binary file outside",
            "text file above",
            "raw value that names a file",
            "text and a file",
            "unknown mode",
            "mode as text",
            "number",
            "no JSON",
            "deep JSON",
            "another form",
        ],
    )
    def test_it_is_a_miss_that_is_told_once_and_does_nothing(
        self,
        kind: str,
        opened: Callable[[], AnswerCache],
        folder: Path,
        mark: Path,
        outside: Path,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        tamper(folder, ROW, *self.hostile(kind, folder, mark, outside))
        cache = opened()
        assert cache.get("key") is None
        assert cache.get("key") is None
        told = [record for record in caplog.records if record.levelno == logging.WARNING]
        assert len(told) == 1
        cache.put("key", ANSWER)
        assert cache.get("key") == ANSWER
        assert cache.clear() == 1
        assert not mark.exists()
        assert outside.exists()
        assert (folder / "bomb.val").exists()

    def test_a_file_that_a_row_names_is_neither_overwritten_nor_removed(
        self, opened: Callable[[], AnswerCache], folder: Path, mark: Path, outside: Path
    ) -> None:
        tamper(folder, ROW, *self.hostile("text file outside", folder, mark, outside))
        assert opened().clear() == 1
        assert outside.exists()

    def test_a_key_that_is_pickled_is_left_alone(
        self, opened: Callable[[], AnswerCache], folder: Path, mark: Path
    ) -> None:
        tamper(folder, "UPDATE Cache SET raw = 0, key = ?", pickle.dumps(Bomb(mark)))
        cache = opened()
        assert cache.get("key") is None
        assert cache.info().count == 1
        assert cache.clear() == 1
        assert not mark.exists()

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("disk_unknown", "1"),
            ("disk_min_file_size", "1"),
            ("sqlite_journal_mode", "delete"),
            ("sqlite_user_version", "99"),
            ("sqlite_x; DROP TABLE Cache", "1"),
            ("get", "no method"),
            ("size_limit", "text"),
            ("count", "many"),
        ],
    )
    def test_settings_in_the_file_are_not_obeyed(
        self, key: str, value: str, opened: Callable[[], AnswerCache], folder: Path
    ) -> None:
        tamper(folder, "INSERT OR REPLACE INTO Settings VALUES (?, ?)", key, value)
        cache = opened()
        assert cache.get("key") == ANSWER
        cache.put("another", ANSWER)
        assert cache.info().count == 2
        with closing(sqlite3.connect(folder / "cache.db")) as database:
            assert database.execute("PRAGMA user_version").fetchone() == (0,)
            assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize("damage", [b"no database at all" * 100, None], ids=["garbage", "torn"])
def test_a_damaged_database_is_moved_aside_and_told(
    damage: bytes | None, opened: Callable[[], AnswerCache], folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with AnswerCache(folder) as cache:
        cache.put("key", ANSWER)
    database = folder / "cache.db"
    whole = database.read_bytes()
    database.write_bytes(whole[:100] + b"\xff" * 5000 if damage is None else damage)
    cache = opened()
    assert "damaged-1.db" in caplog.text
    assert (folder / "damaged-1.db").exists()
    cache.put("key", ANSWER)
    assert cache.get("key") == ANSWER
    cache.clear()
    assert not (folder / "damaged-1.db").exists()


def test_a_file_in_the_place_of_the_folder_is_told(folder: Path) -> None:
    folder.write_text("in the way")
    with pytest.raises(ConfigurationError, match="cannot be used"):
        AnswerCache(folder)


def test_a_name_that_would_be_expanded_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELSEWHERE", str(tmp_path / "elsewhere"))
    with pytest.raises(ConfigurationError, match="name holds"):
        AnswerCache(tmp_path / "$ELSEWHERE")


def test_an_answer_that_cannot_be_kept_is_told_once(
    opened: Callable[[], AnswerCache], folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache = opened()
    tamper(folder, "DROP TABLE Cache")
    cache.put("key", ANSWER)
    cache.put("key", ANSWER)
    assert len(caplog.records) == 1
    assert "cannot be kept" in caplog.text


def test_many_threads_share_a_cache(opened: Callable[[], AnswerCache]) -> None:
    cache = opened()
    start = threading.Barrier(8)

    def work(thread: int) -> list[bool]:
        start.wait()
        for number in range(20):
            cache.put(f"{thread}-{number}", CachedAnswer(answer=f'"{thread}-{number}"', model="tiny"))
        kept = (cache.get(f"{thread}-{number}") for number in range(20))
        return [found is not None and found.answer == f'"{thread}-{number}"' for number, found in enumerate(kept)]

    with ThreadPoolExecutor(8) as pool:
        assert all(all(found) for found in pool.map(work, range(8)))
    assert cache.info().count == 160


def test_several_processes_share_a_cache(opened: Callable[[], AnswerCache], folder: Path) -> None:
    program = textwrap.dedent("""
        import sys
        from pathlib import Path
        from checker.llm.cache.answers import AnswerCache, CachedAnswer
        name = sys.argv[2]
        with AnswerCache(Path(sys.argv[1])) as cache:
            for number in range(100):
                cache.put(f"{name}-{number}", CachedAnswer(answer=f'"{name}"', model="tiny"))
                assert cache.get(f"{name}-{number}").answer == f'"{name}"'
    """)
    command = [sys.executable, "-W", "error", "-c", program, str(folder)]
    writers = [
        subprocess.Popen([*command, name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT) for name in ("a", "b", "c")
    ]
    said = [writer.communicate()[0] for writer in writers]
    assert said == [b"", b"", b""]
    assert [writer.returncode for writer in writers] == [0, 0, 0]
    assert opened().info().count == 300


def test_an_answer_survives_a_process_that_is_killed(opened: Callable[[], AnswerCache], folder: Path) -> None:
    program = textwrap.dedent("""
        import os, signal, sys
        from pathlib import Path
        from checker.llm.cache.answers import AnswerCache, CachedAnswer
        cache = AnswerCache(Path(sys.argv[1]))
        cache.put("key", CachedAnswer(answer='"kept"', model="tiny"))
        os.kill(os.getpid(), signal.SIGKILL)
    """)
    subprocess.run([sys.executable, "-c", program, str(folder)], check=False)
    kept = opened().get("key")
    assert kept is not None
    assert kept.answer == '"kept"'
