"""Many stories, whose articles come in no order. They share places and people, so that telling them apart is work."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bench.world.facts import Fact
from bench.world.names import region
from bench.world.report import Report
from bench.world.reprints import ChangedReprint
from bench.world.story import Shape, Teller, World

LEAST, MOST = 2, 12
"""Articles of a story, where only their mean is given."""
DRAWS = 10


@dataclass(frozen=True)
class Corpus:
    """All articles of several stories. It answers what one story answers."""

    seed: int
    stories: Sequence[World]

    @cached_property
    def reports(self) -> Mapping[str, Report]:
        """By their ids, which are in no order of stories."""
        return dict(sorted(item for story in self.stories for item in story.reports.items()))

    @cached_property
    def story_of(self) -> Mapping[str, int]:
        """Article id -> the index of its story."""
        return {name: number for number, story in enumerate(self.stories) for name in story.reports}

    @cached_property
    def articles(self) -> Mapping[str, str]:
        """Article id -> its text, under its headline."""
        return {report.id: report.text for report in self.reports.values()}

    @cached_property
    def values(self) -> Mapping[Fact, frozenset[str]]:
        """Fact -> the values that the articles give it. No two stories tell one fact."""
        return {fact: values for story in self.stories for fact, values in story.values.items()}

    @cached_property
    def conflicts(self) -> frozenset[Fact]:
        """The facts that articles report with different values."""
        return frozenset().union(*(story.conflicts for story in self.stories))

    @cached_property
    def changed_reprints(self) -> Sequence[ChangedReprint]:
        """Of all stories."""
        return tuple(change for story in self.stories for change in story.changed_reprints)

    @cached_property
    def questions(self) -> Mapping[str, Fact]:
        """Question -> the fact that it asks for, in every wording."""
        return {question: fact for story in self.stories for question, fact in story.questions.items()}

    def meaning(self, sentence: str) -> tuple[Fact, str] | None:
        """The fact that a sentence states, and its value; None for what no article says."""
        return self.meanings.get(sentence)

    @cached_property
    def meanings(self) -> Mapping[str, tuple[Fact, str]]:
        """Sentence -> the fact that it states, and its value."""
        return {sentence: meant for story in self.stories for sentence, meant in story.meanings.items()}


def worlds(seed: int, stories: int, articles: int | Sequence[int] = 5, shape: Shape | None = None) -> Corpus:
    """Make a corpus.

    Args:
        seed: what it follows from.
        stories: how many stories.
        articles: of a story on average (from 2 to 12), or of each of them.
        shape: how every one of them is told.

    Raises:
        ValueError: there are too many stories for the names that there are.
    """
    dice = random.Random(f"corpus {seed}")
    sizes = [_size(dice, articles) for _ in range(stories)] if isinstance(articles, int) else list(articles)
    ids = [f"a{number:05}" for number in range(sum(sizes))]
    dice.shuffle(ids)
    made, taken, everywhere = [], set[Fact](), region(dice, stories)
    for number, size in enumerate(sizes):
        teller = Teller(everywhere, number, shape or Shape(), random.Random(f"story {seed} {number}"))
        made.append(teller.story(seed, [ids.pop() for _ in range(size)], taken))
    return Corpus(seed, tuple(made))


def _size(dice: random.Random, mean: int) -> int:
    """From 2 to 12, around the mean: the sum of ten draws."""
    share = min(1.0, max(0.0, (mean - LEAST) / DRAWS))
    return min(MOST, LEAST + sum(dice.random() < share for _ in range(DRAWS)))
