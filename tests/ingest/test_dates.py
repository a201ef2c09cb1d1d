from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.ingest.dates import article_date, is_date_line, printed_dates
from schemas.article import DateSource

PROSE = "The bridge over the Harle was shut on Friday after engineers found a crack in a pillar."


@pytest.mark.parametrize(
    ("given_value", "expected"),
    [
        ("2024-11-30", "2024-11-30"),
        ("2024-11", "2024-11"),
        (2024, "2024"),
        ("2024-11-30T07:53:00+05:30", "2024-11-30T07:53:00+05:30"),
        ("2024-11-30 07:53", "2024-11-30T07:53"),
        (datetime.date(2024, 11, 30), "2024-11-30"),
        (datetime.datetime(2024, 11, 30, 7, 53, tzinfo=datetime.UTC), "2024-11-30T07:53:00+00:00"),
        ("November 30th, 2024", "2024-11-30"),
        ("30 Nov 2024 07:53 GMT", "2024-11-30T07:53Z"),
        ("March 2022", "2022-03"),
        ("30/11/2024", "2024-11-30"),
        ("11/30/2024", "2024-11-30"),
        ("Sat, 30 Nov 2024 07:53:00 GMT", "2024-11-30T07:53Z"),
        ("30 novembre 2024", "2024-11-30"),
    ],
)
def test_a_date_keeps_the_precision_of_its_source(given_value: object, expected: str) -> None:
    found = article_date(given_value, DateSource.RECORD, field="date")
    assert found is not None
    assert found.value == expected
    assert found.source is DateSource.RECORD
    assert found.basis.startswith("date: ")


def test_a_day_that_may_be_a_month_is_not_guessed() -> None:
    found = article_date("03/04/2025", DateSource.META_FILE)
    assert found is not None
    assert (found.value, found.basis) == ("2025", "03/04/2025")


@pytest.mark.parametrize(
    "value", [None, "", "yesterday", "2024-13-01", "2024-02-30", "soon, perhaps in 2024", [], True]
)
def test_what_is_no_date_gives_none(value: object) -> None:
    assert article_date(value, DateSource.RECORD) is None


@given(st.text(max_size=80))
def test_no_text_breaks_the_reading_of_a_date(text: str) -> None:
    article_date(text, DateSource.RECORD)
    is_date_line(text)


@pytest.mark.parametrize(
    ("line", "published", "updated"),
    [
        ("Published 07:53 IST, November 30th 2024", "2024-11-30T07:53+05:30", None),
        ("by | Oct 12, 2023 | Headline News, City", "2023-10-12", None),
        ("(Reuters) 12 March 2025", "2025-03-12", None),
        ("KYIV, 12 March 2025 (Reuters) - The bridge was shut on Friday.", "2025-03-12", None),
        ("Wed Aug 6, 2014 2:40PM GMT", "2014-08-06T14:40Z", None),
        ("Wed Aug 06 2014, 16:40 hrs", "2014-08-06T16:40", None),
        ("THURSDAY 07 AUGUST 2014", "2014-08-07", None),
        ("Updated: August 6, 2014 11:20 IST", None, "2014-08-06T11:20+05:30"),
        ("5 August 2014 Last updated at 09:12 GMT", None, "2014-08-05T09:12Z"),
        ("Updated 3:15 PM EDT, Fri March 14, 2025", None, "2025-03-14T15:15-04:00"),
    ],
)
def test_a_line_that_prints_the_date_is_read(line: str, published: str | None, updated: str | None) -> None:
    found = printed_dates(["Bridge shut", line, PROSE])
    assert (found.published and found.published.value, found.updated and found.updated.value) == (published, updated)
    for date in filter(None, (found.published, found.updated)):
        assert date.source is DateSource.TEXT
        assert date.basis in line


@pytest.mark.parametrize(
    "prose",
    [
        "On 12 March 2025 the mayor resigned.",
        "The report was published on May 5, 2024.",
        "(AP) On 3 May 2021 police - who had been called - broke the door.",
        "The contract of November 2019 | the one that matters | was lost.",
    ],
)
def test_prose_gives_no_date(prose: str) -> None:
    assert printed_dates([PROSE, prose]).published is None


def test_a_date_far_down_is_no_date_of_publication_but_may_be_of_an_update() -> None:
    found = printed_dates([PROSE] * 30 + ["30 November 2024", "Updated 30 November 2024"])
    assert found.published is None
    assert found.updated is not None
