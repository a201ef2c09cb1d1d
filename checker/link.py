"""Linking: which claims, across articles, answer the same question.

One call sees the claims of all articles, a line each, and no article. A large story is linked in batches, each with
the questions found so far, so that the cost grows with the number of claims and not with its square.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from checker.prompting.exhibits import Docket, claim_line, one_line
from checker.prompting.request import Request
from checker.prompting.templates import fill
from schemas.answers import LinkedQuestions
from schemas.claim import Claim
from schemas.question import Question

BATCH_CLAIMS = 600
"""Claims that one call links; an article is never split between two calls."""


@dataclass(frozen=True)
class Linked:
    """The questions of a story so far."""

    questions: tuple[Question, ...] = ()
    differing: frozenset[str] = frozenset()
    """Ids of the questions whose answers may differ, by a first look at the claims alone."""


def batches(docket: Docket, claims: Sequence[Claim], limit: int = BATCH_CLAIMS) -> tuple[tuple[Claim, ...], ...]:
    """The claims in runs of whole articles, at most about ``limit`` claims a run."""
    runs: list[list[Claim]] = [[]]
    for article in docket.articles:
        mine = [claim for claim in claims if claim.article == article.id]
        if runs[-1] and len(runs[-1]) + len(mine) > limit:
            runs.append([])
        runs[-1].extend(mine)
    return tuple(tuple(run) for run in runs if run)


def request(docket: Docket, claims: Sequence[Claim], known: Sequence[Question] = ()) -> Request[LinkedQuestions]:
    """The call that links a batch of claims, to one another and to the questions known before."""
    found = "\n".join(f"{question.id}: {one_line(question.text)}" for question in known)
    return Request(
        prompt=fill(
            "link",
            articles=docket.roll(),
            claims="\n".join(claim_line(docket.tag(claim), claim) for claim in claims),
            known=f"\nQuestions found so far in other articles (give the id in `old`):\n{found}" if known else "",
        ),
        answer=LinkedQuestions,
        what="linking the claims of all articles",
    )


def read(answer: LinkedQuestions, docket: Docket, claims: Sequence[Claim], so_far: Linked | None = None) -> Linked:
    """Add the questions of one answer to those known so far. Ids that no claim has are ignored.

    Args:
        answer: what the model returned.
        docket: the story.
        claims: the claims that were shown.
        so_far: the questions of the batches before.
    """
    so_far = so_far or Linked()
    tags = docket.by_tag(claims)
    questions = {question.id: question for question in so_far.questions}
    same_text = {_folded(question.text): question.id for question in so_far.questions}
    differing = set(so_far.differing)
    for item in answer.questions:
        ids = [tags[tag].id for tag in item.claims if tag in tags]
        if not ids:
            continue
        old = item.old if item.old in questions else same_text.get(_folded(item.q))
        target = old or f"Q{len(questions) + 1}"
        before = questions[target].claims if old else ()
        text = questions[target].text if old else one_line(item.q)
        questions[target] = Question(id=target, text=text, claims=_in_order(docket, (*before, *ids)))
        same_text.setdefault(_folded(text), target)
        if item.differ or old:
            differing.add(target)
    return Linked(tuple(questions.values()), frozenset(differing))


def with_answers(question: Question, added: Iterable[str], *, asked: Mapping[str, bool], docket: Docket) -> Question:
    """The question after the second reading.

    Args:
        question: as it was linked.
        added: ids of claims that answer it after all.
        asked: article id -> whether the article could be asked, for the articles that had no answer.
        docket: the story.
    """
    claims = _in_order(docket, (*question.claims, *added))
    answered = {claim.rpartition("#")[0] for claim in claims}
    return question.model_copy(
        update={
            "claims": claims,
            "silent": tuple(article for article, done in asked.items() if done and article not in answered),
            "unasked": tuple(article for article, done in asked.items() if not done and article not in answered),
        }
    )


def _in_order(docket: Docket, ids: Iterable[str]) -> tuple[str, ...]:
    """Claim ids without doubles, by article and number."""
    place = {article.id: index for index, article in enumerate(docket.articles)}

    def key(claim: str) -> tuple[int, int]:
        article, _, number = claim.rpartition("#")
        return place[article], int(number)

    return tuple(sorted(dict.fromkeys(ids), key=key))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip("?")
