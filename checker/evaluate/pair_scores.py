"""The figures of labelled pairs: three-way accuracy, F1 on contradictions, what was taken for what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from checker.evaluate.metrics import bootstrap, share
from checker.evaluate.pairs import Called, Pair
from schemas.evaluation import Confusion, Label, Measured, PairsEvaluation, TypeScore, WrongPair
from schemas.report import Usage


def evaluate_pairs(pairs: Sequence[Pair], called: Sequence[Called], source: str, usage: Usage) -> PairsEvaluation:
    """The figures of what was called.

    Args:
        pairs: all that were asked about.
        called: those that were answered.
        source: what to call the pairs.
        usage: what it took.
    """
    answered = {each.pair.id for each in called}
    order = {pair.id: index for index, pair in enumerate(pairs)}
    called = sorted(called, key=lambda each: order[each.pair.id])
    seen = Counter((each.pair.label, each.label) for each in called)
    said = [each for each in called if each.label is Label.CONTRADICTION]
    true = [each for each in called if each.pair.label is Label.CONTRADICTION]
    return PairsEvaluation(
        source=source,
        pairs=len(pairs),
        unanswered=tuple(pair.id for pair in pairs if pair.id not in answered),
        accuracy=share([each.right for each in called]),
        contradiction_f1=_f1_measured(called),
        contradiction_precision=share([each.right for each in said]),
        contradiction_recall=share([each.right for each in true]),
        confusion=tuple(Confusion(label=a, called=b, count=seen[a, b]) for a in Label for b in Label),
        verdicts=tuple(Counter(each.verdict for each in called).most_common()),
        types=_by_type(called),
        wrong=tuple(_wrong(each) for each in called if not each.right),
        usage=usage,
    )


def f1(called: Sequence[Called]) -> float:
    """The harmonic mean of precision and recall on contradictions: 2 tp / (2 tp + fp + fn); 0 where there is none."""
    said = [each.label is Label.CONTRADICTION for each in called]
    true = [each.pair.label is Label.CONTRADICTION for each in called]
    both = sum(a and b for a, b in zip(said, true, strict=True))
    return 2 * both / (sum(said) + sum(true)) if sum(said) + sum(true) else 0.0


def _f1_measured(called: Sequence[Called]) -> Measured:
    if not called:
        return Measured(value=None, n=0)
    low, high = bootstrap(called, f1)
    return Measured(value=f1(called), n=len(called), low=low, high=high)


def _by_type(called: Sequence[Called]) -> tuple[TypeScore, ...]:
    """How many of each type were called by their label, under label and type, the commonest first."""
    groups: dict[str, list[bool]] = {}
    for each in called:
        groups.setdefault(_type(each.pair), []).append(each.right)
    ranked = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return tuple(TypeScore(type=name, right=share(values)) for name, values in ranked)


def _type(pair: Pair) -> str:
    """Label and type; what stands behind a colon is a remark on one pair."""
    return f"{pair.label}: {(pair.type or 'of no type').split(':')[0]}"


def _wrong(each: Called) -> WrongPair:
    return WrongPair(
        id=each.pair.id,
        a=each.pair.a,
        b=each.pair.b,
        type=each.pair.type or "",
        label=each.pair.label,
        called=each.label,
        verdict=each.verdict,
        why=each.why,
    )
