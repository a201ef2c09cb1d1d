"""Many stories in one run: side by side, each to a report of its own, so that one's failure is never another's."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

from checker.errors import CassetteMissError, CheckerError
from checker.ingest.story import Story
from checker.llm.tally import counting
from checker.llm.usage import Meter
from checker.pipeline.asking import Book, Inquiry
from checker.pipeline.run import Plan, check_story
from schemas.report import Report

WAITING = 2
"""Stories begun and not yet handed over, as a multiple of those that are at work: what bounds the memory of a run."""


@dataclass(frozen=True)
class Case:
    """A story that is to be checked, and not yet read."""

    name: str
    """What the user calls it: a folder's path below the one that was named, a headline."""
    key: str
    """What makes it this one and no other, where two have the same name."""
    read: Callable[[], Story]
    """Reads its articles. Raises a CheckerError where there is nothing to check."""
    folder: str = ""
    """The folder that it is, as the user named it; empty where its articles were found among others."""


@dataclass(frozen=True)
class Outcome:
    """What became of a case: its report, or why there is none."""

    case: Case
    report: Report | None = None
    problem: CheckerError | None = None

    @property
    def ends_all(self) -> bool:
        """Whether every other story would meet the same problem: a wrong key, but no missing recording."""
        return self.problem is not None and self.problem.fatal and not isinstance(self.problem, CassetteMissError)


def check_many(cases: Iterable[Case], check: Callable[[Story], Report], *, at_once: int) -> Iterator[Outcome]:
    """Check the stories, a few at once.

    After a problem that ends all no further story is begun; what is under way is still handed over.

    Args:
        cases: the stories; asked for one after the other, as there is room for them.
        check: makes a story's report. Called from several threads.
        at_once: stories that are at work at the same time.

    Returns:
        What became of each, in the order of the cases, as soon as it is known: nothing else is kept.
    """
    pool = ThreadPoolExecutor(max_workers=at_once, thread_name_prefix="story")
    begun: deque[Future[Outcome]] = deque()
    left = iter(cases)
    going = True
    try:
        while True:
            while going and len(begun) < WAITING * at_once and (case := next(left, None)) is not None:
                begun.append(pool.submit(_checked, case, check))
            if not begun:
                return
            outcome = begun.popleft().result()
            if outcome.ends_all and going:
                going = False
                begun = deque(future for future in begun if not future.cancel())
            yield outcome
    finally:
        # Not waiting: an interrupt must not wait for answers that nobody will read.
        pool.shutdown(wait=False, cancel_futures=True)


def story_checker(inquiry: Inquiry | None, plan: Plan, meter: Meter | None) -> Callable[[Story], Report]:
    """What makes a story's report, with what that one used.

    Args:
        inquiry: the model that all stories ask; None for none.
        plan: how the run was asked for.
        meter: counts what is used by all.
    """

    def check(story: Story) -> Report:
        if inquiry is None or meter is None:
            return check_story(story, None, plan)
        with counting(meter.part()) as used:
            report = check_story(story, replace(inquiry, book=Book()), plan)
        return report.model_copy(update={"run": report.run.model_copy(update={"usage": used.usage()})})

    return check


def _checked(case: Case, check: Callable[[Story], Report]) -> Outcome:
    try:
        return Outcome(case, report=check(case.read()))
    except CheckerError as problem:
        return Outcome(case, problem=problem)
    except Exception as mistake:  # of this program: it must not cost the other stories
        return Outcome(case, problem=internal(mistake))


def internal(mistake: Exception) -> CheckerError:
    """A mistake of this program, as the problem of the one story in which it was made."""
    return CheckerError(
        f"Internal error ({type(mistake).__name__}). This is a fault of checker, not of yours.",
        remedy="Check this story alone with CHECKER_DEBUG=1 to see where, and report it.",
    )
