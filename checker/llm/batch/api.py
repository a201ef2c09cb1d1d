"""The HTTP of the Batch API, through the SDK: a file goes up, a batch is begun, looked at, and its files come down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Lock
from typing import TYPE_CHECKING, Any, TypeVar

import tenacity

from checker.errors import ConfigurationError, InvalidAnswerError, ModelError
from checker.llm.batch.lines import ENDPOINT, Answered, answered
from checker.llm.faults import chain, fault_of, is_transient
from checker.llm.live import LARGEST_ANSWER, LiveTransport
from checker.llm.quoting import Asked
from checker.llm.sdk import http_client, open_sdk
from checker.llm.traffic.retries import RetryPolicy
from checker.settings import ModelSettings

if TYPE_CHECKING:
    import openai

T = TypeVar("T")

RUN = "checker_run"
"""The metadata under which the endpoint keeps our own name of a batch."""
ENDED = frozenset({"completed", "failed", "expired", "cancelled"})
NO_SUCH_PLACE = frozenset({404, 405, 501})
"""What servers answer that have no Batch API."""
NOT_YET = frozenset({403, 404, 409, 425})
"""What servers answer for a file that they have just named, and that is not ready."""
FILE_TIMEOUT = 1800.0
"""Seconds that a file may take."""
LARGEST_FILE = 2**30
"""Bytes of a file of answers that are read at most."""
LISTED = 1000
"""Batches that are looked through at most, newest first, for one whose name was lost."""
CLOCKS = 300.0
"""Seconds by which the endpoint's clock may be behind ours."""


@dataclass(frozen=True)
class State:
    """How a batch stands."""

    id: str
    status: str
    files: tuple[str, ...] = ()
    """Names of the files of its answers and of its failures, where there are any."""
    code: str = ""
    """Why it failed, as the endpoint calls it."""
    said: str = ""
    """The same in the endpoint's words, as far as they may be shown."""
    done: int = 0
    """Requests that are done."""

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.status in ENDED


class NotThereError(ModelError):
    """The endpoint does not know a batch any more, or a file not yet."""


class BatchApi:
    """The Batch API of one endpoint. Safe to share between threads.

    Args:
        settings: where it is.
        retry: how long to wait when the transport fails.
        stopped: when set, waits end.
    """

    def __init__(self, settings: ModelSettings, retry: RetryPolicy, stopped: Event) -> None:
        self._settings = settings
        self._retry = retry
        self._stopped = stopped
        self._asked = Asked(settings, "")
        slow = settings.model_copy(update={"timeout": max(settings.timeout, FILE_TIMEOUT)})
        self._http = http_client(settings, LiveTransport(slow, largest=LARGEST_FILE))
        self._opening = Lock()
        self._opened: openai.OpenAI | None = None

    def upload(self, content: bytes, run: str) -> str:
        """Send a file of requests, and return the endpoint's name for it.

        Raises:
            ConfigurationError: there is no Batch API at this address.
            ModelError: it was not taken.
        """
        file = (f"checker-{run}.jsonl", content, "application/jsonl")
        return _name(self._patiently(lambda: self._sdk().files.create(file=file, purpose="batch"), self._no_batch_api))

    def begin(self, file: str, run: str, begun: float) -> State:
        """Begin a batch. Where no answer comes it is looked for before it is asked for again: it may have been taken.

        Args:
            file: the endpoint's name for the file of its requests.
            run: our own name for it.
            begun: now, in seconds since 1970.

        Raises:
            ConfigurationError: there is no Batch API at this address.
            ModelError: it was not taken.
        """
        asked_before = False

        def once() -> State:
            nonlocal asked_before
            found = self._listed(run, begun) if asked_before else None
            asked_before = True
            return found or self._state(
                self._sdk().batches.create(
                    input_file_id=file, endpoint=ENDPOINT, completion_window="24h", metadata={RUN: run}
                )
            )

        return self._patiently(once, self._no_batch_api)

    def find(self, run: str, begun: float) -> State | None:
        """The batch that was begun under a name of ours, if the endpoint lists it.

        Args:
            run: our name.
            begun: when, in seconds since 1970: older ones are not looked through.

        Raises:
            NotThereError: the endpoint does not list its batches.
            ModelError: no usable answer came.
        """
        return self._patiently(lambda: self._listed(run, begun), _not_there)

    def state(self, batch: str) -> State:
        """How a batch stands.

        Raises:
            NotThereError: the endpoint does not know it.
            ModelError: no usable answer came.
        """
        return self._patiently(lambda: self._state(self._sdk().batches.retrieve(batch)), _not_there)

    def answers(self, file: str) -> list[Answered | None]:
        """The lines of a file of answers; None for a line that cannot be read.

        Raises:
            NotThereError: the file is not ready.
            ModelError: no usable answer came.
        """
        return self._patiently(lambda: self._read(file), _not_there, NOT_YET)

    def close(self) -> None:
        """Close every connection."""
        self._http.close()

    def _sdk(self) -> openai.OpenAI:
        with self._opening:
            if self._opened is None:
                self._opened = open_sdk(self._settings, self._http)
            return self._opened

    def _patiently(
        self,
        send: Callable[[], T],
        missing: Callable[[], BaseException],
        statuses: frozenset[int] = NO_SUCH_PLACE,
    ) -> T:
        """Send until the transport carries it; failures become errors for people.

        Args:
            send: one attempt.
            missing: the error for an answer that nothing is there.
            statuses: what says so.
        """
        import openai

        try:
            return self._attempts()(send)
        except Exception as problem:
            said = [link for link in chain(problem) if isinstance(link, openai.APIStatusError)]
            if any(link.status_code in statuses for link in said):
                raise missing() from None
            raise fault_of(problem, self._asked) from None

    def _attempts(self) -> tenacity.Retrying:
        """A fresh loop for one request. It has no part in the pace of live calls, of which there are none."""
        return tenacity.Retrying(
            retry=tenacity.retry_if_exception(is_transient),
            stop=tenacity.stop_after_attempt(self._settings.max_attempts) | tenacity.stop_when_event_set(self._stopped),
            wait=self._wait,
            sleep=tenacity.sleep_using_event(self._stopped),
            reraise=True,
        )

    def _wait(self, state: tenacity.RetryCallState) -> float:
        problem = state.outcome.exception() if state.outcome else None
        asked = None if problem is None else self._retry.asked(problem)
        return self._retry.nth_wait(state.attempt_number - 1) if asked is None else asked

    def _listed(self, run: str, begun: float) -> State | None:
        for place, batch in enumerate(self._sdk().batches.list(limit=100)):
            if (getattr(batch, "metadata", None) or {}).get(RUN) == run:
                return self._state(batch)
            if place >= LISTED or batch.created_at < begun - CLOCKS:
                break
        return None

    def _read(self, file: str) -> list[Answered | None]:
        lines: list[Answered | None] = []
        rest = b""
        with self._sdk().files.with_streaming_response.content(file) as response:
            for chunk in response.iter_bytes():
                # Not as lines of text: these would also end at the line separators that JSON may hold.
                *whole, rest = (rest + chunk).split(b"\n")
                lines += [answered(line) for line in whole if line.strip()]
                if len(rest) > LARGEST_ANSWER:
                    raise InvalidAnswerError(f"A line of the batch's answers is longer than {LARGEST_ANSWER:,} bytes.")
        return [*lines, answered(rest)] if rest.strip() else lines

    def _state(self, batch: Any) -> State:
        # The SDK does not validate what it receives: any part can be missing or of another type.
        if not isinstance(getattr(batch, "status", None), str):
            raise self._no_batch_api()
        errors = getattr(getattr(batch, "errors", None), "data", None) or [None]
        counts = getattr(batch, "request_counts", None)
        done = (getattr(counts, name, None) or 0 for name in ("completed", "failed"))
        named = (getattr(batch, name, None) for name in ("output_file_id", "error_file_id"))
        return State(
            id=_name(batch),
            status=batch.status,
            files=tuple(name for name in named if isinstance(name, str) and name),
            code=str(getattr(errors[0], "code", None) or ""),
            said=self._asked.quote(getattr(errors[0], "message", None)),
            done=sum(done),
        )

    def _no_batch_api(self) -> ConfigurationError:
        return ConfigurationError(
            f"There is no Batch API at {self._asked.address}.", remedy="Leave out --batch to ask it live."
        )


def _not_there() -> NotThereError:
    return NotThereError("The endpoint does not know what it is asked about.")


def _name(thing: Any) -> str:
    """What the endpoint calls a file or a batch."""
    name = getattr(thing, "id", None)
    if not isinstance(name, str) or not name:
        raise InvalidAnswerError(
            "The endpoint took a batch without saying what it calls it.",
            remedy="Check --base-url, or leave out --batch.",
        )
    return name
