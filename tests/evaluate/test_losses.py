"""Which step lost a contradiction, and who made a false alarm."""

from __future__ import annotations

from typing import Any

import pytest

from checker.evaluate.gold import Gold
from checker.evaluate.labels import way
from checker.evaluate.run import CHECKER
from checker.evaluate.story import answered, score, system
from schemas.evaluation import Loss, LossStage, StoryEvaluation
from schemas.finding import Agreement, Severity, Verdict
from schemas.report import NotChecked, Stage
from tests.evaluate.conftest import CAPTAIN, CARS, LATER, TOLL, Telling, gold, item

NINE, TWELVE = ("ant", "Nine people died"), ("bee", "Twelve people died")
FIRST, LAST = ("ant", "The captain left the ship first"), ("bee", "The captain was the last to leave")
FORTY, ABOUT = ("ant", "forty cars"), ("bee", "about 40 cars")
HEADS = (("ant", "Fire on the ferry"), ("bee", "Ferry burns"))
ONLY_TOLL = gold(contradictions=(TOLL,))
CONTRADICTION, COMPATIBLE = Verdict.CONTRADICTION, Verdict.COMPATIBLE


def evaluated(telling: Telling, each: Gold = ONLY_TOLL, **values: Any) -> StoryEvaluation:
    return score(each, answered(telling.report(**values))).evaluation


def lost(telling: Telling, each: Gold = ONLY_TOLL, **values: Any) -> Loss:
    (loss,) = evaluated(telling, each, **values).misses
    return loss


def test_without_claims_on_its_sentences_an_item_was_not_extracted(telling: Telling) -> None:
    telling.claim(*NINE)
    loss = lost(telling)
    assert loss.stage is LossStage.NOT_EXTRACTED
    assert loss.detail == "No claim on its sentences in bee."


def test_claims_on_one_side_alone_are_not_enough(telling: Telling) -> None:
    """Two articles have claims, but both stand on the same side."""
    sided = item("sided", NINE, TWELVE, ("cat", "Four people had died"))
    quotes = (sided.quotes[0], sided.quotes[1], sided.quotes[2].model_copy(update={"position": 1}))
    for words in (TWELVE, ("cat", "Four people had died")):
        telling.claim(*words)
    loss = lost(telling, gold(contradictions=(sided.model_copy(update={"quotes": quotes}),)))
    assert (loss.stage, loss.detail) == (LossStage.NOT_EXTRACTED, "No claim on its sentences in ant.")


def test_claims_that_no_question_brings_together_were_not_linked(telling: Telling) -> None:
    nine, _ = telling.claim(*NINE), telling.claim(*TWELVE)
    telling.question("How many died?", nine)
    loss = lost(telling)
    assert loss.stage is LossStage.NOT_LINKED
    assert [(each.question, each.articles) for each in loss.candidates] == [("Q1", ("ant",))]


def test_claims_in_no_question_were_not_linked_either(telling: Telling) -> None:
    telling.claim(*NINE)
    telling.claim(*TWELVE)
    assert lost(telling).detail == "Its claims are in no question."


def test_a_question_without_a_reading_was_not_judged(telling: Telling) -> None:
    about = telling.question("How many died?", telling.claim(*NINE), telling.claim(*TWELVE))
    assert lost(telling).stage is LossStage.NOT_JUDGED
    telling.questions[:] = [about.model_copy(update={"alike": True})]
    assert "plainly alike" in lost(telling).detail


def test_a_reading_that_failed_is_told_with_its_reason(telling: Telling) -> None:
    telling.question("How many died?", telling.claim(*NINE), telling.claim(*TWELVE))
    missed = NotChecked(stage=Stage.COMPARE, what="How many died?", reason="The endpoint was silent.")
    loss = lost(telling, complete=False, not_checked=(missed,))
    assert (loss.stage, loss.detail) == (LossStage.NOT_JUDGED, "The judge gave no verdict: The endpoint was silent.")


@pytest.mark.parametrize("verdict", [COMPATIBLE, Verdict.DIFFERENT_SCOPE, Verdict.UNCERTAIN])
def test_a_verdict_that_sees_no_contradiction_is_named(telling: Telling, verdict: Verdict) -> None:
    telling.question("How many died?", telling.claim(*NINE), telling.claim(*TWELVE), judge=verdict)
    loss = lost(telling)
    assert loss.stage is LossStage.JUDGED
    assert f"The judge: {verdict}" in loss.detail
    assert [(o.reader.value, o.verdict) for o in loss.candidates[0].opinions] == [("judge", verdict)]


def test_what_was_reported_as_the_parties_disagreement_was_judged_otherwise(telling: Telling) -> None:
    parted = Verdict.ATTRIBUTED_DISAGREEMENT
    about = telling.question(
        "How many?", telling.claim(*NINE), telling.claim(*TWELVE), judge=parted, sceptic=CONTRADICTION
    )
    telling.finding(about, NINE, TWELVE, verdict=parted)
    assert lost(telling).stage is LossStage.JUDGED


def test_a_contradiction_between_other_claims_is_a_verdict_on_something_else(telling: Telling) -> None:
    forty, about_40 = telling.claim(*FORTY), telling.claim(*ABOUT)
    about = telling.question("What of the ferry?", forty, about_40, judge=CONTRADICTION)
    wide = about.model_copy(update={"claims": (*about.claims, telling.claim(*NINE), telling.claim(*TWELVE))})
    telling.questions[:] = [wide]
    telling.finding(wide, *HEADS)
    loss = lost(telling)
    assert loss.stage is LossStage.JUDGED
    assert "between other claims" in loss.detail


def test_a_contradiction_of_which_no_finding_is_left_was_demoted(telling: Telling) -> None:
    telling.question("How many?", telling.claim(*NINE), telling.claim(*TWELVE), judge=CONTRADICTION, sceptic=COMPATIBLE)
    loss = lost(telling)
    assert loss.stage is LossStage.DEMOTED
    assert "The second reading: compatible" in loss.detail


def test_a_finding_that_was_folded_into_another_is_told_so(telling: Telling) -> None:
    telling.question("How many died?", telling.claim(*NINE), telling.claim(*TWELVE), judge=CONTRADICTION)
    other = telling.question("Who?", telling.claim(*FIRST), telling.claim(*LAST), judge=CONTRADICTION)
    telling.finding(other, FIRST, LAST, also=("How many died?",))
    loss = lost(telling)
    assert loss.stage is LossStage.FOLDED
    assert "“Who?”" in loss.detail


def test_a_finding_that_counts_for_another_item_is_told_so(telling: Telling) -> None:
    twin = TOLL.model_copy(update={"id": "a-twin"})
    about = telling.question("How many died?", telling.claim(*NINE), telling.claim(*TWELVE), judge=CONTRADICTION)
    telling.finding(about, NINE, TWELVE)
    loss = lost(telling, gold(contradictions=(TOLL, twin)))
    assert loss.stage is LossStage.SHARED
    assert loss.item != loss.detail.split()[-1].rstrip(".")


def test_a_finding_that_shows_other_words_leaves_the_item_unshown(telling: Telling) -> None:
    about = telling.question("How many died?", telling.claim(*NINE), telling.claim(*TWELVE), judge=CONTRADICTION)
    telling.finding(about, *HEADS)
    assert lost(telling).stage is LossStage.NOT_SHOWN


def test_of_several_questions_the_one_that_rests_on_the_very_words_comes_first(telling: Telling) -> None:
    """Sentences hold several facts: a question on a neighbour is no trace of the item."""
    long = item("long", ("ant", "Nine people died"), ("bee", "Twelve people died"))
    place = (telling.claim("ant", "in the fire"), telling.claim("bee", "in the fire"))
    telling.question("Where did people die?", *place, judge=CONTRADICTION)
    telling.question("How many died?", telling.claim(*NINE), telling.claim(*TWELVE), judge=COMPATIBLE)
    loss = lost(telling, gold(contradictions=(long,)))
    assert (loss.stage, loss.candidates[0].question) == (LossStage.JUDGED, "Q2")


def test_why_a_finding_is_not_firm(telling: Telling) -> None:
    about = telling.question(
        "How many?", telling.claim(*NINE), telling.claim(*TWELVE), judge=CONTRADICTION, sceptic=COMPATIBLE
    )
    telling.finding(
        about, NINE, TWELVE, agreement=Agreement.POSSIBLE, doubts=("A second reading found them compatible.",)
    )
    (weak,) = evaluated(telling).not_firm
    assert (weak.stage, weak.detail) == (LossStage.DEMOTED, "A second reading found them compatible.")


def test_where_only_the_second_reading_saw_it_the_judge_weakened_it(telling: Telling) -> None:
    about = telling.question(
        "How many?", telling.claim(*NINE), telling.claim(*TWELVE), judge=COMPATIBLE, sceptic=CONTRADICTION
    )
    telling.finding(about, NINE, TWELVE, agreement=Agreement.POSSIBLE)
    (weak,) = evaluated(telling).not_firm
    assert weak.stage is LossStage.JUDGED


def test_a_firm_double_beside_the_finding_that_counts_is_named(telling: Telling) -> None:
    """Of two findings that show an item alike the later one counts, which is the weaker: the reader has to know."""
    telling.finding(None, NINE, TWELVE, question="By a firm one?")
    telling.finding(None, NINE, TWELVE, agreement=Agreement.POSSIBLE)
    (weak,) = evaluated(telling).not_firm
    assert weak.detail.startswith("A firm finding shows it too (“By a firm one?”)")


def test_a_false_alarm_says_who_made_and_who_upheld_it(telling: Telling) -> None:
    about = telling.question(
        "Cars?", telling.claim(*FORTY), telling.claim(*ABOUT), judge=CONTRADICTION, sceptic=CONTRADICTION
    )
    telling.finding(about, FORTY, ABOUT)
    (alarm,) = evaluated(telling).alarms
    assert (alarm.made_by, alarm.upheld_by, alarm.item, alarm.same_words) == (
        "judge",
        ("second reading",),
        "cars",
        True,
    )
    assert CARS.why in alarm.why


def test_a_false_alarm_of_a_rule_names_the_rule(telling: Telling) -> None:
    telling.finding(None, FORTY, ABOUT, rules=("NUM001",))
    (alarm,) = evaluated(telling).alarms
    assert (alarm.made_by, alarm.upheld_by, alarm.opinions) == ("NUM001", (), ())


def test_a_neighbour_in_the_same_sentence_is_told_apart_from_the_pairs_own_words(telling: Telling) -> None:
    telling.finding(None, ("ant", "The ship carried"), ("bee", "The ship carried"))
    (alarm,) = evaluated(telling).alarms
    assert not alarm.same_words


def test_what_stands_in_another_lane_or_severity_than_in_the_gold_is_listed(telling: Telling) -> None:
    telling.finding(None, ("cat", "Four people had died"), TWELVE)
    telling.finding(None, FIRST, LAST, severity=Severity.MINOR)
    notes = [each.note for each in evaluated(telling, gold(contradictions=(LATER, CAPTAIN))).astray]
    assert notes == ["later is change_over_time in the gold", "minor here, major in the gold: captain"]


def test_what_else_stands_in_the_lane_of_the_parties_is_listed(telling: Telling) -> None:
    parted = Verdict.ATTRIBUTED_DISAGREEMENT
    telling.finding(None, FIRST, LAST, verdict=parted)
    telling.finding(None, NINE, TWELVE, verdict=parted)
    telling.finding(None, *HEADS, verdict=parted)
    notes = [each.note for each in evaluated(telling, gold(contradictions=(TOLL,), attributed=(CAPTAIN,))).astray]
    assert notes == ["toll is a contradiction in the gold", "the gold knows no such disagreement"]


def test_doubles_and_what_the_gold_does_not_know_are_listed(telling: Telling) -> None:
    for _ in range(2):
        telling.finding(None, NINE, TWELVE)
    telling.finding(None, *HEADS)
    telling.finding(None, ("ant", "Fire on the ferry"), within_article=True)
    story = evaluated(telling)
    assert [each.note for each in story.doubles] == ["shows toll again"]
    assert [each.note for each in story.unmatched] == ["", "within one article"]


def test_the_way_adds_up_to_what_was_found(telling: Telling) -> None:
    telling.claim(*NINE)
    about = telling.question("Captain?", telling.claim(*FIRST), telling.claim(*LAST), judge=CONTRADICTION)
    telling.finding(about, FIRST, LAST)
    whole = system(CHECKER, (score(gold(), answered(telling.report())),))
    steps = way(whole)
    assert (steps[0].label, steps[0].lost, steps[0].lost_major, steps[0].left) == ("not extracted", 1, 1, 1)
    assert steps[-1].left == whole.metrics.recall.hits == 1
