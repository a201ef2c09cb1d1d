"""The second reading: every article is asked the questions that the others raised and it has not answered.

A claim that one article's first reading left out cannot conflict with anything; this is where it is found after all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from checker.extract.claims import ground, same_claim
from checker.extract.reading import chunks
from checker.prompting.exhibits import heading, numbered, one_line
from checker.prompting.request import Request
from checker.prompting.templates import fill
from schemas.answers import FurtherClaims
from schemas.article import Article
from schemas.claim import Claim, Reading, UngroundedClaim
from schemas.question import Question


@dataclass(frozen=True)
class Further:
    """What a second reading of one article added."""

    new: tuple[Claim, ...]
    answers: Mapping[str, tuple[str, ...]]
    """Question id -> ids of the article's claims that answer it, claims known before included."""
    ungrounded: tuple[UngroundedClaim, ...]


def open_questions(
    article: Article, questions: Sequence[Question], claims: Mapping[str, Claim]
) -> tuple[Question, ...]:
    """The questions that none of an article's claims answers yet."""
    return tuple(q for q in questions if all(claims[claim].article != article.id for claim in q.claims))


def requests(article: Article, questions: Sequence[Question]) -> tuple[Request[FurtherClaims], ...]:
    """The calls that ask an article its open questions: one, or one a chunk."""
    shown = "\n".join(f"{question.id}: {one_line(question.text)}" for question in questions)
    return tuple(
        Request(
            prompt=fill("reread", heading=heading(article), article=numbered(article, run), questions=shown),
            answer=FurtherClaims,
            what=f"{article.id}, second reading",
        )
        for run in chunks(article)
    )


def read(
    answers: Iterable[FurtherClaims],
    article: Article,
    asked: Sequence[Question],
    known: Sequence[Claim],
    *,
    places: Sequence[str] = (),
) -> Further:
    """Turn a second reading into claims and the questions they answer.

    Args:
        answers: what the model returned, a chunk each; answers to questions that were not asked are ignored.
        article: the article that was read.
        asked: the questions that it was asked.
        known: the article's claims from its first reading.
        places: the places that the article names, as printed.
    """
    new: list[Claim] = []
    ungrounded: list[UngroundedClaim] = []
    found: dict[str, tuple[str, ...]] = {}
    ids = {question.id for question in asked}
    for item in (item for answer in answers for item in answer.claims):
        if item.q not in ids:
            continue
        grounded = ground(article, [item], places=places, reading=Reading.SECOND, after=len(known) + len(new))
        ungrounded.extend(grounded.ungrounded)
        for claim in grounded.claims:
            twin = next((other for other in (*known, *new) if same_claim(other, claim)), None)
            if twin is None:
                new.append(claim)
            found[item.q] = (*found.get(item.q, ()), (twin or claim).id)
    return Further(tuple(new), found, tuple(ungrounded))
