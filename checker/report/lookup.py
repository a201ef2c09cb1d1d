"""Lookups over a report, made once: records by id, names that tell articles apart, sentences by offset."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from checker.report.finding_view import ArticleName
from checker.report.labels import names, shortened
from checker.report.links import article_anchor, sentence_anchor
from checker.report.visible import visible
from schemas.article import Origin, Sentence, Span
from schemas.claim import Claim
from schemas.question import Question
from schemas.report import Report, ReportedArticle
from schemas.review import HumanState, Standing

_NAME = 60
"""Code points of an outlet's name: it heads columns and lists."""


@dataclass(frozen=True)
class Lookup:
    """What the parts of the view ask again and again."""

    articles: Mapping[str, ReportedArticle]
    claims: Mapping[str, Claim]
    questions: Mapping[str, Question]
    origins: Mapping[str, Origin]
    """By the id of each article in them."""
    article_names: Mapping[str, str]
    standings: Mapping[str, Standing]
    """By the id of the finding in this run."""
    reviews: tuple[Standing, ...]

    @classmethod
    def of(cls, report: Report) -> Lookup:
        """The lookups of a report."""
        return cls(
            articles={article.id: article for article in report.articles},
            claims={claim.id: claim for claim in report.claims},
            questions={question.id: question for question in report.questions},
            origins={article: origin for origin in report.origins for article in origin.articles},
            article_names=_distinct_names(report.articles),
            standings={standing.finding: standing for standing in report.reviews if standing.finding},
            reviews=report.reviews,
        )

    def dismissed(self, finding: str) -> bool:
        """Whether people dismissed a finding."""
        standing = self.standings.get(finding)
        return standing is not None and standing.decision.state is HumanState.DISMISSED

    def name(self, article: str) -> str:
        """The article's name for people; its id where the report does not hold it."""
        return self.article_names.get(article) or visible(article)

    def named(self, article: str) -> ArticleName:
        """The article's name, with the place where it begins."""
        return ArticleName(name=self.name(article), anchor=article_anchor(article))

    def named_all(self, articles: tuple[str, ...]) -> str:
        """The names of several articles, as a list in words."""
        return names([self.name(article) for article in articles])

    def claim_anchor(self, claim: Claim) -> str:
        """Where the first sentence that carries a claim stands."""
        return sentence_anchor(claim.article, claim.sentences[0])

    def origin_count(self, articles: set[str]) -> int:
        """How many origins these articles have."""
        return len({self.origins[article].id if article in self.origins else article for article in articles})

    def siblings(self, article: str) -> str:
        """The other articles of its origin, in words; empty where it stands alone."""
        origin = self.origins.get(article)
        return self.named_all(tuple(other for other in origin.articles if other != article)) if origin else ""


def sentences_at(article: ReportedArticle, span: Span) -> tuple[Sentence, ...]:
    """The sentences that a span touches, in order."""
    starts = [sentence.start for sentence in article.sentences]
    first = max(bisect_right(starts, span.start) - 1, 0)
    touched = []
    for sentence in article.sentences[first:]:
        if sentence.start >= span.end:
            break
        if sentence.end > span.start:
            touched.append(sentence)
    return tuple(touched)


def _distinct_names(articles: tuple[ReportedArticle, ...]) -> dict[str, str]:
    """The outlet, else the id; with the id where two articles would have the same name."""
    shown = {
        article.id: shortened(visible(article.outlet or "").strip() or visible(article.id), _NAME)
        for article in articles
    }
    taken = Counter(shown.values())
    return {key: name if taken[name] == 1 else f"{name} ({visible(key)})" for key, name in shown.items()}
