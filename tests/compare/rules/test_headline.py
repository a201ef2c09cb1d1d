from __future__ import annotations

import hashlib

import pytest

from checker.compare.rules.headline import HeadlineAtOdds
from checker.compare.rules.rule import Conflict
from schemas.article import Article, Placement, Sentence
from schemas.finding import Kind, Severity


def article(headline: str, *body: str) -> Article:
    """An article whose first body sentence is the lead."""
    text, sentences = "\n".join((headline, *body)), []
    placements = [Placement.HEADLINE, Placement.LEAD, *[Placement.BODY] * len(body)]
    at = 0
    for number, (line, placement) in enumerate(zip((headline, *body), placements, strict=False), start=1):
        sentences.append(Sentence(number=number, start=at, end=at + len(line), placement=placement))
        at += len(line) + 1
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Article(id="a", text=text, sentences=tuple(sentences), digest=digest)


def conflicts(headline: str, *body: str) -> list[Conflict]:
    return list(HeadlineAtOdds().examine([article(headline, *body)]))


HEADLINE = "Ferry fire leaves 12 passengers missing"


def test_a_number_that_the_text_contradicts_and_never_bears_out_is_reported() -> None:
    written = article(HEADLINE, "After the fire on the ferry 15 passengers were missing on Monday.", "It rained.")
    [found] = HeadlineAtOdds().examine([written])
    assert found.rule == "HED001"
    assert found.within_article
    assert found.kinds == (Kind.NUMERIC,)
    assert found.severity is Severity.MAJOR
    assert [position.says for position in found.positions] == ["12 passengers", "15 passengers"]
    for words, marked in zip(found.evidence, ["12 passengers", "15 passengers"], strict=True):
        assert written.text[words.start : words.end] == words.quote
        assert [written.words(mark) for mark in words.marks] == [marked]


def test_every_mention_in_the_text_may_contradict() -> None:
    [found] = conflicts("Ferry fire: 12 dead", "The fire left 15 dead.", "Of the 15 dead, most were sailors.")
    assert [words.position for words in found.evidence] == [0, 1, 1]


@pytest.mark.parametrize(
    "body",
    [
        ("After the fire on the ferry 12 passengers were missing on Monday.",),
        ("On Monday 15 passengers were missing, and 12 passengers by night.",),
        ("At least ten passengers were missing on Monday.",),
        ("About 13 passengers were missing on Monday.",),
        ("Dozens of passengers were missing on Monday.",),
        ("On Monday 15 passengers were missing.", "The company spoke of twelve."),
        ("On Monday 15 passengers were missing.", "On Sunday 14 passengers were missing after the ferry fire."),
    ],
)
def test_a_text_that_leaves_room_for_the_number_is_no_conflict(body: tuple[str, ...]) -> None:
    assert conflicts(HEADLINE, *body) == []


@pytest.mark.parametrize(
    "body",
    [
        ("After the fire 15 sailors were missing on Monday.",),
        ("After the fire 15 passengers were rescued on Monday.",),
        ("After the fire 15 kilometres of coast were searched.",),
        ("The ferry burned for hours.", "In 2019 a ferry fire left 15 passengers missing off Cape Horn."),
        ("The ferry burned for hours.", "Two years ago, off Cape Horn, 15 passengers went missing."),
    ],
)
def test_numbers_of_other_things_are_no_conflict(body: tuple[str, ...]) -> None:
    assert conflicts(HEADLINE, *body) == []


def test_a_sum_or_a_difference_of_numbers_in_the_text_is_no_conflict() -> None:
    assert conflicts("Ferry fire: 12 dead", "The fire left 15 dead, three of them rescuers.", "3 rescuers fell.") == []
    assert conflicts("Ferry fire: 12 dead", "The fire left 7 dead on board and 5 dead on the quay.") == []


def test_a_rounded_number_is_no_conflict() -> None:
    assert conflicts("Storm kills 200 sheep", "The storm killed 213 sheep on Monday.") == []
    assert len(conflicts("Storm kills 200 sheep", "The storm killed 340 sheep on Monday.")) == 1


def test_an_article_without_a_headline_is_left_alone() -> None:
    text = "The fire left 15 dead."
    sentence = Sentence(number=1, start=0, end=len(text), placement=Placement.LEAD)
    bare = Article(id="a", text=text, sentences=(sentence,), digest=hashlib.sha256(text.encode()).hexdigest())
    assert list(HeadlineAtOdds().examine([bare])) == []


def test_articles_are_not_compared_with_each_other() -> None:
    one = article("Ferry fire: 12 dead", "The fire left 12 dead.")
    other = article("Ferry fire: 15 dead", "The fire left 15 dead.")
    assert list(HeadlineAtOdds().examine([one, other])) == []
