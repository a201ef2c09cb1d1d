"""Identity: which finding of a run is which finding of the runs before.

Never by offsets, order or a model's prose alone. A finding is known again by the words that it rests on: those of at
least two of its articles (of its one, within an article) are the same or nearly so, and the family of its kind or its
question agrees. Where the words differ too much, by its articles and its question. The closest pairs go first, each
finding and each tracked one once. An id is fixed when a finding is first seen, and kept whatever changes later.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio, token_sort_ratio
from rapidfuzz.process import extract

from checker.review.articles import Shelf
from schemas.finding import Finding, Kind
from schemas.report import Report
from schemas.review import SeenQuote, Snapshot

ALGORITHM = 1
"""Version of this matching. Tracked findings keep the id that an older version gave them."""

LIKE = 70.0
"""Two quotes are the same words, perhaps edited, from this likeness (0 to 100) on."""
ASKED_ALIKE = 60.0
"""Two questions may ask the same from this likeness on; it has to be borne out by the words."""
ASKED_THE_SAME = 85.0
"""Two questions ask the same from this likeness on, whatever words are quoted."""

NEAREST = 20
"""Findings that are compared with a tracked one where none has its very words."""

_FAMILIES = {
    Kind.NUMERIC: "value",
    Kind.TEMPORAL: "value",
    Kind.QUOTATION: "words",
}


@dataclass(frozen=True)
class Known:
    """What a run's findings are: which tracked one each is, and which tracked ones the run should have had."""

    items: Mapping[str, str]
    """Finding id -> id of the tracked finding that it is. A finding that nobody has seen before is not in it."""
    absent: tuple[str, ...]
    """Tracked findings whose articles the run read, and which it does not have."""


def snapshot(finding: Finding, shelf: Shelf) -> Snapshot:
    """What is kept of a finding."""
    return Snapshot(
        finding=finding.id,
        question=finding.question,
        verdict=finding.verdict,
        agreement=finding.agreement,
        severity=finding.severity,
        kinds=finding.kinds,
        rules=finding.rules,
        quotes=tuple(
            SeenQuote(article=shelf.keys[each.article], quote=each.quote, side=each.position)
            for each in finding.evidence
        ),
    )


def evidence_digest(quotes: Iterable[SeenQuote]) -> str:
    """SHA-256 of the words alone: not of their order, of their sides, or of what their articles are called."""
    return hashlib.sha256("\0".join(sorted({plain(each.quote) for each in quotes})).encode()).hexdigest()


def plain(words: str) -> str:
    """Words as they are compared: without case, every run of white space one space."""
    return " ".join(words.split()).casefold()


def changed_words(quotes: Sequence[SeenQuote], report: Report, shelf: Shelf) -> tuple[str, ...]:
    """The quotes that no longer stand in their articles. An article that the run does not have changes nothing."""
    texts = {article.id: plain(article.text) for article in report.articles}
    found = ((each, shelf.find(each.article)) for each in quotes)
    return tuple(each.quote for each, article in found if article and plain(each.quote) not in texts[article])


def recognise(report: Report, tracked: Mapping[str, Snapshot], shelf: Shelf) -> Known:
    """Match the findings of a report with the tracked ones.

    Args:
        report: the run.
        tracked: id -> the finding as it was last seen.
        shelf: the report's articles.
    """
    ours = {finding.id: _Face.of(snapshot(finding, shelf), shelf) for finding in report.findings}
    theirs = {item: face for item, seen in tracked.items() if (face := _Face.of(seen, shelf)).words}
    pairs = sorted(_pairs(ours, theirs), reverse=True)
    items: dict[str, str] = {}
    taken: set[str] = set()
    for *_, finding, item in pairs:
        if finding not in items and item not in taken:
            items[finding] = item
            taken.add(item)
    absent = tuple(item for item, face in theirs.items() if item not in taken and face.whole)
    return Known(items, absent)


@dataclass(frozen=True)
class _Face:
    """A finding as it is compared."""

    words: Mapping[str, frozenset[str]]
    """Article id in this run -> the plain words that the finding rests on there."""
    question: str
    family: str
    rules: frozenset[str]
    whole: bool
    """Whether this run has all articles that the finding rests on."""

    @classmethod
    def of(cls, seen: Snapshot, shelf: Shelf) -> _Face:
        words: dict[str, set[str]] = {}
        placed = [(shelf.find(each.article), plain(each.quote)) for each in seen.quotes]
        for article, quote in placed:
            if article is not None:
                words.setdefault(article, set()).add(quote)
        return cls(
            words={article: frozenset(quotes) for article, quotes in words.items()},
            question=plain(seen.question),
            family=_FAMILIES.get(seen.kinds[0], "account") if seen.kinds else "account",
            rules=frozenset(seen.rules),
            whole=all(article is not None for article, _ in placed),
        )

    @property
    def needed(self) -> int:
        """In how many articles its words have to be found again."""
        return min(2, len(self.words))


def _pairs(ours: Mapping[str, _Face], theirs: Mapping[str, _Face]) -> Iterator[tuple[int, int, int, float, str, str]]:
    """Findings and tracked ones that may be the same, the more alike the greater."""
    exact: dict[tuple[str, str], list[str]] = {}
    by_articles: dict[frozenset[str], list[str]] = {}
    for finding, face in ours.items():
        by_articles.setdefault(frozenset(face.words), []).append(finding)
        for article, quotes in face.words.items():
            for quote in quotes:
                exact.setdefault((article, quote), []).append(finding)
    for item, face in theirs.items():
        sharing = {
            finding
            for article, quotes in face.words.items()
            for quote in quotes
            for finding in exact.get((article, quote), ())
        }
        for finding in sharing or _asked_nearest(face, ours, by_articles):
            pair = _alike(ours[finding], face)
            if pair:
                yield (*pair, finding, item)


def _asked_nearest(
    face: _Face, ours: Mapping[str, _Face], by_articles: Mapping[frozenset[str], Sequence[str]]
) -> list[str]:
    """Where no finding has the very words: those on the same articles that ask the most alike."""
    near = [
        finding
        for articles, those in by_articles.items()
        if len(articles & face.words.keys()) >= face.needed
        for finding in those
    ]
    questions = {finding: ours[finding].question for finding in near}
    return [finding for *_, finding in extract(face.question, questions, scorer=token_sort_ratio, limit=NEAREST)]


def _alike(one: _Face, other: _Face) -> tuple[int, int, int, float] | None:
    common = one.words.keys() & other.words.keys()
    needed = min(one.needed, other.needed)
    if len(common) < needed:
        return None
    equal = sum(bool(one.words[article] & other.words[article]) for article in common)
    like = sum(_like(one.words[article], other.words[article]) for article in common)
    asked = token_sort_ratio(one.question, other.question)
    kin = bool(one.rules & other.rules) or one.family == other.family
    if like >= needed and (kin or asked >= ASKED_ALIKE):
        return (2 if kin else 1, equal, like, asked)
    return (0, equal, like, asked) if asked >= ASKED_THE_SAME else None


def _like(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one & other) or any(ratio(a, b, score_cutoff=LIKE) for a in one for b in other)
