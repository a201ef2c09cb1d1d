"""Lanes, cards, sides and steps."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checker.report.build import view_of
from checker.report.cards import letter
from checker.report.finding_view import Card, Lane
from checker.report.formats import Format, render
from checker.report.steps import steps
from checker.report.view import View
from schemas.finding import Agreement, Severity, Verdict
from schemas.report import Report


def _card(view: View, key: str) -> Card:
    return next(card for card in view.cards if card.id == key)


def test_every_finding_stands_in_exactly_one_lane(sample: Report) -> None:
    numbers = [card.number for card in view_of(sample).cards]
    assert numbers == list(range(1, len(sample.findings) + 1))


@pytest.mark.parametrize(
    ("lane", "keys"),
    [
        (Lane.CONTRADICTIONS, ["throttle", "bridge", "hour", "boats"]),
        (Lane.POSSIBLE, ["service", "sail", "aboard"]),
        (Lane.CHANGED, ["hurt"]),
        (Lane.ATTRIBUTED, ["light"]),
        (Lane.SCOPE, ["resume"]),
    ],
)
def test_lanes_hold_their_verdicts_gravest_first(view: View, lane: Lane, keys: list[str]) -> None:
    assert [card.id for card in view.lane(lane).cards] == keys


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("agreement", Agreement)
def test_no_verdict_is_dropped_and_only_firm_ones_are_contradictions(
    sample: Report, verdict: Verdict, agreement: Agreement
) -> None:
    changed = sample.findings[0].model_copy(update={"verdict": verdict, "agreement": agreement})
    view = view_of(sample.model_copy(update={"findings": (changed,)}))
    assert len(view.cards) == 1
    firm = verdict is Verdict.CONTRADICTION and agreement is Agreement.FIRM
    assert bool(view.lane(Lane.CONTRADICTIONS).cards) == firm


def test_the_actions_are_the_firm_contradictions_that_matter(view: View) -> None:
    assert [card.id for card in view.actions] == ["throttle", "bridge", "hour"]


def test_copies_count_as_one_origin_on_their_side(view: View) -> None:
    late = _card(view, "hour").sides[1]
    assert late.backing == "2 articles, 1 origin"
    assert late.quotes[0].same_origin == "shares its text with The Dockside Post: counts as one origin"


def test_a_second_passage_of_an_article_comes_after_the_first_of_each(view: View) -> None:
    side = _card(view, "throttle").sides[0]
    assert [(quote.article.name, quote.more) for quote in side.quotes] == [
        ("Aven Courier", False),
        ("Le Phare", False),
        ("Aven Courier", True),
    ]


def test_an_article_without_shown_words_is_still_named_on_its_side(view: View) -> None:
    side = _card(view, "service").sides[0]
    assert [article.name for article in side.also] == ["Le Phare"]
    assert side.backing == "2 articles"


@pytest.mark.parametrize("format", [Format.TEXT, Format.MARKDOWN])
def test_the_text_forms_name_it_too(sample: Report, format: Format) -> None:
    assert "Also: Le Phare" in render(sample, format)


def test_a_change_names_the_articles_without_shown_words_below_its_steps(sample: Report) -> None:
    hurt = next(finding for finding in sample.findings if finding.id == "hurt")
    fewer = hurt.model_copy(update={"evidence": tuple(e for e in hurt.evidence if e.article != "phare")})
    card = view_of(sample.model_copy(update={"findings": (fewer,)})).cards[0]
    assert ("Also A", "Le Phare") in card.remarks


def test_a_card_names_the_silent_and_the_unasked(view: View) -> None:
    remarks = dict(_card(view, "hour").remarks)
    assert remarks["Silent"] == "Radio Estuary and Island Gazette"
    assert remarks["Not asked"] == "Le Phare"


def test_the_words_of_the_model_come_with_their_labels(view: View) -> None:
    labels = [label for label, _ in _card(view, "throttle").remarks]
    assert labels == ["What differs", "Why critical", "To settle it", "Silent"]
    assert ("Doubt", "“About 200” may be a rounding of 212.") in _card(view, "aboard").remarks


def test_a_quote_says_where_it_stands_and_who_speaks(view: View) -> None:
    first, _, headline = _card(view, "throttle").sides[0].quotes
    assert first.details == ("8 Apr 2025, 21:10 +02:00 (meta.json) · sentence 4 · speaker: Ruben Haas")
    assert headline.place == "headline"


def test_evidence_without_positions_still_makes_sides(sample: Report) -> None:
    bare = sample.findings[0].model_copy(update={"positions": ()})
    card = view_of(sample.model_copy(update={"findings": (bare,)})).cards[0]
    assert [(side.letter, side.says, len(side.quotes)) for side in card.sides] == [("A", "", 3), ("B", "", 1)]


def test_sides_have_distinct_letters_however_many_there_are() -> None:
    assert len({letter(index) for index in range(80)}) == 80


def test_a_change_is_told_in_the_order_of_the_dates(view: View) -> None:
    told = _card(view, "hurt").steps
    assert [(step.day, step.says, step.since) for step in told] == [
        ("8 Apr 2025, 21:10 +02:00", "12 injured", ""),
        ("9 Apr 2025", "15 injured", "1 day later"),
        ("10 Apr 2025", "19 injured", "1 day later"),
    ]


def test_an_article_without_an_exact_date_stands_beside_its_own_side(view: View) -> None:
    first = _card(view, "hurt").steps[0]
    assert [quote.day for quote in first.quotes] == ["8 Apr 2025, 21:10 +02:00", "April 2025 (inferred)"]


def test_an_outlet_that_is_behind_the_others_gets_a_step_of_its_own(sample: Report) -> None:
    late = [
        article.model_copy(update={"published_date": None, "published": "2025-05-02"})
        if article.id == "phare"
        else article
        for article in sample.articles
    ]
    told = _card(view_of(sample.model_copy(update={"articles": tuple(late)})), "hurt").steps
    assert [(step.letter, step.since) for step in told] == [
        ("A", ""),
        ("B", "1 day later"),
        ("C", "1 day later"),
        ("A", "22 days later"),
    ]


@pytest.mark.parametrize(
    ("dates", "since"),
    [
        (("2022-03", "2024-11-30"), "about 3 years later"),
        (("2020-03", "2024-11-30"), "about 5 years later"),
        (("2022-03-10", "2024-12-01"), "3 years later"),
        (("2024", "2024-11-30"), ""),
        (("2024-11-30", ""), ""),
        (("2024-11-01", "2024-11-30"), "29 days later"),
        (("2024-02-01", "2024-08-01"), "6 months later"),
    ],
)
def test_time_between_steps_is_as_exact_as_the_dates(view: View, dates: tuple[str, str], since: str) -> None:
    sides = _card(view, "bridge").sides
    dated = [
        replace(side, quotes=tuple(replace(quote, published=date) for quote in side.quotes))
        for side, date in zip(sides, dates, strict=True)
    ]
    assert steps(dated)[1].since == since


def test_a_minor_possible_finding_is_graded_and_marked_as_possible(view: View) -> None:
    card = _card(view, "aboard")
    assert (card.severity, card.graded, card.firm) == (Severity.MINOR, True, False)
