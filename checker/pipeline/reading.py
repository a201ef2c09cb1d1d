"""The reading half of a run: articles in, the story's claims and questions out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import ValidationError

from checker import link
from checker.errors import CheckerError
from checker.extract import again, claims, names, reading
from checker.pipeline.asking import Inquiry
from checker.prompting.exhibits import Docket, Subject
from schemas.answers import About, ArticleClaims
from schemas.article import Article, ArticleDate, DateSource
from schemas.claim import Claim, UngroundedClaim
from schemas.question import Question
from schemas.report import Notice, Stage


@dataclass(frozen=True)
class Story:
    """What the articles say, claim by claim, and the questions that their claims answer."""

    docket: Docket
    claims: Mapping[str, Claim]
    ungrounded: tuple[UngroundedClaim, ...] = ()
    notices: tuple[Notice, ...] = ()
    questions: tuple[Question, ...] = ()
    to_judge: tuple[str, ...] = ()
    """Ids of the questions that a judge has to see: answered by two articles, or twice by one, not plainly alike."""


def read_first(articles: Sequence[Article], inquiry: Inquiry) -> Story:
    """Read every article once: its claims, what it is about, and its date where nothing else gives one.

    Raises:
        CheckerError: not one article could be read, for a reason that would fail every further call as well.
    """
    asked = [(article, request) for article in articles for request in reading.requests(article)]
    requests = [request for _, request in asked]
    outcomes = inquiry.attempt(Stage.EXTRACT, requests)
    hopeless = [outcome for outcome in outcomes if isinstance(outcome, CheckerError) and outcome.fatal]
    if hopeless and len(hopeless) == len(outcomes):
        raise hopeless[0]
    answers = inquiry.settle(Stage.EXTRACT, requests, outcomes)
    parts: dict[str, list[ArticleClaims]] = {article.id: [] for article in articles}
    for (article, _), answer in zip(asked, answers, strict=True):
        if answer is not None:
            parts[article.id].append(answer)
    dated = [_dated(article, parts[article.id]) for article in articles]
    grounded = [_grounded(article, parts[article.id]) for article in dated]
    printed = [name for mine in parts.values() for name in {n for part in mine for n in part.names}]
    found = names.with_entities([claim for each in grounded for claim in each.claims], sorted(printed))
    subjects = {id_: _subject(mine[0].about) for id_, mine in parts.items() if mine}
    return Story(
        docket=Docket(tuple(dated), subjects),
        claims={claim.id: claim for claim in found},
        ungrounded=tuple(claim for each in grounded for claim in each.ungrounded),
        notices=tuple(notice for article in dated for notice in _notices(article, parts[article.id], found)),
    )


def _grounded(article: Article, parts: Sequence[ArticleClaims]) -> claims.Grounded:
    places = tuple(dict.fromkeys(place for part in parts for place in part.places))
    return claims.ground(article, [claim for part in parts for claim in part.claims], places=places)


def _dated(article: Article, parts: Sequence[ArticleClaims]) -> Article:
    """The article with the date that its text suggests, marked as inferred, where it has none of its own."""
    language = article.language or next((part.about.language for part in parts if part.about.language), None)
    article = article.model_copy(update={"language": language})
    if article.published is not None:
        return article
    for about in (part.about for part in parts if part.about.written):
        try:
            date = ArticleDate(value=about.written or "", source=DateSource.INFERRED, basis=about.basis or "")
        except ValidationError:  # not a date: then none is known
            continue
        return article.model_copy(update={"published": date})
    return article


def _subject(about: About) -> Subject:
    return Subject(event=about.event, when=about.when or "")


def _notices(article: Article, parts: Sequence[ArticleClaims], found: Sequence[Claim]) -> list[Notice]:
    notices = []
    addressed = [n for part in parts for n in part.to_software if article.sentence(n)]
    for number in dict.fromkeys(addressed):
        sentence = article.sentences[number - 1]
        words = " ".join(article.words(sentence).split())
        notices.append(
            Notice(article=article.id, text=f"Speaks to software, and was not obeyed (sentence {number}): “{words}”")
        )
    if parts and all(claim.article != article.id for claim in found):
        notices.append(Notice(article=article.id, text="No checkable claim was found in it."))
    return notices


def link_questions(story: Story, inquiry: Inquiry) -> Story:
    """Find the questions that the claims answer, then ask every article those that it has not answered."""
    linked = link.Linked()
    for batch in link.batches(story.docket, tuple(story.claims.values())):
        (answer,) = inquiry.ask(Stage.LINK, [link.request(story.docket, batch, linked.questions)])
        if answer is not None:
            linked = link.read(answer, story.docket, batch, linked)
    return _read_again(replace(story, questions=linked.questions), linked, inquiry)


def _read_again(story: Story, linked: link.Linked, inquiry: Inquiry) -> Story:
    articles = [a for a in story.docket.articles if a.id in story.docket.subjects]
    asked = [(a, again.open_questions(a, story.questions, story.claims)) for a in articles]
    asked = [(article, questions) for article, questions in asked if questions]
    answers = inquiry.ask(Stage.READ_AGAIN, [again.request(article, questions) for article, questions in asked])
    added: dict[str, list[str]] = {question.id: [] for question in story.questions}
    could_ask: dict[str, dict[str, bool]] = {question.id: {} for question in story.questions}
    all_claims = dict(story.claims)
    ungrounded = list(story.ungrounded)
    for (article, questions), answer in zip(asked, answers, strict=True):
        for question in questions:
            could_ask[question.id][article.id] = answer is not None
        if answer is None:
            continue
        known = [claim for claim in all_claims.values() if claim.article == article.id]
        further = again.read(answer, article, questions, known)
        all_claims |= {claim.id: claim for claim in further.new}
        ungrounded += further.ungrounded
        for question_id, ids in further.answers.items():
            added[question_id] += ids
    answered = tuple(
        link.with_answers(q, added[q.id], asked=could_ask[q.id], docket=story.docket) for q in story.questions
    )
    doubtful = linked.differing | {id_ for id_, ids in added.items() if ids}
    return replace(
        story,
        claims=all_claims,
        ungrounded=tuple(ungrounded),
        questions=answered,
        to_judge=tuple(q.id for q in answered if q.id in doubtful and len(q.claims) > 1),
    )
