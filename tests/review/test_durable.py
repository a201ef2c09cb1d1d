from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

from checker.review.connecting import engine_of
from checker.review.desk import Desk
from checker.review.store import Store
from tests.review.programs import finish, line_of, spawn
from tests.review.reports import captain, hour, report, toll
from tests.review.rows import ids

OpenStore = Callable[[], Store]


def test_sqlite_writes_through_to_the_disk(sqlite_url: str) -> None:
    engine = engine_of(sqlite_url)
    with engine.connect() as connection:
        pragma = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")
        }
    engine.dispose()
    assert pragma == {"journal_mode": "wal", "synchronous": 2}


def test_postgresql_acknowledges_what_is_on_disk_even_where_the_server_would_not(postgresql_url: str) -> None:
    engine = engine_of(postgresql_url.replace("search_path", "synchronous_commit%3Doff%20-csearch_path"))
    with engine.connect() as connection:
        assert connection.scalar(text("SHOW synchronous_commit")) == "on"
    engine.dispose()


_STORM = """
import sys
from checker.review.desk import Desk
from checker.review.store import Store
from schemas.report import Report
from schemas.review import Decision
from pathlib import Path
store = Store.open(sys.argv[1])
desk = Desk(store, Report.model_validate_json(Path(sys.argv[2]).read_bytes()), who=sys.argv[3])
item = sys.argv[4]
print("ready", flush=True)
while True:
    for state in ("confirmed", "query", "open"):
        for done in desk.decide({item: desk.standing(item).revision}, Decision(state=state)):
            print(done.id, flush=True)
"""


def test_no_acknowledged_decision_is_lost_when_its_program_is_killed_in_a_storm(
    open_store: OpenStore, store_url: str, tmp_path: Path
) -> None:
    run = report("r1", toll(), hour(), captain())
    (tmp_path / "run.json").write_text(run.model_dump_json(), encoding="utf-8")
    items = [standing.item for standing in Desk(open_store(), run, who="Ann").standings()]
    acknowledged: list[str] = []
    chance = random.Random(4)
    for storm in range(4):  # of three programs each
        writers = [
            spawn(_STORM, store_url, str(tmp_path / "run.json"), f"writer {storm} {item}", item) for item in items
        ]
        for writer in writers:
            assert line_of(writer) == "ready"
        for writer in writers:
            acknowledged += [line_of(writer) for _ in range(chance.randrange(8))]
            time.sleep(chance.uniform(0, 0.01))
            writer.kill()
        acknowledged += [line for writer in writers for line in finish(writer, code=-9)]
        held = ids(open_store())
        assert set(acknowledged) <= set(held)
        assert len(held) == len(set(held))
    assert len(acknowledged) > 12
    for item in items:
        mine = [each.revision for _, each in open_store().events() if each.item == item]
        assert mine == list(range(1, len(mine) + 1))
