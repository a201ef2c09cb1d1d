"""A question to a model: a filled prompt and the form of the answer. Steps make requests; the pipeline sends them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from checker.prompting.templates import Prompt
from schemas.answers import Answer

A = TypeVar("A", bound=Answer)


@dataclass(frozen=True)
class Request(Generic[A]):
    """One call to a model."""

    prompt: Prompt
    answer: type[A]
    what: str
    """What it is about, in words for a progress line and for the list of what was not checked."""
