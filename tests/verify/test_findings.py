from __future__ import annotations

import pytest

from checker.verify.findings import findings, weigh
from schemas.article import Article
from schemas.claim import Claim, Voice
from schemas.finding import Agreement, Position, Severity, Verdict
from schemas.question import Judgement, Question, Reader
from tests.conftest import MakeArticle

SIDES = (Position(says="nine", claims=("ant#1",)), Position(says="twelve", claims=("bee#1",)))
C, T, A, S, OK, U = Verdict


def _read(reader: Reader, verdict: Verdict) -> Judgement:
    positions = () if reader is Reader.SCEPTIC or verdict is OK else SIDES
    return Judgement(
        reader=reader, verdict=verdict, positions=positions, severity=Severity.MAJOR, explanation="Because."
    )


@pytest.mark.parametrize(
    ("judge", "rule", "sceptic", "verdict", "agreement"),
    [
        (C, None, C, C, Agreement.FIRM),
        (C, None, OK, C, Agreement.POSSIBLE),
        (C, None, T, C, Agreement.POSSIBLE),
        (C, None, None, C, Agreement.POSSIBLE),
        (T, None, T, T, Agreement.FIRM),
        (T, None, C, T, Agreement.POSSIBLE),
        (T, None, OK, T, Agreement.POSSIBLE),
        (A, None, A, A, Agreement.FIRM),
        (U, None, C, C, Agreement.POSSIBLE),
        (U, None, OK, OK, Agreement.POSSIBLE),
        (U, None, U, U, Agreement.POSSIBLE),
        (OK, C, C, C, Agreement.FIRM),
        (OK, C, OK, OK, Agreement.FIRM),
        (S, None, None, S, Agreement.POSSIBLE),
        (OK, None, None, OK, Agreement.POSSIBLE),
    ],
)
def test_readings_that_agree_make_it_firm_and_one_alone_keeps_it_possible(
    judge: Verdict, rule: Verdict | None, sceptic: Verdict | None, verdict: Verdict, agreement: Agreement
) -> None:
    readers = ((Reader.JUDGE, judge), (Reader.RULE, rule), (Reader.SCEPTIC, sceptic))
    outcome = weigh([_read(reader, found) for reader, found in readers if found])
    assert outcome.verdict is verdict
    if verdict not in (OK, S, U):
        assert outcome.agreement is agreement
        assert bool(outcome.doubts) == (agreement is Agreement.POSSIBLE)


@pytest.fixture
def articles(make_article: MakeArticle) -> dict[str, Article]:
    texts = {"ant": "Ferry burns\n\nNine people died in the fire.", "bee": "Twelve people died in the fire."}
    return {name: make_article(name, text, outlet=name.title()) for name, text in texts.items()}


CLAIMS = {
    "ant#1": Claim(id="ant#1", article="ant", statement="Nine died.", sentences=(2,)),
    "bee#1": Claim(id="bee#1", article="bee", statement="Twelve died.", sentences=(1,)),
}


def _question(*judgements: Judgement) -> Question:
    return Question(id="Q1", text="How many died?", claims=("ant#1", "bee#1"), judgements=judgements)


def test_a_finding_carries_the_words_of_both_sides(articles: dict[str, Article]) -> None:
    (finding,) = findings(_question(_read(Reader.JUDGE, C), _read(Reader.SCEPTIC, C)), CLAIMS, articles)
    assert [(e.article, e.quote, e.position) for e in finding.evidence] == [
        ("ant", "Nine people died in the fire.", 0),
        ("bee", "Twelve people died in the fire.", 1),
    ]
    assert all(articles[e.article].text[e.start : e.end] == e.quote for e in finding.evidence)
    assert finding.severity_reason


@pytest.mark.parametrize("verdict", [OK])
def test_what_no_reading_sees_as_a_conflict_is_no_finding(articles: dict[str, Article], verdict: Verdict) -> None:
    assert findings(_question(_read(Reader.JUDGE, verdict)), CLAIMS, articles) == ()


def test_a_question_that_nobody_read_is_no_finding(articles: dict[str, Article]) -> None:
    assert findings(_question(), CLAIMS, articles) == ()


def test_the_name_of_a_finding_depends_on_its_words_alone(articles: dict[str, Article]) -> None:
    readings = (_read(Reader.JUDGE, C), _read(Reader.SCEPTIC, C))
    (one,) = findings(_question(*readings), CLAIMS, articles)
    other_prose = [
        j.model_copy(update={"explanation": "Quite another prose.", "positions": j.positions[::-1]}) for j in readings
    ]
    (other,) = findings(_question(*other_prose).model_copy(update={"id": "Q7", "text": "Dead?"}), CLAIMS, articles)
    assert one.id == other.id


def test_what_nobody_can_decide_is_shown_and_never_firm(articles: dict[str, Article]) -> None:
    (finding,) = findings(_question(_read(Reader.JUDGE, U), _read(Reader.SCEPTIC, U)), CLAIMS, articles)
    assert (finding.verdict, finding.agreement) == (U, Agreement.POSSIBLE)


def test_the_reading_that_came_out_so_tells_it(articles: dict[str, Article]) -> None:
    judge = _read(Reader.JUDGE, S).model_copy(update={"explanation": "All agree.", "severity": Severity.MINOR})
    readings = (judge, _read(Reader.RULE, C), _read(Reader.SCEPTIC, C))
    (finding,) = findings(_question(*readings), CLAIMS, articles)
    assert (finding.explanation, finding.severity) == ("Because.", Severity.MAJOR)


def test_the_words_of_different_named_speakers_are_no_firm_contradiction(articles: dict[str, Article]) -> None:
    voices = {"ant#1": Voice(speaker="Anna Berg", named=True), "bee#1": Voice(speaker="Tor Lund", named=True)}
    claims = {id_: claim.model_copy(update={"voice": voices[id_]}) for id_, claim in CLAIMS.items()}
    (finding,) = findings(_question(_read(Reader.JUDGE, C), _read(Reader.SCEPTIC, C)), claims, articles)
    assert finding.agreement is Agreement.POSSIBLE
    assert "speakers" in finding.doubts[0]
