"""Sittings: how the articles of a story are divided among the calls that read them.

Articles that are read together are compared by whoever reads them, which finds nearly everything at a fraction of the
tokens that reading each alone takes; but attention is finite, so that a large story is read in several sittings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from checker.prompting.exhibits import minable
from schemas.article import Article, Sentence

SITTING_ARTICLES = 8
SITTING_CHARS = 40_000
"""A sitting reads at most this many articles, and about this much text."""
MOST_READ = 200_000
"""Code points of one article that are read, about 50,000 tokens: no report is longer, and every call is paid for."""
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
    articles: Sequence[Article],
    *,
    most: int = SITTING_ARTICLES,
    chars: int = SITTING_CHARS,
    to_read: Callable[[Article], Sequence[Sentence]] = minable,
) -> tuple[Sitting, ...]:
    """The articles in sittings, in their order; one more article at the end changes none but the last of them.

    An article that is longer than a sitting is read in parts that overlap, and only as far as ``MOST_READ``. One
    without a sentence to read is left out.

    Args:
        articles: the story.
        most: articles in one sitting, at most.
        chars: code points of text in one sitting, about.
        to_read: the sentences of an article that have to be read.
    """
    rows: list[list[Part]] = []
    for part in (part for article in articles for part in _parts(article, _affordable(to_read(article)), chars)):
        row = rows[-1] if rows else []
        full = len(row) >= most or sum(each.size for each in row) + part.size > chars
        if not row or full or any(each.article.id == part.article.id for each in row):
            rows.append([])
        rows[-1].append(part)
    return tuple(Sitting(tuple(row)) for row in rows)


def _affordable(sentences: Iterable[Sentence]) -> list[Sentence]:
    rows = list(sentences)
    ends = accumulate(row.end - row.start for row in rows)
    return rows[: sum(end <= MOST_READ for end in ends)]


def left_unread(
    planned: Iterable[Sitting], articles: Iterable[Article], to_read: Callable[[Article], Sequence[Sentence]] = minable
) -> dict[str, int]:
    """How many sentences of an article no sitting reads, because it is too long; by the ids of such articles."""
    read = [(part.article.id, part.sentences[-1].number) for sitting in planned for part in sitting.parts]
    last = dict(sorted(read, key=lambda each: each[1]))
    left = {a.id: sum(row.number > last.get(a.id, 0) for row in to_read(a)) for a in articles}
    return {article: sentences for article, sentences in left.items() if sentences}


def halves(sitting: Sitting) -> tuple[Sitting, ...]:
    """A sitting in two, for when it was too much for one call; nothing where it cannot be divided further."""
    middle = len(sitting.parts) // 2
    return (Sitting(sitting.parts[:middle]), Sitting(sitting.parts[middle:])) if middle else ()


def _parts(article: Article, sentences: Iterable[Sentence], limit: int) -> list[Part]:
    runs: list[Part] = []
    run: list[Sentence] = []
    size = fresh = 0
    for sentence in sentences:
        length = sentence.end - sentence.start
        if fresh and size + length > limit:
            runs.append(Part(article, tuple(run)))
            run = run[-OVERLAP:]
            size, fresh = sum(s.end - s.start for s in run), 0
        run.append(sentence)
        size, fresh = size + length, fresh + 1
    return [*runs, Part(article, tuple(run))] if run else runs
