"""The second reading: every article is asked the questions that the others raised and it has not answered.

A claim that one article's first reading left out cannot conflict with anything; this is where it is found after all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import token_sort_ratio

from checker.extract.claims import SAME_STATEMENT, ground
from checker.prompting.exhibits import heading, minable, numbered, one_line
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


def request(article: Article, questions: Sequence[Question]) -> Request[FurtherClaims]:
    """The call that asks an article its open questions."""
    return Request(
        prompt=fill(
            "reread",
            heading=heading(article),
            article=numbered(article, minable(article)),
            questions="\n".join(f"{question.id}: {one_line(question.text)}" for question in questions),
        ),
        answer=FurtherClaims,
        what=f"{article.id}, second reading",
    )


def read(answer: FurtherClaims, article: Article, asked: Sequence[Question], known: Sequence[Claim]) -> Further:
    """Turn a second reading into claims and the questions they answer.

    Args:
        answer: what the model returned; answers to questions that were not asked are ignored.
        article: the article that was read.
        asked: the questions that it was asked.
        known: the article's claims from its first reading.
    """
    new: list[Claim] = []
    ungrounded: list[UngroundedClaim] = []
    answers: dict[str, tuple[str, ...]] = {}
    ids = {question.id for question in asked}
    for item in answer.claims:
        if item.q not in ids:
            continue
        grounded = ground(article, [item], reading=Reading.SECOND, after=len(known) + len(new))
        ungrounded.extend(grounded.ungrounded)
        for claim in grounded.claims:
            twin = _twin(claim, [*known, *new])
            if twin is None:
                new.append(claim)
            answers[item.q] = (*answers.get(item.q, ()), (twin or claim).id)
    return Further(tuple(new), answers, tuple(ungrounded))


def _twin(claim: Claim, others: Sequence[Claim]) -> Claim | None:
    """A claim known before that says the same on the same sentences."""
    for other in others:
        shares = set(other.sentences) & set(claim.sentences)
        if shares and token_sort_ratio(other.statement, claim.statement) >= SAME_STATEMENT:
            return other
    return None
