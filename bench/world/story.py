"""One story with all its articles, and what is true of them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from bench.world.facts import KINDS, QUARTERS, SPOTS, Fact
from bench.world.names import Person, Region, outlets, region
from bench.world.report import Report, Telling, tell
from bench.world.reprints import ChangedReprint, reprint
from bench.world.values import MEASURES

_TOPICS = (
    "flood",
    "fire",
    "strike",
    "regatta",
    "blackout",
    "storm",
    "rescue",
    "election",
    "festival",
    "landslide",
    "shipwreck",
    "blockade",
    "frost",
    "parade",
)
_HEADLINES = (
    "The {topic} in {town}: what is known",
    "{town} counts the cost of its {topic}",
    "A day of {topic} in {town}",
    "What the {topic} left in {town}",
    "{town} after the {topic}",
)
_ASIDES = (
    "nobody in {town} had expected a {topic} at this time of the year",
    "children watched from the stairs while their parents talked",
    "the {topic} was the talk of {town} by breakfast",
    "a dog that belonged to nobody followed the crowd",
    "old people in {town} spoke of another {topic}, long ago",
    "shops kept their doors shut and their lights on",
    "a choir that had come for the weekend sang on the steps",
    "letters about the {topic} filled a whole page the next morning",
    "somebody had hung lanterns between the lamp posts",
    "the smell of tar and coffee lay over {town}",
    "gulls sat on the railings as if they waited for a speech",
    "visitors asked their way and got three different answers",
)
_FIRST_DAY = date(2025, 1, 6)
PARAGRAPH = 4
"""Sentences of a paragraph."""


@dataclass(frozen=True)
class World:
    """A story's articles, and what is true of them."""

    seed: int
    reports: Mapping[str, Report]
    """By their ids, in the order in which they were written."""
    values: Mapping[Fact, frozenset[str]]
    """Fact -> the values that the articles give it."""
    changed_reprints: Sequence[ChangedReprint] = ()
    meanings: Mapping[str, tuple[Fact, str]] = field(default_factory=dict, repr=False)
    """Sentence -> the fact that it states, and its value; sentences that state none are left out."""

    @cached_property
    def articles(self) -> Mapping[str, str]:
        """Article id -> its text, under its headline."""
        return {report.id: report.text for report in self.reports.values()}

    @cached_property
    def conflicts(self) -> frozenset[Fact]:
        """The facts that articles report with different values."""
        return frozenset(fact for fact, values in self.values.items() if len(values) > 1)

    @cached_property
    def questions(self) -> Mapping[str, Fact]:
        """Question -> the fact that it asks for, in every wording."""
        return {fact.asked(form): fact for fact in self.values for form in (0, 1)}

    def meaning(self, sentence: str) -> tuple[Fact, str] | None:
        """The fact that a sentence states, and its value; None for what no article of this world says."""
        return self.meanings.get(sentence)


@dataclass(frozen=True)
class Shape:
    """How a story is told.

    Args:
        facts: how many facts an article reports.
        pool: how many facts the story has; the smaller, the more articles report the same.
        changed: the share of reports of a fact that give another value than the true one.
        reprints: the share of articles that copy an earlier one.
        changed_reprints: the share of those that have one number changed.
    """

    facts: int = 20
    pool: int = 60
    changed: float = 0.06
    reprints: float = 0.0
    changed_reprints: float = 0.3


def world(
    seed: int,
    articles: int,
    *,
    facts: int = 20,
    pool: int = 60,
    changed: float = 0.06,
    reprints: float = 0.0,
    changed_reprints: float = 0.3,
) -> World:
    """Make a story. It is a `Shape` that is told ``articles`` times, and follows from the seed."""
    dice = random.Random(seed)
    shape = Shape(facts, pool, changed, reprints, changed_reprints)
    ids = [f"a{number:05}" for number in range(articles)]
    return Teller(region(dice, 1), 0, shape, dice).story(seed, ids, taken=set())


class Teller:
    """Tells one story of a region.

    Args:
        of: the region.
        number: which of its stories this is.
        shape: how it is told.
        dice: decides everything.
    """

    def __init__(self, of: Region, number: int, shape: Shape, dice: random.Random) -> None:
        self._dice, self._shape = dice, shape
        self._towns = of.towns(number, dice)
        self._known = [*self._towns, *dice.sample(of.shared, min(8, len(of.shared)))]
        self._cast: Mapping[str, Person] = {person.name: person for person in of.cast(number, dice)}
        self._names = tuple(self._cast)
        self._topic, self._day = dice.choice(_TOPICS), _FIRST_DAY + timedelta(days=dice.randrange(300))
        self._papers = outlets(self._known, dice)
        self._meant: dict[str, tuple[Fact, str]] = {}
        self._told: dict[Fact, set[str]] = {}

    def story(self, seed: int, ids: Sequence[str], taken: set[Fact]) -> World:
        """The story in as many articles as there are ids.

        Args:
            seed: what it follows from.
            ids: of its articles.
            taken: facts that are told elsewhere; those of this story are added.
        """
        pool = list(self._facts(self._shape.pool, taken))
        truth = {fact: self._value(fact) for fact in pool}
        reports: dict[str, Report] = {}
        originals: list[Report] = []
        changes = []
        for number, id_ in enumerate(ids):
            outlet = self._papers[number % len(self._papers)]
            if originals and self._dice.random() < self._shape.reprints:
                source, share = self._dice.choice(originals), self._shape.changed_reprints
                report, change = reprint(
                    source, id_=id_, outlet=outlet, changed=share, told=self._told, dice=self._dice
                )
                changes += [change] if change else []
            else:
                report = self._written(id_, outlet, truth)
                originals.append(report)
            self._learn(report.tellings)
            reports[id_] = report
        values = {fact: frozenset(those) for fact, those in self._told.items()}
        return World(seed, reports, values, tuple(changes), self._meant)

    def _written(self, id_: str, outlet: str, truth: Mapping[Fact, str]) -> Report:
        dice = self._dice
        chosen = dice.sample(list(truth), min(self._shape.facts, len(truth)))
        rows = [self._told_of(fact, truth[fact]) for fact in chosen]
        names = {"topic": self._topic, "town": self._towns[0]}
        for aside in dice.sample(_ASIDES, 3):
            rows.insert(dice.randrange(len(rows) + 1), Telling(aside.format(**names)))
        paragraphs = tuple(tuple(rows[at : at + PARAGRAPH]) for at in range(0, len(rows), PARAGRAPH))
        published = self._day + timedelta(days=dice.randrange(3))
        return Report(id_, outlet, published.isoformat(), dice.choice(_HEADLINES).format(**names), paragraphs)

    def _told_of(self, fact: Fact, true: str) -> Telling:
        value = true
        if self._dice.random() < self._shape.changed:
            while value == true:
                value = self._value(fact)
        return tell(fact, value, self._cast, self._dice)

    def _learn(self, tellings: Iterable[Telling]) -> None:
        for telling in tellings:
            if telling.fact:
                self._told.setdefault(telling.fact, set()).add(telling.value)
                self._meant[telling.sentence] = telling.fact, telling.value

    def _facts(self, count: int, taken: set[Fact]) -> Iterator[Fact]:
        dice, kinds = self._dice, tuple(KINDS)
        made = 0
        while made < count:
            kind = dice.choice(kinds)
            thing = dice.choice(KINDS[kind].things or self._names)
            town = dice.choices(self._towns, weights=(4, 1, 1)[: len(self._towns)])[0]
            fact = Fact(kind, thing, f"the {dice.choice(QUARTERS)} {dice.choice(SPOTS)} of {town}")
            if fact not in taken:
                taken.add(fact)
                made += 1
                yield fact

    def _value(self, fact: Fact) -> str:
        measure = KINDS[fact.kind].measure
        if measure == "person":
            return self._dice.choice(self._names)
        if measure == "town":
            return self._dice.choice([town for town in self._known if not fact.where.endswith(f" {town}")])
        return MEASURES[measure].draw(self._dice)
