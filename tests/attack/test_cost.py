"""Articles that would cost without end: what is read of one has a limit, and what was not read is told."""

from __future__ import annotations

import pytest

from bench.attack.obedient import ObedientModel
from bench.attack.trial import story
from checker.extract.sittings import MOST_READ, SITTING_CHARS, left_unread, sittings
from checker.ingest.readers import MOST_CHARACTERS
from checker.ingest.story import Story
from checker.pipeline.asking import Inquiry
from checker.pipeline.run import Plan, check_story
from checker.prompting.exhibits import minable
from schemas.report import Mode
from tests.conftest import MakeArticle

ENDLESS = {
    "100,000 sentences": "He ran. " * 100_000,
    "one sentence": "and then " * (MOST_CHARACTERS // 9),
    "one word": "a" * MOST_CHARACTERS,
    "100,000 paragraphs": "He ran.\n\n" * 100_000,
}


@pytest.mark.parametrize("name", ENDLESS)
def test_an_endless_article_takes_few_sittings_and_says_what_was_not_read(make_article: MakeArticle, name: str) -> None:
    article = make_article("endless", f"Headline\n\n{ENDLESS[name]}")
    planned = sittings([article])
    assert len(planned) <= MOST_READ // SITTING_CHARS + 1
    assert sum(part.size for sitting in planned for part in sitting.parts) < 1.2 * MOST_READ
    read = {row.number for sitting in planned for part in sitting.parts for row in part.sentences}
    left = left_unread(planned, [article]).get("endless", 0)
    assert len(read) + left == len(minable(article))
    assert left > 0


def test_an_article_of_usual_length_is_read_whole(make_article: MakeArticle) -> None:
    article = make_article("a", "The ferry left the harbour at noon. " * 900)
    assert left_unread(sittings([article]), [article]) == {}


def test_a_run_with_an_endless_article_is_incomplete_and_reads_the_others(make_article: MakeArticle) -> None:
    told = story(5)
    others = [make_article(id_, text) for id_, text in told.articles.items()]
    endless = make_article("endless", "Report from the islands\n\n" + "The boats were counted again at noon. " * 12_000)
    model = ObedientModel(told, {})
    given = Story("", tuple(sorted([*others, endless], key=lambda article: article.id)), (), ())
    report = check_story(given, Inquiry(model), Plan(mode=Mode.LIVE))
    assert not report.complete
    assert "endless" in {entry.what for entry in report.not_checked}
    assert {told.questions[finding.question] for finding in report.findings} >= told.conflicts
    assert sum(map(len, model.asked)) < 3 * MOST_READ
