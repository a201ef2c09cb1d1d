"""The review page: server time of a key press among 5,000 findings, as a ratio to that on an empty run, and bytes."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from starlette.testclient import TestClient

from bench.review import FINDINGS, many
from checker.review.desk import Desk
from checker.review.store import Store
from checker.review.web.access import Access
from checker.review.web.app import build_app
from schemas.report import Report

HOST = "bench.local"
ROUNDS = 10


def page() -> dict[str, float]:
    """The fastest fragment of either, and what the full one weighs."""
    full = many("page")
    empty = full.model_copy(update={"findings": (), "run": full.run.model_copy(update={"id": "empty"})})
    (bare, _), (seconds, weight) = _fragment(empty), _fragment(full)
    return {
        "findings": FINDINGS,
        "empty_fragment_seconds": round(bare, 4),
        "fragment_to_empty_fragment": round(seconds / bare, 1),
        "fragment_bytes": weight,
    }


def _fragment(run: Report) -> tuple[float, int]:
    with tempfile.TemporaryDirectory() as folder:
        store = Store.beside(Path(folder))
        access = Access(token="t", password_hash=None)
        app = build_app(Desk(store, run, who="bench"), access, hosts=frozenset({HOST}))
        client = TestClient(app, base_url=f"http://{HOST}")
        client.get("/?token=t")
        times = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            answer = client.get("/part")
            times.append(time.perf_counter() - start)
        assert answer.status_code == 200, answer.text
        store.close()
        return min(times), len(answer.content)
