"""Identity: which finding of a run is which finding of the runs before.

Never by offsets, order or a model's prose alone. A finding is known again by the words that it rests on: those of at
least two of its articles (within an article: two of its quotes) are the same or edited, and the family of its kind or
its question agrees. Where the words differ too much, by its articles and a question of the same words. The closest
pairs go first, each finding and each tracked one once. An id is fixed when a finding is first seen, and kept.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import islice

from checker.review.articles import Shelf, plain
from checker.review.likeness import Face, Traits, alike, touch
from schemas.finding import Finding
from schemas.report import Report
from schemas.review import ArticleKeys, MachineState, SeenQuote, Snapshot

ALGORITHM = 1
"""Version of this matching. Tracked findings keep the id that an older version gave them."""

NEAREST = 20
"""Findings that a tracked one is compared with."""
LOOKED_UP = 500
"""Findings that are looked up for each, at most, to tell which are the nearest."""


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


def became(was: Snapshot | None, now: Snapshot) -> MachineState:
    """What a run makes of a finding that it has, beside what was seen of it before; None where nothing was."""
    if was is None:
        return MachineState.NEW
    same = evidence_digest(was.quotes) == evidence_digest(now.quotes)
    return MachineState.UNCHANGED if same else MachineState.UPDATED


def changed_words(quotes: Sequence[SeenQuote], now: Snapshot, shelf: Shelf) -> tuple[str, ...]:
    """The quotes of a decision that it can no longer rest on; none where it holds.

    Those that no longer stand in their articles. Where all stand, but the finding now rests on others in too many
    articles, those that it has left. An article that the run does not have changes nothing.

    Args:
        quotes: the words on which it was decided.
        now: the finding as the run has it.
        shelf: the run's articles.
    """
    found = [(each.quote, name) for each in quotes if (name := shelf.find(each.article)) is not None]
    edited = tuple(quote for quote, name in found if not shelf.holds(name, quote))
    if edited or evidence_digest(quotes) == evidence_digest(now.quotes):
        return edited
    then, face = Face.of(quotes, shelf), Face.of(now.quotes, shelf)
    if then.hits(face, touch) >= min(then.needed, then.found):
        return ()
    return tuple(quote for quote, name in found if plain(quote) not in face.words.get(name, ()))


def recognise(report: Report, tracked: Mapping[str, Snapshot], shelf: Shelf) -> Known:
    """Match the findings of a report with the tracked ones.

    Args:
        report: the run.
        tracked: id -> the finding as it was last seen.
        shelf: the report's articles.
    """
    ours = {finding.id: Traits.of(snapshot(finding, shelf), shelf) for finding in report.findings}
    certain = _certain(tracked.values(), shelf)
    theirs = {
        item: Traits.of(seen, shelf)
        for item, seen in tracked.items()
        if any(each.article in certain for each in seen.quotes)
    }
    items = _identical(ours, theirs)
    taken = set(items.values())
    left = {finding: traits for finding, traits in ours.items() if finding not in items}
    sought = {item: traits for item, traits in theirs.items() if item not in taken}
    for *_, finding, item in sorted(_pairs(left, sought), reverse=True):
        if finding not in items and item not in taken:
            items[finding] = item
            taken.add(item)
    absent = tuple(item for item, traits in theirs.items() if item not in taken and not traits.face.missing)
    return Known(items, absent)


def _certain(tracked: Iterable[Snapshot], shelf: Shelf) -> set[ArticleKeys]:
    """The articles that the run has beyond doubt: known by more than their names, or with words of a finding in them.

    Other stories have files of the same names. Of a tracked finding, one article at least has to be certain.
    """
    certain: set[ArticleKeys] = set()
    for quote in (quote for seen in tracked for quote in seen.quotes):
        name = None if quote.article in certain else shelf.find(quote.article)
        if name is not None and (shelf.sure(quote.article) or shelf.holds(name, quote.quote)):
            certain.add(quote.article)
    return certain


def _identical(ours: Mapping[str, Traits], theirs: Mapping[str, Traits]) -> dict[str, str]:
    """Finding -> tracked one, where nothing that is compared differs. Needs no search: most of a run is like this."""
    waiting: dict[object, list[str]] = {}
    for item in sorted(theirs, reverse=True):
        waiting.setdefault(_key(theirs[item]), []).append(item)
    those = ((finding, waiting.get(_key(ours[finding]))) for finding in sorted(ours))
    return {finding: items.pop() for finding, items in those if items}


def _key(traits: Traits) -> object:
    face = traits.face
    return frozenset(face.words.items()), face.missing, traits.question, traits.family, traits.rules


def _pairs(ours: Mapping[str, Traits], theirs: Mapping[str, Traits]) -> Iterator[tuple[int, float, str, str]]:
    """Findings and tracked ones that may be the same, the more alike the greater."""
    posted: dict[tuple[str, str], list[str]] = {}
    for finding in sorted(ours):
        for feature in ours[finding].features():
            posted.setdefault(feature, []).append(finding)
    for item, traits in theirs.items():
        for finding in _nearest(traits, posted):
            pair = alike(ours[finding], traits)
            if pair:
                yield (*pair, finding, item)


def _nearest(traits: Traits, posted: Mapping[tuple[str, str], Sequence[str]]) -> list[str]:
    """The findings that share the most with a tracked one, what few of them have counting more."""
    shared = sorted((len(posted[each]), each) for each in traits.features() if each in posted)
    votes: defaultdict[str, float] = defaultdict(float)
    left = LOOKED_UP
    for count, feature in shared:
        for finding in islice(posted[feature], left):
            votes[finding] += 1 / count
        left -= min(left, count)
    return nsmallest(NEAREST, votes, key=lambda finding: (-votes[finding], finding))
