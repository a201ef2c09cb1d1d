from __future__ import annotations

import pytest

from checker.compare.judge import PACK_QUESTIONS, Case, packs, read, request
from checker.prompting.exhibits import Docket
from schemas.answers import JudgedQuestions
from schemas.claim import Claim
from schemas.finding import Position, Severity, Verdict
from schemas.question import Question
from tests.conftest import MakeArticle


@pytest.fixture
def docket(make_article: MakeArticle) -> Docket:
    texts = {"ant": "Nine people died. It was Monday.", "bee": "Twelve people died. It was Monday."}
    return Docket(tuple(make_article(name, text, outlet=name.title()) for name, text in texts.items()))


CLAIMS = {
    f"{article}#1": Claim(id=f"{article}#1", article=article, statement=f"{count} people", sentences=(1,))
    for article, count in (("ant", "nine"), ("bee", "twelve"))
}
SIDES = tuple(Position(says=claim.statement, claims=(claim.id,)) for claim in CLAIMS.values())
CASE = Case(Question(id="Q1", text="How many died?", claims=tuple(CLAIMS), answers=SIDES), CLAIMS, ("9 against 12",))


def _verdict(**changes: object) -> JudgedQuestions:
    verdict = {
        "q": "Q1",
        "verdict": "contradiction",
        "positions": [{"says": "nine", "at": ["A1"]}, {"says": "twelve", "at": ["B1"]}],
        "kinds": ["numeric"],
        "severity": "major",
        "why": "The toll differs.",
    }
    return JudgedQuestions.model_validate({"verdicts": [verdict | changes]})


def test_a_verdict_names_the_claims_of_each_side(docket: Docket) -> None:
    judgement = read(_verdict(), docket, [CASE])["Q1"]
    assert judgement.verdict is Verdict.CONTRADICTION
    assert [position.claims for position in judgement.positions] == [("ant#1",), ("bee#1",)]
    assert judgement.severity is Severity.MAJOR


@pytest.mark.parametrize(
    "positions",
    [[], [{"says": "nine", "at": ["A1"]}], [{"says": "nine", "at": ["A1"]}, {"says": "twelve", "at": ["B7"]}]],
    ids=["no sides", "one side", "a side that cites nothing known"],
)
def test_a_conflict_without_two_sides_rests_on_those_of_the_reading(docket: Docket, positions: list[object]) -> None:
    assert read(_verdict(positions=positions), docket, [CASE])["Q1"].positions == SIDES


def test_a_conflict_without_any_two_sides_is_left_out_to_be_asked_again(docket: Docket) -> None:
    one_sided = CASE.question.model_copy(update={"answers": SIDES[:1]})
    assert dict(read(_verdict(positions=[]), docket, [Case(one_sided, CLAIMS)])) == {}


def test_a_verdict_on_another_question_is_none(docket: Docket) -> None:
    assert dict(read(_verdict(q="Q2"), docket, [CASE])) == {}


def test_compatible_needs_no_sides_and_keeps_those_of_the_reading(docket: Docket) -> None:
    judged = read(_verdict(verdict="compatible", positions=[]), docket, [CASE])
    assert judged["Q1"].verdict is Verdict.COMPATIBLE
    assert judged["Q1"].positions == SIDES


def test_where_two_answers_rest_on_one_sentence_the_nearer_claim_is_meant(docket: Docket) -> None:
    two = {
        f"ant#{n}": CLAIMS["ant#1"].model_copy(update={"id": f"ant#{n}", "statement": s})
        for n, s in ((1, "nine people"), (2, "on Monday"))
    }
    case = Case(CASE.question, two)
    sides = [{"says": "it was on Monday", "at": ["A1"]}, {"says": "nine", "at": ["A1"]}]
    judged = read(_verdict(positions=sides), docket, [case])["Q1"]
    assert [position.claims for position in judged.positions] == [("ant#2",), ("ant#1",)]


def test_a_double_points_only_at_a_question_shown_before_it(docket: Docket) -> None:
    cases = [CASE, Case(CASE.question.model_copy(update={"id": "Q2"}), CLAIMS)]
    both = [_verdict(q=q, same_as=same).verdicts[0] for q, same in (("Q1", "Q2"), ("Q2", "Q1"))]
    judged = read(JudgedQuestions(verdicts=both), docket, cases)
    assert {id_: judgement.duplicate_of for id_, judgement in judged.items()} == {"Q1": None, "Q2": "Q1"}


def test_the_judge_sees_answers_tags_dates_passages_and_hints(docket: Docket) -> None:
    shown = request(docket, [CASE]).prompt.user
    for words in (
        "How many died?",
        "- nine people [A1]",
        "[B1] (lead) Twelve people died.",
        "9 against 12",
        "Ant",
        "date not known",
    ):
        assert words in shown


def test_packs_lose_no_case_and_stay_small() -> None:
    claims = {f"ant#{n}": CLAIMS["ant#1"] for n in range(30)}
    cases = [
        Case(CASE.question.model_copy(update={"id": f"Q{n}"}), dict(list(claims.items())[: 1 + n % 30]))
        for n in range(140)
    ]
    runs = packs(cases)
    assert [case for run in runs for case in run] == cases
    assert all(len(run) <= PACK_QUESTIONS for run in runs)
