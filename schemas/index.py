"""The index of a run over many stories: what came of each, and where its report is."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from schemas.base import Record
from schemas.report import NotChecked, Usage

INDEX_VERSION = "1.0"
"""Fields are only added within a major version; readers ignore what they do not know."""


class State(StrEnum):
    """What became of a story."""

    CHECKED = "checked"
    NOTHING_TO_COMPARE = "nothing_to_compare"
    """Fewer than two articles that tell the same."""
    FAILED = "failed"
    """There is no report; ``reason`` says why."""
    NOT_BEGUN = "not_begun"
    """The run ended before."""


class Entry(Record):
    """One story."""

    name: str
    """The beginning of its files' names; of no two stories the same."""
    title: str
    source: str = ""
    """The folder that it is, as the user named it; empty where its articles were found among others."""
    state: State
    reason: str = ""
    """Why there is no report, or nothing that could be compared."""
    run: str | None = None
    """The id under which its report is saved."""
    complete: bool = False
    articles: int = 0
    origins: int = 0
    critical: int = 0
    """Firm contradictions of this severity that nobody has dismissed."""
    major: int = 0
    minor: int = 0
    possible: int = 0
    dismissed: int = 0
    not_checked: int = 0
    usage: Usage = Usage()
    files: dict[str, str] = Field(default_factory=dict)
    """Format -> name of the report beside the index."""


class Index(Record):
    """A run over many stories."""

    index_version: str = INDEX_VERSION
    complete: bool
    """Whether every story was checked whole, and everything that was named was read."""
    stories: tuple[Entry, ...] = ()
    alone: tuple[str, ...] = ()
    """Ids of the articles that tell of something that no other tells."""
    not_checked: tuple[NotChecked, ...] = ()
    """What was named, and could not be read, so that nobody knows which story it belongs to."""
    usage: Usage = Usage()
    """Of all stories."""
