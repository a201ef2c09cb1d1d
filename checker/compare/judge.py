"""The judge: the model decides what the answers to a question are to each other, many questions a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio

from checker.prompting.exhibits import Docket, one_line, passages
from checker.prompting.request import Request
from checker.prompting.templates import fill
from schemas.answers import JudgedPosition, JudgedQuestion, JudgedQuestions
from schemas.claim import Claim
from schemas.finding import Kind, Position, Severity, Verdict
from schemas.question import Judgement, Question, Reader

PACK_QUESTIONS = 60
PACK_CLAIMS = 300
"""A call judges at most this many questions, and about this many claims: what the articles of a sitting raise."""

_NEEDS_POSITIONS = {Verdict.CONTRADICTION, Verdict.CHANGE_OVER_TIME, Verdict.ATTRIBUTED_DISAGREEMENT}


@dataclass(frozen=True)
class Case:
    """A question as it comes before a judge."""

    question: Question
    claims: Mapping[str, Claim]
    """By id: those that answer the question."""
    hints: tuple[str, ...] = ()
    """What rules found, in words."""


def packs(cases: Sequence[Case]) -> tuple[tuple[Case, ...], ...]:
    """The cases in runs that one call can hold, in their order."""
    runs: list[list[Case]] = []
    for case in cases:
        size = sum(len(c.claims) for c in runs[-1]) if runs else 0
        if not runs or len(runs[-1]) >= PACK_QUESTIONS or size + len(case.claims) > PACK_CLAIMS:
            runs.append([])
        runs[-1].append(case)
    return tuple(tuple(run) for run in runs)


def request(docket: Docket, cases: Sequence[Case]) -> Request[JudgedQuestions]:
    """The call that judges a pack of cases."""
    claims = [claim for case in cases for claim in case.claims.values()]
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
    rows += [_side(docket, side, case.claims) for side in case.question.answers]
    rows += [f"(a program noticed: {hint})" for hint in case.hints]
    return "\n".join(rows)


def _side(docket: Docket, side: Position, claims: Mapping[str, Claim]) -> str:
    tags = [tag for claim in side.claims for tag in docket.tags(claims[claim])]
    voice = claims[side.claims[0]].voice.speaker
    return f"- {one_line(side.says)}{f' ({one_line(voice)})' if voice else ''} [{', '.join(tags)}]"


def read(answer: JudgedQuestions, docket: Docket, cases: Sequence[Case]) -> Mapping[str, Judgement]:
    """The usable verdicts, by question id.

    A verdict that cites no known sentences for two sides rests on the sides that the reading gave. A question that was
    not answered is left out, and so is a conflict that has no two sides at all. The caller asks those again; nothing
    is assumed.
    """
    known = {case.question.id: case for case in cases}
    order = list(known)
    judged: dict[str, Judgement] = {}
    for item in answer.verdicts:
        if item.q in known and item.q not in judged:
            judgement = _judgement(item, docket, known[item.q], order[: order.index(item.q)])
            if judgement is not None:
                judged[item.q] = judgement
    return judged


def _judgement(item: JudgedQuestion, docket: Docket, case: Case, before: Sequence[str]) -> Judgement | None:
    verdict = Verdict(item.verdict)
    by_tag: dict[str, list[Claim]] = {}
    for claim in case.claims.values():
        for tag in docket.tags(claim):
            by_tag.setdefault(tag, []).append(claim)
    # More answers than claims there cannot be: then they are none to build on.
    given = item.positions if len(item.positions) <= len(case.claims) else ()
    positions = tuple(p for p in (_position(position, by_tag) for position in given) if p)
    if len(positions) < 2:
        positions = case.question.answers
    if len(positions) < 2 and verdict in _NEEDS_POSITIONS:
        return None
    return Judgement(
        reader=Reader.JUDGE,
        verdict=verdict,
        kinds=tuple(dict.fromkeys(Kind(kind) for kind in item.kinds)),
        severity=Severity(item.severity),
        positions=positions,
        explanation=one_line(item.why),
        settle=one_line(item.settle),
        duplicate_of=item.same_as if item.same_as in before else None,
    )


def _position(position: JudgedPosition, by_tag: Mapping[str, Sequence[Claim]]) -> Position | None:
    """A position on the claims that its tags stand for.

    Where two answers rest on one sentence, the claim that is meant is the one that says most nearly the same.
    """
    cited = (by_tag[tag] for tag in position.at if tag in by_tag)
    claims = dict.fromkeys(max(those, key=lambda c: ratio(c.statement, position.says)).id for those in cited)
    return Position(says=one_line(position.says), claims=tuple(claims)) if claims else None
