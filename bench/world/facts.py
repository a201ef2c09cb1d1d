"""What can be told: facts of several kinds, the sentences that state them and the questions that ask for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Fact:
    """Something that articles may report, each with a value of its own."""

    kind: str
    thing: str
    where: str

    def asked(self, form: int) -> str:
        """The question that it answers."""
        wordings = KINDS[self.kind].asked
        return wordings[form % len(wordings)].format(thing=self.thing, where=self.where)


@dataclass(frozen=True)
class Kind:
    """Facts that are told alike."""

    measure: str
    """What its values are: one of `values.MEASURES`, ``person`` or ``town``."""
    things: tuple[str, ...]
    """What such facts are about; none where they are about a person."""
    told: tuple[str, ...]
    asked: tuple[str, str]


KINDS: Mapping[str, Kind] = {
    "count": Kind(
        "count",
        ("boats", "houses", "guards", "trucks", "trees", "tents", "windows", "visitors", "beds", "barrels", "crates"),
        (
            "{value} {thing} were counted at {where}",
            "at {where} there were {value} {thing}",
            "a tally put the {thing} at {where} at {value}",
            "whoever walked past {where} saw {value} {thing}",
            "the list for {where} names {value} {thing}",
        ),
        ("How many {thing} were at {where}?", "What was the number of {thing} at {where}?"),
    ),
    "distance": Kind(
        "distance",
        ("pipeline", "footpath", "cable", "fence", "tramway", "embankment"),
        (
            "the {thing} from {where} is {value} long",
            "from {where} the {thing} runs for {value}",
            "workers measured {value} of {thing} beginning at {where}",
            "a {thing} of {value} leads away from {where}",
        ),
        ("How long is the {thing} from {where}?", "What is the length of the {thing} that begins at {where}?"),
    ),
    "weight": Kind(
        "weight",
        ("grain", "copper", "ice", "timber", "salt", "herring", "gravel"),
        (
            "{value} of {thing} lay at {where}",
            "at {where} porters unloaded {value} of {thing}",
            "the scales at {where} showed {value} of {thing}",
            "a shipment of {thing} weighing {value} came to {where}",
        ),
        ("How much {thing} was at {where}?", "What did the {thing} at {where} weigh?"),
    ),
    "sum": Kind(
        "sum",
        ("roof", "crane", "clock tower", "sea wall", "generator", "new floor"),
        (
            "the {thing} at {where} cost {value}",
            "for the {thing} at {where} the council paid {value}",
            "{value} went into the {thing} at {where}",
            "the books put the price of the {thing} at {where} at {value}",
        ),
        ("What did the {thing} at {where} cost?", "How much was paid for the {thing} at {where}?"),
    ),
    "clock": Kind(
        "clock",
        ("meeting", "search", "concert", "vote", "march", "repair", "auction", "trial", "race", "evacuation"),
        (
            "the {thing} at {where} began at {value}",
            "at {value} the {thing} at {where} began",
            "it was {value} when the {thing} at {where} got under way",
            "the {thing} at {where} started at {value}",
        ),
        ("When did the {thing} at {where} begin?", "At what time did the {thing} at {where} start?"),
    ),
    "name": Kind(
        "person",
        ("keeper", "foreman", "night guard", "builder", "surveyor", "caterer", "owner"),
        (
            "the {thing} of {where} is {value}",
            "{value} is the {thing} of {where}",
            "as {thing} of {where} the records show {value}",
            "people at {where} know {value} as the {thing}",
        ),
        ("Who is the {thing} of {where}?", "What is the name of the {thing} of {where}?"),
    ),
    "taken": Kind(
        "town",
        ("bell", "statue", "archive", "lifeboat", "organ", "anchor"),
        (
            "the {thing} from {where} was taken to {value}",
            "from {where} a convoy brought the {thing} to {value}",
            "{value} received the {thing} from {where}",
            "the {thing} left {where} for {value}",
        ),
        ("Where was the {thing} from {where} taken?", "Which town received the {thing} from {where}?"),
    ),
    "decision": Kind(
        "decision",
        ("ferry plan", "budget", "night ban", "merger", "school plan", "toll", "curfew"),
        (
            "the {thing} for {where} was {value}",
            "by a show of hands the {thing} for {where} was {value}",
            "councillors saw the {thing} for {where} {value}",
            "at the session the {thing} for {where} was {value}",
        ),
        ("What became of the {thing} for {where}?", "How was the {thing} for {where} decided?"),
    ),
    "arrival": Kind(
        "clock",
        (),
        (
            "{thing} reached {where} at {value}",
            "at {value} {thing} came to {where}",
            "it was {value} when {thing} appeared at {where}",
            "{thing} set foot on {where} at {value}",
        ),
        ("When did {thing} reach {where}?", "At what time did {thing} come to {where}?"),
    ),
}
QUARTERS = ("north", "south", "east", "west", "old", "new", "upper", "lower")
SPOTS = ("quay", "market", "bridge", "yard", "terrace", "mill", "square", "depot", "hall", "garden")
