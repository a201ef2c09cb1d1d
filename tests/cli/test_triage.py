from __future__ import annotations

import json
from pathlib import Path

import pytest

from checker.review.desk import Desk
from checker.review.store import Store
from checker.settings import home
from schemas.review import Decision, HumanState, Reason
from tests.cli.conftest import Run
from tests.report.story import sample_report

Flags = tuple[str, ...]


@pytest.fixture
def checked(run: Run, story: Path, model: Flags) -> str:
    """The id of the one finding of a checked story."""
    (finding,) = run("check", story, *model, "--format", "json").report["findings"]
    return str(finding["id"])


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A saved report with findings of every lane."""
    path = tmp_path / "many.json"
    path.write_text(sample_report().model_dump_json(), encoding="utf-8")
    return path


def test_without_a_decision_the_findings_are_listed_with_their_states(run: Run, checked: str) -> None:
    listed = run("triage")
    assert (listed.code, listed.out) == (0, f"{checked}  open  How many people died?\n")
    run("triage", checked, "--query")
    assert f"{checked}  query  " in run("triage").out


def test_a_dismissed_finding_does_not_count_for_the_exit_code_of_the_next_check(
    run: Run, story: Path, model: Flags, checked: str
) -> None:
    assert run("check", story, *model).code == 1
    assert run("triage", checked, "--dismiss", "rounding", "--note", "Both are early counts.").code == 0
    ran = run("check", story, *model)
    assert ran.code == 0
    for words in ("DISMISSED (1)", "rounding", "Both are early counts.", "0 major"):
        assert words in ran.out
    assert run("check", story, *model, "--no-decisions").code == 1


def test_no_decisions_shows_the_bare_report_and_no_store_neither_knows_nor_tracks(
    run: Run, story: Path, model: Flags, checked: str
) -> None:
    before = run("report").out
    run("triage", checked, "--confirm", "watch")
    assert run("report").out != before
    assert run("report", "--no-decisions").out == before
    ran = run("check", story, *model, "--no-store")
    assert "confirmed" not in ran.out
    assert len(run("decisions", "export").out.splitlines()) == 2


def test_store_and_no_store_exclude_each_other(run: Run, story: Path, model: Flags) -> None:
    assert run("check", story, *model, "--no-store", "--store", "sqlite:///x").code == 2


def test_a_report_knows_what_was_decided_and_changes_neither_run_nor_store(
    run: Run, checked: str, tmp_path: Path, many: Path
) -> None:
    (saved,) = home().glob("runs/*.json")
    before = saved.read_bytes()
    run("triage", checked, "--confirm", "ask_reporter", "--note", "Since when?")
    assert "confirmed: ask the reporter" in run("report").out
    (review,) = run("report", "--format", "json").report["reviews"]
    assert (review["item"], review["decision"]["state"]) == (checked, "confirmed")
    assert saved.read_bytes() == before
    events = run("decisions", "export").out
    assert run("report", many).code == 0
    assert run("decisions", "export").out == events


def test_a_decision_lasts_until_its_words_change_and_then_the_finding_is_reopened(
    run: Run, story: Path, model: Flags, checked: str
) -> None:
    run("triage", checked, "--dismiss", "same_meaning")
    text = (story / "ant.txt").read_text()
    (story / "ant.txt").write_text(text.replace("The ship carried cars.", "The ship carried cars and lorries."))
    assert run("check", story, *model).code == 0
    (story / "ant.txt").write_text(text.replace("Nine people", "Eight people"))
    ran = run("check", story, *model)
    assert ran.code == 1
    told = " ".join(ran.out.split())
    assert "reopened" in told
    assert "was dismissed: same meaning" in told
    assert "Nine people died" in told
    assert checked in told


def test_an_id_may_be_shortened_to_what_is_unambiguous(run: Run, checked: str) -> None:
    assert run("triage", checked[:4], "--confirm").code == 0
    assert "confirmed  How many" in run("triage").out


def test_an_ambiguous_beginning_is_refused_and_names_those_that_fit(run: Run, many: Path) -> None:
    ids = [finding.id for finding in sample_report().findings]
    letter = next(id_[0] for id_ in ids if sum(other.startswith(id_[0]) for other in ids) > 1)
    ran = run("triage", letter, "--confirm", "--run", many)
    assert ran.code == 2
    assert all(id_ in ran.err for id_ in ids if id_.startswith(letter))
    assert run("decisions", "export").out.count('"event"') == 0


def test_several_findings_are_decided_in_one_step_and_taken_back_in_one(run: Run, many: Path) -> None:
    one, two, *_ = (finding.id for finding in sample_report().findings)
    assert run("triage", one, two, "--confirm", "correct", "--run", many).out.count("confirmed: correct ours") == 2
    assert run("triage", "--undo", "--run", many).out.count("taken back") == 2
    assert "confirmed" not in run("triage", "--run", many).out


def test_undo_goes_back_step_by_step_and_says_when_there_is_nothing_left(run: Run, checked: str) -> None:
    run("triage", checked, "--query")
    run("triage", checked, "--dismiss", "misread")
    assert run("triage", "--undo").code == 0
    assert "query" in run("triage").out
    run("triage", "--undo")
    assert "open" in run("triage").out
    assert "nothing of yours to take back" in run("triage", "--undo").out


def test_undo_takes_back_one_s_own_steps_alone(run: Run, checked: str) -> None:
    run("triage", checked, "--query", "--who", "ana")
    assert "nothing of yours" in run("triage", "--undo", "--who", "ben").out
    assert "query" in run("triage").out


def test_a_blind_reviewer_neither_sees_nor_touches_what_the_desk_decided(run: Run, checked: str) -> None:
    run("triage", checked, "--dismiss", "rounding", "--who", "ana")
    assert "open" in run("triage", "--blind", "--who", "ben").out
    run("triage", checked, "--confirm", "--blind", "--who", "ben")
    assert "dismissed" in run("triage").out
    assert "confirmed" in run("triage", "--blind", "--who", "ben").out


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (("--confirm", "--query"), "one way"),
        (("--dismiss", "other"), "--note"),
        (("--undo",), "--undo"),
        (("--note", "why"), "Nothing is decided"),
        (("--confirm", "watch", "correct"), "one action"),
        (("--confirm", "dance"), "dance"),
        (("--dismiss", "dull"), "dull"),
        (("--confirm", "--who", " "), "--who"),
    ],
)
def test_wrong_combinations_are_told_in_words(run: Run, checked: str, flags: Flags, words: str) -> None:
    ran = run("triage", checked, *flags)
    assert ran.code == 2
    assert words in ran.err
    assert "Internal error" not in ran.err
    assert "open" in run("triage").out


def test_a_decision_without_an_id_and_an_unknown_id_are_refused(run: Run, checked: str) -> None:
    assert "checker triage" in run("triage", "--confirm").err
    assert run("triage", "", "--confirm").code == 2
    ran = run("triage", "nosuch", "--confirm")
    assert ran.code == 2
    assert "no finding 'nosuch'" in ran.err


def test_a_conflict_with_somebody_else_is_told_and_nothing_is_overwritten(
    run: Run, checked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide = Desk.decide

    def late(self: Desk, decisions: dict[str, int], decision: Decision) -> object:
        store = Store.beside(home())
        decide(Desk(store, self.report, who="ana"), decisions, Decision(state=HumanState.QUERY))
        store.close()
        return decide(self, decisions, decision)

    with monkeypatch.context() as patched:
        patched.setattr(Desk, "decide", late)
        ran = run("triage", checked, "--confirm")
    assert ran.code == 2
    assert "nothing was written" in ran.err
    assert "query" in run("triage").out


def test_a_store_can_be_named_by_flag_or_environment(
    run: Run, story: Path, model: Flags, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'shared.sqlite3'}"
    (finding,) = run("check", story, *model, "--store", url, "--format", "json").report["findings"]
    run("triage", finding["id"], "--dismiss", Reason.ROUNDING, "--store", url)
    assert run("check", story, *model).code == 1
    monkeypatch.setenv("CHECKER_STORE", url)
    assert run("check", story, *model).code == 0


@pytest.mark.parametrize(
    "url", ["postgresql+psycopg://ana:sesame@127.0.0.1:1/desk", "sesame", "sqlite:////no/sesame.db"]
)
def test_a_store_that_fails_is_told_without_its_password_and_loses_no_report(
    run: Run, story: Path, model: Flags, url: str
) -> None:
    ran = run("check", story, *model, "--store", url, "--format", "json")
    assert ran.code == 1
    assert len(ran.report["findings"]) == 1
    assert "The report follows without what the store knows." in ran.err
    assert ":sesame@" not in ran.err
    assert run("triage", "--store", url).code == 2


def test_a_store_that_breaks_in_an_unforeseen_way_loses_no_report(
    run: Run, story: Path, model: Flags, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("sesame")

    monkeypatch.setattr(Store, "of_run", broken)
    ran = run("check", story, *model, "--format", "json")
    assert (ran.code, len(ran.report["findings"])) == (1, 1)
    assert "RuntimeError" in ran.err
    assert "sesame" not in ran.err


def test_the_word_of_a_file_is_kept_where_the_store_does_not_know_its_run(
    run: Run, checked: str, tmp_path: Path
) -> None:
    run("triage", checked, "--dismiss", "rounding")
    run("report", "-o", tmp_path / "r.json")
    elsewhere = f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}"
    assert "DISMISSED (1)" in run("report", tmp_path / "r.json", "--store", elsewhere).out
    assert "DISMISSED" not in run("report", tmp_path / "r.json", "--no-decisions").out
    run("triage", "--undo")
    assert "DISMISSED" not in run("report", tmp_path / "r.json").out


def test_the_run_that_is_saved_never_holds_what_was_decided(run: Run, story: Path, model: Flags, checked: str) -> None:
    run("triage", checked, "--dismiss", "rounding")
    run("check", story, *model)
    for saved in home().glob("runs/*.json"):
        assert "reviews" not in json.loads(saved.read_text(encoding="utf-8"))
