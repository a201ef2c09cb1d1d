"""Running what is evaluated: the checker over a story, the one prompt over the same story, the judge over pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from checker.evaluate import one_prompt
from checker.evaluate.gold import load_gold
from checker.evaluate.pair_scores import evaluate_pairs
from checker.evaluate.pairs import judge_pairs, load_pairs
from checker.evaluate.story import Answered, answered, score, system
from checker.ingest.story import Story
from checker.pipeline.asking import Inquiry
from checker.pipeline.run import Plan, check_story
from schemas.evaluation import PairsEvaluation, SystemEvaluation
from schemas.report import Report, Usage

CHECKER = "checker"
"""The name of our own row."""


@dataclass(frozen=True)
class Connection:
    """A model that can be asked, how it is asked, and what that has used so far."""

    inquiry: Inquiry
    plan: Plan
    usage: Callable[[], Usage]


def run_checker(story: Story, connection: Connection) -> Report:
    """Check a story as ``checker check`` does."""
    report = check_story(story, connection.inquiry, connection.plan)
    return report.model_copy(update={"run": report.run.model_copy(update={"usage": connection.usage()})})


def run_one_prompt(story: Story, connection: Connection) -> Answered:
    """Put a story to the one plain prompt."""
    answer = one_prompt.ask(story.articles, connection.inquiry)
    return one_prompt.read(answer, story.articles, connection.usage(), connection.inquiry.book.entries)


def run_pairs(path: Path, connection: Connection) -> PairsEvaluation:
    """Put labelled pairs to the judge.

    Raises:
        InputError: the file holds no labelled pairs.
        ModelError: the endpoint can answer no further call.
    """
    pairs = load_pairs(path)
    called = judge_pairs(pairs, connection.inquiry)
    found = evaluate_pairs(pairs, called, source=path.name, usage=connection.usage())
    return found.model_copy(update={"not_checked": tuple(connection.inquiry.book.entries)})


def score_reports(folders: Sequence[Path], reports: Iterable[Report]) -> SystemEvaluation:
    """The checker's reports, a story each, beside the gold in the stories' folders.

    Raises:
        InputError: a folder has no gold, or one that is of other articles.
    """
    return score_answers(CHECKER, folders, map(answered, reports))


def score_answers(name: str, folders: Sequence[Path], answers: Iterable[Answered]) -> SystemEvaluation:
    """What any system said, a story each, beside the gold in the stories' folders.

    Raises:
        InputError: a folder has no gold, or one that is of other articles.
    """
    pairs = zip(folders, answers, strict=True)
    return system(name, tuple(score(load_gold(folder), answer) for folder, answer in pairs))
