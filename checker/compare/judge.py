"""The judge: the model decides what the answers to a question are to each other, several questions a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from checker.prompting.exhibits import Docket, claim_line, one_line, passages
from checker.prompting.request import Request
from checker.prompting.templates import fill
from schemas.answers import JudgedPosition, JudgedQuestion, JudgedQuestions
from schemas.claim import Claim
from schemas.finding import Kind, Position, Severity, Verdict
from schemas.question import Judgement, Question, Reader

PACK_QUESTIONS = 14
PACK_CLAIMS = 180
"""A call judges at most this many questions, and about this many claims."""

_NEEDS_POSITIONS = {Verdict.CONTRADICTION, Verdict.CHANGE_OVER_TIME, Verdict.ATTRIBUTED_DISAGREEMENT}


@dataclass(frozen=True)
class Case:
    """A question as it comes before a judge."""

    question: Question
    claims: tuple[Claim, ...]
    hints: tuple[str, ...] = ()
    """What rules found, in words."""


def packs(cases: Sequence[Case]) -> tuple[tuple[Case, ...], ...]:
    """The cases in runs that one call can hold, of about equal size."""
    runs: list[list[Case]] = []
    for case in cases:
        size = sum(len(c.claims) for c in runs[-1]) if runs else 0
        if not runs or len(runs[-1]) >= PACK_QUESTIONS or size + len(case.claims) > PACK_CLAIMS:
            runs.append([])
        runs[-1].append(case)
    return tuple(tuple(run) for run in runs)


def request(docket: Docket, cases: Sequence[Case]) -> Request[JudgedQuestions]:
    """The call that judges a pack of cases."""
    claims = [claim for case in cases for claim in case.claims]
    return Request(
        prompt=fill(
            "judge",
            passages=passages(docket, claims),
            questions="\n\n".join(_shown(docket, case) for case in cases),
        ),
        answer=JudgedQuestions,
        what=f"{len(cases)} questions",
    )


def _shown(docket: Docket, case: Case) -> str:
    rows = [f"{case.question.id}: {one_line(case.question.text)}"]
    rows += [f"  {claim_line(docket.tag(claim), claim)} [{_numbers(claim)}]" for claim in case.claims]
    rows += [f"  (a program noticed: {hint})" for hint in case.hints]
    return "\n".join(rows)


def _numbers(claim: Claim) -> str:
    return ", ".join(str(number) for number in claim.sentences)


def read(answer: JudgedQuestions, docket: Docket, cases: Sequence[Case]) -> Mapping[str, Judgement]:
    """The usable verdicts, by question id.

    A verdict that cites no known claims for two sides is not usable: its question is left out, and so is a question
    that was not answered. The caller asks those again; nothing is assumed.
    """
    known = {case.question.id: case for case in cases}
    judged: dict[str, Judgement] = {}
    for item in answer.verdicts:
        case = known.get(item.q)
        if case is not None and item.q not in judged:
            judgement = _judgement(item, docket.by_tag(case.claims))
            if judgement is not None:
                judged[item.q] = judgement
    return judged


def _judgement(item: JudgedQuestion, tags: Mapping[str, Claim]) -> Judgement | None:
    verdict = Verdict(item.verdict)
    positions = tuple(p for p in (_position(position, tags) for position in item.positions) if p)
    if verdict in _NEEDS_POSITIONS and len(positions) < 2:
        return None
    return Judgement(
        reader=Reader.JUDGE,
        verdict=verdict,
        kinds=tuple(dict.fromkeys(Kind(kind) for kind in item.kinds)),
        severity=Severity(item.severity),
        positions=positions,
        explanation=one_line(item.why),
        settle=one_line(item.settle),
    )


def _position(position: JudgedPosition, tags: Mapping[str, Claim]) -> Position | None:
    claims = tuple(dict.fromkeys(tags[tag].id for tag in position.claims if tag in tags))
    return Position(says=one_line(position.says), claims=claims) if claims else None
