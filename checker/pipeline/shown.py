"""What the sentences of a question show by themselves: figures that cannot all be true, in sentences that are alike.

For articles of which a model's word does not count (``checker.pipeline.confined``). A model chose which sentences stand
on a question, and may have been told to choose badly; so they also have to say the same but for the figure. No other
word of a model is used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import product

from checker.compare.rules.quantity import IncompatibleQuantities
from checker.compare.rules.rule import Conflict
from checker.values.quantities import find_quantities
from schemas.article import Article
from schemas.claim import Claim
from schemas.question import Question

LEAST_ALIKE = 0.6
"""Share of their words, figures aside, that two sentences have in common."""
LEAST_SHARED = 3
_WORD = re.compile(r"[^\W\d_]+")


def shown_by_figures(
    question: Question, claims: Sequence[Claim], about: str, articles: Mapping[str, Article]
) -> Conflict | None:
    """The conflict of figures between an article and another one that a rule sees in their sentences alone.

    Args:
        question: the question, its text made of the articles' words.
        claims: its claims, each in the words of its sentence.
        about: the id of the article that it is about.
        articles: the articles by id.

    Returns:
        The conflict; None where the sentences leave room for doubt.
    """
    read = [
        claim.model_copy(update={"quantities": tuple(q for _, q in find_quantities(claim.statement)), "times": ()})
        for claim in claims
    ]
    own = [claim for claim in read if claim.article == about]
    others = [claim for claim in read if claim.article != about]
    for one, other in product(own, others):
        if _alike(one, other):
            conflict = IncompatibleQuantities().compare(question, (one, other), articles)
            if conflict is not None:
                return conflict
    return None


def _alike(one: Claim, other: Claim) -> bool:
    """Whether two sentences say the same but for their figures."""
    words = [_words(claim) for claim in (one, other)]
    shared = words[0] & words[1]
    return len(shared) >= LEAST_SHARED and len(shared) >= LEAST_ALIKE * len(words[0] | words[1])


def _words(claim: Claim) -> set[str]:
    bare = claim.statement
    for quantity in claim.quantities:
        bare = bare.replace(quantity.text, " ")
    return set(_WORD.findall(bare.casefold()))
