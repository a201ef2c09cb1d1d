"""A link: two articles of which one copies the other, and what shows it."""

from __future__ import annotations

from dataclasses import dataclass
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
    passages: tuple[Pair, ...]
