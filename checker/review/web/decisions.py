"""Decisions as the page sends them: from the script as JSON, from a plain form as a form."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from pydantic import ValidationError
from starlette.requests import Request

from checker.errors import InputError
from checker.review.web.rows import Row
from schemas.review import Action, Decision, HumanState, Reason

MOST_FIELDS = 50
DAY = 86_400.0
"""Seconds: what was looked at longer was not looked at."""


@dataclass(frozen=True)
class Sent:
    """What was sent."""

    fields: Mapping[str, str]
    script: bool
    """Whether the page's script sent it, and wants a part of the page back instead of a redirection."""

    def __getitem__(self, name: str) -> str:
        """A field; empty where it was not sent."""
        return self.fields.get(name, "")


async def sent(request: Request) -> Sent:
    """What a request sent.

    Raises:
        InputError: it is neither a form nor a JSON object of texts.
    """
    body, kind = await request.body(), request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        if kind == "application/json":
            given = json.loads(body)
            if isinstance(given, dict) and all(isinstance(value, str) for value in given.values()):
                return Sent(given, script=True)
        if kind == "application/x-www-form-urlencoded":
            pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
            return Sent(dict(pairs), script=False)
    except (ValueError, RecursionError):
        pass
    raise InputError("What was sent cannot be read.", remedy="Load the page again.")


def decision_of(choice: str, note: str) -> Decision:
    """A decision from the button that was pressed: "confirmed", "confirmed:watch", "dismissed:rounding".

    Raises:
        InputError: there is no such decision, or its note is missing or too long.
    """
    state, _, detail = choice.partition(":")
    words = "\n".join(note.splitlines()).strip()
    if choice == f"{HumanState.DISMISSED}:{Reason.OTHER}" and not words:
        raise InputError("Another reason needs a note that says which.", remedy="Write the note, then dismiss again.")
    try:
        human = HumanState(state)
        if detail and human in (HumanState.OPEN, HumanState.QUERY):
            raise ValueError(detail)
        action = Action(detail) if detail and human is HumanState.CONFIRMED else None
        reason = Reason(detail) if human is HumanState.DISMISSED else None
        return Decision(state=human, action=action, reason=reason, note=words)
    except ValidationError as error:
        raise InputError("The note is too long: 10,000 characters at most.", remedy="Shorten it.") from error
    except ValueError as error:
        raise InputError("There is no such decision.", remedy="Load the page again.") from error


def revision_of(text: str) -> int:
    """The revision that was looked at.

    Raises:
        InputError: it is no number.
    """
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise InputError("It was not said what was looked at.", remedy="Load the page again.")
    return int(text)


def seconds_of(text: str) -> float | None:
    """How long it was looked at; None where that was not measured, or is no time to look at anything."""
    try:
        seconds = float(text)
    except ValueError:
        return None
    return round(seconds, 1) if math.isfinite(seconds) and 0 <= seconds <= DAY else None


def list_digest(rows: Iterable[Row]) -> str:
    """What a list holds, and how it stands: a decision on all of it names this, so that none is decided unseen."""
    state = "\n".join(f"{row.item}\t{row.standing.revision}" for row in rows)
    return hashlib.sha256(state.encode()).hexdigest()[:32]
