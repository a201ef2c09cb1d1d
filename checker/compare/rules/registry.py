"""The catalogue of rules: which there are, what each is about, and how they are run.

A rule is registered by naming its class here. One that crashes is reported as not checked; the others go on.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from checker.compare.rules.headline import HeadlineAtOdds
from checker.compare.rules.quantity import IncompatibleQuantities
from checker.compare.rules.quotation import DifferentWords
from checker.compare.rules.rule import Conflict, QuestionRule, TextRule
from checker.compare.rules.timing import IncompatibleTimes
from checker.errors import ConfigurationError
from schemas.article import Article
from schemas.claim import Claim
from schemas.question import Question
from schemas.report import NotChecked, Stage

QUESTION_RULES: tuple[type[QuestionRule], ...] = (IncompatibleQuantities, IncompatibleTimes)
TEXT_RULES: tuple[type[TextRule], ...] = (DifferentWords, HeadlineAtOdds)


class Outcome(NamedTuple):
    """What a run of rules brought."""

    conflicts: tuple[Conflict, ...]
    faults: tuple[NotChecked, ...]
    """The rules that crashed, and on what."""


def catalogue() -> dict[str, type[QuestionRule] | type[TextRule]]:
    """All rules under their codes, in the order of the codes."""
    known: dict[str, type[QuestionRule] | type[TextRule]] = {
        **{each.code: each for each in QUESTION_RULES},
        **{each.code: each for each in TEXT_RULES},
    }
    return dict(sorted(known.items()))


def rule(code: str) -> type[QuestionRule] | type[TextRule]:
    """The rule with a code, whatever the case of its letters.

    Raises:
        ConfigurationError: there is no such rule; the remedy lists the codes.
    """
    known = catalogue()
    found = known.get(code.strip().upper())
    if found is None:
        raise ConfigurationError(f"There is no rule with the code {code!r}.", remedy=f"Use one of {', '.join(known)}.")
    return found


def explain(code: str) -> str:
    """What a rule does, why, with examples and known limits: its docstring under its code and name.

    Raises:
        ConfigurationError: there is no such rule.
    """
    found = rule(code)
    return f"{found.code}: {found.name}\n\n{inspect.getdoc(found)}\n"


def run_text_rules(articles: Sequence[Article], rules: Iterable[type[TextRule]] = TEXT_RULES) -> Outcome:
    """Run the rules that read the articles themselves, each apart from the others."""
    conflicts: list[Conflict] = []
    faults: list[NotChecked] = []
    for each in rules:
        try:
            conflicts.extend(each().examine(articles))
        except Exception as error:  # any: a mistake in one rule must not cost the others
            faults.append(_fault(each, error, what="the texts of the articles"))
    return Outcome(tuple(conflicts), tuple(faults))


def run_question_rules(
    question: Question,
    claims: Sequence[Claim],
    articles: Mapping[str, Article],
    rules: Iterable[type[QuestionRule]] = QUESTION_RULES,
) -> Outcome:
    """Run the rules that read the claims of one question, each apart from the others.

    Args:
        question: The question.
        claims: The claims that answer it, in article order.
        articles: The articles of the story by id.
        rules: The rules to run.
    """
    conflicts: list[Conflict] = []
    faults: list[NotChecked] = []
    for each in rules:
        try:
            conflict = each().compare(question, claims, articles)
        except Exception as error:  # any: a mistake in one rule must not cost the others
            faults.append(_fault(each, error, what=question.text))
        else:
            conflicts += [conflict] if conflict else []
    return Outcome(tuple(conflicts), tuple(faults))


def _fault(crashed: type[QuestionRule] | type[TextRule], error: Exception, *, what: str) -> NotChecked:
    return NotChecked(
        stage=Stage.COMPARE,
        what=what,
        reason=f"rule {crashed.code} ({crashed.name}) stopped with {type(error).__name__}: {error}",
        remedy="Report this as a fault of the checker; all other rules did run.",
    )
