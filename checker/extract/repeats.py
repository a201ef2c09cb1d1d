"""Repeats: what an article has word for word from another of its origin is read there, once.

A third of all stories are reprints. A reprint is no second source, so a second reading of its words is worth nothing;
but a reprint in which one number was changed is among the best findings there are. So only sentences that are equal
are left out, and only in an article that mostly repeats another; every other sentence is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from checker.prompting.exhibits import minable, one_line
from schemas.article import Article, Origin, Placement, Sentence

MOSTLY = 0.5
"""From this share of repeated sentences on, an article counts as a reprint."""
LEAST_WORDS = 4
"""Shorter sentences are equal by chance."""

Place = tuple[str, int]
"""An article's id, and the number of a sentence in it."""


@dataclass(frozen=True)
class Repeats:
    """Which sentences stand word for word in an earlier article of the same origin."""

    first: Mapping[Place, Place] = field(default_factory=dict)
    """A repeated sentence -> where it stands first."""
    again: Mapping[Place, tuple[Place, ...]] = field(default_factory=dict)
    """Where it stands first -> everywhere else."""
    reprints: Mapping[str, str] = field(default_factory=dict)
    """The id of an article that is not read whole -> the id of the one that it mostly repeats."""

    def fresh(self, article: Article) -> tuple[Sentence, ...]:
        """The sentences of an article that have to be read: what it says for the first time, each with the one before.

        The sentence before is shown so that a pronoun finds its noun.
        """
        rows = minable(article)
        if article.id not in self.reprints:
            return rows
        new = [(article.id, row.number) not in self.first for row in rows]
        return tuple(row for at, row in enumerate(rows) if new[at] or any(new[at + 1 : at + 2]))


NONE = Repeats()
"""No article repeats another."""


def find_repeats(articles: Sequence[Article], origins: Iterable[Origin]) -> Repeats:
    """Find the reprints among the articles, and what they repeat.

    Args:
        articles: the story, in the order in which it is read: what stands in several is read in the first.
        origins: which of them copy one another.
    """
    first: dict[Place, Place] = {}
    reprints: dict[str, str] = {}
    for origin in origins:
        members = set(origin.articles)
        group = [article for article in articles if article.id in members]
        if len(group) > 1:
            _within(group, first, reprints)
    again: dict[Place, list[Place]] = defaultdict(list)
    for place, home in first.items():
        again[home].append(place)
    return Repeats(first, {home: tuple(places) for home, places in again.items()}, reprints)


def _within(group: Sequence[Article], first: dict[Place, Place], reprints: dict[str, str]) -> None:
    """Add what the articles of one origin repeat of those before them."""
    homes: dict[tuple[str, Placement], Place] = {}
    for article in group:
        rows = minable(article)
        found = {row.number: homes[key] for row in rows if (key := _key(article, row)) in homes}
        if rows and len(found) >= MOSTLY * len(rows):
            first.update({(article.id, number): home for number, home in found.items()})
            sources = [home[0] for home in found.values()]
            reprints[article.id] = max(dict.fromkeys(sources), key=sources.count)
        for row in rows:
            key = _key(article, row)
            if len(key[0].split()) >= LEAST_WORDS:
                homes.setdefault(key, (article.id, row.number))


def _key(article: Article, row: Sentence) -> tuple[str, Placement]:
    """What makes two sentences the same: a headline and a sentence of the text are not."""
    return one_line(article.words(row)), row.placement
