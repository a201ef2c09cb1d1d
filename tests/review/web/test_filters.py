"""Filters, and addresses that hold them."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.review.desk import Desk
from checker.review.web.address import Address
from checker.review.web.filters import Facet, Filters, counts
from checker.review.web.page_view import Story
from checker.review.web.rows import Row
from schemas.finding import Kind, Severity
from schemas.review import Action, Decision, HumanState, MachineState, Reason

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
FILTERS = st.builds(
    Filters,
    human=st.frozensets(st.sampled_from(HumanState)),
    machine=st.frozensets(st.sampled_from(MachineState)),
    severity=st.frozensets(st.sampled_from(Severity)),
    kind=st.frozensets(st.sampled_from(Kind)),
    source=st.frozensets(WORDS.filter(bool), max_size=3),
    changed=st.booleans(),
    disputed=st.booleans(),
    text=WORDS.map(lambda text: " ".join(text.split())),
)
PAIRS = st.tuples(st.integers(0, 99), st.integers(0, 99)).filter(lambda pair: pair[0] != pair[1])
ADDRESSES = st.builds(
    Address, filters=FILTERS, item=WORDS, expand=st.booleans(), pair=PAIRS, explain=st.booleans()
)  # fmt: skip


@given(ADDRESSES)
def test_an_address_says_all_that_it_shows(address: Address) -> None:
    assert Address.parse(address.query) == address


@given(st.text(max_size=300))
def test_whatever_stands_in_an_address_is_read_as_one(query: str) -> None:
    read = Address.parse(query)
    assert Address.parse(read.query) == read


def test_an_address_of_nothing_is_the_root() -> None:
    assert Address().url == "/"
    assert Address.parse("state=closed&severity=9&sides=1-1&nonsense") == Address()
    assert Address.parse("&".join(["state=open"] * 1000)) == Address()


def test_an_address_never_leads_elsewhere() -> None:
    assert Address.parse("item=//evil.example").url.startswith("/?item=%2F%2Fevil")


@pytest.fixture
def rows(desk: Desk) -> Sequence[Row]:
    first, second, third, *_ = desk.standings()
    desk.decide({first.item: 0}, Decision(state=HumanState.CONFIRMED, action=Action.WATCH))
    desk.decide({second.item: 0, third.item: 0}, Decision(state=HumanState.DISMISSED, reason=Reason.ROUNDING))
    return Story.of(desk).rows()


def fitting(rows: Sequence[Row], query: str) -> list[str]:
    filters = Filters.parse(parse_qsl(query))
    return [row.item for row in rows if filters.fits(row)]


@pytest.mark.parametrize(
    ("query", "items"),
    [
        ("state=confirmed", ["throttle"]),
        ("state=confirmed&state=dismissed", ["throttle", "bridge", "hour"]),
        ("state=open&severity=critical", ["service"]),
        ("run=absent", []),
        ("kind=temporal", ["hour"]),
        ("text=SANDBANK+office", ["hour"]),
        ("text=coast+nowhere", []),
        ("source=gazette&state=open", ["resume", "sail"]),
        ("disagree=1", []),
    ],
)
def test_a_filter_lists_what_fits_every_facet(rows: Sequence[Row], query: str, items: list[str]) -> None:
    assert set(fitting(rows, query)) == set(items)


def test_what_has_no_meaningful_severity_fits_none(rows: Sequence[Row]) -> None:
    assert "hurt" not in fitting(rows, "severity=major")
    assert "hurt" in fitting(rows, "")


@pytest.mark.parametrize("query", ["", "state=dismissed", "state=open&severity=major", "text=ferry&kind=numeric"])
def test_a_count_is_what_the_list_would_hold_with_that_value_alone(rows: Sequence[Row], query: str) -> None:
    filters = Filters.parse(parse_qsl(query))
    for facet, values in counts(filters, rows).items():
        others = [pair for pair in filters.pairs() if pair[0] != facet]
        for value, number in values.items():
            alone = Filters.parse([*others, (facet.value, value)])
            assert number == sum(alone.fits(row) for row in rows), (facet, value)


def test_every_value_that_occurs_is_counted(rows: Sequence[Row]) -> None:
    found = counts(Filters(), rows)
    assert found[Facet.HUMAN] == {"open": len(rows) - 3, "confirmed": 1, "dismissed": 2}
    assert found[Facet.MACHINE] == {"new": len(rows)}
