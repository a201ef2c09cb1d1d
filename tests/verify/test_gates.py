from __future__ import annotations

from datetime import datetime

from checker.verify.gates import part_times
from schemas.article import Article
from schemas.claim import Claim, TimeInterval, Voice
from schemas.finding import Position
from tests.conftest import MakeArticle


def _claims(*articles: str) -> dict[str, Claim]:
    voice = Voice(speaker="the president")
    return {
        f"{a}#1": Claim(id=f"{a}#1", article=a, statement=f"{a} says so", voice=voice, sentences=(1,)) for a in articles
    }


def _articles(make_article: MakeArticle, **dates: str | None) -> dict[str, Article]:
    return {name: make_article(name, "Some text.", published=date) for name, date in dates.items()}


def _sides(*sides: tuple[str, ...]) -> tuple[Position, ...]:
    return tuple(Position(says=str(n), claims=claims) for n, claims in enumerate(sides))


def test_reports_of_one_week_are_held_against_each_other(make_article: MakeArticle) -> None:
    articles = _articles(make_article, ant="2024-11-30", bee="2024-11-29")
    sides = _sides(("ant#1",), ("bee#1",))
    assert part_times(sides, _claims("ant", "bee"), articles).positions == sides


def test_an_older_report_is_set_apart_and_the_rest_still_conflicts(make_article: MakeArticle) -> None:
    articles = _articles(make_article, ant="2024-11-30", bee="2024-11-29", old="2022-03")
    parted = part_times(_sides(("ant#1",), ("bee#1", "old#1")), _claims("ant", "bee", "old"), articles)
    assert parted.set_apart == ("old#1",)
    assert [position.claims for position in parted.positions] == [("ant#1",), ("bee#1",)]


def test_an_older_report_alone_against_newer_ones_is_no_side(make_article: MakeArticle) -> None:
    articles = _articles(make_article, ant="2024-11-30", bee="2024-11-29", old="2022-03")
    parted = part_times(_sides(("ant#1", "bee#1"), ("old#1",)), _claims("ant", "bee", "old"), articles)
    assert parted.set_apart == ("old#1",)
    assert len(parted.positions) == 1


def test_a_report_without_a_date_is_never_set_apart(make_article: MakeArticle) -> None:
    articles = _articles(make_article, ant="2024-11-30", bee=None)
    sides = _sides(("ant#1",), ("bee#1",))
    assert part_times(sides, _claims("ant", "bee"), articles).set_apart == ()


def test_reports_on_one_day_conflict_however_late_one_is(make_article: MakeArticle) -> None:
    articles = _articles(make_article, ant="2024-11-30", bee="2023-01-02")
    day = TimeInterval(text="26 December", start=datetime(2022, 12, 26), end=datetime(2022, 12, 27))  # noqa: DTZ001
    claims = {id_: c.model_copy(update={"times": (day,)}) for id_, c in _claims("ant", "bee").items()}
    assert part_times(_sides(("ant#1",), ("bee#1",)), claims, articles).set_apart == ()
