"""What the flags of a check say about its output, apart from the articles and the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from checker.cli.options import FailLevel
from checker.errors import ConfigurationError
from checker.report.formats import Format


@dataclass(frozen=True)
class Wishes:
    """What is to be written and shown, and when a run has failed."""

    output: tuple[Path, ...]
    """Files for one story, folders for many."""
    each: tuple[Format, ...]
    """Formats of the reports in these folders."""
    format: Format
    """On standard output."""
    fail_level: FailLevel
    store: str | None
    uses_store: bool
    shows_decisions: bool
    quiet: bool

    def require_one_story(self, paths: Sequence[str]) -> None:
        """Refuse what cannot be done with one story: now, not after the run.

        Raises:
            ConfigurationError: a flag is for many stories, or an output is no place for a file.
        """
        from checker.cli.outcome import require_writable

        if self.each:
            raise ConfigurationError(
                "--each is for many stories.", remedy="Name a file with -o: its suffix says in which format."
            )
        require_writable(self.output, paths)
