"""The sceptical second reading: another wording, the other order, and nothing of what the first readings thought.

It sees the bare sentences of both sides. Agreement of two such readings replaces a model's report on its own
confidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from checker.prompting.exhibits import Docket, one_line, passages
from checker.prompting.request import Request
from checker.prompting.templates import fill
from schemas.answers import SecondOpinion, SecondOpinions
from schemas.claim import Claim
from schemas.finding import Position, Verdict
from schemas.question import Judgement, Question, Reader

PACK_ITEMS = 40


@dataclass(frozen=True)
class Item:
    """A question on which the articles seem to differ, as it comes before the sceptic."""

    question: Question
    positions: tuple[Position, ...]


def packs(items: Sequence[Item]) -> tuple[tuple[Item, ...], ...]:
    """The items in the other order, in runs that one call can hold."""
    backwards = items[::-1]
    return tuple(tuple(backwards[at : at + PACK_ITEMS]) for at in range(0, len(backwards), PACK_ITEMS))


def request(docket: Docket, items: Sequence[Item], claims: Mapping[str, Claim]) -> Request[SecondOpinions]:
    """The call that reads a pack of items for the second time."""
    cited = [claims[claim] for item in items for position in item.positions for claim in position.claims]
    return Request(
        prompt=fill(
            "sceptic",
            questions="\n".join(_shown(docket, item, claims) for item in items),
            passages=passages(docket, cited, around=0, newest_first=True),
        ),
        answer=SecondOpinions,
        what=f"{len(items)} questions",
    )


def _shown(docket: Docket, item: Item, claims: Mapping[str, Claim]) -> str:
    sides = (
        ", ".join(dict.fromkeys(tag for claim in position.claims for tag in docket.tags(claims[claim])))
        for position in reversed(item.positions)
    )
    return f"{item.question.id}: {one_line(item.question.text)} {' against '.join(f'[{side}]' for side in sides)}"


def read(answer: SecondOpinions, items: Sequence[Item]) -> Mapping[str, Judgement]:
    """The second readings, by question id; an item without a verdict is left out."""
    order = [item.question.id for item in items]
    opinions: dict[str, Judgement] = {}
    for opinion in answer.verdicts:
        if opinion.q in order and opinion.q not in opinions:
            opinions[opinion.q] = Judgement(
                reader=Reader.SCEPTIC,
                verdict=Verdict(opinion.verdict),
                explanation=one_line(opinion.why),
                duplicate_of=_earlier(opinion, order),
            )
    return opinions


def _earlier(opinion: SecondOpinion, order: Sequence[str]) -> str | None:
    """The item that this one repeats; only one that was shown before it counts, so that no two point at each other."""
    same = opinion.same_as
    return same if same in order and order.index(same) < order.index(opinion.q) else None
