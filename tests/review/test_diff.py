from __future__ import annotations

from checker.review.diff import compare
from schemas.review import MachineState
from tests.review.reports import TEXTS, captain, finding, hour, report, toll

NEW, UNCHANGED, UPDATED, ABSENT = MachineState


def test_every_finding_of_both_runs_is_told() -> None:
    late = finding("toll", ("ant", "Nine people died in the fire."), ("cat", "Eleven people died in the fire."))
    old, new = report("r1", toll(), hour()), report("r2", captain(), toll())
    assert [(c.machine, c.question) for c in compare(old, new)] == [
        (NEW, "What about the captain?"),
        (UNCHANGED, "What about the toll?"),
        (ABSENT, "What about the hour?"),
    ]
    more = toll(evidence=(*toll().evidence, late.evidence[1].model_copy(update={"position": 1})))
    assert [c.machine for c in compare(report("r1", toll()), report("r2", more))] == [UPDATED]


def test_the_newer_words_name_a_change() -> None:
    (change,) = compare(report("r1", toll()), report("r2", toll(question="How many died?")))
    assert (change.machine, change.question) == (UNCHANGED, "How many died?")


def test_of_articles_that_the_new_run_did_not_read_nothing_is_said() -> None:
    fewer = {name: text for name, text in TEXTS.items() if name != "bee"}
    assert compare(report("r1", toll()), report("r2", texts=fewer)) == ()


def test_a_run_beside_itself_has_not_changed() -> None:
    run = report("r1", toll(), hour(), captain())
    assert [change.machine for change in compare(run, run)] == [UNCHANGED] * 3
