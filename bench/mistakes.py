"""A model that makes mistakes: a set share of what it answers is missed, wrong, doubled, or cites what is not there.

Whether a mistake is made follows from the seed and from what is asked, not from when: the same request gets the same
answer in any order and any process. What is left out or doubled in an answer follows from all that was asked in the
request, so that whoever asks for it again, alone, may get it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.stub.server import Answerer

UNKNOWN_TAG = "ZZ9"
OUT_OF_RANGE = "99999"
UNKNOWN_ID = "Q99999"


@dataclass(frozen=True)
class Mistaken:
    """Answers of another, with mistakes.

    Args:
        answerer: whose answers.
        rate: the share of questions missed, of tags that are none, of verdicts that are wrong, of ids left out,
            doubled or unknown; each kind of mistake by itself.
        seed: what the mistakes follow from.
    """

    answerer: Answerer
    rate: float
    seed: int

    def __call__(self, form: str, asked: str) -> dict[str, Any]:
        """The answer in a form."""
        right = self.answerer(form, asked)
        whole = f"{form} {sorted(asked.splitlines())}"
        if form == "RaisedQuestions":
            return {
                "questions": [self._cited(each) for each in right["questions"] if not self._errs("miss", each["q"])]
            }
        if form == "JoinedQuestions":
            return {"same": self._strewn("ids", list(self._grouped(right["same"], whole)), whole)}
        if form in {"JudgedQuestions", "SecondOpinions"}:
            return {"verdicts": self._strewn("q", list(self._judged(right["verdicts"], asked, whole)), whole)}
        return right

    def _errs(self, what: str, about: object) -> bool:
        drawn = hashlib.blake2b(f"{self.seed} {what} {about}".encode(), digest_size=8).digest()
        return int.from_bytes(drawn, "big") < self.rate * 2**64

    def _cited(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """A question whose sides may cite sentences that no article has."""
        return {**question, "sides": [{**side, "at": [*map(self._tag, side["at"])]} for side in question["sides"]]}

    def _tag(self, tag: str) -> str:
        if self._errs("unknown", tag):
            return UNKNOWN_TAG
        return tag.rstrip("0123456789") + OUT_OF_RANGE if self._errs("range", tag) else tag

    def _grouped(self, groups: Sequence[Mapping[str, Any]], whole: str) -> Iterator[Mapping[str, Any]]:
        for group in groups:
            if not self._errs("miss", (whole, group["ids"])):
                wrong = self._errs("differ", (whole, group["ids"]))
                yield {**group, "differ": group["differ"] != wrong}

    def _judged(self, verdicts: Sequence[Mapping[str, Any]], asked: str, whole: str) -> Iterator[Mapping[str, Any]]:
        about = dict(line.partition(": ")[::2] for line in asked.splitlines() if line.startswith("Q"))
        for item in verdicts:
            name = item["q"]
            wrong = self._errs("verdict", about.get(name, name))
            given = {**item, "verdict": _opposite(item["verdict"])} if wrong else item
            if not self._errs("leave out", (whole, name)):
                yield given
            if self._errs("double", (whole, name)):
                yield {**given, "verdict": _opposite(given["verdict"])}

    def _strewn(self, key: str, items: list[Mapping[str, Any]], whole: str) -> list[Mapping[str, Any]]:
        """With an item about something that was not asked, now and then."""
        if items and self._errs("stray", whole):
            strange: Any = UNKNOWN_ID if key == "q" else [UNKNOWN_ID, *items[0][key]]
            return [*items, {**items[0], key: strange}]
        return items


def _opposite(verdict: str) -> str:
    return "compatible" if verdict == "contradiction" else "contradiction"
