from __future__ import annotations

import pytest
from pydantic import ValidationError

from schemas.article import ArticleDate, DateSource, Span


@pytest.mark.parametrize(
    "value", ["2022", "2022-03", "2024-02-29", "2024-11-30T07:53+05:30", "2024-11-30T07:53:01Z", "0001", "9999"]
)
def test_a_date_is_as_precise_as_its_source(value: str) -> None:
    assert ArticleDate(value=value, source=DateSource.FLAG).value == value


@pytest.mark.parametrize(
    "value", ["0000", "2024-13", "2024-02-30", "2024-11-30T25:00", "30 November 2024", "last spring", ""]
)
def test_what_is_no_date_of_the_calendar_is_refused(value: str) -> None:
    with pytest.raises(ValidationError):
        ArticleDate(value=value, source=DateSource.FLAG)


def test_only_a_date_that_the_text_suggests_is_inferred() -> None:
    assert [s for s in DateSource if ArticleDate(value="2022", source=s).inferred] == [DateSource.INFERRED]


@pytest.mark.parametrize(("start", "end"), [(3, 3), (5, 3), (-1, 2)])
def test_a_span_holds_something(start: int, end: int) -> None:
    with pytest.raises(ValidationError):
        Span(start=start, end=end)


def test_spans_that_only_touch_do_not_overlap() -> None:
    assert not Span(start=0, end=3).overlaps(Span(start=3, end=5))
    assert Span(start=0, end=4).overlaps(Span(start=3, end=5))
