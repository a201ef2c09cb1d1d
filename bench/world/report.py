"""An article: its sentences with what they mean, between a headline and the name of an outlet."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bench.world.facts import KINDS, Fact
from bench.world.names import Person, known_as
from bench.world.values import MEASURES

_LEADS = (
    *[""] * 6,
    "by all accounts, ",
    "in the end, ",
    "despite the weather, ",
    "under a low sky, ",
    "for all the noise, ",
    "without much ado, ",
    "with little wind, ",
    "to nobody's surprise, ",
    "away from the crowd, ",
    "in plain view, ",
)


@dataclass(frozen=True)
class Telling:
    """A sentence: a fact with a value, or neither."""

    frame: str
    """The sentence, but for the value."""
    fact: Fact | None = None
    value: str = ""
    """By its first spelling."""
    shown: str = ""
    """As it is spelt here."""

    @cached_property
    def sentence(self) -> str:
        """As it stands in the article."""
        text = self.frame.replace("{value}", self.shown)
        return text[0].upper() + text[1:] + "."

    @property
    def is_numeric(self) -> bool:
        """Whether its value is a number or a time."""
        measure = KINDS[self.fact.kind].measure if self.fact else ""
        return measure in MEASURES and MEASURES[measure].numeric

    def changed(self, value: str) -> Telling:
        """The same sentence with another value, spelt in the same way."""
        assert self.fact is not None
        measure = MEASURES[KINDS[self.fact.kind].measure]
        before, after = measure.spelt(self.value), measure.spelt(value)
        return Telling(self.frame, self.fact, value, after[min(before.index(self.shown), len(after) - 1)])


def tell(fact: Fact, value: str, people: Mapping[str, Person], dice: random.Random) -> Telling:
    """One of the sentences that give a fact this value.

    Args:
        fact: the fact.
        value: by its first spelling.
        people: everybody, by their full names.
        dice: chooses wording, spelling and names.
    """
    kind = KINDS[fact.kind]
    thing = dice.choice(people[fact.thing].called()) if fact.thing in people else fact.thing
    frame = dice.choice(_LEADS) + dice.choice(kind.told).format(
        value="{value}", thing=thing, where=dice.choice(known_as(fact.where))
    )
    return Telling(frame, fact, value, dice.choice(_spelt(kind.measure, value, people)))


def _spelt(measure: str, value: str, people: Mapping[str, Person]) -> tuple[str, ...]:
    if measure == "person":
        person = people[value]
        return person.name, person.surname
    if measure == "town":
        return value, f"the town of {value}"
    return MEASURES[measure].spelt(value)


@dataclass(frozen=True)
class Report:
    """An article of a story."""

    id: str
    outlet: str
    published: str
    """ISO date."""
    headline: str
    paragraphs: Sequence[Sequence[Telling]]
    copy_of: str | None = None
    """The id of the article that it copies."""

    @property
    def tellings(self) -> list[Telling]:
        """All sentences in their order."""
        return [telling for paragraph in self.paragraphs for telling in paragraph]

    @property
    def body(self) -> str:
        """The text without the headline."""
        return "\n\n".join(" ".join(telling.sentence for telling in paragraph) for paragraph in self.paragraphs)

    @property
    def text(self) -> str:
        """The text under its headline."""
        return f"{self.headline}\n\n{self.body}"
