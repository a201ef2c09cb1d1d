"""The review page in a real browser, with keys alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from checker.review.desk import Desk
from schemas.report import Report
from schemas.review import Action, Decision, HumanState, Reason
from tests.report.story import clean_report, hostile_report, sample_report
from tests.review.web.conftest import MakeDesk, Serve, many, rerun

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

OPEN, QUERY = Decision(state=HumanState.OPEN), Decision(state=HumanState.QUERY)


def confirmed(action: Action | None = None) -> Decision:
    return Decision(state=HumanState.CONFIRMED, action=action)


def dismissed(reason: Reason) -> Decision:
    return Decision(state=HumanState.DISMISSED, reason=reason)


@pytest.fixture
def opened(browser: Browser, served: Serve) -> Iterator[Callable[..., Page]]:
    """Opens a desk's page, from its address with the secret."""
    with _contexts(browser) as new:

        def go(desk: Desk, **options: object) -> Page:
            page = new(**options)
            page.goto(served(desk))
            return page

        yield go


@contextmanager
def _contexts(browser: Browser) -> Iterator[Callable[..., Page]]:
    made = []

    def new(**options: object) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        made.append(context)
        return context.new_page()

    yield new
    for context in made:
        context.close()


Opened = Callable[..., "Page"]


def at(page: Page, item: str) -> None:
    """Wait until the page is at a finding, and ready for keys."""
    page.locator(f"#work[data-item='{item}']:not([aria-busy])").wait_for()


def press(page: Page, keys: str, then: str) -> None:
    for key in keys.split():
        page.keyboard.press(key)
    at(page, then)


def test_keys_alone_triage_ten_findings_and_undo_three(desk: Desk, opened: Opened) -> None:
    page = opened(desk)
    items = [standing.item for standing in desk.standings()]
    keys = ["c 1", "c c", "d 1", "q", "c Enter", "d 8", "d 3", "c 5", "d 2", "d 6"]
    at(page, items[0])
    for sequence, following in zip(keys, [*items[1:], ""], strict=True):
        press(page, sequence, following)
    assert page.locator("h2#question").inner_text() == "All 10 are decided"
    assert [standing.decision for standing in desk.standings()] == [
        *(confirmed(Action.CORRECT), confirmed(), dismissed(Reason.SAME_MEANING), QUERY, confirmed()),
        *(dismissed(Reason.NOT_SIGNIFICANT), dismissed(Reason.DIFFERENT_SCOPE), confirmed(Action.WATCH)),
        *(dismissed(Reason.CHANGE_OVER_TIME), dismissed(Reason.MISREAD)),
    ]
    press(page, "u", items[9])
    press(page, "Control+z", items[8])
    press(page, "u", items[7])
    assert [standing.decision for standing in desk.standings()][7:] == [OPEN] * 3
    assert all(event.seconds is not None for item in items for event in desk.history(item) if event.decision)


def test_a_dismissal_costs_no_more_keys_than_a_confirmation(desk: Desk, opened: Opened) -> None:
    page = opened(desk)
    assert page.locator("[data-press^='c'], [data-press^='d']").evaluate_all(
        "all => all.every(e => e.dataset.press.length === 2)"
    )


def test_another_reason_asks_for_its_note_first(desk: Desk, opened: Opened) -> None:
    page = opened(desk)
    first, second, *_ = (standing.item for standing in desk.standings())
    page.keyboard.press("d")
    page.keyboard.press("9")
    page.keyboard.type("cd1 it is a quiz")
    assert page.locator("#note").input_value() == "cd1 it is a quiz"
    page.keyboard.press("Escape")
    press(page, "d 9", second)
    assert desk.standing(first).decision == Decision(
        state=HumanState.DISMISSED, reason=Reason.OTHER, note="cd1 it is a quiz"
    )


def test_the_explanation_is_hidden_until_it_is_asked_for(desk: Desk, opened: Opened) -> None:
    page = opened(desk)
    words = page.get_by_text("Two outlets print different words")
    assert not words.is_visible()
    page.keyboard.press("h")
    assert words.is_visible()
    press(page, "j", "bridge")
    assert not page.get_by_text("One article gives two accounts").is_visible()
    page.get_by_role("button", name="Always show").click()
    assert page.get_by_text("One article gives two accounts").is_visible()


@pytest.mark.parametrize("field", ["#note", "#search"])
def test_keys_are_dead_in_text_fields(desk: Desk, opened: Opened, field: str) -> None:
    page = opened(desk)
    page.locator(field).focus()
    page.keyboard.type("jccd1quoshexb?")
    assert page.locator(field).input_value() == "jccd1quoshexb?"
    assert page.locator("#work").get_attribute("data-item") == "throttle"
    assert not page.locator("dialog").is_visible()
    assert all(standing.decision == OPEN for standing in desk.standings())


def test_keys_are_dead_with_modifiers_and_when_switched_off(desk: Desk, opened: Opened) -> None:
    page = opened(desk)
    for key in ("Control+j", "Alt+q", "Meta+c"):
        page.keyboard.press(key)
    page.get_by_role("button", name="Switch single keys off").click()
    page.get_by_role("button", name="Switch single keys on").wait_for()
    for key in "jqccd1":
        page.keyboard.press(key)
    assert page.locator("#work").get_attribute("data-item") == "throttle"
    assert page.locator("kbd").count() == 0
    assert all(standing.decision == OPEN for standing in desk.standings())


def test_a_choice_that_was_begun_can_be_left(desk: Desk, opened: Opened) -> None:
    page = opened(desk)
    page.keyboard.press("d")
    assert page.locator("[data-arm=d]").evaluate("e => e.classList.contains('armed')")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    assert page.locator(".armed").count() == 0
    assert desk.history("throttle") == ()


def test_walking_skipping_and_going_back_keep_the_address(desk: Desk, opened: Opened) -> None:
    desk.decide({"bridge": 0}, QUERY)
    page = opened(desk)
    press(page, "j", "bridge")
    press(page, "k", "throttle")
    press(page, "s", "hour")
    assert page.url.endswith("/?item=hour")
    page.go_back()
    at(page, "throttle")
    page.reload()
    at(page, "throttle")
    assert "token" not in page.url


def test_a_filter_is_in_the_address_and_search_takes_a_key(desk: Desk, opened: Opened) -> None:
    page = opened(desk)
    page.keyboard.press("/")
    page.keyboard.type("buoy")
    page.keyboard.press("Enter")
    at(page, "service")
    assert "text=buoy" in page.url
    assert page.locator(".lines li").count() == 2
    page.keyboard.press("Escape")
    page.get_by_text("Severity, kind, source").click()
    page.get_by_label("critical").check()
    page.locator(".lines li").nth(1).wait_for(state="detached")
    assert "severity=critical" in page.url


def test_one_step_on_the_whole_filter_and_one_undo(desk: Desk, opened: Opened) -> None:
    page = opened(desk)
    page.keyboard.press("b")
    page.keyboard.type("dismissed: rounding")
    page.get_by_role("button", name="Decide on all 10").click()
    at(page, "")
    assert {standing.decision for standing in desk.standings()} == {dismissed(Reason.ROUNDING)}
    press(page, "u", "throttle")
    assert {standing.decision for standing in desk.standings()} == {OPEN}


def test_whole_articles_are_at_the_place_and_keep_it(make_desk: MakeDesk, opened: Opened) -> None:
    report = sample_report()
    filler = "\n" + "\n".join(f"Filler sentence number {number} says nothing." for number in range(400))
    long = tuple(each.model_copy(update={"text": each.text + filler}) for each in report.articles)
    page = opened(make_desk(report.model_copy(update={"articles": long})))
    press(page, "j", "bridge")
    press(page, "j", "hour")
    page.keyboard.press("e")
    box = page.locator(".whole").first
    box.wait_for()
    page.locator(".whole mark").first.wait_for()
    assert box.evaluate("e => e.scrollHeight > e.clientHeight * 2")
    inside = "e => { const m = e.querySelector('mark').getBoundingClientRect(), b = e.getBoundingClientRect();"
    assert box.evaluate(inside + " return m.top >= b.top && m.bottom <= b.bottom; }")
    box.evaluate("e => new Promise(done => { e.onscroll = done; e.scrollTop = 777; })")
    page.keyboard.press("e")
    page.locator(".whole").first.wait_for(state="detached")
    page.keyboard.press("e")
    page.locator(".whole").first.wait_for()
    page.wait_for_function("document.querySelector('.whole').scrollTop === 777")


def test_sides_swap_and_a_note_that_is_being_written_stays(desk: Desk, opened: Opened) -> None:
    page = opened(desk)
    page.locator("#note").fill("half a thought")
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    page.wait_for_url("**sides=1-0**")
    at(page, "throttle")
    assert page.locator(".pair .side").first.get_attribute("aria-label") == "Side B"
    assert page.locator("#note").input_value() == "half a thought"


def test_a_note_that_was_begun_is_there_when_one_comes_back(desk: Desk, opened: Opened) -> None:
    page = opened(desk)
    page.locator("#note").fill("half a thought")
    page.keyboard.press("Escape")
    press(page, "j", "bridge")
    assert page.locator("#note").input_value() == ""
    press(page, "k", "throttle")
    assert page.locator("#note").input_value() == "half a thought"
    press(page, "q", "bridge")
    assert desk.standing("throttle").decision.note == "half a thought"


def test_a_conflict_is_shown_and_what_was_typed_stays(make_desk: MakeDesk, desk: Desk, opened: Opened) -> None:
    page = opened(desk)
    make_desk(who="Grace").decide({"throttle": 0}, dismissed(Reason.MISREAD))
    page.locator("#note").fill("my view")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.keyboard.press("c")
    page.get_by_text("In the meantime Grace decided").first.wait_for()
    assert page.locator("#note").input_value() == "my view"
    assert desk.standing("throttle").decided_by == "Grace"
    press(page, "c c", "bridge")
    assert desk.standing("throttle").decision == Decision(state=HumanState.CONFIRMED, note="my view")


def test_what_happened_is_told_to_screen_readers(desk: Desk, opened: Opened) -> None:
    page = opened(desk)
    press(page, "d 5", "bridge")
    page.wait_for_function("document.querySelector('#live').textContent.includes('dismissed: rounding')")
    assert "Was the captain alone" in page.locator("#live").inner_text()
    assert page.evaluate("document.activeElement.id") == "question"
    page.locator(".toast").get_by_role("button", name="Undo").wait_for()


def test_a_server_that_is_gone_is_told_and_nothing_is_lost(desk: Desk, opened: Opened) -> None:
    page = opened(desk)
    page.locator("#note").fill("keep me")
    page.keyboard.press("Escape")
    page.route("**/decide", lambda route: route.abort())
    page.keyboard.press("q")
    page.get_by_text("The server does not answer. Nothing was written").first.wait_for()
    assert page.locator("#note").input_value() == "keep me"
    page.unroute("**/decide")
    at(page, "throttle")
    press(page, "q", "bridge")
    assert desk.standing("throttle").decision == Decision(state=HumanState.QUERY, note="keep me")


def test_without_scripts_the_page_reads_and_decides(desk: Desk, opened: Opened) -> None:
    page = opened(desk, java_script_enabled=False)
    assert page.locator("kbd").first.is_hidden()
    page.get_by_role("button", name="rounding").click()
    page.get_by_text("№ 1 dismissed: rounding.").wait_for()
    with page.expect_navigation():
        page.get_by_role("button", name="Undo").first.click()
    assert desk.standing("throttle").decision == OPEN
    page.get_by_label("confirmed 0").check()
    page.get_by_role("button", name="Apply").click()
    page.get_by_role("heading", name="No finding fits this filter").wait_for()


STORIES: dict[str, Callable[[], Report]] = {
    "sample": sample_report,
    "hostile": hostile_report,
    "clean": clean_report,
    "many": lambda: many(sample_report(), 200),
    "later": lambda: rerun(sample_report(), "later", without="boats", edit=("sandbank at 18:40", "sandbank at 18:45")),
}


def reviewed(make_desk: MakeDesk, kind: str) -> Desk:
    """A desk at which much has happened."""
    first = make_desk()
    first.decide({"hour": 0, "boats": 0}, confirmed())
    make_desk(who="Grace", blind=True).decide({"throttle": 0, "hour": 0}, QUERY)
    if kind == "later":
        return make_desk(STORIES[kind]())
    return first if kind == "sample" else make_desk(rerun(STORIES[kind](), kind))


@pytest.mark.parametrize("kind", STORIES)
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_page_never_scrolls_sideways(make_desk: MakeDesk, opened: Opened, kind: str, width: int) -> None:
    page = opened(reviewed(make_desk, kind), viewport={"width": width, "height": 800})
    page.keyboard.press("e")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_phone_the_queue_is_folded_until_it_is_opened(desk: Desk, opened: Opened) -> None:
    page = opened(desk, viewport={"width": 390, "height": 800})
    assert not page.locator(".lines").is_visible()
    page.locator("#queue > summary").click()
    assert page.locator(".lines").is_visible()


@pytest.mark.parametrize("kind", ["sample", "later", "clean", "hostile"])
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("dark", 390)])
def test_axe_finds_nothing_serious(make_desk: MakeDesk, opened: Opened, scheme: str, kind: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

    page = opened(reviewed(make_desk, kind), color_scheme=scheme, viewport={"width": width, "height": 900})
    states = ["", "e", "c c", "h", "?"]
    for key in states:
        for each in key.split():
            page.keyboard.press(each)
        page.locator("#work:not([aria-busy])").wait_for()
        page.evaluate("document.getAnimations().forEach(each => each.finish())")
        found = Axe().run(page).response["violations"]
        grave = [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in ("serious", "critical")]
        assert grave == [], key


def test_hostile_words_run_nothing_and_ask_for_nothing(make_desk: MakeDesk, opened: Opened) -> None:
    desk = make_desk(hostile_report())
    page = opened(desk)
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    for key in ("h", "e", "x", "q", "k", "j"):
        page.keyboard.press(key)
        page.locator("#work:not([aria-busy])").wait_for()
    page.reload()
    origin = page.evaluate("location.origin")
    assert [url for url in asked if not url.startswith(f"{origin}/")] == []
    assert complaints == []
    assert page.evaluate("window.hacked") is None
    assert page.locator("main img, main script, nav img, aside img").count() == 0


def test_five_thousand_findings_answer_keys(make_desk: MakeDesk, opened: Opened) -> None:
    desk = make_desk(many(sample_report(), 5000))
    page = opened(desk)
    items = [standing.item for standing in desk.standings()][:3]
    press(page, "d 1", items[1])
    press(page, "c c", items[2])
    assert page.locator(".lines li").count() < 200
    assert "2 of 5,000 decided" in page.locator(".progress").inner_text()
