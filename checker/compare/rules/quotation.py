"""Rule QUO001: one utterance, quoted by several articles in different words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import ClassVar, final

from checker.compare.rules.alignment import EVERYWHERE
from checker.compare.rules.changes import kinds_of_change
from checker.compare.rules.rule import Conflict
from checker.compare.rules.utterances import Quotation, Wording, collect, group, same_utterance
from checker.compare.rules.wording import Word
from schemas.article import Article, Span
from schemas.finding import Evidence, Kind, Position, Severity

SHOWN_WORDS = 8
"""How many words of the undisputed part name the quotation in the question."""
SHOWN_PLACES = 4
"""How many differing places a position's label shows."""

_TRANSLATED = re.compile(r"\b(?:translat\w+|interpreters?)\b", re.IGNORECASE)
_AROUND = 200
"""Code points beside a quotation within which an article may call it a translation."""
_STEM = 4
"""Letters that forms of one word have in common at least."""
_SETTLE = (
    "Listen to the recording or read the transcript; where the words are a translation, ask for the original words "
    "and for the translator."
)


@final
class DifferentWords:
    """One utterance, printed between quotation marks by several articles, and not in the same words.

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
    def quotations(self) -> tuple[Quotation, ...]:
        return tuple(quotation for wording in self.wordings for quotation in wording.quotations)

    @property
    def articles(self) -> frozenset[str]:
        return frozenset(quotation.article.id for quotation in self.quotations)


def _sides(wordings: Sequence[Wording]) -> tuple[_Side, ...]:
    """Divide the wordings of an utterance; the side that most articles are on comes first.

    A wording that agrees with two sides, or differs from none, quotes nothing of what is disputed: it is on no side.
    """
    by_length = sorted(wordings, key=lambda wording: -len(wording.words))
    fullest: list[Wording] = []
    for wording in by_length:
        if all(_contested(wording, other) for other in fullest):
            fullest.append(wording)
    members: list[list[Wording]] = [[] for _ in fullest]
    for wording in by_length:
        agreeing = [index for index, other in enumerate(fullest) if _agree(wording, other)]
        if len(agreeing) == 1 and any(_contested(wording, other) for other in fullest):
            members[agreeing[0]].append(wording)
    sides = sorted((_Side(tuple(group)) for group in members if group), key=lambda side: -len(side.articles))
    return tuple(sides) if len(frozenset().union(*(side.articles for side in sides))) > 1 else ()


def _agree(one: Wording, other: Wording) -> bool:
    alignment = same_utterance(one, other)
    return alignment is not None and not alignment.differences


def _contested(wording: Wording, other: Wording) -> tuple[range, ...]:
    """The places of a wording, as ranges of word indexes, that read differently in another."""
    alignment = same_utterance(wording, other)
    return tuple(difference.first for difference in alignment.differences) if alignment else ()


def _conflict(sides: Sequence[_Side]) -> Conflict:
    kinds = _kinds(sides)
    return Conflict(
        rule=DifferentWords.code,
        question=f"What were the exact words of the quotation around “{_undisputed(sides)}”?",
        question_id=None,
        kinds=(Kind.QUOTATION, *kinds),
        severity=Severity.MAJOR if kinds else Severity.MINOR,
        severity_reason=_severity_reason(kinds),
        explanation=_explanation(sides),
        positions=tuple(Position(says=_label(sides, index)) for index in range(len(sides))),
        evidence=tuple(_evidence(sides)),
        settle=_SETTLE,
        doubt="" if kinds else _doubt(sides),
    )


def _changes(sides: Sequence[_Side]) -> Iterator[tuple[Sequence[Word], Sequence[Word]]]:
    """The differing words of every two sides, place by place."""
    for side, other in combinations(sides, 2):
        alignment = same_utterance(side.fullest, other.fullest)
        for place in alignment.differences if alignment else ():
            yield (
                side.fullest.words[place.first.start : place.first.stop],
                other.fullest.words[place.second.start : place.second.stop],
            )


def _kinds(sides: Sequence[_Side]) -> tuple[Kind, ...]:
    found = {kind for one, other in _changes(sides) for kind in kinds_of_change(one, other)}
    return tuple(kind for kind in Kind if kind in found)


def _doubt(sides: Sequence[_Side]) -> str:
    """Why the versions may say the same all the same. Code sees that words differ, and not what that matters."""
    forms_only = all(
        len(one) == len(other) and all(_stem(a) == _stem(b) for a, b in zip(one, other, strict=True))
        for one, other in _changes(sides)
    )
    if forms_only:
        return "Only the form of a word differs: this may be a misprint."
    if any(_is_translation(quotation) for side in sides for quotation in side.quotations):
        return "An article says that the words were translated: these may be two translations of the same words."
    return "Only words differ, not a negation, a number, or how sure it is: the sense may be the same."


def _stem(word: Word) -> str:
    return word.key[:_STEM]


def _severity_reason(kinds: Sequence[Kind]) -> str:
    names = {Kind.NEGATION: "a negation", Kind.NUMERIC: "a number", Kind.MODALITY: "how sure or binding they are"}
    if not kinds:
        return "The quoted words differ, but not in a negation, in a number, or in how sure or binding they are."
    return f"The versions differ in {' and in '.join(names[kind] for kind in kinds)}, which changes what was said."


def _explanation(sides: Sequence[_Side]) -> str:
    told = "; ".join(
        f"{_label(sides, index)} ({', '.join(_outlets(side.quotations))})" for index, side in enumerate(sides)
    )
    translated = _outlets(quotation for side in sides for quotation in side.quotations if _is_translation(quotation))
    note = f"; {' and '.join(translated)} mention{'s' * (len(translated) == 1)} a translation" if translated else ""
    return f"The articles print the same utterance in different words: {told}{note}."


def _outlets(quotations: Iterable[Quotation]) -> list[str]:
    """The outlets, or where unknown the articles, that quote so; each once, in order."""
    return list(dict.fromkeys(quotation.article.outlet or quotation.article.id for quotation in quotations))


def _is_translation(quotation: Quotation) -> bool:
    around = quotation.article.text[max(0, quotation.span.start - _AROUND) : quotation.span.end + _AROUND]
    return _TRANSLATED.search(around) is not None


def _undisputed(sides: Sequence[_Side]) -> str:
    """Some words in a row that two sides have in common, as the first prints them."""
    alignment = same_utterance(sides[0].fullest, sides[1].fullest)
    words = sides[0].fullest.words
    shared = alignment.shared.first if alignment else range(len(words))
    run = words[shared.start : shared.stop][:SHOWN_WORDS]
    return sides[0].fullest.quotations[0].article.text[run[0].start : run[-1].end]


def _disputed(wording: Wording, others: Iterable[_Side]) -> tuple[range, ...]:
    """The places where a wording reads differently from any of the other sides, in order, each once."""
    places = {place for side in others for place in _contested(wording, side.fullest)}
    return tuple(sorted(places, key=lambda place: (place.start, place.stop)))


def _label(sides: Sequence[_Side], index: int) -> str:
    """The differing words of a side in their context: “hot phase … need to take”."""
    wording = sides[index].fullest
    text, words = wording.quotations[0].article.text, wording.words
    others = [side for number, side in enumerate(sides) if number != index]
    shown: list[range] = []
    for place in _disputed(wording, others):
        start, stop = _with_context(words, place)
        if shown and start <= shown[-1].stop:
            shown[-1] = range(shown[-1].start, max(stop, shown[-1].stop))
        else:
            shown.append(range(start, stop))
    labels = [text[words[run.start].start : words[run.stop - 1].end] for run in shown[:SHOWN_PLACES]]
    return f"“{' … '.join(' '.join(label.split()) for label in labels)}{' …' * (len(shown) > SHOWN_PLACES)}”"


def _with_context(words: Sequence[Word], place: range) -> tuple[int, int]:
    """The place and the telling words beside it; where there are none, its neighbours whatever they are."""
    before, after = max(0, place.start - 1), min(len(words), place.stop + 1)
    start = before if words[before].key not in EVERYWHERE else place.start
    stop = after if words[after - 1].key not in EVERYWHERE else place.stop
    return (start, stop) if stop - start > len(place) > 0 else (max(0, place.start - 2), after)


def _evidence(sides: Sequence[_Side]) -> Iterator[Evidence]:
    """The fullest quotation of each article on each side, with the differing words marked."""
    for index, side in enumerate(sides):
        others = [other for other in sides if other is not side]
        seen: set[str] = set()
        for wording in side.wordings:
            places = [place for place in _disputed(wording, others) if place]
            for quotation in wording.quotations:
                if quotation.article.id not in seen:
                    seen.add(quotation.article.id)
                    yield _shown(quotation, places, position=index)


def _shown(quotation: Quotation, places: Iterable[range], *, position: int) -> Evidence:
    span, words = quotation.span, quotation.words
    return Evidence(
        article=quotation.article.id,
        quote=quotation.article.words(span),
        start=span.start,
        end=span.end,
        position=position,
        marks=tuple(Span(start=words[place.start].start, end=words[place.stop - 1].end) for place in places),
    )
