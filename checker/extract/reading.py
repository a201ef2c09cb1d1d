"""The first reading: what to ask about one article, in chunks where it is long."""

from __future__ import annotations

from checker.prompting.exhibits import heading, minable, numbered
from checker.prompting.request import Request
from checker.prompting.templates import fill
from schemas.answers import ArticleClaims
from schemas.article import Article, Sentence

CHUNK_CHARS = 16_000
"""A chunk holds about this much text, so that the claims of a chunk fit an answer of ordinary length."""
OVERLAP = 4
"""Sentences that a chunk repeats from the one before it, so that a pronoun still finds its noun."""


def chunks(article: Article, limit: int = CHUNK_CHARS) -> tuple[tuple[Sentence, ...], ...]:
    """The article's sentences, without furniture, in overlapping runs of at most about ``limit`` code points."""
    runs: list[tuple[Sentence, ...]] = []
    run: list[Sentence] = []
    size = fresh = 0
    for sentence in minable(article):
        length = sentence.end - sentence.start
        if fresh and size + length > limit:
            runs.append(tuple(run))
            run = run[-OVERLAP:]
            size, fresh = sum(s.end - s.start for s in run), 0
        run.append(sentence)
        size, fresh = size + length, fresh + 1
    return (*runs, tuple(run)) if run else tuple(runs)


def requests(article: Article) -> tuple[Request[ArticleClaims], ...]:
    """The calls that read an article for the first time: one, or one a chunk."""
    runs = chunks(article)
    return tuple(
        Request(
            prompt=fill("extract", heading=heading(article), article=numbered(article, run)),
            answer=ArticleClaims,
            what=article.id if len(runs) == 1 else f"{article.id}, sentences {run[0].number} to {run[-1].number}",
        )
        for run in runs
    )
