"""``checker evaluate`` as a user runs it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from schemas.evaluation import Evaluation
from tests.cli.conftest import ARTICLES, Ran, Run
from tests.evaluate.conftest import Evaluated
from tests.llm.model_server import ModelServer

Model = tuple[str, ...]


@pytest.fixture
def with_gold(story: Path) -> Path:
    """The story of two sentences, with its gold."""
    quotes = []
    for article, words in (("ant", "Nine people died"), ("bee", "Twelve people died")):
        start = ARTICLES[article].index(words)
        quotes.append({"article": article, "quote": words, "start": start, "end": start + len(words)})
    toll = {"id": "toll", "topic": "How many died?", "type": "numeric", "severity": "major", "quotes": quotes}
    gold = {"story": "ferry", "contradictions": [toll], "not_contradictions": []}
    (story / "gold.json").write_text(json.dumps(gold), encoding="utf-8")
    return story


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    file = tmp_path / "pairs.jsonl"
    two = {"id": "p1", "a": "Nine people died.", "b": "Twelve people died.", "label": "contradiction"}
    file.write_text(json.dumps(two) + "\n", encoding="utf-8")
    return file


def written(path: Path) -> Evaluation:
    return Evaluation.model_validate_json(path.read_text(encoding="utf-8"))


def test_a_story_is_run_and_scored(run: Run, with_gold: Path, model: Model, tmp_path: Path) -> None:
    ended = run("evaluate", with_gold, *model, "-o", tmp_path / "e.json", "-o", tmp_path / "e.html")
    assert ended.code == 0, ended.err
    assert "1 of 1 contradictions found, 1 of them firm, 1 of 1 major ones; 0 false alarms in 1 findings." in ended.out
    (ours,) = written(tmp_path / "e.json").systems
    assert (ours.name, ours.metrics.recall.hits, ours.stories[0].misses) == ("checker", 1, ())
    assert ours.usage.calls == 3
    assert "<!doctype html>" in (tmp_path / "e.html").read_text(encoding="utf-8")


def test_the_one_prompt_stands_beside_it(run: Run, with_gold: Path, model: Model, tmp_path: Path) -> None:
    ended = run("evaluate", with_gold, "--baseline", "one-prompt", *model, "-q", "-o", tmp_path / "e.json")
    assert ended.code == 0, ended.err
    ours, rival = written(tmp_path / "e.json").systems
    assert (rival.name, rival.usage.calls, rival.metrics.recall.hits) == ("one prompt", 1, 1)
    assert (rival.metrics.grounding.hits, rival.metrics.grounding.n) == (2, 3)
    assert ours.metrics.grounding.value == 1.0
    assert re.search(r"checker +one prompt", ended.out)
    assert ended.err.strip().splitlines() == [f"Wrote {tmp_path / 'e.json'}"]


def test_a_saved_report_is_scored_without_a_model(run: Run, with_gold: Path, model: Model, tmp_path: Path) -> None:
    saved = tmp_path / "reports" / "ferry.json"
    run("check", with_gold, *model, "-q", "-o", saved)
    for given in (saved, saved.parent):
        ended = run("evaluate", with_gold, "--reports", given)
        assert ended.code == 0, ended.err
        assert "1 of 1 contradictions found" in ended.out


def test_what_was_recorded_is_replayed_from_a_folder_a_story(
    run: Run, with_gold: Path, pairs: Path, model: Model, tmp_path: Path, server: ModelServer
) -> None:
    what = (with_gold, "--baseline", "one-prompt", "--pairs", pairs)
    first = run("evaluate", *what, *model, "--record", tmp_path / "tape")
    asked = len(server.requests)
    assert first.code == 0, first.err
    again = run("evaluate", *what, "--replay", tmp_path / "tape")
    assert again.code == 0, again.err
    assert len(server.requests) == asked
    assert sorted(path.name for path in (tmp_path / "tape").iterdir()) == ["ferry", "one-prompt", "pairs"]
    assert again.out == first.out


def test_pairs_alone(run: Run, pairs: Path, model: Model, tmp_path: Path) -> None:
    ended = run("evaluate", "--pairs", pairs, *model, "-o", tmp_path / "e.json")
    assert ended.code == 0, ended.err
    found = written(tmp_path / "e.json").pairs
    assert found is not None
    assert (found.accuracy.value, found.contradiction_f1.value, found.usage.calls) == (1.0, 1.0, 1)


def test_a_pair_without_an_answer_makes_it_incomplete(run: Run, pairs: Path, model: Model, world: Evaluated) -> None:
    def nothing(asked: str) -> dict[str, Any]:
        return {"verdicts": []}

    world.JudgedQuestions = nothing  # type: ignore[method-assign]
    ended = run("evaluate", "--pairs", pairs, *model, "-q")
    assert ended.code == 3
    assert "1 of 1 pairs have no answer: p1" in ended.out
    assert "The judge gave no usable verdict, asked twice." in ended.out


def test_a_limit_on_cost_holds_for_all_runs_together(
    run: Run, with_gold: Path, model: Model, tmp_path: Path, world: Evaluated
) -> None:
    """A run costs three times 30 cents: the first fits below the limit, two do not."""
    world.tokens = 3000
    prices = ("--price-in", "100", "--price-out", "0", "--no-cache", "-q", "-o", tmp_path / "e.json")
    ended = run("evaluate", with_gold, with_gold, *model, *prices, "--max-cost", "1.4")
    assert ended.code == 3, ended.err
    (ours,) = written(tmp_path / "e.json").systems
    assert [story.complete for story in ours.stories] == [True, False]
    assert "--max-cost" in ours.stories[1].not_checked[0].reason
    assert "--max-cost" in ended.out
    assert ours.usage.cost_usd is not None
    assert ours.usage.cost_usd <= 1.4


def told(ended: Ran) -> str:
    assert ended.code == 2, ended.out
    assert "Traceback" not in ended.err
    return ended.err


def test_wrong_usage_is_told_before_anything_is_asked(
    run: Run, with_gold: Path, story: Path, model: Model, tmp_path: Path, server: ModelServer
) -> None:
    assert "nothing to evaluate" in told(run("evaluate", *model))
    assert "need stories" in told(run("evaluate", "--pairs", "x", "--baseline", "one-prompt", *model))
    assert "in which format" in told(run("evaluate", with_gold, *model, "-o", tmp_path / "e.csv"))
    assert "1 stories, but 2 reports" in told(run("evaluate", with_gold, "--reports", "a", "--reports", "b"))
    assert "no saved report" in told(run("evaluate", with_gold, "--reports", tmp_path / "none.json"))
    (with_gold / "gold.json").unlink()
    assert "gold.json cannot be read" in told(run("evaluate", story, *model))
    assert server.requests == []
