"""What the reports on the example stories must find, and must not flag: replayed from real recordings."""

from __future__ import annotations

import pytest

from schemas.finding import Agreement, Kind, Severity, Verdict
from tests.examples.conftest import Checked

Stories = dict[str, Checked]

FOUND = {
    "nato-umbrella": {
        "membership-or-umbrella",
        "would-cede-for-membership",
        "territory-covered",
        "ceded-or-left-for-now",
        "who-guarantees",
        "johnson-troops",
        "quote-wording",
    },
    "ferry-fire": {"cause", "from-the-water", "inspection", "captain", "distress-call", "first-vessel"},
    "battery-study": {
        "approval",
        "driven-in-a-car",
        "hasse-breakthrough",
        "full-or-80",
        "cycles",
        "round",
        "thirty-per-cent-of-what",
        "first-cars",
    },
}
"""The contradictions of each story's gold; none of them is missed."""

CHANGED = {"ferry-fire": {"toll", "injured", "missing"}}
APART = {"nato-umbrella": {"pokrovsk"}, "ferry-fire": {"alarm"}, "battery-study": {"scale"}}


def _cases(named: dict[str, set[str]]) -> list[tuple[str, str]]:
    return [(story, name) for story, names in named.items() for name in sorted(names)]


@pytest.mark.parametrize(("story", "name"), _cases(FOUND))
def test_a_contradiction_of_the_gold_is_found(checked: Stories, story: str, name: str) -> None:
    assert checked[story].contradictions(name)


def test_the_names_above_are_the_whole_gold(checked: Stories) -> None:
    for story, each in checked.items():
        names = {item["id"].removeprefix(f"{story}-") for item in each.gold["contradictions"]}
        assert names == FOUND[story] | CHANGED.get(story, set())


@pytest.mark.parametrize(("story", "name"), _cases(CHANGED))
def test_what_changed_over_time_is_in_its_own_lane_and_no_contradiction(
    checked: Stories, story: str, name: str
) -> None:
    about = checked[story].about(checked[story].item(name))
    assert {finding.verdict for finding in about} >= {Verdict.CHANGE_OVER_TIME}
    assert not [f for f in checked[story].contradictions(name) if f.agreement is Agreement.FIRM]


@pytest.mark.parametrize(("story", "name"), _cases(APART))
def test_what_the_parties_disagree_on_is_in_its_own_lane(checked: Stories, story: str, name: str) -> None:
    about = checked[story].about(checked[story].item(name))
    assert Verdict.ATTRIBUTED_DISAGREEMENT in {finding.verdict for finding in about}


@pytest.mark.parametrize("story", sorted(FOUND))
def test_no_tempting_pair_is_flagged(checked: Stories, story: str) -> None:
    """A finding on a tempting pair counts unless it is one of the gold's contradictions too, on the same words."""
    each = checked[story]
    true = [f for item in each.gold["contradictions"] for f in each.about(item)]
    flagged = {
        (item["id"], finding.question)
        for item in each.gold["not_contradictions"]
        for finding in each.about(item)
        if finding.verdict is Verdict.CONTRADICTION and finding not in true
    }
    assert flagged == set()


def test_the_rewrite_and_the_wire_copy_count_once(checked: Stories) -> None:
    origins = {
        story: sorted(origin.articles for origin in each.report.origins if len(origin.articles) > 1)
        for story, each in checked.items()
    }
    assert origins == {
        "nato-umbrella": [("daily-lantern", "meridian-wire")],
        "ferry-fire": [("brenholm-gazette", "evening-ledger")],
        "battery-study": [],
    }


def test_nothing_of_the_older_article_stands_against_the_others_as_a_contradiction(checked: Stories) -> None:
    between = [f for f in checked["nato-umbrella"].report.findings if not f.within_article]
    cited = {e.article for f in between if f.verdict is Verdict.CONTRADICTION for e in f.evidence}
    assert "city-courier" not in cited


def test_the_older_article_has_an_inferred_date(checked: Stories) -> None:
    (older,) = [a for a in checked["nato-umbrella"].report.articles if a.id == "city-courier"]
    assert older.published_date is not None
    assert older.published_date.inferred
    assert older.published_date.value.startswith("2022-03")


def test_the_changed_number_in_a_wire_copy_is_found_although_the_two_are_one_origin(checked: Stories) -> None:
    (finding, *_) = checked["ferry-fire"].contradictions("from-the-water")
    assert {"brenholm-gazette", "evening-ledger"} <= {evidence.article for evidence in finding.evidence}
    assert finding.kinds[0] is Kind.NUMERIC


def test_a_headline_at_odds_with_its_own_body_is_reported_as_such(checked: Stories) -> None:
    within = [f for f in checked["battery-study"].report.findings if f.within_article]
    assert [{e.article for e in f.evidence} for f in within] == [{"penrose-mirror"}]


@pytest.mark.parametrize("story", sorted(FOUND))
def test_every_quote_stands_in_its_article_to_the_letter(checked: Stories, story: str) -> None:
    report = checked[story].report
    texts = {article.id: article.text for article in report.articles}
    quotes = [evidence for finding in report.findings for evidence in finding.evidence]
    assert len(quotes) > 20
    assert all(texts[q.article][q.start : q.end] == q.quote for q in quotes)


@pytest.mark.parametrize("story", sorted(FOUND))
def test_a_contradiction_shows_words_on_every_side(checked: Stories, story: str) -> None:
    for finding in checked[story].report.findings:
        assert {evidence.position for evidence in finding.evidence} == set(range(len(finding.positions)))


@pytest.mark.parametrize("story", sorted(FOUND))
def test_the_most_serious_comes_first(checked: Stories, story: str) -> None:
    firm = [
        f.severity.rank
        for f in checked[story].report.findings
        if f.verdict is Verdict.CONTRADICTION and f.agreement is Agreement.FIRM
    ]
    assert firm == sorted(firm)
    assert Severity.MAJOR.rank in firm
