from __future__ import annotations

from checker.ingest.metadata import Metadata, from_mapping
from schemas.article import ArticleDate, DateSource


def date(value: str, source: DateSource) -> ArticleDate:
    return ArticleDate(value=value, source=source)


def test_names_that_mean_the_same_are_read_alike() -> None:
    one = from_mapping({"source": "Herald", "date": "2024-11-30", "lang": "en"}, DateSource.META_FILE)
    other = from_mapping({"outlet": "Herald", "published": "2024-11-30", "language": "en"}, DateSource.META_FILE)
    assert (one.outlet, one.language) == (other.outlet, other.language) == ("Herald", "en")
    assert one.published is not None
    assert one.published.value == "2024-11-30"


def test_nothing_is_invented() -> None:
    assert (
        from_mapping({"outlet_guess": "Herald", "title": None, "date": None, "x": 1}, DateSource.META_FILE)
        == Metadata()
    )


def test_a_note_with_a_date_is_an_inferred_date() -> None:
    published = from_mapping({"date": None, "note": "2022-03, by its contents"}, DateSource.META_FILE).published
    assert published is not None
    assert published.inferred
    assert (published.value, published.basis) == ("2022-03", "note: 2022-03, by its contents")


def test_gaps_are_filled_and_stated_values_stand() -> None:
    merged = Metadata(title="A").or_else(Metadata(title="B", outlet="Herald"))
    assert (merged.title, merged.outlet) == ("A", "Herald")


def test_of_two_dates_the_more_reliable_source_stands_whatever_the_order() -> None:
    inferred = Metadata(published=date("2022-03", DateSource.INFERRED))
    printed = Metadata(published=date("2022-03-16", DateSource.TEXT))
    assert inferred.or_else(printed) == printed.or_else(inferred) == printed
