"""What a model without a fault would answer about a world: read, link, judge, doubt. Only what it is shown counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from bench.world import Fact

_SENTENCE = re.compile(r"^\[([A-Z]+\d+)\](?: \(\w+\))? (.*)$", re.MULTILINE)
_QUESTION = re.compile(r"^(Q\d+): (.*)$", re.MULTILINE)
_SIDE = re.compile(r"^- (.*?)(?: \([^()]*\))? \[([A-Z0-9, ]+)\]$")
_AGAINST = re.compile(r"^(Q\d+(?:\.\d+)?): (.*?) (\[[A-Z0-9, ]+\](?: against \[[A-Z0-9, ]+\])+)$", re.MULTILINE)
_TAG = re.compile(r"[A-Z]+\d+")


class Told(Protocol):
    """What is true: of one story, or of many."""

    def meaning(self, sentence: str) -> tuple[Fact, str] | None:
        """The fact that a sentence states, and its value."""

    @property
    def questions(self) -> Mapping[str, Fact]:
        """Question -> the fact that it asks for."""


def answer(told: Told, form: str, asked: str) -> dict[str, Any]:
    """The answer to a request.

    Args:
        told: what is true.
        form: the name of the answer's schema.
        asked: the user message.

    Raises:
        KeyError: no request of the checker's is answered in such a form.
    """
    return _ANSWERS[form](told, asked)


def _read(told: Told, asked: str) -> dict[str, Any]:
    """Every fact that the shown articles give different values; in a part of a story, every fact at all."""
    partly = "Colleagues read more articles" in asked
    facts: dict[Fact, dict[str, list[str]]] = {}
    for tag, sentence in _SENTENCE.findall(asked):
        meant = told.meaning(sentence)
        if meant:
            facts.setdefault(meant[0], {}).setdefault(meant[1], []).append(tag)
    return {
        "questions": [
            {"q": fact.asked(len(values)), "sides": [{"says": value, "at": tags} for value, tags in values.items()]}
            for fact, values in facts.items()
            if partly or len(values) > 1
        ]
    }


def _link(told: Told, asked: str) -> dict[str, Any]:
    same: dict[Fact, list[tuple[str, set[str]]]] = {}
    for name, line in _QUESTION.findall(asked):
        question, *sides = line.split(" | ")
        says = {re.sub(r" \([A-Z, ]+\)$", "", side) for side in sides}
        if question in told.questions:
            same.setdefault(told.questions[question], []).append((name, says))
    return {
        "same": [
            {"ids": [name for name, _ in those], "differ": len(set().union(*(says for _, says in those))) > 1}
            for those in same.values()
            if len(those) > 1
        ]
    }


def _judge(told: Told, asked: str) -> dict[str, Any]:
    """By the passages; by what the colleague wrote down, where a sentence is not among them."""
    shown = dict(_SENTENCE.findall(asked))
    return {"verdicts": [_verdict(name, _by_value(told, sides, shown)) for name, sides in _cases(asked)]}


def _cases(asked: str) -> Iterator[tuple[str, dict[str, list[str]]]]:
    for block in asked.split("\n\nQuestions:\n")[-1].split("\n\n"):
        head, *rows = block.strip().splitlines()
        sides: dict[str, list[str]] = {}
        for row in rows:
            side = _SIDE.match(row)
            if side:
                sides.setdefault(side[1], []).extend(side[2].split(", "))
        yield head.partition(":")[0], sides


def _by_value(told: Told, sides: Mapping[str, list[str]], shown: Mapping[str, str]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for says, tags in sides.items():
        for tag in tags:
            meant = told.meaning(shown.get(tag, ""))
            values.setdefault(meant[1] if meant else says, []).append(tag)
    return values


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


def _doubt(told: Told, asked: str) -> dict[str, Any]:
    shown = dict(_SENTENCE.findall(asked))
    verdicts = []
    for name, _, sides in _AGAINST.findall(asked):
        meant = [told.meaning(shown[tag]) for tag in _TAG.findall(sides) if tag in shown]
        values = {each[1] for each in meant if each}
        verdict = "contradiction" if len(values) > 1 else "compatible"
        verdicts.append({"q": name, "why": "By the sentences.", "verdict": verdict})
    return {"verdicts": verdicts}


def _ready(_: Told, __: str) -> dict[str, Any]:
    return {"ready": True}


_ANSWERS: Mapping[str, Callable[[Told, str], dict[str, Any]]] = {
    "RaisedQuestions": _read,
    "JoinedQuestions": _link,
    "JudgedQuestions": _judge,
    "SecondOpinions": _doubt,
    "Ready": _ready,
}
