"""The reading half of a run: articles in, the story's claims and questions out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from checker import link
from checker.errors import CheckerError
from checker.extract import again, claims, names, reading
from checker.pipeline.asking import Inquiry
from checker.prompting.exhibits import Docket, Subject
from schemas.answers import About, ArticleClaims, FurtherClaims
from schemas.article import Article, ArticleDate, DateSource
from schemas.claim import Claim, UngroundedClaim
from schemas.question import Question
from schemas.report import Notice, Stage


@dataclass(frozen=True)
class Dossier:
    """What the articles say, claim by claim, and the questions that their claims answer."""

    docket: Docket
    claims: Mapping[str, Claim]
    names: tuple[str, ...] = ()
    """Every name, once for each article that prints it."""
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Article id -> the places that it names."""
    ungrounded: tuple[UngroundedClaim, ...] = ()
    notices: tuple[Notice, ...] = ()
    questions: tuple[Question, ...] = ()
    to_judge: tuple[str, ...] = ()
    """Ids of the questions that a judge has to see: answered by two articles, or twice by one, not plainly alike."""


def read_first(articles: Sequence[Article], inquiry: Inquiry) -> Dossier:
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
    places = {id_: tuple(dict.fromkeys(p for part in mine for p in part.places)) for id_, mine in parts.items()}
    grounded = [
        claims.ground(a, [claim for part in parts[a.id] for claim in part.claims], places=places[a.id]) for a in dated
    ]
    printed = tuple(sorted(name for mine in parts.values() for name in {n for part in mine for n in part.names}))
    found = names.with_entities([claim for each in grounded for claim in each.claims], printed)
    subjects = {id_: _subject(mine[0].about) for id_, mine in parts.items() if mine}
    return Dossier(
        docket=Docket(tuple(dated), subjects),
        claims={claim.id: claim for claim in found},
        names=printed,
        places=places,
        ungrounded=tuple(claim for each in grounded for claim in each.ungrounded),
        notices=tuple(notice for article in dated for notice in _notices(article, parts[article.id], found)),
    )


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


def link_questions(dossier: Dossier, inquiry: Inquiry) -> Dossier:
    """Find the questions that the claims answer, then ask every article those that it has not answered."""
    linked = link.Linked()
    for batch in link.batches(dossier.docket, tuple(dossier.claims.values())):
        (answer,) = inquiry.ask(Stage.LINK, [link.request(dossier.docket, batch, linked.questions)])
        if answer is not None:
            linked = link.read(answer, dossier.docket, batch, linked)
    return _read_again(replace(dossier, questions=linked.questions), linked, inquiry)


def _read_again(dossier: Dossier, linked: link.Linked, inquiry: Inquiry) -> Dossier:
    known = dict(dossier.claims)
    added: dict[str, list[str]] = {question.id: [] for question in dossier.questions}
    could_ask: dict[str, dict[str, bool]] = {question.id: {} for question in dossier.questions}
    ungrounded = list(dossier.ungrounded)
    for article, asked, answers in _asked_again(dossier, inquiry):
        for question in asked:
            could_ask[question.id][article.id] = answers is not None
        mine = [claim for claim in known.values() if claim.article == article.id]
        places = dossier.places.get(article.id, ())
        further = again.read(answers or (), article, asked, mine, places=places)
        known |= {claim.id: claim for claim in names.with_entities(further.new, dossier.names)}
        ungrounded += further.ungrounded
        for question_id, ids in further.answers.items():
            added[question_id] += ids
    doubtful = linked.differing | {id_ for id_, ids in added.items() if ids}
    questions = tuple(
        link.with_answers(q, added[q.id], asked=could_ask[q.id], docket=dossier.docket) for q in dossier.questions
    )
    several = {question.id for question in questions if len(question.claims) > 1}
    return replace(
        dossier,
        claims=known,
        ungrounded=tuple(ungrounded),
        questions=tuple(q.model_copy(update={"alike": q.id in several - doubtful}) for q in questions),
        to_judge=tuple(q.id for q in questions if q.id in several & doubtful),
    )


def _asked_again(
    dossier: Dossier, inquiry: Inquiry
) -> Iterator[tuple[Article, tuple[Question, ...], list[FurtherClaims] | None]]:
    """Each article with the questions that it has not answered, and what it answers now.

    None stands for the answers of an article that could not be asked: at this reading, or already at the first.
    """
    open_to = {a.id: again.open_questions(a, dossier.questions, dossier.claims) for a in dossier.docket.articles}
    requests = [
        (article.id, request)
        for article in dossier.docket.articles
        if article.id in dossier.docket.subjects and open_to[article.id]
        for request in again.requests(article, open_to[article.id])
    ]
    answers = inquiry.ask(Stage.READ_AGAIN, [request for _, request in requests])
    for article in dossier.docket.articles:
        mine = [answer for (id_, _), answer in zip(requests, answers, strict=True) if id_ == article.id]
        given = [answer for answer in mine if answer is not None]
        yield article, open_to[article.id], given if mine and len(given) == len(mine) else None
