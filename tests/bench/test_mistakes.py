"""Answers of a world, without a fault and with mistakes."""

from __future__ import annotations

import random
from typing import Any

import pytest

from bench.answers import answer
from bench.mistakes import UNKNOWN_TAG, Mistaken
from bench.world import World, world
from checker.ingest.sentences import split


def _shown(told: World, *, only: int | None = None) -> str:
    """The articles as they are shown to a model; of the last one only some sentences."""
    rows = []
    for letter, text in zip("ABCDEFGH", told.articles.values(), strict=False):
        sentences = [(row.number, text[row.start : row.end]) for row in split(text)]
        rows += [f"[{letter}{number}] {sentence}" for number, sentence in sentences]
    return "\n".join(rows[: only if only is not None else len(rows)])


@pytest.fixture(scope="module")
def told() -> World:
    return world(2, 8, pool=30)


def test_a_reading_raises_exactly_what_is_in_conflict(told: World) -> None:
    raised = answer(told, "RaisedQuestions", _shown(told))["questions"]
    assert {told.questions[each["q"]] for each in raised} == told.conflicts


def test_an_article_of_which_only_a_part_is_shown_answers_from_that_part(told: World) -> None:
    shown = _shown(told, only=12) + "\nColleagues read more articles on this story."
    raised = answer(told, "RaisedQuestions", shown)["questions"]
    tags = {tag for each in raised for side in each["sides"] for tag in side["at"]}
    assert tags
    assert tags <= {line.partition("]")[0][1:] for line in shown.splitlines()}


def _mistaken(told: World, rate: float, form: str, asked: str, seed: int = 1) -> Any:
    return Mistaken(lambda form, asked: answer(told, form, asked), rate, seed)(form, asked)


def test_a_share_of_questions_is_missed_and_of_tags_is_wrong(told: World) -> None:
    asked = _shown(told) + "\nColleagues read more articles on this story."
    right = answer(told, "RaisedQuestions", asked)["questions"]
    wrong = _mistaken(told, 0.3, "RaisedQuestions", asked)["questions"]
    assert 0.4 * len(right) < len(wrong) < 0.95 * len(right)
    tags = [tag for each in wrong for side in each["sides"] for tag in side["at"]]
    assert UNKNOWN_TAG in tags
    assert any(tag.endswith("99999") for tag in tags)


def test_mistakes_do_not_depend_on_the_order_of_what_is_shown(told: World) -> None:
    rows = _shown(told).splitlines()
    random.Random(1).shuffle(rows)
    here, there = (_mistaken(told, 0.3, "RaisedQuestions", asked) for asked in (_shown(told), "\n".join(rows)))
    assert {each["q"] for each in here["questions"]} == {each["q"] for each in there["questions"]}


def test_verdicts_are_wrong_left_out_and_doubled(told: World) -> None:
    sides = "- one [A1]\n- two [B1]"
    asked = "Passages:\nnone\n\nQuestions:\n" + "\n\n".join(f"Q{n}: What of {n}?\n{sides}" for n in range(200))
    verdicts = _mistaken(told, 0.2, "JudgedQuestions", asked)["verdicts"]
    names = [each["q"] for each in verdicts]
    assert 15 < sum(each["verdict"] == "compatible" for each in verdicts) < 110
    assert 10 < 200 - len(set(names) - {"Q99999"}) < 80
    assert len(names) > len(set(names))


def test_what_was_left_out_may_be_answered_when_it_is_asked_for_alone(told: World) -> None:
    block = "Q{n}: What of {n}?\n- one [A1]\n- two [B1]".format
    asked = "Passages:\nnone\n\nQuestions:\n" + "\n\n".join(block(n=n) for n in range(100))
    answered = {each["q"] for each in _mistaken(told, 0.2, "JudgedQuestions", asked)["verdicts"]}
    missing = [n for n in range(100) if f"Q{n}" not in answered]
    again = [_mistaken(told, 0.2, "JudgedQuestions", f"\n\nQuestions:\n{block(n=n)}")["verdicts"] for n in missing]
    assert sum(bool(verdicts) for verdicts in again) > len(missing) / 2


def test_without_an_error_rate_nothing_is_changed(told: World) -> None:
    assert _mistaken(told, 0.0, "RaisedQuestions", _shown(told)) == answer(told, "RaisedQuestions", _shown(told))
