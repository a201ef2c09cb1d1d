"""Prompts: load, fill and fingerprint the templates. Nothing else reads the ``prompts`` package."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template


@dataclass(frozen=True)
class Prompt:
    """A filled prompt, ready to send."""

    task: str
    system: str
    user: str
    digest: str
    """SHA-256 of the two templates: changes exactly when the wording of the task does."""


@cache
def template(task: str) -> tuple[str, str]:
    """The system and user template of a task, as they stand in the ``prompts`` package, with LF line ends."""
    folder = files("prompts")
    system, user = (
        folder.joinpath(f"{task}.{role}.md").read_text(encoding="utf-8").replace("\r\n", "\n")
        for role in ("system", "user")
    )
    return system, user


def digest(task: str) -> str:
    """SHA-256 of a task's two templates."""
    return hashlib.sha256("\0".join(template(task)).encode()).hexdigest()


def fill(task: str, **values: str) -> Prompt:
    """Fill a task's user template. The system template is static, so that endpoints can cache it.

    Raises:
        KeyError: a variable of the template was not given.
    """
    system, user = template(task)
    return Prompt(task=task, system=system, user=Template(user).substitute(values), digest=digest(task))
