"""Sittings: how the articles of a story are divided among the calls that read them.

Articles that are read together are compared by whoever reads them, which finds nearly everything at a fraction of the
tokens that reading each alone takes; but attention is finite, so that a large story is read in several sittings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checker.prompting.exhibits import minable
from schemas.article import Article, Sentence

SITTING_ARTICLES = 8
SITTING_CHARS = 40_000
"""A sitting reads at most this many articles, and about this much text."""
OVERLAP = 4
"""Sentences that a part of a long article repeats from the part before it, so that a pronoun still finds its noun."""


@dataclass(frozen=True)
class Part:
    """An article, or a run of sentences of a long one, as one sitting reads it."""

    article: Article
    sentences: tuple[Sentence, ...]

    @property
    def size(self) -> int:
        """Its length in code points."""
        return sum(sentence.end - sentence.start for sentence in self.sentences)


@dataclass(frozen=True)
class Sitting:
    """What one call reads."""

    parts: tuple[Part, ...]

    @property
    def articles(self) -> tuple[str, ...]:
        """Ids of the articles that are read, or read in part."""
        return tuple(part.article.id for part in self.parts)


def sittings(
    articles: Sequence[Article], *, most: int = SITTING_ARTICLES, chars: int = SITTING_CHARS
) -> tuple[Sitting, ...]:
    """The articles in sittings, in their order; one more article at the end changes none but the last of them.

    An article that is longer than a sitting is read in parts that overlap. One without a sentence to read is left out.
    """
    rows: list[list[Part]] = []
    for part in (part for article in articles for part in _parts(article, chars)):
        row = rows[-1] if rows else []
        full = len(row) >= most or sum(each.size for each in row) + part.size > chars
        if not row or full or any(each.article.id == part.article.id for each in row):
            rows.append([])
        rows[-1].append(part)
    return tuple(Sitting(tuple(row)) for row in rows)


def halves(sitting: Sitting) -> tuple[Sitting, ...]:
    """A sitting in two, for when it was too much for one call; nothing where it cannot be divided further."""
    middle = len(sitting.parts) // 2
    return (Sitting(sitting.parts[:middle]), Sitting(sitting.parts[middle:])) if middle else ()


def _parts(article: Article, limit: int) -> list[Part]:
    runs: list[Part] = []
    run: list[Sentence] = []
    size = fresh = 0
    for sentence in minable(article):
        length = sentence.end - sentence.start
        if fresh and size + length > limit:
            runs.append(Part(article, tuple(run)))
            run = run[-OVERLAP:]
            size, fresh = sum(s.end - s.start for s in run), 0
        run.append(sentence)
        size, fresh = size + length, fresh + 1
    return [*runs, Part(article, tuple(run))] if run else runs
