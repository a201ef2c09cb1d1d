"""Packs: many cases before one reader, in as few calls as will hold them, and none decided twice.

What a call decided on a case is remembered as if the case had been asked about alone. When a story has grown, the
cases that are the same as before are answered from there, and those that changed share new calls: the price of one
more article is what it changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from checker.errors import CheckerError
from checker.pipeline.asking import WORTH_A_SMALLER_CALL, Inquiry, Memory
from checker.prompting.request import Request
from schemas.answers import JudgedQuestions, SecondOpinions
from schemas.question import Judgement, Question
from schemas.report import Stage


class Case(Protocol):
    """What comes before a reader."""

    @property
    def question(self) -> Question:
        """The question that it is about."""
        ...


A = TypeVar("A", JudgedQuestions, SecondOpinions)
T = TypeVar("T", bound=Case)
Pack = tuple[T, ...]


@dataclass(frozen=True)
class Task(Generic[T, A]):
    """What is asked of a reader: how cases are packed, put to it, and what its answer says of each."""

    stage: Stage
    packs: Callable[[Sequence[T]], Sequence[Pack[T]]]
    request: Callable[[Pack[T]], Request[A]]
    read: Callable[[A, Pack[T]], Mapping[str, Judgement]]


def read_all(task: Task[T, A], cases: Sequence[T], inquiry: Inquiry) -> dict[str, Judgement]:
    """The readings of all cases, by question id.

    A verdict that is missing, or cites nothing known, is asked for once more, alone; nothing is assumed. What stays
    without one is in the book, question by question.
    """
    found, packs = _remembered(task, cases, inquiry)
    fresh, problems = _ask(task, packs, inquiry)
    found |= fresh
    left = [case for case in cases if case.question.id not in found]
    alone = [case for case in left if isinstance(problems.get(case.question.id), (*WORTH_A_SMALLER_CALL, type(None)))]
    more, again = _ask(task, [(case,) for case in alone], inquiry)
    problems |= again
    for case in left:
        if case.question.id not in more:
            problem = problems.get(case.question.id)
            reason = str(problem) if problem else "The model gave no usable verdict on this question, asked twice."
            inquiry.book.miss(task.stage, case.question.text, reason, problem.remedy if problem else "")
    return found | more


def _remembered(
    task: Task[T, A], cases: Sequence[T], inquiry: Inquiry
) -> tuple[dict[str, Judgement], Sequence[Pack[T]]]:
    """What an earlier run decided, and the packs that are left to ask about.

    A pack of which nothing is known stays as it is: so a run that was cut off asks what it would have asked.
    """
    planned = task.packs(cases)
    memory = inquiry.memory
    if memory is None:
        return {}, planned
    found: dict[str, Judgement] = {}
    asked: list[Pack[T]] = []
    changed: set[str] = set()
    for pack in planned:
        whole = _recalled(task, pack, memory)
        if whole is not None:
            found |= task.read(whole, pack)
            continue
        kept = [(case, answer) for case in pack if (answer := _recalled(task, (case,), memory)) is not None]
        if not kept:
            asked.append(pack)
            continue
        known = tuple(case for case, _ in kept)
        found |= task.read(_together(answer for _, answer in kept), known)
        changed |= {case.question.id for case in pack} - {case.question.id for case in known}
    return found, [*asked, *task.packs([case for case in cases if case.question.id in changed])]


def _recalled(task: Task[T, A], pack: Pack[T], memory: Memory) -> A | None:
    request = task.request(pack)
    return memory.recall(request.prompt, request.answer)


def _together(answers: Iterable[A]) -> A:
    """Several answers as one: an item may repeat another only where both are read together."""
    first, *others = answers
    verdicts = [verdict for answer in (first, *others) for verdict in answer.verdicts]
    return first.model_copy(update={"verdicts": verdicts})


def _ask(
    task: Task[T, A], packs: Sequence[Pack[T]], inquiry: Inquiry
) -> tuple[dict[str, Judgement], dict[str, CheckerError]]:
    """The usable readings, and why there is none where a call failed, both by question id."""
    requests = [task.request(pack) for pack in packs]
    outcomes = inquiry.attempt(task.stage, requests)
    found: dict[str, Judgement] = {}
    problems: dict[str, CheckerError] = {}
    for pack, request, outcome in zip(packs, requests, outcomes, strict=True):
        if isinstance(outcome, CheckerError):
            problems |= {case.question.id: outcome for case in pack}
        else:
            usable = task.read(outcome, pack)
            found |= usable
            if inquiry.memory is not None and len(usable) < len(pack):
                # Else whoever asks again, this run or a later one, would be given the same gap.
                inquiry.memory.forget(request.prompt, request.answer)
            _remember(task, pack, outcome, usable, inquiry)
    return found, problems


def _remember(task: Task[T, A], pack: Pack[T], answer: A, usable: Mapping[str, Judgement], inquiry: Inquiry) -> None:
    if inquiry.memory is None or len(pack) == 1:
        return
    cases = {case.question.id: case for case in pack if case.question.id in usable}
    for verdict in answer.verdicts:
        case = cases.pop(verdict.q, None)
        if case is not None:
            inquiry.memory.remember(task.request((case,)).prompt, answer.model_copy(update={"verdicts": [verdict]}))
