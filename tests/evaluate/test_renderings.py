"""The evaluation for people: the page asks for nothing and shows nothing unescaped, the screen takes no orders."""

from __future__ import annotations

import base64
import hashlib
import io
import re

import pytest
from rich.console import Console

from checker.evaluate.gold import GoldItem
from checker.evaluate.page import evaluation_page
from checker.evaluate.pair_scores import evaluate_pairs
from checker.evaluate.pairs import Called, Pair
from checker.evaluate.run import CHECKER
from checker.evaluate.story import answered, score, system
from checker.evaluate.terminal import print_evaluation
from checker.report.build import view_of
from checker.report.html import html_page
from checker.report.visible import visible
from schemas.evaluation import Evaluation, Label
from schemas.finding import Agreement, Verdict
from schemas.report import Usage
from tests.evaluate.conftest import CAPTAIN, CARS, LATER, TOLL, Telling, gold
from tests.report.story import sample_report

HOSTILE = "<script>alert(1)</script> [bold]\x1b[31m:smile: {{ 7*7 }}"
CONTRADICTION = Verdict.CONTRADICTION


def hostile(item: GoldItem) -> GoldItem:
    return item.model_copy(update={"topic": f"{HOSTILE} {item.id}", "why": HOSTILE, "id": f"{item.id}{HOSTILE}"})


@pytest.fixture
def evaluation(telling: Telling) -> Evaluation:
    """Every part that an evaluation can have, and whatever comes from outside in hostile words."""
    about = telling.question(
        HOSTILE, telling.claim("ant", "forty cars"), telling.claim("bee", "about 40 cars"), judge=CONTRADICTION
    )
    telling.finding(about, ("ant", "forty cars"), ("bee", "about 40 cars"))
    weak = telling.question(f"{HOSTILE} toll", judge=CONTRADICTION, sceptic=Verdict.COMPATIBLE)
    toll = (("ant", "Nine people died"), ("bee", "Twelve people died"))
    telling.finding(weak, *toll, agreement=Agreement.POSSIBLE, doubts=(HOSTILE,), question=HOSTILE)
    telling.finding(None, *toll, question=HOSTILE)
    telling.finding(None, ("ant", "Fire on the ferry"), ("bee", "Ferry burns"), question=HOSTILE)
    each = gold(contradictions=tuple(map(hostile, (TOLL, CAPTAIN, LATER))), not_contradictions=(hostile(CARS),))
    ours = system(CHECKER, (score(each.model_copy(update={"story": HOSTILE}), answered(telling.report())),))
    pair = Pair(id=HOSTILE, a=HOSTILE, b=HOSTILE, label=Label.NEUTRAL, type=HOSTILE)
    called = Called(pair, Label.CONTRADICTION, CONTRADICTION, HOSTILE)
    other = Pair(id="silent", a="x", b="y", label=Label.NEUTRAL)
    return Evaluation(systems=(ours,), pairs=evaluate_pairs([pair, other], [called], HOSTILE, Usage()))


@pytest.fixture
def page(evaluation: Evaluation) -> str:
    return evaluation_page(evaluation, visible)


def test_the_page_shows_hostile_words_as_words(page: str) -> None:
    assert page.count("<script") == 0
    assert page.count("&lt;script&gt;alert(1)") > 10
    assert "\x1b" not in page
    assert "⟨U+001B⟩" in page
    assert "{{ 7*7 }}" in page


def test_the_page_asks_for_nothing_and_names_its_style_by_hash(page: str) -> None:
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    assert f"style-src &#39;sha256-{digest}&#39;" in policy
    assert "default-src &#39;none&#39;" in policy
    assert not re.search(r"(?:src|href)=\"(?!#|data:,)", page)
    assert not re.search(r"\sstyle=|\son\w+=", page)


def test_the_page_has_every_miss_alarm_and_remark(page: str, evaluation: Evaluation) -> None:
    (story,) = evaluation.systems[0].stories
    assert (len(story.misses), len(story.not_firm), len(story.alarms), len(story.unmatched)) == (2, 0, 1, 1)
    assert page.count('<article class="loss') == 2 + 0 + 1 + 1  # and one wrong pair
    assert "not extracted" in page
    assert "made by judge" in page


def test_every_link_of_the_page_leads_to_a_part_of_it(page: str) -> None:
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert targets
    assert targets <= set(re.findall(r'id="([^"]+)"', page))


def test_the_page_wears_the_colours_of_the_report(page: str) -> None:
    def palette(html: str) -> str:
        style = html[html.index("<style>") : html.index("</style>")]
        return style[: style.index("* { box-sizing")]

    assert "--paper: " in palette(page)
    assert palette(page) == palette(html_page(view_of(sample_report())))


def printed(evaluation: Evaluation) -> str:
    written = io.StringIO()
    print_evaluation(evaluation, Console(file=written, width=160, color_system=None), visible)
    return written.getvalue()


def test_the_screen_takes_no_orders_from_an_article(evaluation: Evaluation) -> None:
    shown = printed(evaluation)
    assert "\x1b" not in shown
    assert "[bold]" in shown
    assert ":smile:" in shown


def test_the_screen_says_what_was_lost_and_what_has_no_answer(evaluation: Evaluation) -> None:
    shown = printed(evaluation)
    assert "INCOMPLETE" in shown
    for words in (
        "contradictions found",
        "0.333      1/3",
        "not extracted",
        "false alarms",
        "made by judge",
        "doubles",
    ):
        assert words in shown
    assert "1 of 2 pairs have no answer: silent" in shown


def test_an_empty_evaluation_can_be_shown() -> None:
    nothing = Evaluation()
    assert "<h1>" in evaluation_page(nothing, visible)
    assert printed(nothing).strip() == ""


def test_what_could_not_be_measured_shows_a_dash(telling: Telling) -> None:
    empty = gold(contradictions=(), not_contradictions=())
    shown = printed(Evaluation(systems=(system(CHECKER, (score(empty, answered(telling.report())),)),)))
    assert re.search(r"contradictions found +-", shown)
