"""Why a request is not on a cassette: the nearest recording, and what differs from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import JsonValue
from rapidfuzz import fuzz

from checker.errors import CassetteMissError
from checker.llm.cassettes.recording import Request, message_in, mode_in, model_in, schema_in
from checker.llm.fingerprint import canonical

COMPARED = 4000
"""Characters of a message that are compared."""
CANDIDATES = 500
"""Recordings of the same task that are compared."""
KNOWN_PARTS = frozenset({"model", "messages", "tools", "tool_choice", "response_format"})


@dataclass(frozen=True)
class Candidate:
    """A recording, with no more of its request than a comparison needs."""

    path: Path
    model: str | None
    mode: str | None
    schema: bytes
    system: str
    user: str
    settings: bytes
    """Temperature and the like, canonical."""
    turns: int
    """Messages: more than two where an answer was asked for again."""

    def differences(self, asked: Candidate) -> list[str]:
        """What differs between this recording and a request, in words; no text of an article is among them."""
        found = []
        if self.model != asked.model:
            found.append(f"the model (recorded {self.model!r}, asked {asked.model!r})")
        if self.mode != asked.mode:
            found.append(f"the mode (recorded {self.mode!r}, asked {asked.mode!r})")
        if self.system != asked.system:
            found.append("the prompt of the task")
        if self.mode == asked.mode and self.schema != asked.schema:
            found.append("the schema of the answer")
        if self.settings != asked.settings:
            found.append("a setting such as temperature, seed or the token limit")
        if self.user != asked.user:
            start = _first_difference(self.user, asked.user)
            found.append(f"the article text or what is asked about it (from its character {start} on)")
        elif self.turns != asked.turns:
            found.append("an answer that had to be asked for again")
        return found or ["an earlier answer that is part of the request"]


def candidate(path: Path, request: Request) -> Candidate:
    """What a comparison needs of a request that is recorded at a path."""
    body = request.body
    messages = body.get("messages") if isinstance(body, dict) else None
    mode = mode_in(body)
    return Candidate(
        path=path,
        model=model_in(body),
        mode=mode.value if mode else None,
        schema=canonical(schema_in(body)),
        system=message_in(body, "system") or "",
        user=message_in(body, "user") or "",
        settings=canonical(_settings_in(body)),
        turns=len(messages) if isinstance(messages, list) else 0,
    )


def miss(asked: Request, folder: Path, candidates: Sequence[Candidate]) -> CassetteMissError:
    """The error for a request that was never recorded."""
    wanted = candidate(folder, asked)
    alike = [found for found in candidates if found.system == wanted.system] or list(candidates)
    nearest = max(
        alike[:CANDIDATES],
        key=lambda found: (fuzz.ratio(found.user[:COMPARED], wanted.user[:COMPARED]), found.model == wanted.model),
        default=None,
    )
    if nearest is None:
        explained = "There is nothing like it."
    else:
        explained = f"The nearest recording is {nearest.path.name}; what differs: {_listed(nearest, wanted)}."
    return CassetteMissError(
        f"A request of this run is not recorded in {folder}. {explained}",
        remedy="Record it: run the same command with --record instead of --replay, and with a model to ask.",
    )


def _listed(nearest: Candidate, wanted: Candidate) -> str:
    return "; ".join(nearest.differences(wanted))


def _first_difference(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (left, right) in pairs if left != right), min(len(one), len(other)))


def _settings_in(body: JsonValue) -> JsonValue:
    if not isinstance(body, dict):
        return None
    return {name: value for name, value in body.items() if name not in KNOWN_PARTS}
