"""What decisions say: precision by rule and kind, reasons, time a decision takes, agreement of two reviewers.

Only decisions that hold count. Intervals are Wilson's (1927), which are honest for few decisions; agreement beyond
chance is Cohen's kappa (1960).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from math import sqrt
from statistics import median, quantiles

from checker.review.history import History
from checker.review.store import Store
from schemas.review import (
    SHARED,
    Agreeing,
    Event,
    HumanState,
    Precision,
    ReasonCount,
    ReviewStats,
    Snapshot,
    Times,
)

Z = 1.959964
"""The normal quantile of a 95 % interval."""

BY_NO_RULE = "model"
"""What a finding is counted under that no rule supports."""


def stats(store: Store) -> ReviewStats:
    """The figures of a whole store.

    Raises:
        StoreError: it cannot be read.
    """
    seen = {sighting.item: sighting.snapshot for sighting in store.sightings()}
    history = History()
    history.read(store)
    shared = _holding(history, SHARED)
    return ReviewStats(
        tracked=len(seen),
        decided=len(shared),
        overall=precision("all", shared.values()),
        by_rule=_grouped(shared, seen, lambda snapshot: snapshot.rules or (BY_NO_RULE,)),
        by_kind=_grouped(shared, seen, lambda snapshot: [kind.value for kind in snapshot.kinds[:1]] or ["none"]),
        reasons=_reasons(shared.values()),
        times=_times([event.seconds for event in shared.values() if event.seconds is not None]),
        agreement=tuple(agreement(history, *two) for two in combinations(history.tracks(), 2)),
    )


def agreement(history: History, one: str, other: str) -> Agreeing:
    """How far two tracks agree, on the findings that both decided."""
    first, second = _holding(history, one), _holding(history, other)
    both = sorted(first.keys() & second.keys())
    pairs = [(_state(first[item]), _state(second[item])) for item in both]
    return Agreeing(
        one=one,
        other=other,
        n=len(pairs),
        same=sum(a is b for a, b in pairs),
        kappa=kappa(pairs),
        disagreements=tuple(item for item, (a, b) in zip(both, pairs, strict=True) if a is not b),
    )


def kappa(pairs: Sequence[tuple[HumanState, HumanState]]) -> float | None:
    """Cohen's kappa of two reviewers' decisions on the same findings; None where it is not defined."""
    if not pairs:
        return None
    n = len(pairs)
    observed = sum(a is b for a, b in pairs) / n
    ours, theirs = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(ours[state] * theirs[state] for state in HumanState) / n**2
    return None if chance == 1 else (observed - chance) / (1 - chance)


def precision(name: str, events: Iterable[Event]) -> Precision:
    """Confirmed of all that were confirmed or dismissed, with its interval."""
    states = Counter(_state(event) for event in events)
    hits, n = states[HumanState.CONFIRMED], states[HumanState.CONFIRMED] + states[HumanState.DISMISSED]
    low, high = wilson(hits, n) if n else (None, None)
    return Precision(name=name, confirmed=hits, dismissed=n - hits, value=hits / n if n else None, low=low, high=high)


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share, for at least one trial."""
    share, square = hits / n, Z * Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    reach = Z * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _holding(history: History, track: str) -> dict[str, Event]:
    found = ((item, history.holding(item, track)) for item in history.items())
    return {item: event for item, event in found if event and _state(event) is not HumanState.OPEN}


def _state(event: Event) -> HumanState:
    return event.decision.state if event.decision else HumanState.OPEN


def _grouped(
    events: Mapping[str, Event], seen: Mapping[str, Snapshot], names: Callable[[Snapshot], Iterable[str]]
) -> tuple[Precision, ...]:
    groups: dict[str, list[Event]] = {}
    for item, event in events.items():
        for name in names(seen[item]) if item in seen else ():
            groups.setdefault(name, []).append(event)
    return tuple(precision(name, groups[name]) for name in sorted(groups))


def _reasons(events: Iterable[Event]) -> tuple[ReasonCount, ...]:
    counts = Counter(event.decision.reason for event in events if event.decision and event.decision.reason)
    return tuple(ReasonCount(reason=reason, count=count) for reason, count in counts.most_common())


def _times(seconds: Sequence[float]) -> Times:
    if len(seconds) < 2:
        return Times(n=len(seconds), median=seconds[0] if seconds else None)
    lower, _, upper = quantiles(seconds, n=4, method="inclusive")
    return Times(n=len(seconds), median=median(seconds), lower=lower, upper=upper)
