"""Passages: a quote in the sentences around it, cut into pieces by how strongly they are marked."""

from __future__ import annotations

from collections.abc import Iterable

from checker.report.finding_view import Piece, Tone
from checker.report.lookup import sentences_at
from checker.report.visible import visible
from schemas.article import Placement, Sentence, Span
from schemas.report import ReportedArticle

_NEIGHBOUR = 180
"""Code points of a neighbouring sentence that are shown: it is there to orient, not to be read."""


def passage(article: ReportedArticle, quote: Span, marks: Iterable[Span] = ()) -> tuple[Piece, ...]:
    """The quote in its context.

    The context is what remains of the sentences that the quote touches; a quote that fills its sentences gets the
    one before and the one after. Offsets are in code points of the article's text.
    """
    touched, tone = sentences_at(article, quote), Tone.CONTEXT
    start = min([quote.start, *(sentence.start for sentence in touched)])
    end = max([quote.end, *(sentence.end for sentence in touched)])
    before, after = article.text[start : quote.start], article.text[quote.end : end]
    if touched and not before.strip() and not after.strip():
        (before, after), tone = _neighbours(article, touched), Tone.NEIGHBOUR
    elif not touched:
        (before, after), tone = _window(article.text, quote), Tone.NEIGHBOUR
    return _shown([(before, tone), *_quote_pieces(article.text, quote, marks), (after, tone)])


def _quote_pieces(text: str, quote: Span, marks: Iterable[Span]) -> list[tuple[str, Tone]]:
    pieces, at = [], quote.start
    for mark in sorted(marks, key=lambda mark: mark.start):
        start, end = max(mark.start, at), min(mark.end, quote.end)
        if start < end:
            pieces += [(text[at:start], Tone.QUOTE), (text[start:end], Tone.DIFFERS)]
            at = end
    return [*pieces, (text[at : quote.end], Tone.QUOTE)]


def _neighbours(article: ReportedArticle, touched: tuple[Sentence, ...]) -> tuple[str, str]:
    """The end of the sentence before and the beginning of the one after, where they are part of the report's prose."""
    if touched[0].placement is Placement.HEADLINE:
        return "", ""
    first, last = touched[0].number, touched[-1].number
    prose = {
        s.number: article.text[s.start : s.end].strip()
        for s in article.sentences[max(first - 2, 0) : last + 1]
        if _prose(s)
    }
    before, after = prose.get(first - 1, ""), prose.get(last + 1, "")
    return _tail(before) + " " if before else "", " " + _head(after) if after else ""


def _prose(sentence: Sentence) -> bool:
    return sentence.placement in (Placement.LEAD, Placement.BODY)


def _window(text: str, quote: Span) -> tuple[str, str]:
    """What surrounds a quote in an article without sentences."""
    before, after = text[: quote.start][-_NEIGHBOUR - 1 :], text[quote.end :][: _NEIGHBOUR + 1]
    return _tail(before), _head(after)


def _tail(text: str) -> str:
    return text if len(text) <= _NEIGHBOUR else "…" + text[-_NEIGHBOUR:].partition(" ")[2]


def _head(text: str) -> str:
    return text if len(text) <= _NEIGHBOUR else text[:_NEIGHBOUR].rpartition(" ")[0] + "…"


def _shown(pieces: list[tuple[str, Tone]]) -> tuple[Piece, ...]:
    return tuple(Piece(text=visible(text), tone=tone) for text, tone in pieces if text)
