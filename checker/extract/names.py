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
    patterns = [(re.compile(rf"(?<!\w){re.escape(name)}(?!\w)"), entity) for name, entity in known.items()]

    def named_in(statement: str) -> tuple[Entity, ...]:
        found = {entity.name: entity for pattern, entity in patterns if pattern.search(statement)}
        return tuple(found.values())

    return tuple(claim.model_copy(update={"entities": named_in(claim.statement)}) for claim in claims)
