from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from checker.report.labels import cost_label, count, date_label, day, endpoint, moment, names, shortened, voice_label
from schemas.article import ArticleDate, DateSource
from schemas.claim import SpeechAct, Voice
from schemas.report import Mode, Usage
from tests.report.story import run


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2022", "2022"),
        ("2022-03", "March 2022"),
        ("2024-11-30", "30 Nov 2024"),
        ("2024-11-30T07:53+05:30", "30 Nov 2024, 07:53 +05:30"),
        ("2024-11-30T07:53:09.5Z", "30 Nov 2024, 07:53 UTC"),
        ("2024-11-30T07:53", "30 Nov 2024, 07:53"),
        ("2024-13", "2024-13"),
        ("last week\x1b", "last week⟨U+001B⟩"),
    ],
)
def test_a_date_is_as_precise_as_its_source(value: str, words: str) -> None:
    assert day(value) == words


def test_an_inferred_date_says_so_and_why() -> None:
    date = ArticleDate(value="2022-03", source=DateSource.INFERRED, basis="“the war's third week”")
    assert date_label(date) == "March 2022 (inferred: “the war's third week”)"


def test_a_date_names_its_source() -> None:
    date = ArticleDate(value="2024-11-30", source=DateSource.META_FILE, basis="date")
    assert date_label(date) == "30 Nov 2024 (meta.json)"
    assert date_label(date, basis=True) == "30 Nov 2024 (meta.json: date)"
    assert date_label(None) == "no date"


def test_a_voice_says_who_how_and_whether_named() -> None:
    assert voice_label(Voice()) == ""
    named = Voice(speaker="Ilse Brandt", named=True, act=SpeechAct.SAID)
    assert voice_label(named) == "speaker: Ilse Brandt"
    unnamed = Voice(speaker="an officer", act=SpeechAct.DENIED)
    assert voice_label(unnamed) == "speaker: an officer (denied; not named)"


def test_a_moment_has_its_zone() -> None:
    assert moment(datetime(2026, 11, 21, 14, 5, tzinfo=UTC)) == "21 Nov 2026, 14:05 UTC"
    assert moment(datetime(2026, 11, 21, 14, 5, tzinfo=timezone(timedelta(hours=-5)))) == "21 Nov 2026, 14:05 -05:00"


def test_lists_and_numbers_read_as_prose() -> None:
    assert [names([]), names(["BBC"]), names(["BBC", "Vox", "CNN"])] == ["", "BBC", "BBC, Vox and CNN"]
    assert [count(1, "article"), count(2000, "article")] == ["1 article", "2,000 articles"]


def test_long_text_is_cut_at_a_space() -> None:
    assert shortened("one two three", 9) == "one two…"
    assert shortened("one two", 9) == "one two"


def test_an_unknown_price_is_never_shown_as_nothing() -> None:
    assert "unknown" in cost_label(run(usage=Usage(calls=3)))
    assert cost_label(run(usage=Usage(calls=3, cost_usd=0.001))) == "under 1 cent"
    assert cost_label(run(usage=Usage(calls=3, cost_usd=0.0))) == "$0.00"
    assert "replayed" in cost_label(run(mode=Mode.REPLAY))


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://user:secret@models.example:8443/v1?key=secret", "models.example:8443"),
        ("http://127.0.0.1:8080/v1", "127.0.0.1:8080"),
        ("http://[::1/v1", "an endpoint whose address cannot be read"),
        (None, "an endpoint that was not recorded"),
    ],
)
def test_an_endpoint_is_shown_without_credentials(url: str | None, shown: str) -> None:
    assert endpoint(url) == shown
