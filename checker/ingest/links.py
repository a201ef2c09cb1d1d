"""A link: two articles of which one copies the other, and what shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from schemas.article import Span


class Pair(NamedTuple):
    """Where the same thing stands in the first and in the second article of a link."""

    first: Span
    second: Span


@dataclass(frozen=True)
class Link:
    """Two articles, by their index in the story, first before second."""

    first: int
    second: int
    overlap: float
    """The share of the shorter one that stands in the other."""
    shared: int
    """How much they share, in words or runs of words: the more, the better it shows."""
    passages: Callable[[], Sequence[Pair]] = field(repr=False, compare=False)
    """Where. Worked out when it is asked for: a report that a hundred outlets print has thousands of links."""
