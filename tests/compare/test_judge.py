from __future__ import annotations

import pytest

from checker.compare.judge import PACK_QUESTIONS, Case, packs, read, request
from checker.prompting.exhibits import Docket
from schemas.answers import JudgedQuestions
from schemas.claim import Claim
from schemas.finding import Severity, Verdict
from schemas.question import Question
from tests.conftest import MakeArticle


@pytest.fixture
def docket(make_article: MakeArticle) -> Docket:
    texts = {"ant": "Nine people died. It was Monday.", "bee": "Twelve people died. It was Monday."}
    return Docket(tuple(make_article(name, text, outlet=name.title()) for name, text in texts.items()), {})


CLAIMS = tuple(
    Claim(id=f"{article}#1", article=article, statement=f"{count} people died.", sentences=(1,))
    for article, count in (("ant", "Nine"), ("bee", "Twelve"))
)
CASE = Case(Question(id="Q1", text="How many died?", claims=("ant#1", "bee#1")), CLAIMS, hints=("9 against 12",))


def _verdict(**changes: object) -> JudgedQuestions:
    verdict = {
        "q": "Q1",
        "verdict": "contradiction",
        "positions": [{"says": "nine", "claims": ["A1"]}, {"says": "twelve", "claims": ["B1"]}],
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
    "changes",
    [
        {"positions": []},
        {"positions": [{"says": "nine", "claims": ["A1"]}]},
        {"positions": [{"says": "nine", "claims": ["A1"]}, {"says": "twelve", "claims": ["B7"]}]},
        {"q": "Q2"},
    ],
    ids=["no sides", "one side", "a side that cites nothing known", "another question"],
)
def test_an_unusable_verdict_is_left_out_to_be_asked_again(docket: Docket, changes: dict[str, object]) -> None:
    assert dict(read(_verdict(**changes), docket, [CASE])) == {}


def test_compatible_needs_no_sides(docket: Docket) -> None:
    judged = read(_verdict(verdict="compatible", positions=[]), docket, [CASE])
    assert judged["Q1"].verdict is Verdict.COMPATIBLE


def test_the_judge_sees_claims_dates_passages_and_hints(docket: Docket) -> None:
    shown = request(docket, [CASE]).prompt.user
    for words in ("How many died?", "A1 |", "Twelve people died.", "9 against 12", "Ant", "date not known"):
        assert words in shown


def test_packs_lose_no_case_and_stay_small() -> None:
    cases = [Case(CASE.question.model_copy(update={"id": f"Q{n}"}), CLAIMS * (1 + n % 30)) for n in range(40)]
    runs = packs(cases)
    assert [case for run in runs for case in run] == cases
    assert all(len(run) <= PACK_QUESTIONS for run in runs)
