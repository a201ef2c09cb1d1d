"""Rule QUO001: one utterance, quoted by several articles in different words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, final

from checker.compare.rules.alignment import EVERYWHERE
from checker.compare.rules.differing import Change, change
from checker.compare.rules.rule import Conflict
from checker.compare.rules.utterances import Quotation, Wording, collect, group, same_utterance
from schemas.article import Article, Span
from schemas.finding import Evidence, Kind, Position, Severity

SHOWN_WORDS = 8
"""How many words of the undisputed part name the quotation in the question."""
SHOWN_PLACES = 4
"""How many differing places a position's label shows."""

_TRANSLATED = re.compile(r"\b(?:translat\w+|interpreters?)\b", re.IGNORECASE)
_AROUND = 200
"""Code points beside a quotation within which an article may call it a translation."""
_SETTLE = (
    "Listen to the recording or read the transcript; where the words are a translation, ask for the original words "
    "and for the translator."
)


@final
class DifferentWords:
    """The same quotation in different words.

    What it does:
        Finds quotations in all articles, recognises which of them are the same utterance, and reports an utterance
        that at least two articles print in different words. One article may quote more of it than another: only what
        both quote is compared. Case, punctuation, British and American spelling, contractions, articles (a, the),
        figures and number words, the spelling of names, words in brackets and ellipses make no difference.

    Why it matters:
        Words between quotation marks are a promise: this was said, so. Two versions cannot both be it. Where a
        negation, a number or a modal verb differs, one version says what the speaker did not say.

    Example (conflict):
        One article: "We will not close the harbour before the winter storms are over," the mayor said.
        Another: "We will close the harbour before the winter storms are over," the mayor said.
        A word that reverses the sentence is missing in one of them.

    Example (no conflict):
        One article: "We won't close the harbour before the winter storms are over," the mayor said.
        Another: "We will not close the harbor before [the] winter storms are over," said the mayor.
        The same words in two styles; the bracket shows that it was added.

    Known limits:
        Two translations of one utterance are reported too; the explanation says so where an article mentions it.
        Quotations that share fewer than six words, or differ in more than a third, are not recognised as one.
        A sentence that a speaker repeats with one word changed can be taken for one utterance, unless an article
        prints both. Conflicts between what is quoted and what is paraphrased are left to other readings.
    """

    code: ClassVar[str] = "QUO001"
    name: ClassVar[str] = "the same quotation in different words"

    def examine(self, articles: Sequence[Article]) -> Iterator[Conflict]:
        """Yield a conflict for each utterance that articles quote in different words, in the order of the text."""
        quotations = [quotation for article in articles for quotation in collect(article)]
        for wordings in group(quotations):
            sides = _sides(wordings)
            if len(sides) > 1:
                yield _conflict(sides)


@dataclass(frozen=True)
class _Side:
    """The wordings of one utterance that do not contradict each other; the fullest one speaks for them."""

    wordings: tuple[Wording, ...]

    @property
    def fullest(self) -> Wording:
        return self.wordings[0]

    @property
    def articles(self) -> frozenset[str]:
        return frozenset().union(*(wording.articles for wording in self.wordings))


def _sides(wordings: Sequence[Wording]) -> tuple[_Side, ...]:
    """Divide the wordings of an utterance; the side that most articles are on comes first.

    A wording that agrees with two sides quotes nothing of what they differ in, and is on neither.
    """
    by_length = sorted(wordings, key=lambda wording: -len(wording.words))
    fullest: list[Wording] = []
    for wording in by_length:
        if all(_contested(wording, other) for other in fullest):
            fullest.append(wording)
    members: list[list[Wording]] = [[wording] for wording in fullest]
    for wording in by_length:
        agreeing = [index for index, other in enumerate(fullest) if _agree(wording, other)]
        if wording not in fullest and len(agreeing) == 1:
            members[agreeing[0]].append(wording)
    sides = sorted((_Side(tuple(group)) for group in members), key=lambda side: -len(side.articles))
    return tuple(sides) if len(frozenset().union(*(side.articles for side in sides))) > 1 else ()


def _agree(one: Wording, other: Wording) -> bool:
    alignment = same_utterance(one, other)
    return alignment is not None and not alignment.differences


def _contested(wording: Wording, other: Wording) -> tuple[range, ...]:
    """The places of a wording, as ranges of word indexes, that read differently in another."""
    alignment = same_utterance(wording, other)
    return tuple(difference.first for difference in alignment.differences) if alignment else ()
