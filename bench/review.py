"""Review at scale: what a desk of 5,000 findings takes, as ratios to reading the same report's JSON in the same run."""

from __future__ import annotations

import hashlib
import json
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from checker.review.articles import Shelf
from checker.review.desk import Desk
from checker.review.identity import recognise, snapshot
from checker.review.store import Store
from schemas.finding import Agreement, Evidence, Finding, Kind, Severity, Verdict
from schemas.report import Mode, Report, ReportedArticle, Run
from schemas.review import Decision, HumanState, Reason

FINDINGS = 5_000
ROUNDS = 3
DISMISSED = Decision(state=HumanState.DISMISSED, reason=Reason.SAME_MEANING)


def review() -> dict[str, float]:
    """Identity and store: each the fastest of its rounds, to the fastest ``json.loads`` of the report."""
    first, later = many("first"), many("later", of="persons", asked="What number of {of} did ship {number} carry?")
    text = first.model_dump_json()
    peer = fastest(lambda: json.loads(text))
    tracked = {each.id: snapshot(each, Shelf(first.articles)) for each in first.findings}
    timed = {
        "recognise_unchanged": fastest(lambda: recognise(first, tracked, Shelf(first.articles))),
        "recognise_all_changed": fastest(lambda: recognise(later, tracked, Shelf(later.articles))),
        **_desk(first),
    }
    return {"findings": FINDINGS, "json_loads_seconds": round(peer, 4)} | {
        f"{name}_to_json_loads": round(seconds / peer, 2) for name, seconds in timed.items()
    }


def _desk(first: Report) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        store = Store.beside(Path(folder))
        opened = once(lambda: Desk(store, first, who="bench"))
        again = many("again")
        timed = {"open_new_run": opened, "open_next_run": once(lambda: Desk(store, again, who="bench"))}
        desk = Desk(store, again, who="bench")
        timed["standings_first"] = once(desk.standings)
        items = {each.item: each.revision for each in desk.standings()}
        timed["decide_on_all"] = once(lambda: desk.decide(items, DISMISSED))
        timed["standings_after_that"] = once(desk.standings)
        timed["standings_when_nothing_happened"] = fastest(desk.standings)
        timed["open_all_decided"] = fastest(lambda: Desk(store, again, who="bench").standings())
        item = next(iter(items))
        timed["decide_on_one"] = fastest(lambda: desk.decide({item: desk.standing(item).revision}, DISMISSED))
        store.close()
    return timed


def many(run: str, *, of: str = "people", asked: str = "How many {of} were aboard ship {number}?") -> Report:
    """A run of many findings over two articles."""
    sides = [
        [f"Ship {number} of the line had {number + more} {of} aboard." for number in range(FINDINGS)] for more in (1, 2)
    ]
    articles = [_article(name, " ".join(lines)) for name, lines in zip(("ant", "bee"), sides, strict=True)]
    starts = [0, 0]
    findings = []
    for number, lines in enumerate(zip(*sides, strict=True)):
        places = zip(articles, lines, starts, strict=True)
        evidence = tuple(
            Evidence(article=article.id, quote=line, start=start, end=start + len(line), position=side)
            for side, (article, line, start) in enumerate(places)
        )
        starts = [each.end + 1 for each in evidence]
        findings.append(_finding(number, asked.format(of=of, number=number), evidence))
    made = Run(id=run, started=datetime(2026, 1, 1, tzinfo=UTC), tool_version="0", mode=Mode.NO_MODEL)
    return Report(run=made, complete=True, articles=tuple(articles), findings=tuple(findings))


def _article(name: str, text: str) -> ReportedArticle:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return ReportedArticle(id=name, origin=name, url=f"https://{name}.example/ships", digest=digest, text=text)


def _finding(number: int, question: str, evidence: tuple[Evidence, ...]) -> Finding:
    return Finding(
        id=f"ship-{number}",
        question=question,
        verdict=Verdict.CONTRADICTION,
        agreement=Agreement.FIRM,
        severity=Severity.MAJOR,
        kinds=(Kind.NUMERIC,),
        explanation="The articles differ in how many there were.",
        evidence=evidence,
    )


def fastest(work: Callable[[], object]) -> float:
    """Seconds of the fastest round."""
    return min(once(work) for _ in range(ROUNDS))


def once(work: Callable[[], object]) -> float:
    """Seconds of one round."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
