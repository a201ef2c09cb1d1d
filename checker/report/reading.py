"""Reading: each article whole, sentence by sentence, with the findings' marks and the way back to them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from checker.report.cards import language_tag
from checker.report.finding_view import Card
from checker.report.labels import date_label
from checker.report.links import article_anchor, live_page, sentence_anchor
from checker.report.lookup import Lookup
from checker.report.view import ArticleView, FindingLink, Paragraph, SentenceView, Stretch
from checker.report.visible import visible
from schemas.article import Placement, Sentence, Span
from schemas.report import Report, ReportedArticle

_PROSE = {Placement.LEAD, Placement.BODY}
_Mark = tuple[Span, FindingLink]


def articles(report: Report, cards: Sequence[Card], lookup: Lookup) -> tuple[ArticleView, ...]:
    """Every article of a report, with the marks of the cards' findings."""
    links = {card.id: FindingLink(number=card.number, anchor=card.anchor, question=card.question) for card in cards}
    marks: dict[str, list[_Mark]] = {}
    for finding in report.findings:
        for evidence in finding.evidence:
            span = Span(start=evidence.start, end=evidence.end)
            marks.setdefault(evidence.article, []).append((span, links[visible(finding.id)]))
    return tuple(_article(article, marks.get(article.id, []), report, lookup) for article in report.articles)


def _article(article: ReportedArticle, marks: list[_Mark], report: Report, lookup: Lookup) -> ArticleView:
    siblings = lookup.siblings(article.id)
    numbered = {link.number: link for _, link in marks}
    return ArticleView(
        name=lookup.name(article.id),
        anchor=article_anchor(article.id),
        title=visible(article.title or ""),
        date=date_label(article.published_date, article.published, basis=True),
        updated=date_label(article.updated_date) if article.updated_date else "",
        live=live_page(article.url),
        language=language_tag(article.language),
        path=visible(article.path or ""),
        digest=article.digest,
        origin=f"shares its text with {siblings}: counts as one origin" if siblings else "",
        findings=tuple(numbered[number] for number in sorted(numbered)),
        notices=tuple(visible(notice.text) for notice in report.notices if notice.article == article.id),
        paragraphs=_paragraphs(article, marks),
    )


def _paragraphs(article: ReportedArticle, marks: list[_Mark]) -> tuple[Paragraph, ...]:
    """The sentences, a paragraph where the text breaks the line or the role changes."""
    whole = Sentence(number=1, start=0, end=max(len(article.text), 1))
    sentences = article.sentences or (whole,)
    starts = [0, *(sentence.start for sentence in sentences[1:]), len(article.text)]
    paragraphs: list[tuple[Placement, list[SentenceView]]] = []
    before: Sentence | None = None
    for sentence, extent in zip(sentences, pairwise(starts), strict=True):
        if before is None or _apart(before, sentence) or "\n" in article.text[before.end : sentence.start]:
            paragraphs.append((sentence.placement, []))
        anchor = sentence_anchor(article.id, sentence.number)
        stretches = _stretches(article.text, extent, marks)
        paragraphs[-1][1].append(SentenceView(number=sentence.number, anchor=anchor, stretches=stretches))
        before = sentence
    return tuple(Paragraph(role=role.value, sentences=tuple(members)) for role, members in paragraphs)


def _apart(before: Sentence, after: Sentence) -> bool:
    """Whether two sentences play such different parts that they are set apart, even without a line break."""
    return before.placement is not after.placement and not {before.placement, after.placement} <= _PROSE


def _stretches(text: str, extent: tuple[int, int], marks: list[_Mark]) -> tuple[Stretch, ...]:
    """A sentence with what follows it up to the next one, so that no word of the article is left out."""
    start, end = extent
    here = [(span, link) for span, link in marks if span.start < end and start < span.end]
    inside = {point for span, _ in here for point in (span.start, span.end) if start < point < end}
    points = sorted({start, end, *inside})
    return tuple(_stretch(text, Span(start=a, end=b), here) for a, b in pairwise(points))


def _stretch(text: str, part: Span, marks: list[_Mark]) -> Stretch:
    ends = {link.number: link for span, link in marks if span.end == part.end}
    return Stretch(
        text=visible(text[part.start : part.end]),
        marked=any(span.overlaps(part) for span, _ in marks),
        ends=tuple(ends[number] for number in sorted(ends)),
    )
