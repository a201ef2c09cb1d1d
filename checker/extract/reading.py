"""The reading: what to ask about the articles of a sitting, and what its answer holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from checker.extract.claims import claim
from checker.extract.sittings import Sitting
from checker.grounding import UngroundedReason, ground_tags
from checker.prompting.exhibits import Docket, one_line
from checker.prompting.request import Request
from checker.prompting.templates import fill
from schemas.answers import AnsweredSide, RaisedQuestions
from schemas.claim import Claim, UngroundedClaim
from schemas.finding import Position
from schemas.question import Question


@dataclass(frozen=True)
class Reading:
    """What the articles of a story answer to the questions that their reading raised."""

    raised: tuple[tuple[Question, ...], ...] = ()
    """The questions, sitting by sitting."""
    claims: tuple[Claim, ...] = ()
    ungrounded: tuple[UngroundedClaim, ...] = ()


def request(docket: Docket, sitting: Sitting, *, partly: bool = False) -> Request[RaisedQuestions]:
    """The call that reads the articles of a sitting.

    Args:
        docket: the story.
        sitting: what to read.
        partly: whether other sittings read more of the story. How much is not said: an article that is added later
            must not change what this call asks.
    """
    shown = "\n\n".join(docket.exhibit(part.article, part.sentences) for part in sitting.parts)
    others = "\nColleagues read more articles on this story." if partly else ""
    names = ", ".join(sitting.articles)
    return Request(prompt=fill("read", articles=shown, others=others), answer=RaisedQuestions, what=names)


def read(answers: Sequence[RaisedQuestions], docket: Docket) -> Reading:
    """Turn what was answered, a sitting each, into questions and the claims that answer them.

    A tag that no sentence has is ignored. A side without a known sentence is listed as ungrounded; a question without
    a side is none. Claims are numbered by article, questions in the order in which they were raised.
    """
    sentences = docket.by_tag()
    claims: list[Claim] = []
    ungrounded: list[UngroundedClaim] = []
    counts: Counter[str] = Counter()

    def side_of(side: AnsweredSide) -> Position | None:
        grounded = ground_tags(side.at, sentences)
        if isinstance(grounded, UngroundedReason):
            lost = UngroundedClaim(article=grounded.article, statement=one_line(side.says), reason=grounded.text)
            ungrounded.append(lost)
            return None
        made = []
        for article, row in grounded:
            counts[article.id] += 1
            made.append(claim(article, counts[article.id], side, row))
        claims.extend(made)
        return Position(says=made[0].statement, claims=tuple(each.id for each in made))

    raised: list[list[Question]] = []
    names = (f"Q{number}" for number in count(1))
    for answer in answers:
        raised.append([])
        for item in answer.questions:
            sides = tuple(side for side in map(side_of, item.sides) if side)
            if sides:
                ids = docket.in_order(id_ for side in sides for id_ in side.claims)
                text, alike = one_line(item.q), len(sides) == 1
                raised[-1].append(Question(id=next(names), text=text, claims=ids, answers=sides, alike=alike))
    return Reading(tuple(map(tuple, raised)), tuple(claims), tuple(ungrounded))
