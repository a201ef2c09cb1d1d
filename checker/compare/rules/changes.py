"""What a change of words does to a sentence: turn it round, change its number, or change how sure or binding it is."""

from __future__ import annotations

from collections.abc import Sequence

from checker.compare.rules.wording import Word
from schemas.finding import Kind

_NEGATORS = frozenset({"not", "no", "never", "none", "nobody", "nothing", "nowhere", "neither", "nor", "without"})
_SCALES = frozenset({"hundred", "thousand", "million", "billion", "trillion", "dozen", "half", "percent"})
_MODALS = {
    "must": {"duty"}, "shall": {"duty"}, "should": {"advice"}, "ought": {"advice"}, "need": {"duty", "advice"},
    "needs": {"duty", "advice"}, "may": {"chance"}, "might": {"chance"}, "could": {"chance", "ability"},
    "can": {"ability"}, "will": {"future"}, "would": {"condition"}, "'d": {"condition"}, "perhaps": {"chance"},
    "maybe": {"chance"}, "possibly": {"chance"}, "probably": {"chance"},
}  # fmt: skip
"""Each word with what it can mean; two words that share a meaning are no change: "need to" and "should"."""


def kinds_of_change(first: Sequence[Word], second: Sequence[Word]) -> tuple[Kind, ...]:
    """Which kinds of disagreement two runs of words at the same place of a sentence make; none for a choice of words.

    A single "one" is no number here: "one of them" and "some of them" differ in a pronoun.
    """
    one, other = ([word.key for word in run if word.said] for run in (first, second))
    found: list[Kind] = []
    if _negations(one) % 2 != _negations(other) % 2:
        found.append(Kind.NEGATION)
    if _numbers(one) != _numbers(other):
        found.append(Kind.NUMERIC)
    if not _may_mean_the_same(_modals(one), _modals(other)):
        found.append(Kind.MODALITY)
    return tuple(found)


def _negations(keys: Sequence[str]) -> int:
    return sum(key in _NEGATORS for key in keys)


def _numbers(keys: Sequence[str]) -> list[str]:
    return [key for key in keys if (key[0].isdigit() and key != "1") or key in _SCALES]


def _modals(keys: Sequence[str]) -> set[str]:
    return {meaning for key in keys for meaning in _MODALS.get(key, ())}


def _may_mean_the_same(one: set[str], other: set[str]) -> bool:
    return not (one or other) or bool(one & other)
