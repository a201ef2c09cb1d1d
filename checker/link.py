"""Linking: which questions, raised in different sittings, ask for the same.

A story that is read in one sitting needs none of this. Otherwise one call sees the questions with their answers, a
line each, and no article; a large story is linked in batches, each with the questions joined so far, so that the cost
grows with the number of questions and not with its square.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from checker.prompting.exhibits import Docket, one_line
from checker.prompting.request import Request
from checker.prompting.templates import fill
from schemas.answers import JoinedQuestions
from schemas.claim import Claim
from schemas.finding import Position
from schemas.question import Question

BATCH_QUESTIONS = 600
"""Questions that one call sees for the first time; a sitting is never split between two calls."""


def batches(sittings: Sequence[Sequence[Question]], limit: int = BATCH_QUESTIONS) -> list[list[Question]]:
    """The questions of the sittings in runs of whole sittings, at most about ``limit`` questions a run."""
    runs: list[list[Question]] = []
    for raised in sittings:
        if not runs or len(runs[-1]) + len(raised) > limit:
            runs.append([])
        runs[-1].extend(raised)
    return [run for run in runs if run]


def request(
    docket: Docket, new: Sequence[Question], known: Sequence[Question], claims: Mapping[str, Claim]
) -> Request[JoinedQuestions]:
    """The call that joins a batch of questions, with one another and with those known before."""
    lines = "\n".join(_line(docket, question, claims) for question in (*known, *new))
    return Request(prompt=fill("link", questions=lines), answer=JoinedQuestions, what=f"{len(new)} questions")


def _line(docket: Docket, question: Question, claims: Mapping[str, Claim]) -> str:
    sides = (f"{one_line(side.says)} ({_letters(docket, side, claims)})" for side in question.answers)
    return f"{question.id}: {one_line(question.text)} | {' | '.join(sides)}"


def _letters(docket: Docket, side: Position, claims: Mapping[str, Claim]) -> str:
    return ", ".join(dict.fromkeys(docket.letter_of(claims[claim].article) for claim in side.claims))


def read(answer: JoinedQuestions, docket: Docket, questions: Sequence[Question]) -> tuple[Question, ...]:
    """The questions with those joined that ask for the same. Unknown ids are ignored.

    A question joins the first of its group, under the first one's text. Where the answers of a group plainly do not
    differ the question is ``alike``; where nobody has looked at two answers together it is not.
    """
    places = {question.id: index for index, question in enumerate(questions)}
    home = {question.id: question.id for question in questions}
    differing = {question.id for question in questions if not question.alike}
    for group in answer.same:
        ids = sorted({home[id_] for id_ in group.ids if id_ in home}, key=places.__getitem__)
        if len(ids) > 1:
            home |= {id_: ids[0] for id_, at in home.items() if at in ids}
            if group.differ or differing.intersection(ids):
                differing.add(ids[0])
    members: dict[str, list[Question]] = {}
    for question in questions:
        members.setdefault(home[question.id], []).append(question)
    return tuple(_joined(docket, group, alike=id_ not in differing) for id_, group in members.items())


def _joined(docket: Docket, group: Sequence[Question], *, alike: bool) -> Question:
    first = group[0]
    claims = docket.in_order(claim for question in group for claim in question.claims)
    sides: dict[str, Position] = {}
    for side in (side for question in group for side in question.answers):
        before = sides.setdefault(side.says.casefold(), side)
        both = tuple(dict.fromkeys((*before.claims, *side.claims)))
        sides[side.says.casefold()] = before.model_copy(update={"claims": both})
    return first.model_copy(update={"claims": claims, "answers": tuple(sides.values()), "alike": alike})
