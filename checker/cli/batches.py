"""What ``--batch`` means for a run: which flags it excludes, where its ledger is, how often it looks."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from checker.errors import ConfigurationError
from checker.settings import ModelSettings, home

if TYPE_CHECKING:
    from checker.cli.model import ModelChoice
    from checker.llm.batch.client import BatchClient
    from checker.llm.batch.post import Patience
    from checker.llm.cache.answers import AnswerCache
    from checker.llm.usage import Meter

POLL = "CHECKER_BATCH_POLL"
"""Environment variable: seconds between two looks at a batch, and before what was gathered is sent."""
LEDGER = "batches"
"""The folder of the ledger, in the home folder."""


def require_possible(choice: ModelChoice) -> None:
    """Refuse flags that go with no batch.

    Raises:
        ConfigurationError: there are such flags; it says why.
    """
    excluded = {
        "--replay": (choice.replay, "a recording is answered at once, and costs nothing"),
        "--record": (choice.record, "a recording holds live exchanges, and a batch has none"),
        "--no-cache": (
            not choice.cached,
            "a run that is killed finds what it paid for in the cache",
        ),
    }
    for flag, (given, why) in excluded.items():
        if choice.batch and given:
            raise ConfigurationError(f"--batch and {flag} exclude each other: {why}.", remedy="Give one of them.")


def patience(environ: Mapping[str, str] = os.environ) -> Patience:
    """How long to wait for what.

    Raises:
        ConfigurationError: the environment names no number of seconds.
    """
    from checker.llm.batch.post import Patience

    given = environ.get(POLL)
    if not given:
        return Patience()
    try:
        seconds = float(given)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 86_400:
        raise ConfigurationError(f"{POLL}={given!r} is no number of seconds.", remedy="Set it to a number above 0.")
    return Patience(gather=seconds, first_look=seconds, longest_look=seconds)


def forget_read() -> None:
    """Throw away the answers of batches that no run has taken into the cache, as of one that was killed."""
    from checker.llm.batch.ledger import DATABASE, Ledger

    if (home() / LEDGER / DATABASE).exists():
        with Ledger(home() / LEDGER, "") as ledger:
            ledger.forget_read()


def batch_client(
    settings: ModelSettings, cache: AnswerCache, meter: Meter, *, tell: Callable[[str], None]
) -> BatchClient:
    """A client that asks in batches. Its ledger is in the home folder, for all runs together."""
    from checker.llm.batch.client import BatchClient

    return BatchClient(settings, home() / LEDGER, cache=cache, meter=meter, patience=patience(), tell=tell)
