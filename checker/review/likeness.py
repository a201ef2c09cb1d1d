"""Likeness: how a finding and a tracked one are compared, by the words that they rest on, their kinds and questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio, token_sort_ratio

from checker.review.articles import Shelf, plain, stand_in
from schemas.finding import Kind
from schemas.review import SeenQuote, Snapshot

LIKE = 70.0
"""Words that no longer stand in their article may have been edited into others from this likeness (0 to 100) on."""
KIN = 20.0
"""What the same family counts for, where the same words count for 100 and the same question does."""
ASKED_ALIKE = 60.0
"""Two questions may ask the same from this likeness on; it has to be borne out by the words."""

_FAMILIES = {
    Kind.NUMERIC: "value",
    Kind.TEMPORAL: "value",
    Kind.QUOTATION: "words",
}

_LIGHT = frozenset({"a", "an", "the", "of", "in", "on", "at", "to", "for", "by", "is", "are", "was", "were"})
"""Words that may differ between two questions that ask the same."""
_POINTS = "?!.,;:\"'“”‘’()"

Alike = Callable[[str, str, bool], bool]
"""Whether words of a tracked finding are those of another, and whether they are gone from their article."""


@dataclass(frozen=True)
class Face:
    """The words that a finding rests on, as they are compared."""

    words: Mapping[str, frozenset[str]]
    """Article id in this run -> the plain words there."""
    gone: frozenset[tuple[str, str]]
    """Those of them that no longer stand in their article."""
    missing: int
    """How many of its articles the run does not have; none for a finding of the run."""

    @classmethod
    def of(cls, quotes: Sequence[SeenQuote], shelf: Shelf) -> Face:
        """The face of words, as far as a run has their articles."""
        words: dict[str, set[str]] = {}
        for each in quotes:
            name = shelf.find(each.article)
            if name is not None:
                words.setdefault(name, set()).add(plain(each.quote))
        placed = {(name, quote) for name, those in words.items() for quote in those}
        gone = frozenset((name, quote) for name, quote in placed if not shelf.holds(name, quote))
        return cls(
            words={name: frozenset(those) for name, those in words.items()},
            gone=gone,
            missing=sum(shelf.find(keys) is None for keys in {each.article for each in quotes}),
        )

    @property
    def within(self) -> bool:
        """Whether it is about one article."""
        return len(self.words) + self.missing == 1

    @property
    def found(self) -> int:
        """How many hits there can be."""
        return sum(map(len, self.words.values())) if self.within else len(self.words)

    @property
    def needed(self) -> int:
        """How many hits make it the same: two articles; within one, two quotes, or its only one."""
        return min(2, self.found) if self.within else 2

    def hits(self, other: Face, alike: Alike) -> int:
        """In how many of its articles another face has words that are alike; within one, for how many quotes."""
        hit = [
            name
            for name in self.words.keys() & other.words.keys()
            for quote in self.words[name]
            if any(alike(quote, theirs, (name, quote) in self.gone) for theirs in other.words[name])
        ]
        return len(hit) if self.within else len(set(hit))

    def shared(self, other: Face) -> float:
        """The share of the words of both that both have (Jaccard's index), 0 to 1."""
        ours, theirs = self._placed(), other._placed()
        return len(ours & theirs) / len(ours | theirs) if ours or theirs else 0.0

    def _placed(self) -> set[tuple[str, str]]:
        return {(name, quote) for name, quotes in self.words.items() for quote in quotes}


@dataclass(frozen=True)
class Traits:
    """A finding as it is compared."""

    face: Face
    question: str
    family: str
    rules: frozenset[str]

    @classmethod
    def of(cls, seen: Snapshot, shelf: Shelf) -> Traits:
        """The traits of a finding, as far as a run has its articles."""
        return cls(
            face=Face.of(seen.quotes, shelf),
            question=plain(seen.question),
            family=_FAMILIES.get(seen.kinds[0], "account") if seen.kinds else "account",
            rules=frozenset(seen.rules),
        )

    def features(self) -> set[tuple[str, str]]:
        """By what it is looked up: its quotes, their words and those of its question, in each of its articles."""
        return {
            (name, word)
            for name, quotes in self.face.words.items()
            for words in (*quotes, self.question)
            for word in (words, *words.split())
        }


def alike(one: Traits, tracked: Traits) -> tuple[int, float] | None:
    """How alike a finding is to a tracked one, the more the greater; None where it is another.

    Words come first, a question of the same words second. Among findings on much the same words, what they share of
    them, the question and the family decide together: each alone is weak.
    """
    face = tracked.face
    asked = token_sort_ratio(one.question, tracked.question)
    kin = bool(one.rules & tracked.rules) or one.family == tracked.family
    close = 100 * face.shared(one.face) + asked + (KIN if kin else 0)
    if (kin or asked >= ASKED_ALIKE) and face.hits(one.face, _like) >= face.needed:
        return (1, close)
    common = len(face.words.keys() & one.face.words.keys())
    asked_for = _content(tracked.question)
    if common >= (1 if face.within else 2) and asked_for and _content(one.question) == asked_for:
        return (0, close)
    return None


def touch(words: str, other: str, _: bool = False) -> bool:
    """Whether words are part of other words, or hold them: a phrase and its sentence."""
    return stand_in(words, other) or stand_in(other, words)


def _like(words: str, other: str, gone: bool) -> bool:
    # A sentence that still stands was not edited into another one, however much that is like it.
    return touch(words, other) or (gone and ratio(words, other) >= LIKE)


def _content(question: str) -> Counter[str]:
    """The words of a question that say what is asked. "When" and "where", "2022" and "2023" are worlds apart."""
    words = (word.strip(_POINTS) for word in question.split())
    return Counter(word for word in words if word and word not in _LIGHT)
