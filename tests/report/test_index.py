"""The index of many stories: the worst first, nothing hidden, and nothing of an article ever runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from checker.report.html import index_page
from checker.report.index import entry_of, index_view, summary
from schemas.index import Entry, Index, State
from schemas.report import NotChecked, Report, Stage

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HOSTILE = "</title><script>window.hacked = 1</script>\u202e[red]\x1b[31m"


def entry(name: str, **fields: object) -> Entry:
    whole = {"title": name.title(), "state": State.CHECKED, "complete": True, "articles": 3, "origins": 2}
    return Entry.model_validate({"name": name, **whole, **fields})


def index(*stories: Entry, **fields: object) -> Index:
    return Index.model_validate({"complete": all(each.complete for each in stories), "stories": stories, **fields})


MIXED = index(
    entry("clear"),
    entry("minor", minor=3, files={"html": "minor.html", "json": "minor.json"}),
    entry("critical", critical=1),
    entry("partly", complete=False, not_checked=2),
    entry("gone", state=State.FAILED, complete=False, reason="the folder cannot be listed"),
    entry("late", state=State.NOT_BEGUN, complete=False, reason="The run ended before."),
    entry("one", state=State.NOTHING_TO_COMPARE, complete=False, reason="Only one article was given"),
    alone=("a", "b"),
    not_checked=(NotChecked(stage=Stage.INGEST, what="x.pdf", reason="it is not read"),),
)


def test_stories_stand_under_what_came_of_them_the_worst_first() -> None:
    view = index_view(MIXED)
    assert {section.anchor: [row.title for row in section.rows] for section in view.sections} == {
        "found": ["Critical", "Minor"],
        "clear": ["Clear"],
        "partly": ["Partly"],
        "failed": ["Gone", "Late"],
        "nothing": ["One"],
    }
    assert view.alone == ("a", "b")
    assert [gap.what for gap in view.gaps] == ["x.pdf"]


def test_the_summary_names_everything_that_was_not_checked() -> None:
    said = summary(MIXED)
    for part in ("Contradictions in 2 of 7 stories", "1 story incomplete", "2 stories not checked", "2 articles stand"):
        assert part in said


@pytest.mark.parametrize("missing", [entry("a", complete=False), entry("a", state=State.FAILED, complete=False)])
def test_where_something_was_not_checked_silence_is_no_agreement(missing: Entry) -> None:
    told = index(entry("b"), missing)
    assert summary(told).startswith("No contradiction found in what was checked")
    assert "does not mean that the sources agree" in index_page(index_view(told))
    whole = index(entry("b"))
    assert summary(whole) == "No contradiction found."
    assert "Incomplete" not in index_page(index_view(whole))


def test_an_entry_counts_what_its_report_shows(sample: Report) -> None:
    made = entry_of(sample, name="sample", source="stories/sample")
    assert (made.articles, made.origins) == (len(sample.articles), len(sample.origins))
    assert made.critical + made.major + made.minor > 0
    assert made.run == sample.run.id


def test_links_lead_to_the_files_beside_the_index() -> None:
    page = index_page(index_view(MIXED))
    assert 'href="minor.html"' in page
    assert 'href="minor.json"' in page


def test_what_a_title_holds_is_shown_and_never_acts() -> None:
    page = index_page(index_view(index(entry("x", title=HOSTILE, source=HOSTILE, reason=HOSTILE), alone=(HOSTILE,))))
    assert "<script" not in page
    assert "script-src" not in page
    assert not {"\u202e", "\x1b"} & set(page)
    assert "⟨U+202E⟩" in page


@pytest.mark.browser
def test_a_hostile_index_runs_nothing_and_asks_for_nothing(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "index.html"
    file.write_text(index_page(index_view(index(entry("x", title=HOSTILE, source=HOSTILE)))), encoding="utf-8")
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(file.as_uri())
    hacked, width = page.evaluate("[window.hacked ?? null, document.documentElement.scrollWidth]")
    context.close()
    assert (requests, complaints, hacked, width) == ([file.as_uri()], [], None, 390)
