"""Reprints: their words are read once, and what was changed in them is always read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.extract.reading import read
from checker.extract.repeats import find_repeats
from checker.extract.sittings import sittings
from checker.prompting.exhibits import Docket, minable
from schemas.answers import RaisedQuestions
from schemas.article import Article, Origin
from tests.conftest import MakeArticle

WIRE = [
    "Fire breaks out on the night ferry.",
    "The ferry had left the harbour at ten in the evening.",
    "There were 240 people on board when the fire began.",
    "All of them were brought ashore before the morning.",
    "The cause is not known yet, the coastguard said.",
]


def _text(rows: list[str]) -> str:
    return f"{rows[0]}\n\n" + " ".join(rows[1:])


@pytest.fixture
def wire(make_article: MakeArticle) -> Article:
    return make_article("ant", _text(WIRE))


def _one_origin(*articles: Article) -> tuple[Origin, ...]:
    return (Origin(id="O1", articles=tuple(article.id for article in articles)),)


def test_only_the_changed_sentence_of_a_reprint_is_read_with_the_one_before(
    wire: Article, make_article: MakeArticle
) -> None:
    reprint = make_article("bee", _text([*WIRE[:2], WIRE[2].replace("240", "204"), *WIRE[3:]]))
    repeats = find_repeats([wire, reprint], _one_origin(wire, reprint))
    assert [reprint.words(row) for row in repeats.fresh(reprint)] == [WIRE[1], WIRE[2].replace("240", "204")]
    assert repeats.fresh(wire) == minable(wire)
    assert repeats.reprints == {"bee": "ant"}


def test_a_reprint_of_another_origin_is_read_whole(wire: Article, make_article: MakeArticle) -> None:
    copy = make_article("bee", _text(WIRE))
    apart = (Origin(id="O1", articles=("ant",)), Origin(id="O2", articles=("bee",)))
    assert find_repeats([wire, copy], apart).fresh(copy) == minable(copy)


def test_an_article_that_shares_a_paragraph_is_no_reprint(wire: Article, make_article: MakeArticle) -> None:
    own = ["Islanders ask for answers after the fire.", "They met in the church hall.", "The mayor came late.", WIRE[4]]
    other = make_article("bee", _text(own))
    assert find_repeats([wire, other], _one_origin(wire, other)).reprints == {}


def test_a_headline_that_repeats_a_sentence_of_the_text_is_read(wire: Article, make_article: MakeArticle) -> None:
    reprint = make_article("bee", _text([WIRE[3], *WIRE[1:]]))
    fresh = find_repeats([wire, reprint], _one_origin(wire, reprint)).fresh(reprint)
    assert [reprint.words(row) for row in fresh] == [WIRE[3]]


def test_a_reprint_without_a_change_needs_no_sitting(wire: Article, make_article: MakeArticle) -> None:
    reprint = make_article("bee", _text(WIRE) + " ")
    repeats = find_repeats([wire, reprint], _one_origin(wire, reprint))
    (sitting,) = sittings([wire, reprint], to_read=repeats.fresh)
    assert sitting.articles == ("ant",)


def test_what_a_sentence_claims_its_reprints_claim_as_well(wire: Article, make_article: MakeArticle) -> None:
    reprint = make_article("bee", _text(WIRE) + " The islanders were told by text message.")
    docket = Docket((wire, reprint))
    repeats = find_repeats(docket.articles, _one_origin(wire, reprint))
    answer = RaisedQuestions.model_validate(
        {"questions": [{"q": "How many were on board?", "sides": [{"says": "240", "at": ["A3"]}]}]}
    )
    found = read([answer], docket, repeats)
    assert [(claim.id, claim.sentences, claim.repeats) for claim in found.claims] == [
        ("ant#1", (3,), None),
        ("bee#1", (3,), "ant#1"),
    ]
    assert found.raised[0][0].claims == ("ant#1", "bee#1")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["keep", "change", "drop"]), min_size=4, max_size=4), st.integers(0, 3))
def test_every_sentence_is_read_here_or_stands_in_the_article_before(changes: list[str], seed: int) -> None:
    import hashlib

    from checker.ingest.sentences import split

    def article(name: str, text: str) -> Article:
        digest = hashlib.sha256(text.encode()).hexdigest()
        return Article(id=name, text=text, sentences=split(text), digest=digest)

    def told(row: str, change: str) -> str:
        return {"keep": row, "change": row.replace(" ", f" {seed} ", 1), "drop": ""}[change]

    rows = map(told, WIRE[1:], changes)
    one, two = article("ant", _text(WIRE)), article("bee", _text([WIRE[0], *filter(None, rows)]))
    fresh = set(find_repeats([one, two], _one_origin(one, two)).fresh(two))
    before = {one.words(row) for row in minable(one)}
    assert all(row in fresh or two.words(row) in before for row in minable(two))
