"""Invented towns, people and outlets, and what else they are called."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_TOWN_STARTS = _words(
    "Bren Ost Vel Kor Mari Tide Harn Sol Pen Alder Grun Wick Fenn Lark Thorn Ash Birk Cald Dun Eld Far Gar Hest Ings "
    "Kel Lund Mos Nor Oak Pry Quar Rav Sand Tor Ulv Var West Yar Zel Brack Croft Drum Esk Flint Glen Hazel Iver Jar "
    "Kirk Long Mire Nether Orm Pike Rook Stan"
)
_TOWN_ENDS = _words(
    "holm rey land vane sol wick sey grave moor sea by ford ness stad mouth haven berg dale fell gate hurst ling mark "
    "neth port ridge stow thorpe vik wold borough combe field garth ham keld lock mere pool strand ton vale water "
    "worth yard bridge cliff den"
)
_FIRST = _words(
    "Ilse Ruben Marta Anders Nadia Tomas Greta Oskar Lena Pavel Signe Jonas Irma Felix Vera Emil Alma Hugo Edith Milan "
    "Clara Simon Ida Bruno Astrid Viktor Helga Leo Rosa Casper"
)
_LAST_STARTS = _words(
    "Brand Haa Soland Vik Mor Lind Adl Roth Nym Cast Berg Dahl Eker Fors Grann Holt Ivers Jans Kast Lorent Mell Nord "
    "Ostr Palm Quist Rosen Stenn Tall Ulr Vest Wall Zand"
)
_LAST_ENDS = _words("er ström ling ell qvist mann sen feld aro eau ovic ini dal gren holm strup lund berg by ack")
_PAPERS = _words(
    "Herald Courier Post Gazette Mail Observer Record Dispatch Star Argus Mercury Chronicle Echo Tribune Examiner"
)
_OFFICES = ("mayor", "harbour master", "fire chief", "head teacher", "town clerk", "chief engineer")


@dataclass(frozen=True)
class Person:
    """Somebody with an office in a town. No two have one surname."""

    name: str
    office: str
    """With the town: "the mayor of Brenholm"; nobody else has it."""

    @property
    def surname(self) -> str:
        """The last word of the name."""
        return self.name.split()[-1]

    def called(self) -> tuple[str, ...]:
        """What an article may call them, the full name first."""
        return self.name, self.surname, self.office


def known_as(place: str) -> tuple[str, ...]:
    """What else "the north quay of Brenholm" is called, itself first."""
    spot, town = place.removeprefix("the ").split(" of ")
    return place, f"{town}'s {spot}", f"the {spot} in {town}"


@dataclass(frozen=True)
class Region:
    """Where stories happen: some towns and people belong to one story each, some to several."""

    own: Sequence[str]
    """A town for each story."""
    shared: Sequence[str]
    people: Sequence[Person]

    def towns(self, story: int, dice: random.Random) -> list[str]:
        """The towns of a story, its own first."""
        return [self.own[story], *dice.sample(self.shared, min(2, len(self.shared)))]

    def cast(self, story: int, dice: random.Random, size: int = 14) -> list[Person]:
        """The people of a story: those who stand next to it, and a few who may be anywhere."""
        at = story * (size - 4) % len(self.people)
        near = [self.people[(at + step) % len(self.people)] for step in range(size - 4)]
        return list(dict.fromkeys((*near, *dice.sample(self.people, 4))))


def region(dice: random.Random, stories: int) -> Region:
    """Make up a region that is large enough for so many stories.

    Raises:
        ValueError: there are not so many names.
    """
    towns = ["".join(parts) for parts in product(_TOWN_STARTS, _TOWN_ENDS)]
    surnames = ["".join(parts) for parts in product(_LAST_STARTS, _LAST_ENDS)]
    dice.shuffle(towns)
    dice.shuffle(surnames)
    shared = max(4, stories // 5)
    if stories + shared > len(towns):
        raise ValueError(f"{stories} stories are too many: there are names for {len(towns)} towns")
    held = [f"the {office} of {town}" for town in towns for office in _OFFICES]
    size = min(len(surnames), 20 + 8 * stories)
    people = [Person(f"{dice.choice(_FIRST)} {surnames[n]}", held[n]) for n in range(size)]
    return Region(towns[:stories], towns[stories : stories + shared], people)


def outlets(towns: Sequence[str], dice: random.Random) -> list[str]:
    """The papers of these towns, in no order."""
    names = [f"{town} {paper}" for town in towns for paper in _PAPERS]
    dice.shuffle(names)
    return names
