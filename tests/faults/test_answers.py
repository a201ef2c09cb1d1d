"""Answers that arrive and are wrong in themselves, through a whole run: nothing in them is assumed to be right."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

import pytest

from checker.extract.caps import MOST_QUESTIONS, MOST_SENTENCES, MOST_SIDES
from checker.verify.sceptic import PACK_ITEMS
from tests.cli.conftest import World
from tests.faults.conftest import Check
from tests.llm.model_server import ModelServer, Reply, saying

Flags = tuple[str, ...]
Answer = dict[str, Any]
Change = Callable[[Answer], Answer]
Script = Callable[[Answer], Reply]
NOTHING, FOUND, INCOMPLETE = 0, 1, 3


def changing(world: Script, form: str, change: Change) -> Callable[[Answer], Reply]:
    """A model whose answers of one form are changed."""

    def script(body: Answer) -> Reply:
        reply = world(body)
        if body["response_format"]["json_schema"]["name"] != form:
            return reply
        whole = json.loads(reply.body)
        message = whole["choices"][0]["message"]
        message["content"] = json.dumps(change(json.loads(message["content"])))
        return saying(whole)

    return script


def each(**changes: object) -> Change:
    """Every verdict, with these changes."""
    return lambda answer: {"verdicts": [verdict | changes for verdict in answer["verdicts"]]}


def positions(*tags: list[str]) -> Change:
    return each(positions=[{"says": f"answer {number}", "at": at} for number, at in enumerate(tags)])


def raised(*sides: dict[str, Any]) -> Change:
    return lambda _: {"questions": [{"q": "How many people died?", "sides": list(sides)}]}


def twice(answer: Answer) -> Answer:
    return {"verdicts": answer["verdicts"] * 2}


def against_itself(answer: Answer) -> Answer:
    return {"verdicts": [*answer["verdicts"], *each(verdict="compatible")(answer)["verdicts"]]}


def of_nobody(answer: Answer) -> Answer:
    dates = [{"article": "Q", "written": "then"}, {"article": "", "written": "2026-99"}]
    return {**answer, "apart": ["Z", "", "7"], "dates": dates, "to_software": ["A0", "B-1", "C7"]}


def doubled_sides(answer: Answer) -> Answer:
    return {"questions": [{**question, "sides": question["sides"] * 2} for question in answer["questions"]]}


NINE, TWELVE = {"says": "9 people", "at": ["A2"]}, {"says": "12 people", "at": ["B2"]}
NO_TAGS = ["A99", "B0", "C1", "A-1", "", "A1e9", "[A2]", "２"]


@dataclass(frozen=True)
class Bad:
    form: str
    name: str
    change: Change
    code: int = INCOMPLETE
    requests: int = 3
    """In all; where nothing goes wrong, three."""


BAD = [
    Bad("JudgedQuestions", "extra fields", lambda a: {**each(mood=7)(a), "note": "x"}, FOUND),
    Bad("JudgedQuestions", "a wrong verdict", each(verdict="lies"), requests=6),
    Bad("JudgedQuestions", "a wrong kind", each(kinds=["moral"]), requests=6),
    Bad("JudgedQuestions", "a wrong severity", each(severity="grave"), requests=6),
    Bad("JudgedQuestions", "no verdict", lambda _: {"verdicts": []}, requests=4),
    Bad("JudgedQuestions", "an unknown id", each(q="Q99"), requests=4),
    Bad("JudgedQuestions", "every verdict twice", twice, FOUND),
    Bad("JudgedQuestions", "two verdicts on one question", against_itself, FOUND),
    Bad("JudgedQuestions", "tags out of range", positions(["A99"], ["Z1"]), FOUND),
    Bad("JudgedQuestions", "one tag out of range", positions(["A2", "A999"], ["B2"]), FOUND),
    Bad("JudgedQuestions", "positions without end", positions(*[["A2"], ["B2"]] * 5_000), FOUND),
    Bad("JudgedQuestions", "a double of itself", each(same_as="Q1"), FOUND),
    Bad("SecondOpinions", "no opinion", lambda _: {"verdicts": []}, requests=4),
    Bad("SecondOpinions", "an unknown id", each(q="Q99"), requests=4),
    Bad("SecondOpinions", "every opinion twice", twice, FOUND),
    Bad("SecondOpinions", "a wrong verdict", each(verdict="maybe"), requests=6),
    Bad("RaisedQuestions", "no question", lambda _: {"questions": []}, NOTHING, 1),
    Bad("RaisedQuestions", "letters, dates and tags of nobody", of_nobody, FOUND),
    Bad("RaisedQuestions", "tags of nothing alone", raised({"says": "x", "at": NO_TAGS}), NOTHING, 1),
    Bad("RaisedQuestions", "tags of nothing among others", raised({**NINE, "at": [*NO_TAGS, "A2"]}, TWELVE), FOUND),
    Bad("RaisedQuestions", "every side twice", doubled_sides, FOUND),
]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: f"{bad.form}: {bad.name}")
def test_an_answer_that_is_wrong_in_itself_is_never_assumed_to_be_right(
    bad: Bad, check: Check, story: Path, model: Flags, server: ModelServer, world: World
) -> None:
    server.script = changing(world, bad.form, bad.change)
    checked = check(story, *model)
    assert checked.ran.code == bad.code, checked.said
    assert len(server.requests) == bad.requests
    assert checked.report is not None
    if bad.code == FOUND:
        assert [finding.verdict for finding in checked.report.findings] == ["contradiction"]
    quotes = [evidence for finding in checked.report.findings for evidence in finding.evidence]
    texts = {article.id: article.text for article in checked.report.articles}
    assert all(texts[quote.article][quote.start : quote.end] == quote.quote for quote in quotes)


COUNTED = {"prompt_tokens": 7, "completion_tokens": 7}
USAGES: list[object] = [
    None,
    {},
    [],
    "many",
    {"prompt_tokens": -5, "completion_tokens": "x"},
    {"prompt_tokens": 10**30},
    {"prompt_tokens": None, "completion_tokens": None, "total_tokens": None},
    {"prompt_tokens": 1.5, "completion_tokens": 2.5},
    {"prompt_tokens": True, "completion_tokens": False},
    {**COUNTED, "prompt_tokens_details": "none"},
    {**COUNTED, "prompt_tokens_details": {"cached_tokens": "x"}},
    {**COUNTED, "prompt_tokens_details": {"cached_tokens": 9_000}},
    {**COUNTED, "prompt_tokens_details": {"cached_tokens": -9}},
]


@pytest.mark.parametrize("usage", USAGES, ids=str)
def test_usage_that_is_missing_or_nonsense_costs_no_answer(
    usage: object, check: Check, story: Path, model: Flags, server: ModelServer, world: World
) -> None:
    def script(body: Answer) -> Reply:
        whole = json.loads(world(body).body)
        del whole["usage"]
        return saying(whole if usage is None else {**whole, "usage": usage})

    server.script = script
    checked = check(story, *model, "--max-cost", "1", "--price-in", "1", "--price-out", "1")
    assert checked.ran.code == FOUND, checked.said
    assert checked.report is not None
    used = checked.report.run.usage
    assert used.tokens_in > 0
    assert used.cost_usd is not None
    assert used.cost_usd >= 0


ENDLESS = [
    ("questions", lambda _: {"questions": [{"q": f"Is it {n}?", "sides": [NINE, TWELVE]} for n in range(100_000)]}),
    ("sides", raised(*[{**NINE, "says": f"{n} people"} for n in range(100_000)])),
    ("tags", raised({**NINE, "at": ["A2", "B2"] * 50_000}, TWELVE)),
    ("words", raised({**NINE, "says": "nine " * 200_000}, TWELVE)),
    ("letters", lambda a: {**a, "apart": ["Z"] * 100_000, "to_software": ["A9"] * 100_000}),
]


def judging_all(world: World) -> Callable[[Answer], Reply]:
    """A model that finds nothing wrong with any question that it is asked about."""

    def change(body: Answer) -> Change:
        asked = re.findall(r"^(Q\d+):", body["messages"][-1]["content"], re.MULTILINE)
        return lambda _: {"verdicts": [{"q": name, "verdict": "compatible", "why": ""} for name in asked]}

    def script(body: Answer) -> Reply:
        said = changing(world, "JudgedQuestions", change(body))(body)
        return changing(lambda _: said, "SecondOpinions", change(body))(body)

    return script


@pytest.mark.parametrize(("what", "change"), ENDLESS, ids=[what for what, _ in ENDLESS])
def test_a_list_without_end_is_cut_and_what_was_cut_is_said(
    what: str, change: Change, check: Check, story: Path, model: Flags, server: ModelServer, world: World
) -> None:
    server.script = changing(judging_all(world), "RaisedQuestions", change)
    checked = check(story, *model)
    assert checked.report is not None
    questions = checked.report.questions
    assert len(questions) <= MOST_QUESTIONS
    assert all(len(question.answers) <= MOST_SIDES for question in questions)
    assert all(len(side.claims) <= MOST_SENTENCES for question in questions for side in question.answers)
    # One reading, and two calls for every pack of what is left.
    assert len(server.requests) <= 1 + 2 * ceil(MOST_QUESTIONS / PACK_ITEMS)
    assert len(checked.ran.out) < 3_000_000
    if what in {"questions", "sides", "tags"}:
        assert "100,000" in checked.said
        assert checked.ran.code == INCOMPLETE
