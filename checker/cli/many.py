"""Many stories in one run: checked side by side, told one after the other, with an index over all."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from checker.cli.console import hear_no_more, leave, stderr, tell
from checker.cli.desk import Deciding, deciding
from checker.cli.model import ModelChoice, connected
from checker.cli.names import file_names
from checker.cli.outcome import COMPLETE, FOUND, INCOMPLETE, NOTHING_TO_COMPARE, exit_code, until_reader_leaves
from checker.cli.progress import StoriesLine, stories_progress
from checker.cli.runs import save
from checker.cli.shelf import Shelf, shelf_of
from checker.cli.stories import Collection
from checker.cli.telling import Telling
from checker.cli.wishes import Wishes
from checker.errors import CheckerError, NothingToCompareError
from checker.ingest.story import Story
from checker.pipeline.many import Case, Outcome, check_many, internal, story_checker
from checker.pipeline.run import Plan
from checker.report.index import entry_of
from schemas.index import Entry, Index, State
from schemas.report import Mode, Report, Usage

MOST_AT_ONCE = 32
"""Stories at work at the same time, at most. Fewer than requests in flight, and some of these would not be used: at
the end of a story one request is all it has."""
MOST_IN_BATCHES = 256
"""The same, where requests go in batches: the more stories hand theirs in together, the fewer batches there are."""
WORST_FIRST = (INCOMPLETE, FOUND, COMPLETE, NOTHING_TO_COMPARE)
"""Exit codes. A story with nothing to compare does not spoil a run; if all are such, there was nothing."""


@dataclass(frozen=True)
class Many:
    """What is wished for, where it is written, and how it is told."""

    wishes: Wishes
    shelf: Shelf
    telling: Telling

    @classmethod
    def of(cls, wishes: Wishes, paths: Sequence[str]) -> Many:
        """What the flags come to, for stories that stand at these paths.

        Raises:
            ConfigurationError: something cannot be done with many stories.
        """
        return cls(wishes, shelf_of(wishes.output, wishes.each, paths), Telling(wishes.format, quiet=wishes.quiet))


@dataclass
class Ledger:
    """What came of the stories so far."""

    entries: dict[str, Entry] = field(default_factory=dict)
    codes: list[int] = field(default_factory=list)
    used: Callable[[], Usage] = Usage
    """What was used so far, by all."""
    ended: CheckerError | None = None
    """What no other story would have got past."""

    def code(self, collection: Collection) -> int:
        """The exit code: the worst of the stories'; incomplete, where something that was named belongs to none."""
        codes = {*self.codes, *([INCOMPLETE] if collection.not_checked else [])}
        return next((code for code in WORST_FIRST if code in codes), NOTHING_TO_COMPARE)


def check_stories(collection: Collection, choice: ModelChoice | None, many: Many) -> int:
    """Check all stories, write what was asked for, and say how it went.

    Args:
        collection: the stories.
        choice: the model; None for none.
        many: what else was asked for.

    Returns:
        The exit code.

    Raises:
        CheckerError: nothing could be asked, or an index not written. What was done until then is told and kept.
    """
    names = dict(zip(collection.cases, file_names([(c.name, c.key) for c in collection.cases]), strict=True))
    ledger, wishes = Ledger(), many.wishes
    with ExitStack() as stack:
        line = stack.enter_context(stories_progress(stderr(), len(names), quiet=wishes.quiet))
        known = stack.enter_context(deciding(wishes.store if wishes.uses_store else None, keep=wishes.uses_store))
        try:
            _check_all(names, choice, many, ledger=ledger, known=known, line=line)
        except KeyboardInterrupt:
            hear_no_more()
            line.stop()
            _close(collection, names, many, ledger)
            leave(kept=choice is not None and choice.cached)
    _close(collection, names, many, ledger)
    if ledger.ended is not None:
        raise ledger.ended
    return ledger.code(collection)


def _check_all(
    names: Mapping[Case, str],
    choice: ModelChoice | None,
    many: Many,
    *,
    ledger: Ledger,
    known: Deciding,
    line: StoriesLine,
) -> None:
    """Check and tell story after story."""
    with _checker(choice, line, ledger) as (check, at_once):
        for outcome in check_many(names, check, at_once=at_once):
            with line.aside():
                try:
                    entry = _settled(outcome, names[outcome.case], many, ledger, known)
                except OSError:  # standard output is full: no other story could be told either
                    raise
                except Exception as mistake:
                    failed = Outcome(outcome.case, problem=internal(mistake))
                    entry = _without_report(failed, names[outcome.case], many, ledger)
            ledger.entries[entry.name] = entry
            line.done(len(ledger.entries), entry.name)


@contextmanager
def _checker(
    choice: ModelChoice | None, line: StoriesLine, ledger: Ledger
) -> Iterator[tuple[Callable[[Story], Report], int]]:
    """What makes a story's report, and how many are at work at once."""
    if choice is None:
        yield story_checker(None, Plan(mode=Mode.NO_MODEL), None), 1
        return
    with connected(choice, quiet=True, shown=line) as (inquiry, plan, client):
        ledger.used = client.meter.usage
        most = MOST_IN_BATCHES if choice.batch else min(inquiry.concurrency, MOST_AT_ONCE)
        yield story_checker(inquiry, plan, client.meter), most


def _settled(outcome: Outcome, name: str, many: Many, ledger: Ledger, known: Deciding) -> Entry:
    """Save, write and tell one story. What cannot be written is told, and costs no other story."""
    if outcome.report is None:
        return _without_report(outcome, name, many, ledger)
    try:
        save(outcome.report)
    except CheckerError as problem:
        tell(problem)  # the report itself is not lost: it is written below
    decided = known(outcome.report) if many.wishes.uses_store else outcome.report
    shown = decided if many.wishes.shows_decisions else outcome.report
    entry = entry_of(shown, name=name, source=outcome.case.folder)
    ledger.codes.append(exit_code(shown, many.wishes.fail_level))
    try:
        entry = entry.model_copy(update={"files": dict(many.shelf.put(shown, name))})
    except CheckerError as problem:
        tell(problem)
        ledger.codes.append(INCOMPLETE)
        entry = entry.model_copy(update={"complete": False, "reason": str(problem)})
    with until_reader_leaves():
        many.telling.story(shown, entry, many.shelf.page(entry.files))
    return entry


def _without_report(outcome: Outcome, name: str, many: Many, ledger: Ledger) -> Entry:
    problem = outcome.problem or CheckerError("It was not checked.")
    if outcome.ends_all:
        ledger.ended = ledger.ended or problem
    nothing = isinstance(problem, NothingToCompareError)
    ledger.codes.append(NOTHING_TO_COMPARE if nothing else INCOMPLETE)
    state = State.NOTHING_TO_COMPARE if nothing else State.FAILED
    reason = " ".join(f"{problem}".split())
    case = outcome.case
    entry = Entry(name=name, title=case.name, source=case.folder, state=state, reason=reason)
    with until_reader_leaves():
        many.telling.without(entry)
    return entry


def _close(collection: Collection, names: Mapping[Case, str], many: Many, ledger: Ledger) -> None:
    """The index over all, those stories among them that were not begun."""
    entries = tuple(
        ledger.entries.get(name)
        or Entry(name=name, title=case.name, source=case.folder, state=State.NOT_BEGUN, reason="The run ended before.")
        for case, name in names.items()
    )
    whole = all(entry.complete or entry.state is State.NOTHING_TO_COMPARE for entry in entries)
    index = Index(
        complete=whole and not collection.not_checked,
        stories=entries,
        alone=collection.alone,
        not_checked=collection.not_checked,
        usage=ledger.used(),
    )
    with until_reader_leaves():
        many.telling.end(index)
    many.shelf.close(index)
    for folder in many.shelf.folders:
        sys.stdout.flush()
        stderr().print(f"Wrote {folder / 'index.html'}")
