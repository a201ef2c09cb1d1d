"""What quantities are of: whether two counted nouns can be the same thing."""

from __future__ import annotations

from checker.values.words import listed
from schemas.claim import Quantity

CASUALTIES = listed("dead death fatality killed body injured injury wounded hurt missing victim casualty")
"""Counts of these may grow from one report to the next."""

_PERSON = "people person resident villager citizen civilian man"
_SYNONYMS = (
    listed(f"dead death fatality killed life body victim {_PERSON}"),
    listed(f"injured injury wounded hurt casualty victim {_PERSON}"),
    listed(f"missing {_PERSON}"),
    listed(f"displaced homeless evacuee refugee {_PERSON}"),
    listed("soldier troop commando serviceman fighter force personnel guard"),
    listed("gunman militant fighter attacker insurgent rebel extremist"),
    listed("job employee worker staff position people post"),
    listed("policeman police officer"),
    listed("protester demonstrator marcher people"),
    listed("house home"),
    listed("country nation state"),
    listed("child youngster kid pupil student"),
    listed("plane aircraft jet airliner"),
    listed("ship vessel boat"),
    listed("hostage captive prisoner"),
)
"""Words that newspapers use for the same thing. "People" can be any of several; the dead are never the injured."""
_SINGULARS = {
    "lives": "life",
    "men": "man",
    "women": "woman",
    "children": "child",
}


def singular(noun: str) -> str:
    """A noun's singular, near enough to compare: "soldiers", "countries", "gunmen"."""
    if noun in _SINGULARS:
        return _SINGULARS[noun]
    if noun.endswith("men") and len(noun) > 3:
        return noun[:-2] + "an"
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("sses", "shes", "ches", "xes")):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


def same_subject(one: Quantity, other: Quantity, *, asked: bool) -> bool:
    """Whether two quantities of one unit can be of the same thing.

    Args:
        one: a quantity.
        other: another, in the same unit.
        asked: whether the question asks for a number, so that a bare count answers it.
    """
    if one.unit != other.unit:
        return False
    nouns = {singular(quantity.of) for quantity in (one, other)}
    if len(nouns) == 1:
        return True if one.of or one.unit else asked
    if "" in nouns:
        return "age" not in nouns and (asked or bool(one.unit))
    return any(nouns <= group for group in _SYNONYMS)
