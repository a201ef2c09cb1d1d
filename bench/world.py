"""A world of invented facts: stories of any size, whose contradictions are known because they were put there.

Everything follows from a seed. A sentence states one fact; whoever has the world can tell from the sentence alone which
fact that is and which value it gives, so that a stub can read, link and judge without an error.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

_PLACES = (
    "Brenholm",
    "Ostrey",
    "Veland",
    "Korvane",
    "Marisol",
    "Tidewick",
    "Harnsey",
    "Solgrave",
    "Penmoor",
    "Aldersea",
)
_QUARTERS = ("north", "south", "east", "west", "old", "new", "upper", "lower")
_COUNTED = ("boats", "houses", "guards", "trucks", "trees", "tents", "windows", "visitors", "beds", "barrels")
_BEGINNING = ("meeting", "search", "concert", "vote", "march", "repair", "auction", "trial", "race", "storm")
_OFFICES = ("mayor", "harbour master", "head teacher", "fire chief", "architect", "judge", "doctor", "chair")
_FIRST = ("Ilse", "Ruben", "Marta", "Anders", "Nadia", "Tomas", "Greta", "Oskar", "Lena", "Pavel")
_LAST = ("Brandt", "Haas", "Solander", "Vik", "Moreau", "Lindqvist", "Adler", "Roth", "Nyman", "Castell")
_FORMS: Mapping[str, tuple[str, ...]] = {
    "count": ("{value} {thing} were counted at {where}.", "At {where} there were {value} {thing}."),
    "clock": ("The {thing} at {where} began at {value}.", "At {value} the {thing} at {where} began."),
    "name": ("The {thing} of {where} is {value}.", "{value} is the {thing} of {where}."),
}
_ASKED: Mapping[str, tuple[str, ...]] = {
    "count": ("How many {thing} were at {where}?", "What was the number of {thing} at {where}?"),
    "clock": ("When did the {thing} at {where} begin?", "At what time did the {thing} at {where} start?"),
    "name": ("Who is the {thing} of {where}?", "What is the name of the {thing} of {where}?"),
}


@dataclass(frozen=True)
class Fact:
    """Something that articles may report, each with a value of its own."""

    kind: str
    thing: str
    where: str

    def told(self, value: str, form: int) -> str:
        """The sentence that gives it a value."""
        sentence = _FORMS[self.kind][form % 2].format(value=value, thing=self.thing, where=self.where)
        return sentence[0].upper() + sentence[1:]

    def asked(self, form: int) -> str:
        """The question that it answers."""
        return _ASKED[self.kind][form % 2].format(thing=self.thing, where=self.where)


@dataclass(frozen=True)
class World:
    """A story's articles, and what is true of them."""

    seed: int
    articles: Mapping[str, str]
    """Article id -> its text."""
    values: Mapping[Fact, frozenset[str]]
    """Fact -> the values that the articles give it."""
    _meant: Mapping[str, tuple[Fact, str]] = field(repr=False)

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
        return self._meant.get(sentence)


def world(seed: int, articles: int, *, facts: int = 20, pool: int = 60, changed: float = 0.06) -> World:
    """Make a story.

    Args:
        seed: what it follows from.
        articles: how many articles report it.
        facts: how many facts each of them reports.
        pool: how many facts the story has; the smaller, the more articles report the same.
        changed: the share of reports that give another value than the true one.
    """
    dice = random.Random(seed)
    story = list(_facts(dice, pool))
    truth = {fact: _value(dice, fact) for fact in story}
    texts: dict[str, str] = {}
    values: dict[Fact, set[str]] = {}
    meant: dict[str, tuple[Fact, str]] = {}
    for number in range(articles):
        told = []
        for fact in dice.sample(story, min(facts, len(story))):
            value = _value(dice, fact) if dice.random() < changed else truth[fact]
            sentence = fact.told(value, dice.randrange(2))
            values.setdefault(fact, set()).add(value)
            meant[sentence] = (fact, value)
            told.append(sentence)
        texts[f"a{number:05}"] = f"Report {number} from the islands\n\n" + "\n\n".join(
            " ".join(told[at : at + 4]) for at in range(0, len(told), 4)
        )
    return World(seed, texts, {fact: frozenset(those) for fact, those in values.items()}, meant)


def _facts(dice: random.Random, count: int) -> Iterator[Fact]:
    made: set[Fact] = set()
    while len(made) < count:
        kind = dice.choice(tuple(_FORMS))
        things = {"count": _COUNTED, "clock": _BEGINNING, "name": _OFFICES}[kind]
        fact = Fact(kind, dice.choice(things), f"the {dice.choice(_QUARTERS)} quay of {dice.choice(_PLACES)}")
        if fact not in made:
            made.add(fact)
            yield fact


def _value(dice: random.Random, fact: Fact) -> str:
    if fact.kind == "count":
        return str(dice.randrange(12, 980))
    if fact.kind == "clock":
        return f"{dice.randrange(6, 23):02}:{dice.randrange(60):02}"
    return f"{dice.choice(_FIRST)} {dice.choice(_LAST)}"
