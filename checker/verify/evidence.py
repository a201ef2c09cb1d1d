"""Evidence: the verbatim words behind each side of a finding, copied by code from the stored text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from schemas.article import Article, Placement, Sentence, Span
from schemas.claim import Claim
from schemas.finding import Evidence, Position, Severity

QUOTES_PER_SIDE = 2
"""Quotes that one article gives to one side: more would not convince anybody."""

_WEIGHT = {
    Severity.CRITICAL: "printing the wrong side would make the central fact of the story wrong",
    Severity.MAJOR: "printing the wrong side would call for a published correction",
    Severity.MINOR: "a detail: printing the wrong side would be mended without a note",
}


def gather(
    positions: Sequence[Position], claims: Mapping[str, Claim], articles: Mapping[str, Article]
) -> tuple[Evidence, ...]:
    """The words behind every position, the clearest claim of each first, no stretch of text twice on one side."""
    found: list[Evidence] = []
    for index, position in enumerate(positions):
        side: dict[tuple[str, int], Evidence] = {}
        for claim in (claims[claim] for claim in position.claims):
            evidence = _quote(articles[claim.article], claim, index)
            place = (evidence.article, evidence.start)
            if place in side:
                side[place] = _marked(side[place], evidence.marks)
            elif sum(article == claim.article for article, _ in side) < QUOTES_PER_SIDE:
                side[place] = evidence
        found += side.values()
    return tuple(found)


def _marked(evidence: Evidence, marks: tuple[Span, ...]) -> Evidence:
    """The same words with further marks, in the order of the text."""
    together = sorted({*evidence.marks, *marks}, key=lambda span: (span.start, span.end))
    return evidence.model_copy(update={"marks": tuple(together)})


def main_sentence(article: Article, claim: Claim) -> Sentence:
    """The sentence that best shows a claim: the one in which its highlighted words stand, else its first."""
    rows = [article.sentences[number - 1] for number in claim.sentences]
    return next((row for row in rows if claim.highlight and row.span.overlaps(claim.highlight)), rows[0])


def _quote(article: Article, claim: Claim, position: int) -> Evidence:
    span = main_sentence(article, claim).span
    return Evidence(
        article=article.id,
        quote=article.words(span),
        start=span.start,
        end=span.end,
        position=position,
        claim=claim.id,
        marks=(claim.highlight,) if claim.highlight and span.overlaps(claim.highlight) else (),
    )


def weight(severity: Severity, claims: Iterable[Claim], articles: Mapping[str, Article]) -> str:
    """Why a finding has its severity, and what makes it stand out."""
    loud = [c.article for c in claims if c.placement in (Placement.HEADLINE, Placement.LEAD)]
    names = list(dict.fromkeys(articles[a].outlet or a for a in loud))
    stands = f"; it stands in the headline or lead of {', '.join(names)}" if names else ""
    return _WEIGHT[severity] + stands


def finding_id(evidence: Iterable[Evidence]) -> str:
    """A name for a finding that depends on its words alone: not on offsets, order, or a model's prose."""
    words = sorted({(e.article, " ".join(e.quote.split()).casefold()) for e in evidence})
    return hashlib.sha256(repr(words).encode()).hexdigest()[:10]
