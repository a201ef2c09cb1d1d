from __future__ import annotations

from checker.verify.doubles import fold_quotations, fold_same
from schemas.finding import Agreement, Evidence, Finding, Kind, Severity, Verdict
from schemas.question import Judgement, Question, Reader


def _finding(id_: str, **changes: object) -> Finding:
    quotes = tuple(
        Evidence(article=article, quote="the hot phase", start=10, end=23, position=n)
        for n, article in enumerate(("ant", "bee"))
    )
    basis = Finding(
        id=id_,
        question_id=id_.upper(),
        question=f"Question {id_}?",
        verdict=Verdict.CONTRADICTION,
        agreement=Agreement.FIRM,
        severity=Severity.MINOR,
        explanation="They differ.",
        evidence=quotes,
    )
    return basis.model_copy(update=changes)


def _question(id_: str, same_as: str | None) -> Question:
    second = Judgement(reader=Reader.SCEPTIC, verdict=Verdict.CONTRADICTION, duplicate_of=same_as)
    return Question(id=id_, text="x", claims=("ant#1",), judgements=(second,))


def test_the_same_disagreement_is_reported_once_by_its_strongest_finding() -> None:
    weak, strong = _finding("q1", agreement=Agreement.POSSIBLE), _finding("q2")
    (kept,) = fold_same([weak, strong], [_question("Q1", None), _question("Q2", "Q1")])
    assert kept.id == "q2"
    assert kept.also == ("Question q1?",)


def test_the_words_of_the_folded_finding_are_kept_on_the_side_of_their_article() -> None:
    other_words = Evidence(article="bee", quote="at midnight", start=90, end=101, position=0)
    both = (_finding("q1"), _finding("q2", evidence=(*_finding("q2").evidence, other_words)))
    (kept,) = fold_same(both, [_question("Q1", None), _question("Q2", "Q1")])
    assert [(e.article, e.start, e.position) for e in kept.evidence] == [("ant", 10, 0), ("bee", 10, 1), ("bee", 90, 1)]


def _judged(id_: str, first: str | None, second: str | None) -> Question:
    made = _question(id_, second)
    judge = Judgement(reader=Reader.JUDGE, verdict=Verdict.CONTRADICTION, duplicate_of=first)
    return made.model_copy(update={"judgements": (judge, *made.judgements)})


def test_on_other_words_one_reading_that_calls_two_the_same_is_not_enough() -> None:
    elsewhere = tuple(e.model_copy(update={"start": 90, "end": 103}) for e in _finding("q1").evidence)
    both = (_finding("q1"), _finding("q2", evidence=elsewhere))
    assert len(fold_same(both, [_judged("Q1", None, None), _judged("Q2", None, "Q1")])) == 2
    assert len(fold_same(both, [_judged("Q1", None, None), _judged("Q2", "Q1", "Q1")])) == 1
    # The second reading sees the items in the other order, and points the other way.
    assert len(fold_same(both, [_judged("Q1", None, "Q2"), _judged("Q2", "Q1", None)])) == 1


def test_different_disagreements_stay_apart() -> None:
    both = (_finding("q1"), _finding("q2"))
    assert fold_same(both, [_question("Q1", None), _question("Q2", None)]) == both


def test_a_change_over_time_is_not_folded_into_a_contradiction() -> None:
    both = (_finding("q1", verdict=Verdict.CHANGE_OVER_TIME), _finding("q2"))
    assert fold_same(both, [_question("Q1", None), _question("Q2", "Q1")]) == both


def test_a_quotation_that_the_judge_saw_too_is_one_finding_with_marked_words() -> None:
    judged = _finding("q1", kinds=(Kind.QUOTATION,))
    by_rule = _finding("rule", question_id=None, kinds=(Kind.QUOTATION,), rules=("QUO001",))
    (joined,) = fold_quotations([judged], [by_rule])
    assert joined.rules == ("QUO001",)
    assert joined.question == "Question q1?"


def test_another_kind_of_disagreement_on_the_same_words_stays_apart() -> None:
    judged = _finding("q1", kinds=(Kind.SCOPE,))
    by_rule = _finding("rule", question_id=None, kinds=(Kind.QUOTATION,), rules=("QUO001",))
    assert len(fold_quotations([judged], [by_rule])) == 2


def test_a_chain_of_doubles_is_one_finding() -> None:
    chain = (_finding("q1"), _finding("q2"), _finding("q3"))
    (kept,) = fold_same(chain, [_question("Q1", None), _question("Q2", "Q1"), _question("Q3", "Q2")])
    assert set(kept.also) == {"Question q2?", "Question q3?"}


def test_the_graver_severity_of_a_double_is_kept() -> None:
    grave = _finding("q1", severity=Severity.MAJOR, agreement=Agreement.POSSIBLE)
    (kept,) = fold_same((grave, _finding("q2")), [_question("Q1", None), _question("Q2", "Q1")])
    assert (kept.id, kept.agreement, kept.severity) == ("q2", Agreement.FIRM, Severity.MAJOR)


def test_a_change_over_time_is_not_turned_into_a_contradiction_by_a_rule() -> None:
    changed = _finding("q1", kinds=(Kind.QUOTATION,), verdict=Verdict.CHANGE_OVER_TIME)
    by_rule = _finding("rule", question_id=None, kinds=(Kind.QUOTATION,), agreement=Agreement.POSSIBLE, doubts=("x",))
    assert set(fold_quotations([changed], [by_rule])) == {changed, by_rule}


def test_two_conflicts_on_other_words_are_two_whatever_the_reading_says() -> None:
    elsewhere = tuple(e.model_copy(update={"start": e.start + 90, "end": e.end + 90}) for e in _finding("x").evidence)
    both = (_finding("q1"), _finding("q2", evidence=elsewhere))
    assert fold_same(both, [_question("Q1", None), _question("Q2", "Q1")]) == both
