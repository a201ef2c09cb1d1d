"""The world: its contradictions are those that were put there, and nothing else is one."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from bench.world import Corpus, Shape, World, world, worlds
from bench.world.facts import KINDS
from bench.world.files import write_lines, write_markdown, write_text
from bench.world.values import MEASURES
from checker.ingest.origins import find_origins
from checker.ingest.story import read_story
from checker.values.quantities import find_quantities

SEEDS = (1, 2, 3)


@pytest.mark.parametrize("seed", SEEDS)
def test_without_a_changed_value_there_is_no_conflict_in_whatever_words_and_units(seed: int) -> None:
    told = world(seed, 30, changed=0.0)
    assert told.conflicts == frozenset()
    spelt = Counter(t.fact for r in told.reports.values() for t in r.tellings if t.fact and t.shown != t.value)
    assert len(spelt) > 20, "many facts are told in another spelling or unit"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_fact_is_in_conflict_if_and_only_if_its_articles_give_it_two_values(seed: int) -> None:
    told = world(seed, 30, reprints=0.3)
    given: dict[object, set[str]] = {}
    for report in told.reports.values():
        for telling in report.tellings:
            if telling.fact:
                given.setdefault(telling.fact, set()).add(telling.value)
    assert told.conflicts == {fact for fact, values in given.items() if len(values) > 1}
    assert told.conflicts


@pytest.mark.parametrize("told", [world(1, 200, reprints=0.3), worlds(1, 60)], ids=["story", "corpus"])
def test_every_sentence_means_what_its_article_meant(told: World | Corpus) -> None:
    tellings = [telling for report in told.reports.values() for telling in report.tellings]
    for telling in tellings:
        assert told.meaning(telling.sentence) == ((telling.fact, telling.value) if telling.fact else None)
    assert all(told.questions[fact.asked(form)] == fact for fact in told.values for form in (0, 1))


@pytest.mark.parametrize("name", MEASURES)
def test_all_spellings_of_a_value_are_one_value_and_no_two_values_share_one(name: str) -> None:
    dice = random.Random(name)
    measure = MEASURES[name]
    values = {measure.draw(dice) for _ in range(400)}
    spellings = [spelling for value in values for spelling in measure.spelt(value)]
    assert all(measure.spelt(value)[0] == value for value in values)
    assert len(spellings) == len(set(spellings))


@pytest.mark.parametrize("name", ["count", "distance", "weight", "sum"])
def test_the_checker_reads_one_amount_in_all_spellings(name: str) -> None:
    for value in {MEASURES[name].draw(random.Random(seed)) for seed in range(60)}:
        noun = " boats" if name == "count" else ""
        sentences = [f"There were {spelling}{noun} there." for spelling in MEASURES[name].spelt(value)]
        read = [list(find_quantities(sentence)) for sentence in sentences]
        amounts = [(found.value, found.unit) for ((_, found),) in read]
        assert all(amount == pytest.approx(amounts[0][0]) for amount, _ in amounts)
        assert len({unit for _, unit in amounts}) == 1


def test_articles_that_report_alike_are_mostly_not_worded_alike() -> None:
    told = world(4, 20)
    sentences = Counter(t.sentence for report in told.reports.values() for t in report.tellings if t.fact)
    assert sum(count for count in sentences.values() if count == 1) > 0.9 * sum(sentences.values())


def test_reprints_are_copies_under_another_name_and_the_changed_ones_are_known(tmp_path: Path) -> None:
    told = world(5, 60, reprints=0.35, changed_reprints=0.5)
    copies = {report.id: report for report in told.reports.values() if report.copy_of}
    assert 0.2 * 60 < len(copies) < 0.5 * 60
    changes = {change.article: change for change in told.changed_reprints}
    assert len(changes) > 3
    for report in copies.values():
        original = told.reports[report.copy_of or ""]
        pairs = list(zip(report.tellings, original.tellings, strict=False))
        differing = [(mine, theirs) for mine, theirs in pairs if mine.sentence != theirs.sentence]
        assert report.outlet != original.outlet
        if report.id not in changes:
            assert differing == []
            continue
        change = changes[report.id]
        assert [(mine.fact, theirs.value, mine.value) for mine, theirs in differing] == [
            (change.fact, change.was, change.now)
        ]
        assert change.fact in told.conflicts
        assert KINDS[change.fact.kind].measure in MEASURES


def test_the_checker_takes_reprints_for_copies_and_nothing_else(tmp_path: Path) -> None:
    told = world(5, 24, reprints=0.35)
    articles = read_story([str(write_lines(told.reports.values(), tmp_path / "story.jsonl"))]).articles
    linked = {frozenset(origin.articles) for origin in find_origins(articles) if len(origin.articles) > 1}
    truly: dict[str, set[str]] = {}
    for report in told.reports.values():
        truly.setdefault(report.copy_of or report.id, set()).add(report.id)
    assert linked == {frozenset(those) for those in truly.values() if len(those) > 1}


def test_a_corpus_has_stories_of_several_sizes_that_share_towns_but_no_fact() -> None:
    corpus = worlds(6, 60)
    sizes = [len(story.reports) for story in corpus.stories]
    assert min(sizes) >= 2
    assert max(sizes) <= 12
    assert 4 < sum(sizes) / len(sizes) < 6
    assert len(set(sizes)) > 4
    facts = [fact for story in corpus.stories for fact in story.values]
    assert len(facts) == len(set(facts))
    towns = Counter(town for story in corpus.stories for town in {f.where.rpartition(" ")[2] for f in story.values})
    assert sum(count > 1 for count in towns.values()) > 5
    assert list(corpus.reports) == sorted(corpus.reports)
    runs = [corpus.story_of[name] for name in corpus.reports]
    assert runs != sorted(runs), "ids do not tell which story an article is of"


def test_a_corpus_may_be_given_its_sizes() -> None:
    corpus = worlds(6, 3, [2, 5, 9], Shape(facts=6, pool=12))
    assert [len(story.reports) for story in corpus.stories] == [2, 5, 9]
    assert all(sum(t.fact is not None for t in report.tellings) == 6 for report in corpus.reports.values())


def test_more_stories_than_there_are_names_is_an_error() -> None:
    with pytest.raises(ValueError, match="too many"):
        worlds(1, 10_000)


def test_a_seed_makes_the_same_world_in_every_process() -> None:
    told = (
        "from bench.world import world, worlds; import hashlib;"
        "texts = [*world(9, 12, reprints=0.3).articles.values(), *worlds(9, 6).articles.values()];"
        "print(hashlib.sha256(chr(0).join(texts).encode()).hexdigest())"
    )
    root = Path(__file__).parents[2]
    digests = {
        subprocess.run(
            [sys.executable, "-c", told], cwd=root, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_another_seed_makes_another_world() -> None:
    assert world(1, 3).articles != world(2, 3).articles


def test_articles_are_written_as_text_markdown_and_lines(tmp_path: Path) -> None:
    told = world(3, 4)
    reports = told.reports.values()
    text = read_story([str(write_text(reports, tmp_path / "text"))]).articles
    marked = read_story([str(write_markdown(reports, tmp_path / "marked"))]).articles
    lines = read_story([str(write_lines(reports, tmp_path / "story.jsonl"))]).articles
    assert sorted(article.text.strip() for article in text) == sorted(told.articles.values())
    for articles in (marked, lines):
        by_outlet = {article.outlet: article for article in articles}
        assert set(by_outlet) == {report.outlet for report in reports}
        for report in reports:
            article = by_outlet[report.outlet]
            assert article.published is not None
            assert (article.title, article.published.value) == (report.headline, report.published)
            assert report.body in article.text
