"""Figures with their uncertainty, and the figures of a story or of several."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from itertools import combinations
from typing import TypeVar

from checker.evaluate.gold import Gold, GoldItem
from checker.evaluate.match import Flag, Matching
from schemas.article import Origin
from schemas.evaluation import Measured, Metrics
from schemas.finding import Kind, Severity, Verdict
from schemas.report import Usage

T = TypeVar("T")

SEED = 1993
RESAMPLES = 1000
TAIL = 0.025
"""Share of the resamples below the interval, and above it."""

KINDS: Mapping[str, frozenset[Kind]] = {
    "numeric": frozenset({Kind.NUMERIC}),
    "temporal": frozenset({Kind.TEMPORAL}),
    "negation": frozenset({Kind.NEGATION, Kind.ANTONYMY}),
    "modality": frozenset({Kind.MODALITY}),
    "attribution": frozenset({Kind.ATTRIBUTION}),
    "scope_lexical": frozenset({Kind.SCOPE, Kind.LEXICAL}),
    "quote": frozenset({Kind.QUOTATION}),
    "cause": frozenset({Kind.CAUSE}),
    "identity": frozenset({Kind.IDENTITY}),
    "other": frozenset({Kind.STRUCTURAL, Kind.IDENTITY, Kind.CAUSE}),
}
"""The gold's types in our kinds. A type that is missing here (change over time, for one) says nothing on the kind."""


def share(values: Sequence[bool]) -> Measured:
    """The share of the items that count, with its interval."""
    hits, n = sum(values), len(values)
    if not n:
        return Measured(value=None, n=0, hits=0)
    low, high = _share_interval(hits, n)
    return Measured(value=hits / n, n=n, hits=hits, low=low, high=high)


@cache
def _share_interval(hits: int, n: int) -> tuple[float, float]:
    return bootstrap([True] * hits + [False] * (n - hits), lambda drawn: sum(drawn) / len(drawn))


def bootstrap(items: Sequence[T], statistic: Callable[[Sequence[T]], float]) -> tuple[float, float]:
    """The 95 % percentile interval of a statistic (Efron & Tibshirani 1993, chapter 13).

    The items are drawn again with replacement, with a fixed seed: the same items give the same interval. It speaks of
    other items like these; that items of one story are alike is not in it.
    """
    draw = random.Random(SEED)
    values = sorted(statistic(draw.choices(items, k=len(items))) for _ in range(RESAMPLES))
    cut = round(TAIL * (RESAMPLES - 1))
    return values[cut], values[-1 - cut]


@dataclass
class Tally:
    """Item by item, what counts towards each figure. Tallies of several stories add up."""

    recall: list[bool] = field(default_factory=list)
    major_recall: list[bool] = field(default_factory=list)
    firm_recall: list[bool] = field(default_factory=list)
    trap_rate: list[bool] = field(default_factory=list)
    firm_trap_rate: list[bool] = field(default_factory=list)
    pairs_flagged: list[bool] = field(default_factory=list)
    precision: list[bool] = field(default_factory=list)
    doubles: list[bool] = field(default_factory=list)
    change_lane: list[bool] = field(default_factory=list)
    attributed_lane: list[bool] = field(default_factory=list)
    kinds: list[bool] = field(default_factory=list)
    severities: list[bool] = field(default_factory=list)
    grounding: list[bool] = field(default_factory=list)
    origins: list[bool] = field(default_factory=list)

    def metrics(self) -> Metrics:
        """The figures."""
        return Metrics(**{each.name: share(getattr(self, each.name)) for each in fields(self)})


def together(tallies: Iterable[Tally]) -> Tally:
    """All items of several stories."""
    every = list(tallies)
    return Tally(**{each.name: [x for tally in every for x in getattr(tally, each.name)] for each in fields(Tally)})


def total(usages: Iterable[Usage]) -> Usage:
    """What several runs used; a cost is known only where every one of them is."""
    every = list(usages)
    costs = [usage.cost_usd for usage in every]
    known = [cost for cost in costs if cost is not None]
    return Usage(
        calls=sum(usage.calls for usage in every),
        cached=sum(usage.cached for usage in every),
        tokens_in=sum(usage.tokens_in for usage in every),
        tokens_out=sum(usage.tokens_out for usage in every),
        cost_usd=sum(known) if every and len(known) == len(costs) else None,
    )


def tally(flags: Sequence[Flag], gold: Gold, matched: Matching) -> Tally:
    """What the matching of one story comes to, grounding and origins apart."""
    by_firm = [item.id in matched.found and flags[matched.found[item.id]].firm for item in gold.contradictions]
    flagged = {item for items in matched.traps.values() for item in items}
    pairs = [(item, flags[matched.found[item.id]]) for item in gold.contradictions if item.id in matched.found]
    verdict = Verdict.ATTRIBUTED_DISAGREEMENT
    parted = dict.fromkeys(matched.attributed.values(), False)
    parted |= {item: True for index, item in matched.attributed.items() if flags[index].verdict is verdict}
    return Tally(
        recall=[item.id in matched.found for item in gold.contradictions],
        major_recall=[item.id in matched.found for item in gold.contradictions if item.severity == "major"],
        firm_recall=by_firm,
        trap_rate=[index in matched.traps for index in range(len(flags))],
        firm_trap_rate=[index in matched.traps for index, each in enumerate(flags) if each.firm],
        pairs_flagged=[item.id in flagged for item in gold.not_contradictions],
        precision=[True] * len(matched.found) + [False] * len(matched.traps),
        doubles=[index in matched.doubles for index in range(len(flags))],
        change_lane=[f.verdict is Verdict.CHANGE_OVER_TIME for item, f in pairs if item.type == "superseded"],
        attributed_lane=list(parted.values()),
        kinds=[f.kinds[0] in kinds for item, f in pairs if (kinds := fitting(item)) and f.kinds],
        severities=[
            (f.severity is not Severity.MINOR) == (item.severity == "major")
            for item, f in pairs
            if f.verdict is Verdict.CONTRADICTION and f.severity is not None and item.severity
        ],
    )


def fitting(item: GoldItem) -> frozenset[Kind]:
    """The kinds that fit a gold item's types."""
    return frozenset[Kind]().union(*(KINDS.get(name, frozenset()) for name in (item.type, *item.also)))


def grounded(flags: Iterable[Flag], texts: Mapping[str, str], ungrounded: int = 0) -> list[bool]:
    """For every quote whether it stands in its article, letter by letter, where the finding says.

    ``ungrounded`` counts quotes that stood nowhere and so are in no finding.
    """
    quotes = (evidence for each in flags for evidence in each.evidence)
    return [texts.get(q.article, "")[q.start : q.end] == q.quote for q in quotes] + [False] * ungrounded


def of_one_origin(gold: Gold, origins: Sequence[Origin], names: Mapping[str, str]) -> list[bool]:
    """For every pair of articles that gold or report put into one origin whether both do; nothing where nobody looked.

    Args:
        gold: its ``derived`` names articles by file.
        origins: the report's; empty for a system that does not look for copies.
        names: file name without suffix -> id of the article, where the two differ.
    """
    if gold.derived is None or not origins:
        return []
    groups: list[set[str]] = []
    for each in gold.derived:
        pair = {names.get(name, name) for name in (each.article, each.derived_from)}
        joined = [group for group in groups if group & pair]
        groups = [group for group in groups if not group & pair] + [pair.union(*joined)]
    wanted, merged = _pairs(groups), _pairs(origin.articles for origin in origins)
    return [pair in wanted and pair in merged for pair in sorted(wanted | merged)]


def _pairs(groups: Iterable[Iterable[str]]) -> set[tuple[str, str]]:
    return {pair for group in groups for pair in combinations(sorted(group), 2)}
