"""From flags and environment to a model that can be asked, or to words on why there is none."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from checker.cli.batches import batch_client, require_possible
from checker.cli.console import stderr
from checker.cli.descriptors import affordable
from checker.errors import ConfigurationError, NoModelError
from checker.settings import ModelSettings, StructuredOutput, environment_value, home
from schemas.report import Mode, Usage

if TYPE_CHECKING:
    import httpx2

    from checker.cli.progress import Shown
    from checker.llm.batch.client import BatchClient
    from checker.llm.client import Client
    from checker.llm.pricing import Price
    from checker.pipeline.asking import Inquiry
    from checker.pipeline.run import Plan

WAYS_ON = """Three ways on:
  a provider      export OPENAI_API_KEY=...; checker check PATHS --model NAME
  a local server  checker check PATHS --base-url http://localhost:11434/v1 --model NAME
  a recording     checker check PATHS --replay FOLDER
Or --no-model, for what needs none: shared origins, and quotations that differ in wording."""


LONGEST_PAID_ANSWER = 20_000
"""Tokens to which every answer is limited where a limit on cost was set and none on answers: else it cannot be kept."""


@dataclass(frozen=True)
class ModelChoice:
    """What the flags say about the model."""

    model: str | None = None
    base_url: str | None = None
    mode: StructuredOutput | None = None
    timeout: float = 300.0
    concurrency: int = 16
    temperature: float | None = None
    seed: int | None = None
    max_tokens: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    price_in: float | None = None
    price_out: float | None = None
    record: Path | None = None
    replay: Path | None = None
    cached: bool = True
    max_cost: float | None = None
    batch: bool = False

    @property
    def where(self) -> Mode:
        """Where answers come from."""
        if self.batch:
            return Mode.BATCH
        return Mode.REPLAY if self.replay else Mode.LIVE


def headers(flags: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Headers from flags of the form ``NAME=VALUE``.

    Raises:
        ConfigurationError: a flag is not of that form.
    """
    pairs = [flag.partition("=") for flag in flags]
    for name, equals, _ in pairs:
        if not equals or not name.strip():
            raise ConfigurationError(f"--header {name!r} is no header.", remedy="Write it as NAME=VALUE.")
    return tuple((name.strip(), value) for name, _, value in pairs)


def settings_of(
    choice: ModelChoice, environ: Mapping[str, str] = os.environ, *, needs_key: bool = True
) -> ModelSettings:
    """The settings: a flag wins over what a cassette was recorded with, and that over the environment.

    Raises:
        NoModelError: nothing names a model.
        ConfigurationError: flags that exclude each other, or a provider without a key.
    """
    if choice.record and choice.replay:
        raise ConfigurationError("--record and --replay exclude each other.", remedy="Give one of them.")
    require_possible(choice)
    if choice.replay and not recordings_in(choice.replay):
        raise ConfigurationError(
            f"There are no recordings in {choice.replay}.", remedy="Name a folder that --record has filled."
        )
    model = choice.model or _recorded_model(choice.replay) or environment_value("MODEL", environ)
    if model is None:
        raise NoModelError("No model is configured.", remedy=WAYS_ON)
    given = {
        "base_url": _address(
            choice.base_url if choice.base_url is not None else environment_value("BASE_URL", environ)
        ),
        "structured_output": choice.mode or _recorded_mode(choice.replay),
    }
    key = environment_value("API_KEY", environ)
    settings = ModelSettings(
        model=model,
        api_key=SecretStr(key) if key else None,
        timeout=choice.timeout,
        concurrency=affordable(choice.concurrency),
        temperature=choice.temperature,
        seed=choice.seed,
        max_tokens=choice.max_tokens or (None if choice.max_cost is None else LONGEST_PAID_ANSWER),
        headers=dict(choice.headers),
        price_in=choice.price_in,
        price_out=choice.price_out,
        **{name: value for name, value in given.items() if value is not None},
    )
    if not key and needs_key and not choice.replay and settings.base_url == ModelSettings(model=model).base_url:
        raise NoModelError(f"No key is set for {settings.base_url}.", remedy=WAYS_ON)
    return settings


def recordings_in(folder: Path) -> int:
    """How many recordings a folder holds; 0 where it is none."""
    from checker.llm.cassettes.cassette import recordings

    return len(recordings(folder)) if folder.is_dir() else 0


def _address(url: str | None) -> str | None:
    """The address of an endpoint as it was given.

    Raises:
        ConfigurationError: it is no address of a web server.
    """
    if url is not None and not re.match(r"https?://[^/]", url):
        shown = url.partition("?")[0].rpartition("@")[2]
        raise ConfigurationError(
            f"--base-url {shown!r} is no address.", remedy="Write it with its scheme, as http://127.0.0.1:8000/v1."
        )
    return url


def _recorded_model(folder: Path | None) -> str | None:
    from checker.llm.cassettes.cassette import recorded_model

    return recorded_model(folder) if folder else None


def _recorded_mode(folder: Path | None) -> StructuredOutput | None:
    from checker.llm.cassettes.cassette import recorded_mode

    return recorded_mode(folder) if folder else None


@contextmanager
def opened(
    choice: ModelChoice,
    settings: ModelSettings,
    on_usage: Callable[[Usage], None],
    *,
    tell: Callable[[str], None] = lambda _: None,
) -> Iterator[Client | BatchClient]:
    """A client for the run, closed at its end.

    Args:
        choice: what the flags say.
        settings: what they come to.
        on_usage: called with what was used so far, whenever that changes.
        tell: called with a sentence whenever something happens to a batch.
    """
    from checker.llm.cache.answers import AnswerCache
    from checker.llm.client import Client
    from checker.llm.usage import Meter

    meter = Meter(price_for(choice, settings), max_cost=choice.max_cost, on_change=on_usage)
    with ExitStack() as stack:
        cache = stack.enter_context(AnswerCache(home() / "cache")) if choice.cached and not choice.replay else None
        if choice.batch and cache:
            yield stack.enter_context(batch_client(settings, cache, meter, tell=tell))
            return
        yield stack.enter_context(Client(settings, transport=_transport(choice, settings), cache=cache, meter=meter))


def price_for(choice: ModelChoice, settings: ModelSettings) -> Price | None:
    """What the model charges for a run like this; None where that is not known."""
    from checker.llm.pricing import BatchPrice, price_of

    live = price_of(settings)
    return BatchPrice(live) if choice.batch and live else live


def _transport(choice: ModelChoice, settings: ModelSettings) -> httpx2.BaseTransport | None:
    from checker.llm.cassettes.cassette import CassetteTransport, RecordMode
    from checker.llm.live import LiveTransport

    if choice.replay:
        return CassetteTransport(choice.replay, RecordMode.NONE)
    if choice.record:
        return CassetteTransport(choice.record, RecordMode.NEW_EPISODES, LiveTransport(settings))
    return None


@contextmanager
def connected(
    choice: ModelChoice, *, quiet: bool, shown: Shown | None = None
) -> Iterator[tuple[Inquiry, Plan, Client | BatchClient]]:
    """A run's model, ready to be asked, with its progress on standard error; closed with the block.

    Args:
        choice: what the flags say.
        quiet: whether no progress is shown.
        shown: what shows it; None for the line of a single story.
    """
    from checker.cli.progress import progress
    from checker.llm.fingerprint import without_credentials
    from checker.pipeline.asking import Inquiry
    from checker.pipeline.run import Plan

    settings = settings_of(choice)
    showing: AbstractContextManager[Shown] = nullcontext(shown) if shown else progress(stderr(), quiet=quiet)
    with showing as line, opened(choice, settings, line.usage, tell=line.note) as client:
        plan = Plan(
            mode=choice.where,
            model=settings.model,
            base_url=None if choice.replay else without_credentials(settings.base_url),
            structured_output=settings.structured_output.value,
        )
        memory = client if client.remembers else None
        yield Inquiry(client, settings.concurrency, line.stage, memory=memory), plan, client
