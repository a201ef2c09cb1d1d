"""Cards: findings as the report shows them, each in its lane, with its sides, its quotes and its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from string import ascii_uppercase

from checker.report import decided
from checker.report.finding_view import Card, Lane, LaneView, Quote, Remark, Side
from checker.report.labels import KINDS, SEVERITIES, SYMBOLS, count, date_label, day, voice_label
from checker.report.links import finding_anchor, live_words, sentence_anchor
from checker.report.lookup import Lookup, sentences_at
from checker.report.passages import passage
from checker.report.steps import steps
from checker.report.visible import visible
from schemas.article import Placement, Span
from schemas.finding import Agreement, Evidence, Finding, Verdict
from schemas.report import ReportedArticle

_LANES = {
    Verdict.CONTRADICTION: Lane.CONTRADICTIONS,
    Verdict.UNCERTAIN: Lane.POSSIBLE,
    Verdict.CHANGE_OVER_TIME: Lane.CHANGED,
    Verdict.ATTRIBUTED_DISAGREEMENT: Lane.ATTRIBUTED,
    Verdict.DIFFERENT_SCOPE: Lane.SCOPE,
    Verdict.COMPATIBLE: Lane.SCOPE,
}

LANE_WORDS = {
    Lane.CONTRADICTIONS: (
        "Contradictions",
        "These accounts cannot all be right. All readings agree on each of them.",
    ),
    Lane.POSSIBLE: ("Possible contradictions", "Readings differ on whether these conflict. Read the words and decide."),
    Lane.CHANGED: (
        "Changed over time",
        "Different when published, not in conflict: something moved on in between. Check that copy uses the latest.",
    ),
    Lane.ATTRIBUTED: (
        "The parties disagree",
        "The people quoted contradict each other; the articles attribute it and do not. Keep the attribution.",
    ),
    Lane.SCOPE: (
        "Look alike, but are not the same thing",
        "Different people, places, periods or definitions. No conflict.",
    ),
}
"""Title and note of each lane."""

_LANGUAGE = re.compile(r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")


def lane_of(finding: Finding) -> Lane:
    """The lane of a finding: a contradiction on which the readings do not agree is only a possible one."""
    lane = _LANES[finding.verdict]
    return Lane.POSSIBLE if lane is Lane.CONTRADICTIONS and finding.agreement is Agreement.POSSIBLE else lane


def lanes(findings: Sequence[Finding], lookup: Lookup) -> tuple[LaneView, ...]:
    """All lanes, the empty ones too.

    Findings are numbered through, lane by lane, the gravest of each first; those that are dismissed come last.
    """
    order = list(Lane)

    def place(finding: Finding) -> tuple[bool, int, int]:
        return lookup.dismissed(finding.id), order.index(lane_of(finding)), finding.severity.rank

    cards = [_card(finding, number, lookup) for number, finding in enumerate(sorted(findings, key=place), start=1)]
    return tuple(
        LaneView(
            lane=lane,
            title=title,
            note=note,
            cards=tuple(card for card in cards if card.lane is lane and not card.dismissed),
            dismissed=tuple(card for card in cards if card.lane is lane and card.dismissed),
        )
        for lane, (title, note) in LANE_WORDS.items()
    )


def language_tag(language: str | None) -> str | None:
    """The language, where it is a well-formed tag."""
    return language if language and _LANGUAGE.match(language) else None


def _card(finding: Finding, number: int, lookup: Lookup) -> Card:
    lane = lane_of(finding)
    shown = _sides(finding, lookup)
    standing = lookup.standings.get(finding.id)
    told = tuple(decided.remarks(standing))
    return Card(
        number=number,
        id=visible(finding.id),
        tracked=visible(standing.item if standing else finding.id),
        anchor=finding_anchor(finding.id),
        lane=lane,
        question=visible(finding.question),
        severity=finding.severity,
        severity_word=SEVERITIES[finding.severity],
        symbol=SYMBOLS[finding.severity],
        kinds=", ".join(KINDS[kind] for kind in finding.kinds),
        firm=finding.agreement is Agreement.FIRM and finding.verdict is not Verdict.UNCERTAIN,
        within_article=finding.within_article,
        rules=", ".join(visible(rule) for rule in finding.rules),
        sides=shown,
        steps=steps(shown) if lane is Lane.CHANGED else (),
        remarks=(*told, *_remarks(finding, lookup), *(_unquoted(shown) if lane is Lane.CHANGED else ())),
        dismissed=lookup.dismissed(finding.id),
        review_tags=decided.tags(standing, lookup.reviews),
        decided=told,
    )


def _remarks(finding: Finding, lookup: Lookup) -> Iterator[Remark]:
    """What there is to say below the quotes: the words come first, what the model makes of them second."""
    question = lookup.questions.get(finding.question_id or "")
    graded = lane_of(finding) in (Lane.CONTRADICTIONS, Lane.POSSIBLE)
    lines = [
        ("What differs", finding.explanation),
        (f"Why {SEVERITIES[finding.severity].lower()}", finding.severity_reason if graded else ""),
        ("To settle it", finding.settle),
        ("Silent", lookup.named_all(question.silent) if question else ""),
        ("Not asked", lookup.named_all(question.unasked) if question else ""),
        *(("Same conflict", asked) for asked in finding.also),
        *(("Doubt", doubt) for doubt in finding.doubts),
    ]
    return (Remark(label, visible(text)) for label, text in lines if text)


def _unquoted(sides: Sequence[Side]) -> Iterator[Remark]:
    """The articles without words of their own, for a card that shows steps instead of sides."""
    return (Remark(f"Also {side.letter}", side.also_names) for side in sides if side.also)


def _sides(finding: Finding, lookup: Lookup) -> tuple[Side, ...]:
    last = max([len(finding.positions) - 1, *(evidence.position for evidence in finding.evidence)])
    return tuple(_side(finding, index, lookup) for index in range(last + 1))


def _side(finding: Finding, index: int, lookup: Lookup) -> Side:
    position = finding.positions[index] if index < len(finding.positions) else None
    quoted = [evidence for evidence in finding.evidence if evidence.position == index]
    claims = [lookup.claims[claim] for claim in position.claims if claim in lookup.claims] if position else []
    quoted_articles = [evidence.article for evidence in quoted]
    also = dict.fromkeys(claim.article for claim in claims if claim.article not in quoted_articles)
    return Side(
        letter=letter(index),
        says=visible(position.says) if position else "",
        backing=_backing({*quoted_articles, *also}, lookup),
        quotes=_quotes(quoted, lookup),
        also=tuple(lookup.named(article) for article in also),
    )


def letter(index: int) -> str:
    """The name of a side: A to Z, then A1, B1 and so on."""
    turn, place = divmod(index, len(ascii_uppercase))
    return ascii_uppercase[place] + (str(turn) if turn else "")


def _backing(articles: set[str], lookup: Lookup) -> str:
    """How many articles stand behind a side; and origins, where copies would make it look stronger than it is."""
    origins = lookup.origin_count(articles)
    words = count(len(articles), "article")
    return words if origins == len(articles) else f"{words}, {count(origins, 'origin')}"


def _quotes(quoted: Sequence[Evidence], lookup: Lookup) -> tuple[Quote, ...]:
    """The quotes of a side: the first of each article, then what more its articles say."""
    seen: set[str] = set()
    first: list[Quote] = []
    more: list[Quote] = []
    for evidence in quoted:
        if evidence.article not in lookup.articles:
            continue
        again = evidence.article in seen
        seen.add(evidence.article)
        (more if again else first).append(_quote(evidence, lookup, more=again))
    return (*first, *more)


def _quote(evidence: Evidence, lookup: Lookup, *, more: bool) -> Quote:
    article = lookup.articles[evidence.article]
    span = Span(start=evidence.start, end=evidence.end)
    claim = lookup.claims.get(evidence.claim or "")
    place, anchor = _place(article, span, lookup)
    published = article.published_date.value if article.published_date else article.published or ""
    inferred = article.published_date is not None and article.published_date.inferred
    siblings = lookup.siblings(article.id)
    return Quote(
        article=lookup.named(article.id),
        date=date_label(article.published_date, article.published),
        day=f"{day(published)}{' (inferred)' if inferred else ''}" if published else "no date",
        published=published,
        voice=voice_label(claim.voice if claim else None),
        place=place,
        pieces=passage(article, span, evidence.marks),
        anchor=anchor,
        language=language_tag(article.language),
        same_origin=f"shares its text with {siblings}: counts as one origin" if siblings else "",
        live=live_words(article.url, article.text, span),
        more=more,
    )


def _place(article: ReportedArticle, span: Span, lookup: Lookup) -> tuple[str, str]:
    """Where a quote stands, in words, and the anchor of its sentence (of its article, where it has no sentences)."""
    touched = sentences_at(article, span)
    if not touched:
        return "", lookup.named(article.id).anchor
    anchor = sentence_anchor(article.id, touched[0].number)
    if touched[0].placement is Placement.HEADLINE:
        return "headline", anchor
    lead = "lead, " if touched[0].placement is Placement.LEAD else ""
    return f"{lead}sentence {touched[0].number}", anchor
