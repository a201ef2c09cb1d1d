"""The rival: one plain prompt with all articles, which is what somebody does who has a chat and no checker."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from checker.evaluate.match import Flag
from checker.evaluate.story import Answered
from checker.grounding import locate_phrase
from checker.pipeline.asking import Inquiry
from checker.prompting.exhibits import dates, letter, outlet
from checker.prompting.request import Request
from checker.prompting.templates import fill
from schemas.answers import PlainContradiction, PlainContradictions
from schemas.article import Article, Span
from schemas.finding import Agreement, Evidence, Verdict
from schemas.report import NotChecked, Stage, Usage

NAME = "one prompt"


@dataclass(frozen=True)
class _Located:
    """The quotes of one contradiction that stand in their article, and how many do not."""

    evidence: tuple[Evidence, ...]
    lost: int


def ask(articles: Sequence[Article], inquiry: Inquiry) -> PlainContradictions | None:
    """The rival's answer; None where there is none, which is then in the inquiry's book."""
    (answer,) = inquiry.ask(Stage.COMPARE, [request(articles)])
    return answer


def request(articles: Sequence[Article]) -> Request[PlainContradictions]:
    """The one call: every article whole, as a reader would paste it."""
    shown = "\n\n".join(_pasted(index, article) for index, article in enumerate(articles))
    return Request(prompt=fill("one_prompt", articles=shown), answer=PlainContradictions, what="all articles at once")


def _pasted(index: int, article: Article) -> str:
    fence = f"article {article.digest[:8]}"
    return f"Article {letter(index)}: {outlet(article)}; {dates(article)}\n<<< {fence}\n{article.text}\n>>> {fence}"


def read(
    answer: PlainContradictions | None,
    articles: Sequence[Article],
    usage: Usage,
    not_checked: Sequence[NotChecked] = (),
) -> Answered:
    """The rival's answer as it is scored: every contradiction a firm one, every quote looked for in its article.

    A quote that stands nowhere is counted as ungrounded; a contradiction of which none stands anywhere is left out.
    """
    by_letter = {letter(index): article for index, article in enumerate(articles)}
    items = answer.contradictions if answer else []
    located = [(item, _locate(item, by_letter)) for item in items]
    return Answered(
        texts={article.id: article.text for article in articles},
        names={Path(article.path).stem: article.id for article in articles if article.path},
        flags=tuple(_flag(item, found.evidence) for item, found in located if found.evidence),
        usage=usage,
        complete=answer is not None,
        not_checked=tuple(not_checked),
        ungrounded=sum(found.lost for _, found in located),
    )


def _locate(item: PlainContradiction, articles: dict[str, Article]) -> _Located:
    evidence: list[Evidence] = []
    for quote in item.quotes:
        article = articles.get(quote.article.strip().upper())
        whole = [Span(start=0, end=len(article.text))] if article and article.text else []
        at = locate_phrase(article, quote.quote, whole) if article else None
        if article and at:
            evidence.append(Evidence(article=article.id, quote=article.words(at), start=at.start, end=at.end))
    return _Located(tuple(evidence), len(item.quotes) - len(evidence))


def _flag(item: PlainContradiction, evidence: tuple[Evidence, ...]) -> Flag:
    """A contradiction of the rival; it says nothing on kind and severity."""
    words = sorted((each.article, each.start) for each in evidence)
    return Flag(
        id=hashlib.sha256(repr(words).encode()).hexdigest()[:10],
        question=item.question,
        verdict=Verdict.CONTRADICTION,
        agreement=Agreement.FIRM,
        evidence=evidence,
    )
