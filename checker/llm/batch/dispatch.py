"""Sending batches and reading them, so that nothing is paid twice: ledger, endpoint and meter, one step after another.

Whatever is sent is in the ledger first. So a run that was killed is found again by the next one, at any point: before
the file went up (nothing was paid: it is sent again), while nobody knows whether the batch was taken (it is looked for
at the endpoint, under our own name), while it is out (it is waited for), and while it is read (it is read again).
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from checker.errors import CheckerError, ConnectionFailedError, ModelError, RequestRefusedError
from checker.llm.batch import fates
from checker.llm.batch.api import BatchApi, NotThereError, State
from checker.llm.batch.ledger import Ledger
from checker.llm.batch.lines import FEWER_BYTES, MOST_BYTES, MOST_LINES, Answered, Line, parts
from checker.llm.completion import counted_tokens
from checker.llm.pricing import Tokens
from checker.llm.tally import Tally
from checker.llm.usage import Meter, Reservation, estimate_tokens

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Wish:
    """A request that is to be sent."""

    line: Line
    part: Tally | None
    """Of the part of the run that it is for, where that is counted apart."""


@dataclass
class Out:
    """A batch that is out."""

    run: str
    """Our own name for it."""
    id: str
    """The endpoint's."""
    lines: frozenset[str]
    reservations: dict[str, Reservation] = field(default_factory=dict)
    """Of the requests whose answers this run wants."""


@dataclass
class Sending:
    """What became of requests that were to be sent, besides being out."""

    read: list[Answered] = field(default_factory=list)
    """Answers that an earlier run had read."""
    later: list[str] = field(default_factory=list)
    """Requests that can go when another batch has come back, or in a smaller file."""
    lost: dict[str, CheckerError] = field(default_factory=dict)
    """Requests that were not taken, and why."""


@dataclass
class Reading:
    """What a batch that has ended brought."""

    answers: list[Answered] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
    lost: dict[str, CheckerError] = field(default_factory=dict)
    """Requests without an answer, and why."""


class Dispatch:
    """Sends and reads batches. For one thread.

    Args:
        api: the endpoint.
        ledger: what is out, of this run and of others.
        meter: counts what is used, and says what may be sent.
        longest_answer: tokens to which answers are limited; 0 for no limit.
        tell: called with a sentence whenever a batch was sent, found again, or has ended.
    """

    def __init__(
        self, api: BatchApi, ledger: Ledger, meter: Meter, *, longest_answer: int, tell: Callable[[str], None]
    ) -> None:
        self._api, self._ledger, self._meter = api, ledger, meter
        self._longest_answer, self._tell = longest_answer, tell
        self._most_lines, self._most_bytes = MOST_LINES, MOST_BYTES
        self.out: dict[str, Out] = {}
        """What this run waits for, by our own names."""

    def send(self, wishes: Sequence[Wish]) -> Sending:
        """Send requests, but for what an earlier run has sent or has read the answers of.

        Raises:
            CheckerError: nothing can be sent at all.
        """
        sending = Sending()
        with self._ledger.turn():
            self._find_the_lost()
            wanted = [wish for wish in wishes if not self._known(wish, sending)]
            new = [wish.line for wish in wanted]
            try:
                reserved = self._meter.reserve_together([(self._estimate(wish.line), wish.part) for wish in wanted])
            except CheckerError as problem:
                sending.lost |= {line.id: problem for line in new}
                return sending
            held = {line.id: reservation for line, reservation in zip(new, reserved, strict=False)}
            sending.later += [line.id for line in new[len(held) :]]
            cut = parts(new[: len(held)], most_lines=self._most_lines, most_bytes=self._most_bytes)
            for part in cut:
                self._send_part(part, {line.id: held[line.id] for line in part}, sending)
        return sending

    def look(self, out: Out) -> Reading | None:
        """What a batch has brought; None as long as it goes on.

        Raises:
            NotThereError: it has ended, but a file of its answers is not ready.
            ModelError: the endpoint does not say.
        """
        try:
            state = self._api.state(out.id)
        except NotThereError:
            state = State(out.id, fates.GONE)
        if state.status != fates.GONE and not state.ended:
            return None
        answers, failures = self._read(out, state)
        self._ledger.read(out.run, list(answers.values()))
        del self.out[out.run]
        for id_, reservation in out.reservations.items():
            self._meter.settle(reservation, _tokens(answers.get(id_), reservation))
        self._tell(f"{out.id} has ended ({state.status}): {len(answers)} of {_requests(len(out.lines))} answered.")
        return self._sorted_out(out, state, answers, failures)

    def leave(self, out: Out) -> None:
        """Wait for a batch no more. It stays in the ledger, for the next run."""
        del self.out[out.run]
        for reservation in out.reservations.values():
            self._meter.settle(reservation, None)

    def _find_the_lost(self) -> None:
        """Look for the batches of runs that were killed before they knew whether their batch was taken."""
        for lost in self._ledger.nameless():
            try:
                found = self._api.find(lost.run, lost.begun)
            except NotThereError:
                found = None
                log.warning(
                    "A run ended while it sent a batch, and the endpoint does not list its batches: "
                    "if it took that one, its requests are paid for twice."
                )
            if found is None:
                self._ledger.drop(lost.run)
            else:
                self._ledger.sent(lost.run, found.id)

    def _known(self, wish: Wish, sending: Sending) -> bool:
        """Whether a request needs no sending: its answer is in the ledger, or it is out already."""
        line = wish.line
        read = self._ledger.answer(line.id)
        if read is not None:
            self._meter.count_cached(wish.part)
            sending.read.append(read)
            return True
        entry = self._ledger.batch_of(line.id)
        if entry is None or entry.id is None:
            return False
        if entry.run not in self.out:
            self.out[entry.run] = Out(entry.run, entry.id, frozenset(self._ledger.lines_of(entry.run)))
            self._tell(f"{entry.id} of an earlier run is waited for ({_requests(len(self.out[entry.run].lines))}).")
        reservations = self.out[entry.run].reservations
        if line.id not in reservations:
            reservations[line.id] = self._meter.sent_before(self._estimate(line), wish.part)
        return True

    def _send_part(self, part: Sequence[Line], held: dict[str, Reservation], sending: Sending) -> None:
        run, begun = uuid.uuid4().hex, time.time()
        content = b"".join(line.encoded for line in part)
        self._ledger.intend(run, held, begun)
        try:
            file = self._api.upload(content, run)
        except CheckerError as problem:
            self._ledger.drop(run)
            self._not_sent(held, problem, sending, too_large=len(content) > FEWER_BYTES)
            return
        try:
            state = self._api.begin(file, run, begun)
        except CheckerError as problem:
            if _refused(problem):
                self._ledger.drop(run)  # else it may have been taken: the ledger keeps it, to be looked for
            self._not_sent(held, problem, sending)
            return
        self._ledger.sent(run, state.id)
        self.out[run] = Out(run, state.id, frozenset(held), held)
        self._tell(f"Sent {state.id} with {_requests(len(part))}.")

    def _not_sent(
        self, held: dict[str, Reservation], problem: CheckerError, sending: Sending, *, too_large: bool = False
    ) -> None:
        for reservation in held.values():
            self._meter.settle(reservation, None)
        if problem.fatal:
            raise problem
        if too_large and isinstance(problem, RequestRefusedError):
            self._most_bytes = FEWER_BYTES
            sending.later += held
        else:
            # As a plain error: that a file was refused says nothing about the single requests in it.
            sending.lost |= dict.fromkeys(held, ModelError(str(problem), remedy=problem.remedy))

    def _read(self, out: Out, state: State) -> tuple[dict[str, Answered], dict[str, Answered]]:
        """What the files of a batch say: the answers, each once, and what is no answer yet."""
        answers: dict[str, Answered] = {}
        failures: dict[str, Answered] = {}
        strange = 0
        for line in (line for file in state.files for line in self._api.answers(file)):
            if line is None or line.id not in out.lines:
                strange += 1
            else:
                (answers if line.final else failures).setdefault(line.id, line)
        if strange:
            log.warning("%s holds %d answers to nothing that was asked in it; they were left out.", out.id, strange)
        return answers, failures

    def _sorted_out(
        self, out: Out, state: State, answers: dict[str, Answered], failures: dict[str, Answered]
    ) -> Reading:
        reading = Reading(list(answers.values()))
        missing = [id_ for id_ in out.reservations if id_ not in answers]
        if state.code == fates.TOO_MANY_TOKENS and len(out.lines) > 1:
            self._most_lines = max(1, len(out.lines) // 2)
            reading.later = missing
            return reading
        for id_ in missing:
            failure = failures.get(id_)
            reading.lost[id_] = fates.of_line(state, failure) if failure else fates.of_batch(state)
        return reading

    def _estimate(self, line: Line) -> Tokens:
        return Tokens(estimate_tokens(line.body.decode()), self._longest_answer)


def _refused(problem: CheckerError) -> bool:
    """Whether an endpoint said that it did not take a batch. Where nothing came back, it may have."""
    fatal = problem.fatal and not isinstance(problem, ConnectionFailedError)
    return fatal or isinstance(problem, RequestRefusedError)


def _tokens(answer: Answered | None, reservation: Reservation) -> Tokens | None:
    """Tokens of a request as the endpoint counted them; None where no model answered."""
    from openai.types.chat import ChatCompletion

    if answer is None or not isinstance(answer.body, dict):
        return None
    return counted_tokens(ChatCompletion.model_construct(**answer.body), reservation.estimate)


def _requests(count: int) -> str:
    return f"{count:,} request{'' if count == 1 else 's'}"
