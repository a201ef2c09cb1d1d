"""What a model without a fault would answer about a world: read, link, judge, doubt. Only what it is shown counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bench.world import Fact, World

_SENTENCE = re.compile(r"^\[([A-Z]+\d+)\](?: \(\w+\))? (.*)$", re.MULTILINE)
_QUESTION = re.compile(r"^(Q\d+): (.*)$", re.MULTILINE)
_SIDE = re.compile(r"^- (.*?)(?: \([^()]*\))? \[([A-Z0-9, ]+)\]$")
_AGAINST = re.compile(r"^(Q\d+): (.*?) (\[[A-Z0-9, ]+\](?: against \[[A-Z0-9, ]+\])+)$", re.MULTILINE)


def answer(world: World, form: str, asked: str) -> dict[str, Any]:
    """The answer to a request.

    Args:
        world: what is true.
        form: the name of the answer's schema.
        asked: the user message.
    """
    return _ANSWERS[form](world, asked)


def _read(world: World, asked: str) -> dict[str, Any]:
    """Every fact that the shown articles give different values; in a part of a story, every fact at all."""
    partly = "Colleagues read more articles" in asked
    told: dict[Fact, dict[str, list[str]]] = {}
    for tag, sentence in _SENTENCE.findall(asked):
        meant = world.meaning(sentence)
        if meant:
            told.setdefault(meant[0], {}).setdefault(meant[1], []).append(tag)
    return {
        "questions": [
            {"q": fact.asked(len(values)), "sides": [{"says": value, "at": tags} for value, tags in values.items()]}
            for fact, values in told.items()
            if partly or len(values) > 1
        ]
    }


def _link(world: World, asked: str) -> dict[str, Any]:
    same: dict[Fact, list[tuple[str, set[str]]]] = {}
    for name, line in _QUESTION.findall(asked):
        question, *sides = line.split(" | ")
        says = {re.sub(r" \([A-Z, ]+\)$", "", side) for side in sides}
        if question in world.questions:
            same.setdefault(world.questions[question], []).append((name, says))
    return {
        "same": [
            {"ids": [name for name, _ in those], "differ": len(set().union(*(says for _, says in those))) > 1}
            for those in same.values()
            if len(those) > 1
        ]
    }


def _judge(_: World, asked: str) -> dict[str, Any]:
    return {"verdicts": [_verdict(name, sides) for name, sides in _cases(asked)]}


def _cases(asked: str) -> Iterator[tuple[str, dict[str, list[str]]]]:
    for block in asked.split("\n\nQuestions:\n")[-1].split("\n\n"):
        head, *rows = block.strip().splitlines()
        sides: dict[str, list[str]] = {}
        for row in rows:
            side = _SIDE.match(row)
            if side:
                sides.setdefault(side[1], []).extend(side[2].split(", "))
        yield head.partition(":")[0], sides


def _verdict(name: str, sides: Mapping[str, list[str]]) -> dict[str, Any]:
    if len(sides) < 2:
        return {"q": name, "why": "the same", "verdict": "compatible"}
    positions = [{"says": says, "at": tags} for says, tags in sides.items()]
    return {
        "q": name,
        "why": "They give different values.",
        "verdict": "contradiction",
        "positions": positions,
        "kinds": ["numeric"],
        "severity": "major",
        "settle": "the record",
    }


def _doubt(world: World, asked: str) -> dict[str, Any]:
    shown = dict(_SENTENCE.findall(asked))
    verdicts = []
    for name, _, sides in _AGAINST.findall(asked):
        tags = re.findall(r"[A-Z]+\d+", sides)
        meant = [world.meaning(shown[tag]) for tag in tags if tag in shown]
        values = {each[1] for each in meant if each}
        verdict = "contradiction" if len(values) > 1 else "compatible"
        verdicts.append({"q": name, "why": "By the sentences.", "verdict": verdict})
    return {"verdicts": verdicts}


_ANSWERS: Mapping[str, Callable[[World, str], dict[str, Any]]] = {
    "RaisedQuestions": _read,
    "JoinedQuestions": _link,
    "JudgedQuestions": _judge,
    "SecondOpinions": _doubt,
}
