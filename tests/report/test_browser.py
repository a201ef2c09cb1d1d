"""The HTML report in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from checker.report.formats import Format, render
from schemas.report import Report
from tests.report.story import report_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@contextmanager
def _opened(browser: Browser, file: Path, *, width: int = 1280, scripts: bool = True) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
    page = context.new_page()
    try:
        page.goto(file.as_uri())
        yield page
    finally:
        context.close()


@pytest.fixture
def file(sample: Report, tmp_path: Path) -> Path:
    return _written(sample, tmp_path)


def _written(report: Report, folder: Path) -> Path:
    path = folder / "report.html"
    path.write_text(render(report, Format.HTML), encoding="utf-8", newline="\n")
    return path


def test_a_hostile_report_runs_nothing_and_asks_for_nothing(browser: Browser, hostile: Report, tmp_path: Path) -> None:
    file = _written(hostile, tmp_path)
    context = browser.new_context()
    page = context.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.goto(file.as_uri())
    page.mouse.wheel(0, 100_000)
    hacked = page.evaluate("window.hacked")
    context.close()
    assert (requests, complaints, hacked) == ([file.as_uri()], [], None)


def test_the_style_is_applied_and_the_script_runs_under_the_policy(browser: Browser, file: Path) -> None:
    with _opened(browser, file) as page:
        assert page.locator(".strip").evaluate("e => getComputedStyle(e).display") == "flex"
        assert page.locator(".tools").is_visible()


@pytest.mark.parametrize("kind", ["sample", "hostile", "clean"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_page_never_scrolls_sideways(
    browser: Browser, request: pytest.FixtureRequest, tmp_path: Path, kind: str, width: int
) -> None:
    file = _written(request.getfixturevalue(kind), tmp_path)
    with _opened(browser, file, width=width) as page:
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_quote_leads_to_its_sentence_and_the_sentence_back(browser: Browser, file: Path) -> None:
    with _opened(browser, file) as page:
        page.locator("#f-throttle .outlet").first.click()
        assert page.evaluate("document.querySelector(':target').id") == "a-courier-s4"
        assert "I never touched the throttle" in page.locator(":target").inner_text()
        page.locator(":target sup a").first.click()
        assert page.evaluate("document.querySelector(':target').id") == "f-throttle"


def test_an_action_leads_to_its_card(browser: Browser, file: Path) -> None:
    with _opened(browser, file) as page:
        page.locator("#first a").nth(2).click()
        assert page.locator("#f-hour").is_visible()
        assert page.evaluate("document.querySelector(':target').id") == "f-hour"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_link_into_a_folded_part_opens_it(browser: Browser, file: Path, scripts: bool) -> None:
    with _opened(browser, file, scripts=scripts) as page:
        assert not page.locator("#f-resume h3").is_visible()
        page.locator("#questions a[href='#f-resume']").click()
        page.locator("#f-resume h3").wait_for(state="visible")


def test_everything_reads_without_javascript(browser: Browser, file: Path, sample: Report) -> None:
    with _opened(browser, file, scripts=False) as page:
        assert not page.locator(".tools").is_visible()
        firm = page.locator("#contradictions .card")
        assert firm.count() == 4
        assert all(card.is_visible() for card in firm.all())
        assert page.locator("#articles .text").count() == len(sample.articles)
        assert page.locator("#articles .text").first.is_visible()


def test_the_filter_hides_what_does_not_fit_and_says_how_many_remain(browser: Browser, file: Path) -> None:
    with _opened(browser, file) as page:
        page.locator("#find").fill("sandbank coast guard")
        assert page.locator("#contradictions .card:visible h3").all_inner_texts() == [
            "When did the ferry hit the sandbank?"
        ]
        assert "of 10 findings shown" in page.locator("#shown").inner_text()
        page.locator("#find").fill("")
        page.locator("input[value=critical]").uncheck()
        assert not page.locator("#f-throttle").is_visible()
        assert page.locator("#f-hurt").is_visible(), "what has no severity is not filtered by it"
        page.locator("input[value=critical]").check()
        assert page.locator("#shown").inner_text() == ""


def test_on_paper_everything_is_unfolded_and_cards_are_not_cut(browser: Browser, file: Path) -> None:
    with _opened(browser, file, scripts=False) as page:
        page.emulate_media(media="print")
        assert page.locator("#f-resume h3").is_visible()
        assert page.locator("#f-hour").evaluate("e => getComputedStyle(e).breakInside") == "avoid"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(browser: Browser, file: Path, scheme: str) -> None:
    with _opened(browser, file) as page:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        faint = page.evaluate(_CONTRAST)
        assert faint == []


def test_every_control_and_region_has_a_name(browser: Browser, file: Path) -> None:
    with _opened(browser, file) as page:
        nameless = page.evaluate(
            "[...document.querySelectorAll('a, summary, input, [role=region], nav')].filter(e =>"
            " !(e.textContent.trim() || e.getAttribute('aria-label') || e.labels?.length)).map(e => e.outerHTML)"
        )
        assert nameless == []
        assert page.get_by_role("heading", level=1).count() == 1
        assert page.get_by_role("main").count() == 1
        assert page.get_by_role("columnheader", name="Radio Estuary").count() >= 1


def test_the_table_is_still_a_table_on_a_phone(browser: Browser, file: Path) -> None:
    with _opened(browser, file, width=390) as page:
        row = page.get_by_role("row").filter(has_text="When did the ferry hit the sandbank?").first
        assert row.get_by_role("cell").count() == 6
        assert "Aven Courier" in row.inner_text()


def test_five_hundred_findings_stay_usable(browser: Browser, sample: Report, tmp_path: Path) -> None:
    findings = tuple(
        sample.findings[number % 10].model_copy(update={"id": f"f-{number}", "question_id": None})
        for number in range(500)
    )
    file = _written(sample.model_copy(update={"findings": findings}), tmp_path)
    with _opened(browser, file) as page:
        assert page.locator(".card").count() == 500
        page.locator("#find").fill("throttle")
        assert page.locator(".card:not([hidden])").count() < 500


def test_a_right_to_left_quote_runs_from_right_to_left(browser: Browser, tmp_path: Path) -> None:
    text = ["כותרת", "", "שנים עשר בני אדם נפצעו.", ""]
    other = ["Headline", "", "Fifteen were hurt.", ""]
    story = {
        "title": "Two scripts",
        "articles": [
            {"id": "he", "outlet": "Haderech", "language": "he", "origin": "o1", "text": text},
            {"id": "en", "outlet": "The Road", "language": "en", "origin": "o2", "text": other},
        ],
        "questions": [
            {
                "id": "q",
                "text": "How many?",
                "verdict": "contradiction",
                "explanation": "They differ.",
                "sides": [
                    {"says": "12", "quotes": [{"article": "he", "words": text[2]}]},
                    {"says": "15", "quotes": [{"article": "en", "words": other[2]}]},
                ],
            }
        ],
    }
    file = _written(report_of(story, complete=True), tmp_path)
    with _opened(browser, file) as page:
        directions = page.locator(".card blockquote").evaluate_all("all => all.map(e => getComputedStyle(e).direction)")
        assert directions == ["rtl", "ltr"]


_CONTRAST = """() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const found = numbers(getComputedStyle(e).backgroundColor);
      if (found.length < 4 || found[3] > 0) return found;
    }
    return [255, 255, 255];
  };
  const faint = new Set();
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.checkVisibility()) continue;
    const [a, b] = [light(numbers(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) faint.add(`${e.tagName}.${e.className} ${e.textContent.slice(0, 30)}`);
  }
  return [...faint];
}"""
"""Texts whose contrast is below 4.5 to 1 (WCAG 2.2, 1.4.3)."""
