"""NUM: conflicts between quantities."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, final

from checker.compare.rules.rule import Conflict
from checker.compare.rules.sides import (
    conflicting,
    different_times,
    evidence,
    grouped,
    has_words,
    positions,
    same_matter,
    stated,
)
from checker.compare.rules.subjects import CASUALTIES, same_subject, singular
from checker.values.intervals import bounds
from checker.values.periods import published_period
from schemas.article import Article
from schemas.claim import Claim, Quantity
from schemas.finding import Kind, Severity
from schemas.question import Question

_PART_OF_WHOLE = re.compile(
    r"\b(?:including|included|of whom|of which|of (?:them|those|these)|among (?:them|whom|those|the)|others?|another|"
    r"further|additional|the rest|remaining|each|apiece|per (?!cent\b)|average|alone|every|respectively|"
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|dozens|hundreds|thousands|millions) more\b(?! than)|"
    r"initially|originally|at first|so far|up from|down from)\b",
    re.IGNORECASE,
)
_ASKS_HOW_MANY = re.compile(r"\b(?:how (?:many|large|big)|number|toll|count|total|size)\b", re.IGNORECASE)
_FAR_APART = 2.0


@final
class IncompatibleQuantities:
    """Quantities that cannot all be true.

    What it does:
        Compares the quantities of claims that answer one question, each in the same unit and of the same thing. A
        quantity is read as an interval: what its comparator ("at least", "about") and its rounding allow. Two
        intervals that share no value conflict.

    Why it matters:
        Numbers are what readers repeat, and a slipped digit or a lost "about" is the commonest error in copy.

    Example (conflict):
        "The helicopters landed about a mile from the farm." / "The helicopters landed six miles from the farm."

    Example (no conflict):
        "About 100 guards were there." / "There were 97 guards." The second is what the first rounds.

    Known limits:
        It prefers silence to a false alarm: no comparison where a claim holds several quantities of the unit, where
        its words name a part or an early count ("of them", "another", "so far"), where times or places differ, where
        a toll may have grown between the publications, or between currencies. Bounds that only suggest a difference
        ("more than 300" and "about 1,500") are compatible to it.
    """

    code: ClassVar[str] = "NUM001"
    name: ClassVar[str] = "incompatible quantities"

    def compare(self, question: Question, claims: Sequence[Claim], articles: Mapping[str, Article]) -> Conflict | None:
        """The conflict between the claims' quantities; None where they can all be true, or cannot be compared."""
        usable = [claim for claim in claims if stated(claim) and has_words(claim, articles) and _whole(claim)]
        for unit in dict.fromkeys(quantity.unit for claim in usable for quantity in claim.quantities):
            found = self._compare_in(unit, question, usable, articles)
            if found is not None:
                return found
        return None

    def _compare_in(
        self, unit: str, question: Question, claims: Sequence[Claim], articles: Mapping[str, Article]
    ) -> Conflict | None:
        values = {claim.id: quantity for claim in claims if (quantity := _only(claim, unit))}
        ranges = {claim: bounds(quantity) for claim, quantity in values.items()}

        def agree(one: Claim, other: Claim) -> bool:
            return ranges[one.id].meets(ranges[other.id])

        def conflict(one: Claim, other: Claim) -> bool:
            comparable = same_matter(one, other) and not different_times(one, other)
            same = same_subject(values[one.id], values[other.id], asked=bool(_ASKS_HOW_MANY.search(question.text)))
            return comparable and same and not agree(one, other) and not _grown(one, other, values, articles)

        groups = grouped(conflicting([claim for claim in claims if claim.id in values], conflict), agree)
        if not groups:
            return None
        sides = [values[group[0].id] for group in groups]
        severity, reason = _severity(sides)
        printed = {claim: quantity.text for claim, quantity in values.items()}
        return Conflict(
            rule=self.code,
            question=question.text,
            question_id=question.id,
            kinds=(Kind.NUMERIC,),
            severity=severity,
            severity_reason=reason,
            explanation=f"The articles give different figures: {_listed(side.text for side in sides)}.",
            positions=positions(groups, printed),
            evidence=evidence(groups, printed, articles),
        )


def _whole(claim: Claim) -> bool:
    """Whether nothing in the statement says that its quantity is a part, a share for each, or an early count."""
    parts = any(
        re.search(rf"{re.escape(each.text)} of the\b", claim.statement) for each in claim.quantities if not each.unit
    )
    return not parts and not _PART_OF_WHOLE.search(claim.statement)


def _only(claim: Claim, unit: str) -> Quantity | None:
    """The claim's quantity in a unit, where it has exactly one."""
    found = [quantity for quantity in claim.quantities if quantity.unit == unit]
    return found[0] if len(found) == 1 else None


def _grown(one: Claim, other: Claim, values: Mapping[str, Quantity], articles: Mapping[str, Article]) -> bool:
    """Whether the two may be one toll that grew: the higher figure was published on a later day."""
    low, high = sorted((one, other), key=lambda claim: values[claim.id].value)
    if not CASUALTIES & {singular(values[claim.id].of) for claim in (low, high)}:
        return False
    earlier, later = (published_period(articles[claim.article].published) for claim in (low, high))
    return bool(earlier and later and earlier.end <= later.start)


def _severity(sides: Sequence[Quantity]) -> tuple[Severity, str]:
    if any(singular(side.of) in CASUALTIES for side in sides):
        return Severity.MAJOR, "The figures are about people who were killed or hurt."
    low, high = min(side.value for side in sides), max(side.value for side in sides)
    if low > 0 and high / low >= _FAR_APART:
        return Severity.MAJOR, f"The figures differ by a factor of {high / low:.1f}."
    return Severity.MINOR, "The figures differ by less than a factor of two."


def _listed(texts: Iterable[str]) -> str:
    return " against ".join(f"“{text}”" for text in texts)
