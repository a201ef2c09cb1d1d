"""Matching: which finding shows which item of the gold.

A finding shows an item when its evidence meets the item's quotes in two different articles: by at least 40 % of the
shorter stretch, or, where both are short, by standing in one sentence. Every item counts once, and so does every
finding; what more shows the same is a double.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from checker.evaluate.gold import Gold, GoldItem, span
from schemas.article import Span
from schemas.finding import Agreement, Evidence, Finding, Kind, Severity, Verdict

EACH = 2
"""Quotes of one article that count for a finding: the best stand first."""
SHARE = 0.4
"""Two stretches are the same words from this share of the shorter one on."""
SHORT = 400
"""Code points. Only stretches shorter than this meet by standing in one sentence."""

SCORED = (Verdict.CONTRADICTION, Verdict.CHANGE_OVER_TIME, Verdict.ATTRIBUTED_DISAGREEMENT)
"""Verdicts of findings that are scored; the others claim nothing."""


@dataclass(frozen=True)
class Flag:
    """What a system put before an editor: a finding, reduced to what is scored."""

    id: str
    question: str
    verdict: Verdict
    agreement: Agreement
    evidence: tuple[Evidence, ...]
    kinds: tuple[Kind, ...] = ()
    severity: Severity | None = None
    """None where the system says nothing on it."""
    within_article: bool = False
    finding: Finding | None = None

    @property
    def counted(self) -> tuple[Evidence, ...]:
        """The evidence that counts: the first quotes of each article."""
        kept: list[Evidence] = []
        for evidence in self.evidence:
            if sum(evidence.article == other.article for other in kept) < EACH:
                kept.append(evidence)
        return tuple(kept)

    @property
    def firm(self) -> bool:
        """Whether it is put first: what the parties disagree on has a place of its own."""
        return self.agreement is Agreement.FIRM and self.verdict is not Verdict.ATTRIBUTED_DISAGREEMENT


def flag(finding: Finding) -> Flag:
    """A finding as it is scored."""
    return Flag(
        id=finding.id,
        question=finding.question,
        verdict=finding.verdict,
        agreement=finding.agreement,
        evidence=finding.evidence,
        kinds=finding.kinds,
        severity=finding.severity,
        within_article=finding.within_article,
        finding=finding,
    )


class Meeting(IntEnum):
    """How close two stretches of a text are."""

    APART = 0
    SENTENCE = 1
    WORDS = 2


def meeting(text: str, one: Span, other: Span) -> Meeting:
    """How a stretch of evidence meets a quote of the gold."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    lengths = (one.end - one.start, other.end - other.start)
    if shared > 0 and shared >= SHARE * min(lengths):
        return Meeting.WORDS
    near = max(lengths) < SHORT and _sentence(text, one.start) == _sentence(text, other.start)
    return Meeting.SENTENCE if near else Meeting.APART


_BREAK = re.compile(r"[.!?][\"'”’)]*\s+|\n+")
_STOP = re.compile(r"[.!?][\"'”’)]*(\s|$)|\n")


@lru_cache(maxsize=4096)
def _sentence(text: str, at: int) -> tuple[int, int]:
    """The sentence around an offset, by punctuation alone: gold and findings have to be cut by one simple rule."""
    start = max((match.end() for match in _BREAK.finditer(text[:at])), default=0)
    stop = _STOP.search(text[at:])
    return start, at + stop.end() if stop else len(text)


def shown(flagged: Flag, item: GoldItem, texts: Mapping[str, str]) -> dict[str, Meeting]:
    """The articles in which a finding's evidence meets an item, and how closely."""
    met: dict[str, Meeting] = {}
    for evidence in flagged.counted:
        words = Span(start=evidence.start, end=evidence.end)
        for quote in (quote for quote in item.quotes if quote.article == evidence.article):
            met[quote.article] = max(
                met.get(quote.article, Meeting.APART), meeting(texts[quote.article], words, span(quote))
            )
    return {article: how for article, how in met.items() if how}


@dataclass(frozen=True)
class Matching:
    """Which finding (by its place in the list) is what."""

    found: Mapping[str, int]
    """Id of a gold contradiction -> the finding that counts for it."""
    doubles: Mapping[int, str]
    """A further finding on an item -> the item's id."""
    traps: Mapping[int, tuple[str, ...]]
    """A false alarm -> the ids of the tempting pairs that it stands on."""
    ambiguous: Mapping[int, str]
    attributed: Mapping[int, str]
    """A finding on what the parties disagree on -> the item's id."""
    unmatched: tuple[int, ...]


def match(flags: Sequence[Flag], gold: Gold, texts: Mapping[str, str]) -> Matching:
    """Match findings to gold, the closest first; each item and each finding counts once.

    Args:
        flags: findings with a scored verdict.
        gold: placed in these texts.
        texts: the articles' texts, by id.
    """
    pairs = [
        (len(met), index, item.id)
        for index, flagged in enumerate(flags)
        if flagged.verdict is not Verdict.ATTRIBUTED_DISAGREEMENT
        for item in gold.contradictions
        if len(met := shown(flagged, item, texts)) >= 2
    ]
    found: dict[str, int] = {}
    for _, index, item_id in sorted(pairs, reverse=True):
        if item_id not in found and index not in found.values():
            found[item_id] = index
    doubles = {index: item_id for _, index, item_id in sorted(pairs) if index not in found.values()}
    left = [index for index in range(len(flags)) if index not in doubles and index not in found.values()]
    traps = {
        index: tuple(hit)
        for index in left
        if flags[index].verdict is Verdict.CONTRADICTION
        and (hit := list(_on(flags[index], gold.not_contradictions, texts)))
    }
    ambiguous = {i: hit[-1] for i in left if (hit := list(_on(flags[i], gold.ambiguous, texts)))}
    attributed = {i: hit[-1] for i in left if (hit := list(_on(flags[i], gold.attributed, texts)))}
    placed = {*traps, *ambiguous, *attributed}
    unmatched = (i for i in left if i not in placed and flags[i].verdict is not Verdict.ATTRIBUTED_DISAGREEMENT)
    return Matching(found, doubles, traps, ambiguous, attributed, tuple(unmatched))


def _on(flagged: Flag, items: Iterable[GoldItem], texts: Mapping[str, str]) -> Iterator[str]:
    """The ids of the items that a finding stands on."""
    return (item.id for item in items if len(shown(flagged, item, texts)) >= 2)
