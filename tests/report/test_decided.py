from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from checker.report.build import view_of
from checker.report.decided import ACTIONS, REASONS, STATES, dismissed
from checker.report.formats import Format, render
from checker.report.json_schema import report_schema
from checker.review.desk import Desk
from checker.review.store import Store
from schemas.finding import Verdict
from schemas.report import Report
from schemas.review import Action, Decision, HumanState, MachineState, Reason, Standing
from tests.report.story import HOSTILE

FOR_PEOPLE = (Format.TEXT, Format.MARKDOWN, Format.HTML)
DISMISSED = Decision(state=HumanState.DISMISSED, reason=Reason.ROUNDING, note="Both are about four.")
CONFIRMED = Decision(state=HumanState.CONFIRMED, action=Action.ASK_REPORTER)


@pytest.fixture
def standings(sample: Report, tmp_path: Path) -> tuple[Standing, ...]:
    """Where the findings of the sample stand after its first run."""
    store = Store.beside(tmp_path)
    try:
        return Desk(store, sample, who="ana").standings()
    finally:
        store.close()


def _with(report: Report, standings: Sequence[Standing], **changes: object) -> Report:
    """The report, with the first of the standings changed."""
    now = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)
    first = standings[0].model_copy(update={"decided_by": "ana", "decided_at": now, **changes})
    return report.model_copy(update={"reviews": (first, *standings[1:])})


def _plain(text: str) -> str:
    return " ".join(text.split())


def test_every_state_action_and_reason_has_a_word() -> None:
    assert (set(STATES), set(ACTIONS), set(REASONS)) == (set(HumanState), set(Action), set(Reason))


@pytest.mark.parametrize("format", FOR_PEOPLE)
def test_a_first_run_without_decisions_reads_as_if_there_were_no_store(
    sample: Report, standings: tuple[Standing, ...], format: Format
) -> None:
    assert render(sample.model_copy(update={"reviews": standings}), format) == render(sample, format)


def test_the_json_report_has_no_reviews_where_there_are_none(sample: Report) -> None:
    assert "reviews" not in json.loads(render(sample, Format.JSON))


def test_the_json_report_with_reviews_fits_the_published_schema_and_reads_back(
    sample: Report, standings: tuple[Standing, ...]
) -> None:
    report = _with(sample, standings, decision=DISMISSED)
    text = render(report, Format.JSON)
    Draft202012Validator(report_schema()).validate(json.loads(text))
    assert Report.model_validate_json(text) == report


def test_a_dismissed_finding_is_in_no_lane_no_figure_and_not_among_the_first_to_look_at(
    sample: Report, standings: tuple[Standing, ...]
) -> None:
    before, after = view_of(sample), view_of(_with(sample, standings, decision=DISMISSED))
    (card,) = after.dismissed
    assert card.id == standings[0].finding
    assert card in after.cards
    assert card.id not in {each.id for lane in after.lanes for each in lane.cards}
    assert card.id not in {each.id for each in after.actions}
    old, new = ({figure.label: figure.value for figure in view.figures} for view in (before, after))
    changed = {label for label in new if new[label] != old.get(label)}
    assert changed == {card.severity.value, "dismissed"}
    assert new["dismissed"] == 1


def test_numbers_stay_whole_and_the_dismissed_come_last(sample: Report, standings: tuple[Standing, ...]) -> None:
    view = view_of(_with(sample, standings, decision=DISMISSED))
    assert [card.number for card in view.cards] == list(range(1, len(sample.findings) + 1))
    assert view.cards[-1].dismissed


@pytest.mark.parametrize("format", FOR_PEOPLE)
def test_a_dismissed_finding_stays_visible_with_reason_note_name_and_time(
    sample: Report, standings: tuple[Standing, ...], format: Format
) -> None:
    text = _plain(render(_with(sample, standings, decision=DISMISSED), format))
    for words in (standings[0].snapshot.question, "rounding", "Both are about four.", "ana, 21 Nov 2026, 14:05 UTC"):
        assert words in text
    assert "1 finding dismissed." in text


def test_the_page_folds_what_is_dismissed(sample: Report, standings: tuple[Standing, ...]) -> None:
    page = render(_with(sample, standings, decision=DISMISSED), Format.HTML)
    section = page[page.index('<section id="dismissed"') :]
    assert section.index("<details") < section.index("<article")
    assert "<details open" not in section[: section.index("</section>")]


def test_where_all_is_dismissed_it_does_not_read_as_consistent(sample: Report, standings: tuple[Standing, ...]) -> None:
    reviews = tuple(each.model_copy(update={"decision": DISMISSED}) for each in standings)
    report = sample.model_copy(update={"reviews": reviews, "complete": True, "not_checked": ()})
    verdict = view_of(report).verdict
    assert verdict.startswith("No contradiction left.")
    assert f"{len(standings)} findings dismissed." in verdict
    assert "No contradiction found" not in render(report, Format.TEXT)


@pytest.mark.parametrize("format", FOR_PEOPLE)
def test_a_confirmed_finding_says_so_with_the_action_and_still_counts(
    sample: Report, standings: tuple[Standing, ...], format: Format
) -> None:
    report = _with(sample, standings, decision=CONFIRMED)
    assert "confirmed: ask the reporter" in _plain(render(report, format))
    assert standings[0].item in render(report, format)
    assert view_of(report).figures == view_of(sample).figures


@pytest.mark.parametrize("format", FOR_PEOPLE)
def test_a_reopened_finding_counts_and_shows_the_old_decision_and_the_words_that_changed(
    sample: Report, standings: tuple[Standing, ...], format: Format
) -> None:
    words = ("Four people were hurt in the fog.",)
    report = _with(sample, standings, reopened=DISMISSED, changed=words, machine=MachineState.UPDATED)
    text = _plain(render(report, format))
    for said in ("reopened", "was dismissed: rounding (ana", "Both are about four.", *words):
        assert said in text
    assert view_of(report).figures == view_of(sample).figures


@pytest.mark.parametrize("format", FOR_PEOPLE)
def test_new_and_updated_are_said_once_an_earlier_run_is_known(
    sample: Report, standings: tuple[Standing, ...], format: Format
) -> None:
    seen = [each.model_copy(update={"machine": MachineState.UNCHANGED}) for each in standings]
    seen[0] = seen[0].model_copy(update={"machine": MachineState.NEW})
    seen[1] = seen[1].model_copy(update={"machine": MachineState.UPDATED})
    text = _plain(render(sample.model_copy(update={"reviews": tuple(seen)}), format))
    assert text.count("new since the last run") == 1
    assert text.count("updated since the last run") == 1


@pytest.mark.parametrize("format", FOR_PEOPLE)
def test_a_confirmed_finding_that_is_gone_is_listed_as_resolved(
    sample: Report, standings: tuple[Standing, ...], format: Format
) -> None:
    question = "How many boats came to help?"
    gone = {"finding": None, "machine": MachineState.ABSENT, "decision": CONFIRMED, "resolved": True}
    asked = standings[0].snapshot.model_copy(update={"question": question})
    report = _with(sample, standings, snapshot=asked, **gone)
    text = render(report, format)
    assert "resolved" in text.lower()
    assert question in _plain(text)
    assert dismissed(report) == set()


def test_the_id_under_which_decisions_are_kept_is_shown(sample: Report, standings: tuple[Standing, ...]) -> None:
    report = _with(sample, standings, item="an-earlier-id", decision=CONFIRMED)
    for format in FOR_PEOPLE:
        assert "an-earlier-id" in render(report, format)


def test_the_grid_says_which_rows_are_dismissed(sample: Report, standings: tuple[Standing, ...]) -> None:
    view = view_of(_with(sample, standings, decision=DISMISSED))
    rows = [row for group in view.grid.groups for row in group.rows if row.outcome.endswith("(dismissed)")]
    assert [row.question for row in rows] == [standings[0].snapshot.question]


def test_notes_and_names_act_in_no_format(sample: Report, standings: tuple[Standing, ...]) -> None:
    noted = DISMISSED.model_copy(update={"note": HOSTILE})
    report = _with(sample, standings, decision=noted, decided_by=HOSTILE)
    page, text, markdown = (render(report, format) for format in (Format.HTML, Format.TEXT, Format.MARKDOWN))
    assert "<script>window" not in page
    assert "<img" not in page
    assert "\x1b" not in text
    assert "\u202e" not in page + text + markdown
    assert "<script>" not in markdown


def test_only_contradictions_left_out_make_the_verdict_say_left(
    sample: Report, standings: tuple[Standing, ...]
) -> None:
    kept = [f for f in sample.findings if f.verdict is Verdict.CHANGE_OVER_TIME]
    (standing,) = [each for each in standings if each.finding == kept[0].id]
    reviews = (standing.model_copy(update={"decision": DISMISSED}),)
    report = sample.model_copy(
        update={"findings": tuple(kept), "reviews": reviews, "complete": True, "not_checked": ()}
    )
    assert view_of(report).verdict.startswith("No contradiction found.")
