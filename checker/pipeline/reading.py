"""The reading half of a run: questions and claims out of the articles, joined where several sittings raised them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import ValidationError

from checker import link
from checker.errors import CheckerError
from checker.extract import reading
from checker.extract.caps import capped
from checker.extract.repeats import Repeats, find_repeats
from checker.extract.sittings import Sitting, halves, left_unread, sittings
from checker.pipeline.asking import WORTH_A_SMALLER_CALL, Inquiry
from checker.prompting.exhibits import Docket, one_line
from schemas.answers import InferredDate, RaisedQuestions
from schemas.article import Article, ArticleDate, DateSource, Origin
from schemas.claim import Claim, UngroundedClaim
from schemas.question import Question
from schemas.report import Notice, Stage


@dataclass(frozen=True)
class Dossier:
    """What the articles say, claim by claim, and the questions that their claims answer."""

    docket: Docket
    claims: Mapping[str, Claim]
    questions: tuple[Question, ...] = ()
    ungrounded: tuple[UngroundedClaim, ...] = ()
    notices: tuple[Notice, ...] = ()
    apart: tuple[str, ...] = ()
    """Ids of the articles that tell of another story than the rest."""


def read_articles(articles: Sequence[Article], origins: Iterable[Origin], inquiry: Inquiry) -> Dossier:
    """Read the articles: the questions on which they may differ, and what each answers.

    Args:
        articles: the story, in the order in which it is read.
        origins: which of them copy one another: what a copy repeats is read once.
        inquiry: the model to ask.

    Raises:
        CheckerError: not one sitting could be read, for a reason that would fail every further call as well.
    """
    repeats = find_repeats(articles, origins)
    docket = Docket(tuple(articles), repeats=repeats.reprints)
    planned = sittings(articles, to_read=repeats.fresh)
    for article, sentences in left_unread(planned, articles, repeats.fresh).items():
        inquiry.book.miss(Stage.EXTRACT, article, f"It is too long: its last {sentences} sentences were not read.")
    answered = _read(docket, planned, inquiry)
    answers = [answer for _, answer in answered]
    read = _whole(articles, repeats, {part for sitting, _ in answered for part in sitting.articles}, planned)
    docket = replace(docket, articles=tuple(_dated(docket, answers)))
    found = reading.read(answers, docket, repeats)
    apart = _apart(docket, answers)
    claims = {claim.id: claim for claim in found.claims}
    questions = _joined(docket, found, claims, inquiry)
    return Dossier(
        docket=docket,
        claims=claims,
        questions=tuple(_with_silence(question, articles, read) for question in questions),
        ungrounded=found.ungrounded,
        notices=(*_orders(docket, answers), *_strays(apart)),
        apart=apart,
    )


def _read(docket: Docket, first: Sequence[Sitting], inquiry: Inquiry) -> list[tuple[Sitting, RaisedQuestions]]:
    """The sittings that could be read, with their answers. One that was too much for a call is read in halves."""
    read: list[tuple[Sitting, RaisedQuestions]] = []
    left = list(first)
    while left:
        partly = len(read) + len(left) > 1
        requests = [reading.request(docket, sitting, partly=partly) for sitting in left]
        outcomes = inquiry.attempt(Stage.EXTRACT, requests)
        hopeless = [outcome for outcome in outcomes if isinstance(outcome, CheckerError) and outcome.fatal]
        if hopeless and len(hopeless) == len(outcomes) and not read:
            raise hopeless[0]
        smaller: list[Sitting] = []
        for sitting, request, outcome in zip(left, requests, outcomes, strict=True):
            if not isinstance(outcome, CheckerError):
                answer, cut = capped(outcome)
                if cut:
                    inquiry.book.miss(Stage.EXTRACT, request.what, f"The reading went on without end: it gave {cut}.")
                read.append((sitting, answer))
            elif isinstance(outcome, WORTH_A_SMALLER_CALL) and (parts := halves(sitting)):
                smaller += parts
            else:
                inquiry.settle(Stage.EXTRACT, [request], [outcome])
        left = smaller
    return sorted(read, key=lambda each: min(map(docket.place_of, each[0].articles)))


def _whole(articles: Iterable[Article], repeats: Repeats, read: set[str], planned: Iterable[Sitting]) -> set[str]:
    """The ids of the articles that were read: a reprint only together with what it repeats."""
    owed = {article for sitting in planned for article in sitting.articles}
    sources = {copy[0]: set[str]() for copy in repeats.first}
    for copy, home in repeats.first.items():
        sources[copy[0]].add(home[0])
    needs = ({article.id, *sources.get(article.id, ())} & owed for article in articles)
    return {article.id for article, needed in zip(articles, needs, strict=True) if needed and needed <= read}


def _dated(docket: Docket, answers: Iterable[RaisedQuestions]) -> Iterable[Article]:
    """The articles, each that has no date of its own with the one that its text suggests, marked as inferred."""
    suggested = {date.article.strip().upper(): date for answer in answers for date in answer.dates}
    for mark, article in docket.by_letter().items():
        date = _inferred(suggested[mark]) if mark in suggested and article.published is None else None
        yield article.model_copy(update={"published": date}) if date else article


def _inferred(date: InferredDate) -> ArticleDate | None:
    try:
        return ArticleDate(value=date.written, source=DateSource.INFERRED, basis=one_line(date.basis))
    except ValidationError:  # not a date: then none is known
        return None


def _joined(
    docket: Docket, found: reading.Reading, claims: Mapping[str, Claim], inquiry: Inquiry
) -> tuple[Question, ...]:
    """The questions of all sittings, those joined that ask for the same."""
    known: tuple[Question, ...] = ()
    if sum(1 for raised in found.raised if raised) < 2:
        return tuple(question for raised in found.raised for question in raised)
    for new in link.batches(found.raised):
        near = link.nearest(new, known)
        (answer,) = inquiry.ask(Stage.LINK, [link.request(docket, new, near, claims)])
        known = (*known, *new) if answer is None else link.read(answer, docket, (*known, *new))
    return known


def _with_silence(question: Question, articles: Sequence[Article], read: set[str]) -> Question:
    answered = {claim.rpartition("#")[0] for claim in question.claims}
    others = [article.id for article in articles if article.id not in answered]
    return question.model_copy(
        update={
            "silent": tuple(article for article in others if article in read),
            "unasked": tuple(article for article in others if article not in read),
        }
    )


def _orders(docket: Docket, answers: Iterable[RaisedQuestions]) -> Iterable[Notice]:
    """What the editor should know of sentences that speak to whoever reads by machine."""
    sentences = docket.by_tag()
    for tag in dict.fromkeys(tag for answer in answers for tag in answer.to_software if tag in sentences):
        article, row = sentences[tag]
        words = one_line(article.words(row))
        text = f"Speaks to software, and was not obeyed (sentence {row.number}): “{words}”"
        yield Notice(article=article.id, text=text)


def _apart(docket: Docket, answers: Iterable[RaisedQuestions]) -> tuple[str, ...]:
    marks = {mark.strip().upper() for answer in answers for mark in answer.apart}
    return tuple(article.id for mark, article in docket.by_letter().items() if mark in marks)


def _strays(apart: Iterable[str]) -> Iterable[Notice]:
    """What the editor should know of articles that were filed with a story that is not theirs."""
    for article in apart:
        yield Notice(article=article, text="Tells of another story than the rest.")
