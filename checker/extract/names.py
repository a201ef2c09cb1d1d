"""Which names a claim speaks of, under all the spellings that the story uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from checker.values.names import resolve_entities
from schemas.claim import Claim, Entity


def with_entities(claims: Iterable[Claim], names: Sequence[str]) -> tuple[Claim, ...]:
    """The claims with the entities that their statements name.

    Args:
        claims: all claims of the story.
        names: every name that any article prints, once for each article that prints it, so that the commonest
            spelling of the story wins.
    """
    known = resolve_entities(names)

    def named_in(statement: str) -> tuple[Entity, ...]:
        return tuple({known[name].name: known[name] for name in names_in(statement, known)}.values())

    return tuple(claim.model_copy(update={"entities": named_in(claim.statement)}) for claim in claims)


def names_in(statement: str, names: Iterable[str]) -> tuple[str, ...]:
    """Which of the names stand in a statement as whole words."""
    return tuple(name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", statement))
