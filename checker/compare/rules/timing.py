"""TIM: conflicts between times."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import ClassVar, final

from rapidfuzz.fuzz import token_sort_ratio

from checker.compare.rules.rule import Conflict
from checker.compare.rules.sides import conflicting, evidence, grouped, has_words, positions, same_matter, stated
from checker.values.intervals import apart
from schemas.article import Article
from schemas.claim import Claim, TimeInterval
from schemas.finding import Kind, Severity
from schemas.question import Question

_ASKS_WHEN = re.compile(r"^\s*(?:since |until |by )?when\b|\b(?:what|which) (?:time|date|day|hour|month|year)\b", re.I)
_SAME_STATEMENT = 85.0
"""Two statements that answer another question are about one event from this similarity (0 to 100) on."""


@final
class IncompatibleTimes:
    """Times that cannot both be meant.

    What it does:
        Compares the times of claims that answer one question, where the question asks when, or where the statements
        are alike but for the time. Times are intervals ("Friday night" ends on Saturday morning); approximate ones
        reach a quarter of their length further. Two intervals that do not touch conflict.

    Why it matters:
        A wrong day or hour turns the order of events round, and with it who knew what when.

    Example (conflict):
        "The vote was held on 3 May 2021." / "The vote was held on 5 May 2021."

    Example (no conflict):
        "The raid began late on Friday night." / "The raid began at about 1 a.m. on Saturday."

    Known limits:
        It prefers silence to a false alarm: no comparison where a claim holds several times, where a relative time
        ("on Friday") stands in an article whose date is only inferred, or where one time has a zone and the other,
        within 26 hours of it, has none.
    """

    code: ClassVar[str] = "TIM001"
    name: ClassVar[str] = "incompatible times"

    def compare(self, question: Question, claims: Sequence[Claim], articles: Mapping[str, Article]) -> Conflict | None:
        """The conflict between the claims' times; None where they can all be meant, or cannot be compared."""
        usable = [claim for claim in claims if stated(claim) and has_words(claim, articles) and _dated(claim, articles)]
        asked = bool(_ASKS_WHEN.search(question.text))

        def agree(one: Claim, other: Claim) -> bool:
            return not apart(one.times[0], other.times[0])

        def conflict(one: Claim, other: Claim) -> bool:
            return same_matter(one, other) and (asked or _alike(one, other)) and not agree(one, other)

        groups = grouped(conflicting(usable, conflict), agree)
        if not groups:
            return None
        printed = {claim.id: claim.times[0].text for claim in usable}
        severity, reason = _severity([group[0].times[0] for group in groups])
        sides = positions(groups, printed)
        return Conflict(
            rule=self.code,
            question=question.text,
            question_id=question.id,
            kinds=(Kind.TEMPORAL,),
            severity=severity,
            severity_reason=reason,
            explanation=f"The articles give different times: {' against '.join(f'“{side.says}”' for side in sides)}.",
            positions=sides,
            evidence=evidence(groups, printed, articles),
        )


def _dated(claim: Claim, articles: Mapping[str, Article]) -> bool:
    """Whether the claim has exactly one time, and that time does not hang on a date that is only inferred."""
    if len(claim.times) != 1:
        return False
    published = articles[claim.article].published
    return bool(re.search(r"\b\d{4}\b", claim.times[0].text)) or not (published and published.inferred)


def _alike(one: Claim, other: Claim) -> bool:
    """Whether two statements are the same but for their times."""
    bare = [claim.statement.replace(claim.times[0].text, "") for claim in (one, other)]
    return token_sort_ratio(*bare) >= _SAME_STATEMENT


def _severity(times: Sequence[TimeInterval]) -> tuple[Severity, str]:
    starts = [time.start.replace(tzinfo=None) for time in times]
    if max(starts) - min(starts) >= timedelta(days=1):
        return Severity.MAJOR, "The times are a day or more apart."
    return Severity.MINOR, "The times are less than a day apart."
