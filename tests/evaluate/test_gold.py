"""Reading a gold, and holding it against the articles that were read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checker.errors import InputError
from checker.evaluate.gold import load_gold, place
from tests.evaluate.conftest import CARS, TEXTS, TOLL, gold


def test_the_gold_of_every_example_can_be_read(checkout: Path) -> None:
    folders = [path for path in (checkout / "examples").iterdir() if path.is_dir()]
    assert {load_gold(folder).story for folder in folders} == {folder.name for folder in folders}


@pytest.mark.parametrize(
    ("text", "told"),
    [("{", "is not JSON"), ("{}", "is no gold: story"), ('{"story": "x", "contradictions": [{}]}', "contradictions.0")],
)
def test_what_is_no_gold_is_refused_in_words(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "gold.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=told):
        load_gold(tmp_path)


def test_a_story_without_gold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_gold(tmp_path)


def test_notes_of_annotators_are_ignored(tmp_path: Path) -> None:
    data = {**json.loads(gold().model_dump_json()), "annotator": "somebody", "second": True}
    (tmp_path / "gold.json").write_text(json.dumps(data), encoding="utf-8")
    assert load_gold(tmp_path) == gold()


def test_articles_are_found_under_the_ids_they_were_given() -> None:
    texts = {"the-ant": TEXTS["ant"], "bee": TEXTS["bee"]}
    placed = place(gold(), texts, {"ant": "the-ant"})
    assert [quote.article for quote in placed.contradictions[0].quotes] == ["the-ant", "bee"]


def test_words_that_moved_are_found_again() -> None:
    texts = {**TEXTS, "ant": f"Updated. {TEXTS['ant']}"}
    quote = place(gold(), texts, {}).contradictions[0].quotes[0]
    assert texts["ant"][quote.start : quote.end] == quote.quote
    assert quote.start == TOLL.quotes[0].start + len("Updated. ")


def test_an_article_that_was_not_read_takes_its_quotes_with_it() -> None:
    placed = place(gold(), {"ant": TEXTS["ant"]}, {})
    assert [quote.article for quote in placed.not_contradictions[0].quotes] == ["ant"]


def test_a_gold_of_other_articles_is_refused() -> None:
    with pytest.raises(InputError, match="do not stand in ant"):
        place(gold(contradictions=(CARS,)), {**TEXTS, "ant": "Another text."}, {})
