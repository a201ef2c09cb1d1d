"""Pages beside the report under attack, in a real browser: the evaluation, the review page, the index of many stories.

Hostile words stand after every text of the records that a page is made of. Every request is routed and counted.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import pytest
from pydantic import BaseModel

from checker.evaluate.page import evaluation_page
from checker.report.html import index_page
from checker.report.index import entry_of, index_view
from checker.report.visible import visible
from checker.review.desk import Desk
from checker.review.sheets import xlsx_of
from checker.review.store import Store
from schemas.index import Entry, Index, State
from schemas.report import NotChecked, Stage
from schemas.review import Decision, HumanState, Reason
from tests.attack.test_renderings import MARKUP, SCREEN
from tests.evaluate.conftest import Telling, telling  # noqa: F401 -- fixtures
from tests.evaluate.test_renderings import evaluation  # noqa: F401
from tests.report import story
from tests.review.web.conftest import Serve, served  # noqa: F401

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

    from schemas.evaluation import Evaluation

R = TypeVar("R")
FORMULA = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "＝1",
    '=HYPERLINK("https://evil.example")',
    "|cmd",
    "https://evil.example",
)


def poisoned(value: R, words: str) -> R:
    """The same record with words after every text in it that is not one of a fixed list."""
    changed: Any = value
    if isinstance(value, BaseModel):
        changed = value.model_copy(
            update={name: poisoned(getattr(value, name), words) for name in type(value).model_fields}
        )
    elif isinstance(value, tuple):
        changed = tuple(poisoned(item, words) for item in value)
    elif isinstance(value, dict):
        changed = {key: poisoned(item, words) for key, item in value.items()}
    elif isinstance(value, str) and not isinstance(value, Enum):
        changed = f"{value} {words}"
    return changed  # type: ignore[no-any-return]


@dataclass
class Watched:
    """A page whose every request is routed, and what it did."""

    page: Page
    origin: str
    """Scheme and host to which requests may go."""
    escaped: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    seen: int = 0

    def route(self, route: Route) -> None:
        self.seen += 1
        parts = urlsplit(route.request.url)
        if f"{parts.scheme}://{parts.netloc}" == self.origin:
            route.continue_()
        else:
            self.escaped.append(route.request.url)
            route.abort()

    def is_calm(self) -> None:
        """Nothing ran, nothing left, and no element of the attacker's is in the page."""
        assert self.seen > 0
        assert (self.escaped, self.told) == ([], [])
        assert self.page.evaluate("window.hacked") is None
        foreign = "iframe, img, svg use, object, embed, base, meta[http-equiv=refresh], form[action*=evil], [onerror]"
        assert self.page.evaluate(f"document.querySelectorAll('{foreign}').length") == 0
        assert self.page.evaluate("[...document.links].filter(a => /javascript:|evil/i.test(a.href)).length") == 0


@pytest.fixture
def watched(browser: Browser) -> Iterator[list[Watched]]:
    """Pages that were opened, closed at the end."""
    opened: list[Watched] = []
    yield opened
    for each in opened:
        each.page.context.close()


def _open(browser: Browser, opened: list[Watched], address: str) -> Watched:
    context = browser.new_context()
    parts = urlsplit(address)
    watch = Watched(context.new_page(), f"{parts.scheme}://{parts.netloc}")
    context.route("**/*", watch.route)
    watch.page.on("dialog", lambda dialog: watch.told.append(dialog.message))
    watch.page.on("console", lambda message: watch.told.append(message.text))
    watch.page.on("pageerror", lambda error: watch.told.append(str(error)))
    opened.append(watch)
    watch.page.goto(address)
    watch.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    watch.page.mouse.wheel(0, 50_000)
    return watch


def _written(page: str, folder: Path) -> str:
    path = folder / "page.html"
    path.write_text(page, encoding="utf-8")
    return path.as_uri()


def _index(words: str) -> Index:
    entries: Sequence[Entry] = [
        entry_of(story.sample_report(), name="ferry", source="in/ferry").model_copy(
            update={"files": {"html": "ferry.html", "json": "ferry.json"}}
        ),
        Entry(name="gone", title="Gone", state=State.FAILED, reason="no answer", source="in/gone"),
        Entry(name="one", title="One", state=State.NOTHING_TO_COMPARE, reason="one article"),
    ]
    missing = NotChecked(stage=Stage.INGEST, what="scan.pdf", reason="no text", remedy="Give it as text.")
    index = Index(complete=False, stories=tuple(entries), alone=("lonely",), not_checked=(missing,))
    hostile = poisoned(index, words)
    # Names of files are made by the program, of letters, digits and hyphens (tests/attack/test_names.py).
    stories = (each.model_copy(update={"files": e.files}) for each, e in zip(hostile.stories, entries, strict=True))
    return hostile.model_copy(update={"stories": tuple(stories)})


@pytest.mark.browser
@pytest.mark.parametrize("name", MARKUP)
def test_the_index_of_many_stories_runs_nothing(
    browser: Browser, watched: list[Watched], tmp_path: Path, name: str
) -> None:
    page = index_page(index_view(_index(MARKUP[name])))
    watch = _open(browser, watched, _written(page, tmp_path))
    watch.is_calm()
    assert watch.seen == 1


@pytest.mark.browser
@pytest.mark.parametrize("name", MARKUP)
def test_the_evaluation_runs_nothing(
    browser: Browser,
    watched: list[Watched],
    tmp_path: Path,
    evaluation: Evaluation,  # noqa: F811
    name: str,
) -> None:
    page = evaluation_page(poisoned(evaluation, MARKUP[name]), visible)
    watch = _open(browser, watched, _written(page, tmp_path))
    watch.is_calm()
    assert watch.seen == 1


@pytest.mark.browser
@pytest.mark.parametrize("words", [" ".join(list(MARKUP.values())[at::3]) for at in range(3)])
def test_the_review_page_runs_nothing_and_asks_nobody_else(
    browser: Browser,
    watched: list[Watched],
    served: Serve,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    words: str,
) -> None:
    monkeypatch.setattr(story, "HOSTILE", f"{words} loud")
    desk = Desk(Store.beside(tmp_path), story.hostile_report(), who=f"Ann {words}"[:200])
    first = desk.standings()[0].item
    desk.decide({first: 0}, Decision(state=HumanState.DISMISSED, reason=Reason.OTHER, note=words))
    watch = _open(browser, watched, served(desk))
    watch.is_calm()
    for key in ("h", "e", "?", "Escape", "j", "j"):
        watch.page.keyboard.press(key)
        watch.page.locator("#work:not([aria-busy])").wait_for(state="attached")
    watch.is_calm()


@pytest.mark.parametrize("name", SCREEN)
def test_no_character_that_acts_or_hides_is_on_the_index_or_the_evaluation(
    evaluation: Evaluation,  # noqa: F811
    name: str,
) -> None:
    pages = index_page(index_view(_index(SCREEN[name]))), evaluation_page(poisoned(evaluation, SCREEN[name]), visible)
    for page in pages:
        assert not [char for char in page if unicodedata.category(char) in ("Cc", "Cf") and char != "\n"]


@pytest.mark.parametrize("words", FORMULA)
def test_no_cell_of_a_workbook_is_a_formula_or_a_link(tmp_path: Path, words: str) -> None:
    report = story.sample_report()
    desk = Desk(Store.beside(tmp_path), report, who=words)
    item = desk.standings()[0].item
    desk.decide({item: 0}, Decision(state=HumanState.DISMISSED, reason=Reason.OTHER, note=words))
    with zipfile.ZipFile(io.BytesIO(xlsx_of(report, desk.standings()))) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert not re.search(r"<f\b|<hyperlink\b", sheet)
    assert set(re.findall(r'<c [^>]*?t="(\w+)"', sheet)) == {"s"}
    assert not [name for name in parts if "externalLink" in name or "vbaProject" in name or "_rels/sheet" in name]
