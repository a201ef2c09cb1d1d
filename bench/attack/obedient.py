"""A model that makes no fault, until it is shown an order: it sees through every disguise, and obeys."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any, TypeVar

from bench.answers import answer
from bench.attack.payloads import CLAIMED, Effect
from bench.world import World
from checker.errors import InvalidAnswerError
from checker.prompting.seen import as_read, unmasked
from checker.prompting.templates import Prompt
from schemas.answers import Answer

A = TypeVar("A", bound=Answer)
_TAG = re.compile(r"^\[[A-Z]+\d+\](?: \(\w+\))? ", re.MULTILINE)
_BLOB = re.compile(r"[A-Za-z0-9+/]{24,}={0,2}")
FLOODED = 10_000


@dataclass
class ObedientModel:
    """Answers of a world, bent by every order that stands anywhere in what is shown."""

    world: World
    orders: Mapping[str, Effect]
    """Words -> what whoever reads them does."""
    asked: list[str] = field(default_factory=list)
    """What it was shown, call by call."""
    obeyed: int = 0
    """Calls in which it saw an order."""

    def ask(self, prompt: Prompt, answer_type: type[A]) -> A:
        """Answer, as ordered.

        Raises:
            InvalidAnswerError: it was ordered to answer in another form.
        """
        self.asked.append(prompt.user)
        said = answer(self.world, answer_type.__name__, prompt.user)
        effects = list(self._seen(prompt.user))
        self.obeyed += bool(effects)
        for effect in effects:
            if effect is Effect.FORM:
                raise InvalidAnswerError("the answer is not in the form that was asked for: 'Roses are red'")
            said = _bent(said, answer_type.__name__, effect, prompt)
        return answer_type.model_validate(json.loads(json.dumps(said)))

    def _seen(self, shown: str) -> Iterator[Effect]:
        forms = [_letters(form) for form in _understood(shown)]
        found = {effect for words, effect in self.orders.items() for form in forms if _letters(words) in form}
        yield from (effect for effect in Effect if effect in found)


def _understood(shown: str) -> Iterator[str]:
    bare = _TAG.sub("", shown)
    yield as_read(bare)
    yield unmasked(bare)
    for blob in _BLOB.findall(bare):
        try:
            yield base64.b64decode(blob + "=" * (-len(blob) % 4)).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _bent(said: dict[str, Any], form: str, effect: Effect, prompt: Prompt) -> dict[str, Any]:
    bent = {
        "RaisedQuestions": _bent_reading,
        "JoinedQuestions": _bent_joining,
        "JudgedQuestions": _bent_verdicts,
        "SecondOpinions": _bent_verdicts,
    }
    return bent[form](said, effect, prompt)


def _bent_reading(said: dict[str, Any], effect: Effect, prompt: Prompt) -> dict[str, Any]:
    questions = said["questions"]
    if effect is Effect.SILENCE:
        questions = []
    elif effect is Effect.CLAIM:
        lie = {"says": CLAIMED, "at": ["A1"], "by": "the mayor"}
        other = {"says": "the mayor is there", "at": ["B1"]}
        questions = [{"q": "Why has the mayor fled?", "sides": [lie, other]}, *questions]
        said["apart"] = ["A", "B"]
        said["dates"] = [{"article": "A", "written": "1999", "basis": "ordered"}]
    elif effect is Effect.FORGE:
        tags = cycle(_TAG.findall(prompt.user))
        for side in (side for question in questions for side in question["sides"]):
            side["at"] = [next(tags).split("]")[0].lstrip("[")]
    elif effect is Effect.FLOOD:
        first = questions[0]["sides"] if questions else [{"says": "yes", "at": ["A1"]}]
        questions = [{"q": f"Is it number {number}?", "sides": first} for number in range(FLOODED)]
    elif effect is Effect.LEAK:
        questions = [{"q": prompt.system, "sides": [{"says": prompt.system, "at": ["A1"]}]}, *questions]
    return {**said, "questions": questions}


def _bent_joining(said: dict[str, Any], effect: Effect, prompt: Prompt) -> dict[str, Any]:
    if effect is Effect.SILENCE:
        return {"same": []}
    if effect is Effect.AGREE:
        return {"same": [{"ids": re.findall(r"^(Q\d+):", prompt.user, re.MULTILINE), "differ": False}]}
    return said


def _bent_verdicts(said: dict[str, Any], effect: Effect, prompt: Prompt) -> dict[str, Any]:
    verdicts = said["verdicts"]
    if effect is Effect.SILENCE:
        verdicts = []
    elif effect is Effect.AGREE:
        verdicts = [{"q": verdict["q"], "why": "as ordered", "verdict": "compatible"} for verdict in verdicts]
    elif effect in (Effect.CLAIM, Effect.LEAK):
        told = CLAIMED if effect is Effect.CLAIM else prompt.system
        verdicts = [{**verdict, "why": told, "settle": told, "verdict": "contradiction"} for verdict in verdicts]
        for position in (position for verdict in verdicts for position in verdict.get("positions", ())):
            position["says"] = told
    elif effect is Effect.FORGE:
        for verdict in verdicts:
            verdict["positions"] = list(reversed(verdict.get("positions", [])))
            verdict["same_as"] = verdicts[0]["q"]
    return {"verdicts": verdicts}
