"""The reading: what to ask about the articles of a sitting, and what its answer holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from checker.extract.claims import claim, echo
from checker.extract.repeats import NONE, Repeats
from checker.extract.sittings import Sitting
from checker.grounding import UngroundedReason, ground_tags
from checker.prompting.exhibits import Docket, one_line
from checker.prompting.request import Request
from checker.prompting.templates import fill
from schemas.answers import AnsweredSide, RaisedQuestions
from schemas.article import Article
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


def read(answers: Sequence[RaisedQuestions], docket: Docket, repeats: Repeats = NONE) -> Reading:
    """Turn what was answered, a sitting each, into questions and the claims that answer them.

    A tag that no sentence has is ignored. A side without a known sentence is listed as ungrounded; a question without
    a side is none. Claims are numbered by article, questions in the order in which they were raised. What a sentence
    claims is claimed by all that repeat it word for word.
    """
    sentences = docket.by_tag()
    claims: list[Claim] = []
    ungrounded: list[UngroundedClaim] = []
    counts: Counter[str] = Counter()

    def number_in(article: Article) -> int:
        counts[article.id] += 1
        return counts[article.id]

    def side_of(side: AnsweredSide) -> Position | None:
        grounded = ground_tags(side.at, sentences)
        if isinstance(grounded, UngroundedReason):
            lost = UngroundedClaim(article=grounded.article, statement=one_line(side.says), reason=grounded.text)
            ungrounded.append(lost)
            return None
        made = [claim(article, number_in(article), side, row) for article, row in grounded]
        made += _echoes(made, docket, repeats, number_in)
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


def _echoes(
    made: Sequence[Claim], docket: Docket, repeats: Repeats, number_in: Callable[[Article], int]
) -> Iterator[Claim]:
    """The claims of the articles that repeat a claim's sentence word for word, where they were not named themselves.

    Only from where the sentence stands first: elsewhere it may have been shown for what stands beside it.
    """
    taken = {(each.article, number) for each in made for number in each.sentences}
    for original in made:
        home = docket.articles[docket.place_of(original.article)]
        row = home.sentences[original.sentences[0] - 1]
        for name, number in repeats.again.get((home.id, row.number), ()):
            if (name, number) not in taken:
                taken.add((name, number))
                article = docket.articles[docket.place_of(name)]
                yield echo(original, (row, article.sentences[number - 1]), article, number_in(article))
