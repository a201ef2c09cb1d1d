from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.values.times import parse_time
from schemas.article import ArticleDate, DateSource


def published(value: str) -> ArticleDate:
    return ArticleDate(value=value, source=DateSource.FLAG)


SATURDAY = published("2021-05-08T21:40+01:00")

DAYS = [
    ("on Saturday", "2021-05-08", "2021-05-09"),
    ("Friday", "2021-05-07", "2021-05-08"),
    ("Fri", "2021-05-07", "2021-05-08"),
    ("next Wednesday", "2021-05-12", "2021-05-13"),
    ("Friday, May 7", "2021-05-07", "2021-05-08"),
    ("yesterday", "2021-05-07", "2021-05-08"),
    ("tomorrow", "2021-05-09", "2021-05-10"),
    ("two days ago", "2021-05-06", "2021-05-07"),
    ("Apr. 25", "2021-04-25", "2021-04-26"),
    ("25th of April", "2021-04-25", "2021-04-26"),
    ("June 20", "2021-06-20", "2021-06-21"),
    ("April 2-4", "2021-04-02", "2021-04-05"),
    ("November 25, 2019", "2019-11-25", "2019-11-26"),
    ("25 Nov 2019", "2019-11-25", "2019-11-26"),
    ("2019-11-25", "2019-11-25", "2019-11-26"),
    ("November 2019", "2019-11-01", "2019-12-01"),
    ("2019-11", "2019-11-01", "2019-12-01"),
    ("in March", "2021-03-01", "2021-04-01"),
    ("in April last year", "2020-04-01", "2020-05-01"),
    ("last October", "2020-10-01", "2020-11-01"),
    ("next July", "2021-07-01", "2021-08-01"),
    ("this week", "2021-05-03", "2021-05-10"),
    ("last week", "2021-04-26", "2021-05-03"),
    ("last month", "2021-04-01", "2021-05-01"),
    ("earlier this month", "2021-05-01", "2021-05-09"),
    ("later this year", "2021-05-08", "2022-01-01"),
    ("next year", "2022-01-01", "2023-01-01"),
    ("in 2017", "2017-01-01", "2018-01-01"),
    ("from 2004 to 2007", "2004-01-01", "2008-01-01"),
    ("2014-15", "2014-01-01", "2016-01-01"),
    ("the 1990s", "1990-01-01", "2000-01-01"),
    ("the third quarter of 2014", "2014-07-01", "2014-10-01"),
    ("Q4 2014", "2014-10-01", "2015-01-01"),
]

HOURS = [
    ("late on Friday night", "2021-05-07T21:00", "2021-05-08T04:00", True),
    ("Friday night", "2021-05-07T18:00", "2021-05-08T06:00", True),
    ("early on Saturday", "2021-05-08T00:00", "2021-05-08T09:00", True),
    ("yesterday afternoon", "2021-05-07T12:00", "2021-05-07T18:00", True),
    ("last night", "2021-05-07T18:00", "2021-05-08T06:00", True),
    ("midnight on Friday", "2021-05-06T23:30", "2021-05-08T00:30", True),
    ("noon on Friday", "2021-05-07T11:45", "2021-05-07T12:15", False),
    ("about 1 a.m. on Saturday", "2021-05-08T00:30", "2021-05-08T01:30", True),
    ("1 a.m. on Friday night", "2021-05-08T00:45", "2021-05-08T01:15", False),
    ("7:37 AM local time on Friday", "2021-05-07T07:37", "2021-05-07T07:38", False),
    ("10.30pm on Friday", "2021-05-07T22:30", "2021-05-07T22:31", False),
    ("Friday at 1530 hours", "2021-05-07T15:30", "2021-05-07T15:31", False),
    ("between 1 a.m. and 3:30 a.m. on Saturday", "2021-05-08T00:45", "2021-05-08T03:31", False),
    ("5 p.m. EST on Friday", "2021-05-07T16:45-05:00", "2021-05-07T17:15-05:00", False),
    ("5:30 p.m. Eastern Daylight Time, Friday", "2021-05-07T17:30-04:00", "2021-05-07T17:31-04:00", False),
    ("13:38 GMT, 3 May 2021", "2021-05-03T13:38+00:00", "2021-05-03T13:39+00:00", False),
    ("0737 GMT on Friday", "2021-05-07T07:37+00:00", "2021-05-07T07:38+00:00", False),
    ("10:00-12:00 on Friday", "2021-05-07T10:00", "2021-05-07T12:01", False),
    ("10:00 GMT+3 on Friday", "2021-05-07T10:00+03:00", "2021-05-07T10:01+03:00", False),
    ("2021-05-07T05:00:00Z", "2021-05-07T05:00+00:00", "2021-05-07T05:01+00:00", False),
]

NOT_READ = [
    "",
    "soon",
    "about 1 a.m.",
    "5 p.m. EST",
    "by Saturday",
    "since 2014",
    "before Friday",
    "until next week",
    "this Thursday",
    "on Sunday",
    "Fridays",
    "Friday, May 8",
    "Feb. 30",
    "November 31, 2020",
    "in July",
    "a few days ago",
    "the march of the unions",
    "he may resign",
    "three years old",
    "the following Monday",
    "24 people",
    "the second 2012 debate on Friday",
    "18 months earlier",
    "more than a year ago",
]


@pytest.mark.parametrize(("text", "start", "end"), DAYS)
def test_days_and_longer_times_are_read_against_the_publication(text: str, start: str, end: str) -> None:
    time = parse_time(text, reference=SATURDAY)
    assert time is not None
    assert (time.start, time.end) == (datetime.fromisoformat(start), datetime.fromisoformat(end))
    assert not time.approximate


@pytest.mark.parametrize(("text", "start", "end", "approximate"), HOURS)
def test_times_of_day_narrow_a_day(text: str, start: str, end: str, approximate: bool) -> None:
    time = parse_time(text, reference=SATURDAY)
    assert time is not None
    assert (time.start, time.end) == (datetime.fromisoformat(start), datetime.fromisoformat(end))
    assert time.approximate is approximate


@pytest.mark.parametrize("text", NOT_READ)
def test_what_does_not_tell_its_day_yields_nothing(text: str) -> None:
    assert parse_time(text, reference=SATURDAY) is None


@pytest.mark.parametrize(
    "text", ["Friday", "Apr. 25", "in March", "last month", "yesterday", "two days ago", "this year"]
)
def test_without_a_date_of_publication_relative_times_yield_nothing(text: str) -> None:
    assert parse_time(text, reference=None) is None


@pytest.mark.parametrize("text", ["November 25, 2019", "in 2017", "November 2019"])
def test_full_dates_need_no_date_of_publication(text: str) -> None:
    assert parse_time(text, reference=None) == parse_time(text, reference=SATURDAY) != None  # noqa: E711


def test_a_date_of_publication_of_low_precision_is_used_as_far_as_it_goes() -> None:
    month, year = published("2022-03"), published("2022")
    last_month = parse_time("last month", reference=month)
    assert last_month is not None
    assert last_month.start == datetime(2022, 2, 1)  # noqa: DTZ001
    last_year = parse_time("last year", reference=year)
    assert last_year is not None
    assert last_year.start.year == 2021
    assert parse_time("Friday", reference=month) is None
    assert parse_time("last month", reference=year) is None
    assert parse_time("in February", reference=year) is None


def test_an_ambiguous_zone_is_as_wide_as_its_meanings() -> None:
    time = parse_time("07:53 IST, November 30th 2024", reference=None)
    assert time is not None
    assert time.approximate
    assert (time.start.isoformat(), time.end.isoformat()) == (
        "2024-11-30T07:53:00+05:30",
        "2024-11-30T07:54:00+01:00",
    )


def test_last_and_next_weekday_of_the_running_week_hold_both_days() -> None:
    last = parse_time("last Thursday", reference=SATURDAY)
    coming = parse_time("next Friday", reference=published("2021-05-04"))
    assert last is not None
    assert coming is not None
    assert (last.start.day, last.end.day, last.approximate) == (29, 7, True)
    assert (coming.start.day, coming.end.day, coming.approximate) == (7, 15, True)


def test_months_ago_are_approximate() -> None:
    time = parse_time("three months ago", reference=SATURDAY)
    assert time is not None
    assert time.approximate
    assert time.start < datetime(2021, 2, 5) < time.end  # noqa: DTZ001


def test_the_text_of_a_time_is_the_phrase_as_printed() -> None:
    time = parse_time(" Late on\u00a0Friday ", reference=SATURDAY)
    assert time is not None
    assert time.text == "Late on\u00a0Friday"


references = st.one_of(
    st.none(),
    st.sampled_from(["0001", "9999", "2022-12", "2024-02-29", "0001-01-01", "9999-12-31", "2021-05-08"]).map(published),
)
_PIECES = (
    "late|early|on|Friday|night|last|next|this|week|month|year|May|Nov.|25|2019|,|about|1 a.m.|23:59|GMT|IST|ago|two|"
    "million|years|days|between|and|to|the|end of|yesterday|midnight|noon|31|1990s|Q4|9999|+14:00"
)
PIECES = _PIECES.split("|")


@given(st.text(max_size=40), references)
def test_any_text_is_read_without_an_error(text: str, reference: ArticleDate | None) -> None:
    parse_time(text, reference=reference)


@given(st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join), references)
def test_any_jumble_of_its_words_is_read_without_an_error(text: str, reference: ArticleDate | None) -> None:
    parse_time(text, reference=reference)


@given(st.dates(min_value=date(1500, 1, 1), max_value=date(2099, 12, 31)), st.sampled_from(["%B %d, %Y", "%d %b %Y"]))
def test_a_printed_date_is_read_back(day: date, form: str) -> None:
    time = parse_time(day.strftime(form), reference=None)
    assert time is not None
    assert (time.start.date(), time.end - time.start) == (day, timedelta(days=1))


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)), st.integers(min_value=0, max_value=5))
def test_a_weekday_is_the_last_one_up_to_publication(day: date, ago: int) -> None:
    named = day - timedelta(days=ago)
    time = parse_time(f"on {named:%A}", reference=published(day.isoformat()))
    assert time is not None
    assert time.start.date() == named
