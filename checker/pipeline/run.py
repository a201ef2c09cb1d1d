"""One run over one story: the order of the steps, from articles to the report."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from checker import __version__
from checker.compare.rules.registry import run_text_rules
from checker.extract.sittings import SITTING_ARTICLES
from checker.ingest.origins import find_origins
from checker.ingest.story import Story
from checker.llm.fingerprint import schema_digest
from checker.pipeline.asking import Book, Inquiry
from checker.pipeline.comparing import compare
from checker.pipeline.confined import check_confined
from checker.pipeline.reading import Dossier, read_articles
from checker.pipeline.ruled import as_finding
from checker.prompting.exhibits import Docket
from checker.prompting.templates import digest
from checker.verify.doubles import fold_quotations, fold_same, strength
from checker.verify.evidence import finding_id
from schemas.answers import Answer, JoinedQuestions, JudgedQuestions, RaisedQuestions, SecondOpinions
from schemas.article import Article, Origin
from schemas.finding import Finding, Verdict
from schemas.report import Mode, Report, ReportedArticle, Run, Stage, Usage

TASKS: dict[str, type[Answer]] = {
    "read": RaisedQuestions,
    "link": JoinedQuestions,
    "judge": JudgedQuestions,
    "sceptic": SecondOpinions,
}
"""The prompts of a run, in the order in which they are used, and the form of their answers."""

UNDATED = "9999"
"""Where an article without a date stands among the others: last."""

_LANES = list(Verdict)


@dataclass(frozen=True)
class Plan:
    """How a run was asked for, for the record."""

    mode: Mode
    model: str | None = None
    base_url: str | None = None
    structured_output: str | None = None


def check_story(given: Story, inquiry: Inquiry | None, plan: Plan) -> Report:
    """Check a story.

    Args:
        given: the articles, with what could not be read.
        inquiry: the model to ask; None runs only what needs no model, and says that the rest was not checked.
        plan: how the run was asked for.

    Returns:
        The report; ``usage`` is for the caller to add, who knows the meter.
    """
    started = datetime.now(UTC)
    distinct = _distinct(given.articles)
    origins = find_origins(given.articles)
    book = inquiry.book if inquiry else Book()
    book.entries[:0] = given.not_checked
    conflicts, faults = run_text_rules(distinct)
    book.entries += faults
    by_rule = tuple(as_finding(conflict) for conflict in conflicts)
    dossier, findings = _claims_compared(distinct, origins, inquiry, book, by_rule)
    dated = {article.id: article for article in dossier.docket.articles}
    origin_of = {article: origin.id for origin in origins for article in origin.articles}
    return Report(
        title=given.title,
        complete=not book.entries,
        not_checked=tuple(book.entries),
        notices=(*given.notices, *dossier.notices),
        run=_run(started, plan),
        articles=tuple(_reported(dated.get(a.id, a), origin_of[a.id]) for a in given.articles),
        origins=origins,
        apart=dossier.apart,
        claims=tuple(dossier.claims.values()),
        ungrounded=dossier.ungrounded,
        questions=dossier.questions,
        findings=_ranked(findings),
    )


def _claims_compared(
    articles: Sequence[Article],
    origins: Sequence[Origin],
    inquiry: Inquiry | None,
    book: Book,
    by_rule: tuple[Finding, ...],
) -> tuple[Dossier, tuple[Finding, ...]]:
    if inquiry is None:
        book.miss(
            Stage.EXTRACT,
            "the claims of all articles",
            "No model was used, so claims were neither extracted nor compared.",
            "Give a model (--model), or replay a recorded run (--replay).",
        )
        return Dossier(docket=Docket(tuple(articles)), claims={}), by_rule
    asked = inquiry

    def check(those: Sequence[Article], missed: Book) -> tuple[Dossier, tuple[Finding, ...]]:
        """What becomes of some of the articles is the same whether or not there are others."""
        shared = origins if len(those) == len(articles) else find_origins(those)
        inquiry = replace(asked, book=missed)
        return compare(read_articles(_in_reading_order(those), shared, inquiry), inquiry)

    dossier, found, doubtful = check_confined(articles, check, book)
    return dossier, (*fold_quotations(fold_same(found, dossier.questions), by_rule), *doubtful)


def _distinct(articles: Sequence[Article]) -> tuple[Article, ...]:
    """The articles without those whose text is another's to the letter: one reading serves both."""
    first: dict[str, Article] = {}
    for article in articles:
        first.setdefault(article.digest, article)
    return tuple(first.values())


def _in_reading_order(articles: Sequence[Article]) -> tuple[Article, ...]:
    """The articles as they are read: a story of several sittings by date, so that what is added later stands last.

    Then a new article changes the last sitting, and what was paid for is in the cache.
    """
    if len(articles) <= SITTING_ARTICLES:
        return tuple(articles)
    return tuple(sorted(articles, key=lambda a: (a.published.value if a.published else UNDATED, a.id)))


def _run(started: datetime, plan: Plan) -> Run:
    tasks = {} if plan.mode is Mode.NO_MODEL else TASKS
    return Run(
        id=f"{started:%Y%m%dT%H%M%S%fZ}-{uuid.uuid4().hex[:6]}",
        started=started,
        tool_version=__version__,
        mode=plan.mode,
        model=plan.model,
        base_url=plan.base_url,
        structured_output=plan.structured_output,
        prompts={task: digest(task) for task in tasks},
        schemas={task: schema_digest(answer) for task, answer in tasks.items()},
        usage=Usage(),
    )


def _reported(article: Article, origin: str) -> ReportedArticle:
    return ReportedArticle(
        id=article.id,
        id_given=article.id_given,
        outlet=article.outlet,
        title=article.title,
        author=article.author,
        url=article.url,
        language=article.language,
        published=article.published.value if article.published else None,
        published_date=article.published,
        updated_date=article.updated,
        origin=origin,
        path=article.path,
        digest=article.digest,
        text=article.text,
        sentences=article.sentences,
    )


def _ranked(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings in the order of a list, each under a name of its own."""
    ranked = sorted(findings, key=lambda finding: (_LANES.index(finding.verdict), *strength(finding)))
    taken: Counter[str] = Counter()
    named = []
    for finding in ranked:
        name = finding_id(finding.evidence)
        taken[name] += 1
        named.append(finding.model_copy(update={"id": name if taken[name] == 1 else f"{name}-{taken[name]}"}))
    return tuple(named)
