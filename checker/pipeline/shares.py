"""Shares: a question with more answers, or more claims, than one reading can hold is read in shares.

In a story of thousands of articles one question may be answered a thousand times, mostly alike. Every reading sees the
answer that most articles give, beside a handful of the others, each with its first claims. So what a reading costs does
not depend on how many articles say the same, and an article that says nothing new changes no request at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from checker.verify.findings import weigh
from schemas.claim import Claim
from schemas.finding import Agreement, Position, Severity, Verdict
from schemas.question import Judgement, Question, Reader

SHARE_SIDES = 12
"""Answers that one reading holds against each other, at most."""
SIDE_CLAIMS = 12
"""Claims that it sees of each."""

_ORDER = list(Verdict)


@dataclass(frozen=True)
class Shares:
    """A question, and the shares in which it is read: only itself where it is of ordinary size."""

    whole: Question
    parts: tuple[Question, ...]

    def united(self, parts: Sequence[Question]) -> Question:
        """The question with the judgements of its shares, and with every claim on its side again.

        Where shares differ, the gravest outcome counts, and the shares that have it.

        Args:
            parts: the shares, with their judgements.
        """
        if list(map(_bare, parts)) == [self.whole]:
            return parts[0]
        judged = [part for part in parts if part.judgements]
        if not judged:
            return self.whole
        outcomes = {part.id: weigh(part.judgements) for part in judged}
        ranks = {id_: (_ORDER.index(o.verdict), o.agreement is not Agreement.FIRM) for id_, o in outcomes.items()}
        gravest = [part for part in judged if ranks[part.id] == min(ranks.values())]
        return self.whole.model_copy(update={"judgements": tuple(self._judgements(gravest))})

    def _judgements(self, parts: Sequence[Question]) -> list[Judgement]:
        """One judgement of each reader and rule, from those that it gave on the shares."""
        given: dict[tuple[Reader, str | None], list[Judgement]] = {}
        for judgement in (judgement for part in parts for judgement in part.judgements):
            given.setdefault((judgement.reader, judgement.rule), []).append(judgement)
        order = [Reader.JUDGE, Reader.RULE, Reader.SCEPTIC]
        return [self._one(given[reader]) for reader in sorted(given, key=lambda each: order.index(each[0]))]

    def _one(self, judgements: Sequence[Judgement]) -> Judgement:
        gravest = min(judgements, key=lambda judgement: _ORDER.index(judgement.verdict))
        positions: list[Position] = []
        for position in (p for j in judgements if j.verdict is gravest.verdict for p in j.positions):
            claims = self._all_alike(position.claims)
            same = next((index for index, p in enumerate(positions) if not claims.isdisjoint(p.claims)), None)
            if same is None:
                positions.append(position.model_copy(update={"claims": self._in_order(claims)}))
            else:
                both = claims.union(positions[same].claims)
                positions[same] = positions[same].model_copy(update={"claims": self._in_order(both)})
        severity = min((j.severity for j in judgements), key=lambda s: s.rank, default=Severity.MINOR)
        original = gravest.duplicate_of.partition(".")[0] if gravest.duplicate_of else None
        return gravest.model_copy(
            update={
                "positions": tuple(positions),
                "severity": severity,
                "duplicate_of": None if original == self.whole.id else original,
            }
        )

    def _all_alike(self, shown: Sequence[str]) -> set[str]:
        """Claims with those that give the same answer and that no reading was shown."""
        seen = {claim for part in self.parts for claim in part.claims}
        alike = set(shown)
        for side in self.whole.answers:
            if not alike.isdisjoint(side.claims):
                alike.update(claim for claim in side.claims if claim not in seen)
        return alike

    def _in_order(self, claims: set[str]) -> tuple[str, ...]:
        return tuple(claim for claim in self.whole.claims if claim in claims)


def shares(question: Question, claims: Mapping[str, Claim]) -> Shares:
    """Divide a question, if it has to be.

    The first share keeps the question's id; the others are "Q7.2", "Q7.3". All hold the answer of most articles, so
    that every other answer is held against it.
    """
    sides = [_first_claims(side, claims) for side in question.answers]
    if len(sides) <= SHARE_SIDES:
        return Shares(question, (_share(question, sides, 1),))
    main = max(range(len(sides)), key=lambda index: (_articles(question.answers[index], claims), -index))
    others = iter(side for index, side in enumerate(sides) if index != main)
    parts: list[Question] = []
    while chunk := list(islice(others, SHARE_SIDES - 1)):
        parts.append(_share(question, [sides[main], *chunk], len(parts) + 1))
    return Shares(question, tuple(parts))


def _first_claims(side: Position, claims: Mapping[str, Claim]) -> Position:
    own = [claim for claim in side.claims if claims[claim].repeats is None]
    return side.model_copy(update={"claims": tuple((own or side.claims)[:SIDE_CLAIMS])})


def _articles(side: Position, claims: Mapping[str, Claim]) -> int:
    return len({claims[claim].article for claim in side.claims})


def _share(question: Question, sides: Sequence[Position], number: int) -> Question:
    shown = {claim for side in sides for claim in side.claims}
    return question.model_copy(
        update={
            "id": question.id if number == 1 else f"{question.id}.{number}",
            "claims": tuple(claim for claim in question.claims if claim in shown),
            "answers": tuple(sides),
        }
    )


def _bare(question: Question) -> Question:
    return question.model_copy(update={"judgements": ()})
