"""A question with a thousand answers is judged in shares, and comes out as one."""

from __future__ import annotations

from checker.pipeline.shares import SHARE_SIDES, SIDE_CLAIMS, shares
from checker.verify.findings import weigh
from schemas.claim import Claim
from schemas.finding import Agreement, Kind, Position, Severity, Verdict
from schemas.question import Judgement, Question, Reader


def _question(sizes: list[int], *, copied: int = 0) -> tuple[Question, dict[str, Claim]]:
    """A question whose sides have so many claims, each of an article of its own; some of the first side are copies."""
    claims: dict[str, Claim] = {}
    sides = []
    for side, size in enumerate(sizes):
        ids = []
        for number in range(size):
            article = f"s{side:03}n{number:03}"
            claim = Claim(id=f"{article}#1", article=article, statement=f"answer {side}", sentences=(1,))
            if side == 0 and number < copied:
                claim = claim.model_copy(update={"repeats": "s000n999#1"})
            claims[claim.id] = claim
            ids.append(claim.id)
        sides.append(Position(says=f"answer {side}", claims=tuple(ids)))
    return Question(id="Q7", text="What is it?", claims=tuple(claims), answers=tuple(sides)), claims


def _judged(part: Question, verdict: Verdict, sceptic: Verdict, severity: Severity = Severity.MINOR) -> Question:
    positions = part.answers if verdict is not Verdict.COMPATIBLE else ()
    judge = Judgement(
        reader=Reader.JUDGE, verdict=verdict, positions=positions, severity=severity, kinds=(Kind.NUMERIC,)
    )
    return part.model_copy(update={"judgements": (judge, Judgement(reader=Reader.SCEPTIC, verdict=sceptic))})


def test_a_question_of_ordinary_size_is_its_own_share() -> None:
    question, claims = _question([3, 2])
    divided = shares(question, claims)
    assert divided.parts == (question,)
    judged = _judged(question, Verdict.CONTRADICTION, Verdict.CONTRADICTION)
    assert divided.united([judged]) == judged


def test_claims_that_say_the_same_are_shown_a_few_and_stand_on_their_side_again() -> None:
    question, claims = _question([40, 2])
    divided = shares(question, claims)
    (part,) = divided.parts
    assert len(part.answers[0].claims) == SIDE_CLAIMS
    whole = divided.united([_judged(part, Verdict.CONTRADICTION, Verdict.CONTRADICTION)])
    assert [len(position.claims) for position in whole.judgements[0].positions] == [40, 2]
    assert whole.id == "Q7"


def test_one_more_article_that_says_the_same_changes_no_share() -> None:
    before, claims = _question([40, 2])
    after, more = _question([41, 2])
    assert shares(before, claims).parts == shares(after, more).parts


def test_what_only_repeats_another_is_not_shown_to_a_reading() -> None:
    question, claims = _question([4, 1], copied=3)
    (part,) = shares(question, claims).parts
    assert part.answers[0].claims == ("s000n003#1",)


def test_many_answers_are_each_held_against_the_one_that_most_give() -> None:
    question, claims = _question([1] * 30 + [5])
    parts = shares(question, claims).parts
    assert [part.id for part in parts] == ["Q7", "Q7.2", "Q7.3"]
    assert all(part.answers[0].says == "answer 30" for part in parts)
    assert all(len(part.answers) <= SHARE_SIDES for part in parts)
    others = [side.says for part in parts for side in part.answers[1:]]
    assert sorted(others) == sorted(f"answer {number}" for number in range(30))


def test_the_gravest_outcome_counts_with_the_shares_that_have_it() -> None:
    question, claims = _question([1] * 30 + [5])
    divided = shares(question, claims)
    one, two, three = divided.parts
    whole = divided.united(
        [
            _judged(one, Verdict.COMPATIBLE, Verdict.COMPATIBLE),
            _judged(two, Verdict.CONTRADICTION, Verdict.CONTRADICTION, Severity.MAJOR),
            _judged(three, Verdict.CONTRADICTION, Verdict.COMPATIBLE),
        ]
    )
    outcome = weigh(whole.judgements)
    assert (outcome.verdict, outcome.agreement) == (Verdict.CONTRADICTION, Agreement.FIRM)
    assert whole.judgements[0].severity is Severity.MAJOR
    assert [position.says for position in whole.judgements[0].positions] == [side.says for side in two.answers]


def test_the_side_that_all_shares_hold_is_one_position() -> None:
    question, claims = _question([1] * 30 + [5])
    divided = shares(question, claims)
    whole = divided.united([_judged(part, Verdict.CONTRADICTION, Verdict.CONTRADICTION) for part in divided.parts])
    positions = whole.judgements[0].positions
    assert len(positions) == 31
    assert sorted(claim for position in positions for claim in position.claims) == sorted(claims)


def test_a_question_that_no_share_was_judged_of_stays_without_a_judgement() -> None:
    question, claims = _question([1] * 30)
    divided = shares(question, claims)
    assert divided.united(divided.parts) == question
