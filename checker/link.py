"""Linking: which questions, raised in different sittings, ask for the same.

A story that is read in one sitting needs none of this. Otherwise one call sees the questions with their answers, a
line each, and no article; a large story is linked in batches, each with those of the questions joined so far that are
most like its own. So the cost of a batch does not depend on how many came before it.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from checker.prompting.exhibits import Docket, one_line
from checker.prompting.request import Request
from checker.prompting.templates import fill
from checker.values.quantities import parse_quantity
from schemas.answers import JoinedQuestions
from schemas.claim import Claim
from schemas.finding import Position
from schemas.question import Question

BATCH_QUESTIONS = 300
"""A call takes whole sittings until it has so many questions that it sees for the first time."""
KNOWN_QUESTIONS = 300
"""Questions joined before that it sees beside them."""
LINE_SIDES = 8
"""Answers of a question that are shown; with more of them, it is plain what it asks for."""
SIDE_ARTICLES = 8
"""Articles that are named with an answer."""

_WORD = re.compile(r"\w+")


def batches(sittings: Sequence[Sequence[Question]], limit: int = BATCH_QUESTIONS) -> list[list[Question]]:
    """The questions of the sittings in runs of whole sittings, about ``limit`` questions a run.

    In which run a sitting is depends on those before it alone: so a story that grows keeps its runs.
    """
    runs: list[list[Question]] = []
    for raised in sittings:
        if not runs or len(runs[-1]) >= limit:
            runs.append([])
        runs[-1].extend(raised)
    return [run for run in runs if run]


def nearest(new: Sequence[Question], known: Sequence[Question], limit: int = KNOWN_QUESTIONS) -> list[Question]:
    """The known questions that may ask for the same as one of the new ones, in their order.

    Nearness is the weight of the words that two questions share, rare words weighing more, for the nearest of the new
    ones. Where there are no more than ``limit`` it is all of them.
    """
    if len(known) <= limit:
        return list(known)
    words = {question.id: _words(question) for question in (*known, *new)}
    held = Counter(word for those in words.values() for word in those)
    weight = {word: math.log(1 + len(words) / count) for word, count in held.items()}
    postings: dict[str, list[int]] = defaultdict(list)
    for place, question in enumerate(known):
        for word in words[question.id]:
            postings[word].append(place)
    best = [0.0] * len(known)
    for question in new:
        score: dict[int, float] = defaultdict(float)
        for word in words[question.id]:
            for place in postings[word]:
                score[place] += weight[word]
        for place, value in score.items():
            best[place] = max(best[place], value)
    chosen = sorted(range(len(known)), key=lambda place: (-best[place], place))[:limit]
    return [known[place] for place in sorted(chosen)]


def _words(question: Question) -> set[str]:
    return set(_WORD.findall(question.text.casefold()))


def request(
    docket: Docket, new: Sequence[Question], known: Sequence[Question], claims: Mapping[str, Claim]
) -> Request[JoinedQuestions]:
    """The call that joins a batch of questions, with one another and with those known before."""
    lines = "\n".join(_line(docket, question, claims) for question in (*known, *new))
    return Request(prompt=fill("link", questions=lines), answer=JoinedQuestions, what=f"{len(new)} questions")


def _line(docket: Docket, question: Question, claims: Mapping[str, Claim]) -> str:
    sides = [f"{one_line(side.says)} ({_letters(docket, side, claims)})" for side in question.answers[:LINE_SIDES]]
    return f"{question.id}: {one_line(question.text)} | {' | '.join(sides)}"


def _letters(docket: Docket, side: Position, claims: Mapping[str, Claim]) -> str:
    articles = list(dict.fromkeys(claims[claim].article for claim in side.claims))
    return ", ".join(map(docket.letter_of, articles[:SIDE_ARTICLES]))


def read(answer: JoinedQuestions, docket: Docket, questions: Sequence[Question]) -> tuple[Question, ...]:
    """The questions with those joined that ask for the same. Unknown ids are ignored.

    A question joins the first of its group, under the first one's text. Where the answers of a group plainly do not
    differ the question is ``alike``; where nobody has looked at two answers together it is not.
    """
    places = {question.id: index for index, question in enumerate(questions)}
    home = list(range(len(questions)))
    differing = {index for index, question in enumerate(questions) if not question.alike}
    for group in answer.same:
        at = sorted({_root(home, places[id_]) for id_ in group.ids if id_ in places})
        if len(at) > 1:
            for index in at[1:]:
                home[index] = at[0]
            if group.differ or differing.intersection(at):
                differing.add(at[0])
    members: dict[int, list[Question]] = {}
    for index, question in enumerate(questions):
        members.setdefault(_root(home, index), []).append(question)
    return tuple(
        _joined(docket, group, alike=index not in differing) if len(group) > 1 else group[0]
        for index, group in members.items()
    )


def _root(home: list[int], index: int) -> int:
    """The first question of the group that a question is in."""
    while home[index] != index:
        home[index] = home[home[index]]
        index = home[index]
    return index


def _joined(docket: Docket, group: Sequence[Question], *, alike: bool) -> Question:
    sides: dict[str, list[Position]] = {}
    for side in (side for question in group for side in question.answers):
        sides.setdefault(_meaning(side.says), []).append(side)
    answers = tuple(
        those[0].model_copy(update={"claims": tuple(dict.fromkeys(claim for side in those for claim in side.claims))})
        for those in sides.values()
    )
    claims = docket.in_order(claim for side in answers for claim in side.claims)
    return group[0].model_copy(update={"claims": claims, "answers": answers, "alike": alike})


@lru_cache(maxsize=10_000)
def _meaning(says: str) -> str:
    """What makes two answers one: the same words, or the same quantity in whichever unit and spelling."""
    quantity = parse_quantity(says)
    if quantity is None:
        return " ".join(says.casefold().split())
    return repr((quantity.value, quantity.upper, quantity.unit, quantity.comparator, quantity.of))
