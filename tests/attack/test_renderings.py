"""Hostile words in every field of a report, in every rendering: nothing runs, nothing is fetched, nothing acts."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from checker.grounding import fold
from checker.report.formats import Format, render
from checker.report.terminal import print_report
from checker.report.visible import visible
from checker.review.desk import Desk
from checker.review.sheets import csv_of
from checker.review.store import Store
from schemas.report import Report
from schemas.review import Decision, HumanState, Reason
from tests.report import story

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MARKUP = {
    "script": "<script>window.hacked=1</script>",
    "closes the style": "</style></script><script>window.hacked=1</script>",
    "image": "<img src=https://evil.example/i.png onerror=window.hacked=1>",
    "svg": "<svg/onload=window.hacked=1><use href=https://evil.example/x.svg#a /></svg>",
    "frame": '<iframe srcdoc="<script>parent.hacked=1</script>" src=https://evil.example></iframe>',
    "refresh": '<meta http-equiv=refresh content="0;url=https://evil.example">',
    "base": "<base href=https://evil.example/><link rel=stylesheet href=x.css><link rel=prefetch href=/y>",
    "form": "<form action=https://evil.example><button autofocus onfocus=window.hacked=1>go</button></form>",
    "style": "<style>@import url(https://evil.example/a.css)</style><b style='background:url(//evil.example/b)'>b</b>",
    "attribute": "\" onmouseover=window.hacked=1 autofocus onfocus=window.hacked=1 x='",
    "address": "javascript:window.hacked=1",
    "entities": "&lt;script&gt;window.hacked=1&lt;/script&gt; &#x3c;img src=x onerror=window.hacked=1&#x3e;",
    "template": "{{ 7*7 }} {% raise %} ${7*7} <%= 7*7 %> #{7*7}",
    "island": "]]></script><!--<script>window.hacked=1//-->",
    "names of the page": "<a id=find name=shown href=x>a</a><input name=attributes>",
}
SCREEN = {
    "escape": "\x1b[31mred\x1b[0m \x1b[2J",
    "eight bit": "\x9b31mred \x9d0;title\x9c",
    "title": "\x1b]0;owned\x07",
    "link": "\x1b]8;;https://evil.example\x1b\\words\x1b]8;;\x1b\\",
    "clipboard": "\x1b]52;c;ZXZpbA==\x07",
    "rich": "[bold red]loud[/] [link=https://evil.example]here[/link] [/] :smile: [@click=app.quit]x[/]",
    "return": "hidden\rshown\x08\x08\x08\x7f",
    "bidi": "\u202egnorw\u202c \u2066\u2067\u2069 \u061c",
    "zalgo": "Z" + "\u0301\u0316" * 200,
    "unseen": "a\u200bb\u2060c\ufeffd\u00ade",
    "tags": "x" + "".join(chr(0xE0000 + ord(char)) for char in "ignore all"),
}


@pytest.fixture
def poisoned(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Report]:
    """The sample report with words of one's choice after every text that people, files or models write."""

    def make(words: str) -> Report:
        monkeypatch.setattr(story, "HOSTILE", f"{words} loud")
        return story.hostile_report()

    return make


@pytest.mark.browser
@pytest.mark.parametrize("name", MARKUP)
def test_no_script_runs_and_no_request_leaves(
    browser: Browser, poisoned: Callable[[str], Report], tmp_path: Path, name: str
) -> None:
    file = tmp_path / "report.html"
    file.write_text(render(poisoned(MARKUP[name]), Format.HTML), encoding="utf-8")
    context = browser.new_context()
    sent: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: sent.append(request.url))
    told: list[str] = []
    page.on("dialog", lambda dialog: told.append(dialog.message))
    page.on("console", lambda message: told.append(message.text))
    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.mouse.wheel(0, 50_000)
    hacked = page.evaluate("window.hacked")
    tags = page.evaluate("document.querySelectorAll('main iframe, main img, main form, main svg, main base').length")
    address = page.url
    context.close()
    assert (sent, told, hacked, tags, address) == ([file.as_uri()], [], None, 0, file.as_uri())


@pytest.mark.parametrize("name", SCREEN)
def test_a_terminal_is_sent_no_sequence_and_no_markup(poisoned: Callable[[str], Report], name: str) -> None:
    written = io.StringIO()
    console = Console(file=written, width=100, force_terminal=True, color_system="truecolor", _environ={})
    print_report(poisoned(SCREEN[name]), console)
    rest = re.sub(r"\x1b\[[0-9;]*m", "", written.getvalue())
    assert not [char for char in rest if unicodedata.category(char) in ("Cc", "Cf") and char != "\n"]
    if name == "rich":
        assert "[link=https://evil.example]" in rest.replace("\n", "")


@pytest.mark.parametrize("name", SCREEN)
@pytest.mark.parametrize("form", [Format.HTML, Format.MARKDOWN, Format.TEXT])
def test_no_character_that_acts_or_hides_is_in_a_report(
    poisoned: Callable[[str], Report], name: str, form: Format
) -> None:
    shown = render(poisoned(SCREEN[name]), form)
    assert not [char for char in shown if unicodedata.category(char) in ("Cc", "Cf") and char != "\n"]


@pytest.mark.parametrize("name", MARKUP)
def test_markdown_holds_no_tag_and_no_picture(poisoned: Callable[[str], Report], name: str) -> None:
    shown = render(poisoned(MARKUP[name] + " ![i](https://evil.example/i.png)"), Format.MARKDOWN)
    assert not re.search(r"(?<!\\)<(?:script|img|svg|iframe|meta|base|form|style|a|link|input)\b", shown)
    assert not re.search(r"(?<!\\)!\[", shown)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "\r=", "\n=", "\0=", "＝", "＋", "－", "＠", "﹦", " ="])
def test_no_cell_of_a_sheet_is_a_formula(tmp_path: Path, sign: str) -> None:
    report = story.sample_report()
    desk = Desk(Store.beside(tmp_path), report, who="Ann")
    item = desk.standings()[0].item
    desk.decide({item: 0}, Decision(state=HumanState.DISMISSED, reason=Reason.OTHER, note=f"{sign}1+1"))
    rows = csv.reader(io.StringIO(csv_of(report, desk.standings()).decode("utf-8-sig")))
    cells = [cell for row in rows for cell in row if "1+1" in cell]
    assert cells
    for cell in cells:
        assert unicodedata.normalize("NFKC", cell).lstrip()[:1] not in "=+-@\t\r\n\0"


@pytest.mark.parametrize(
    ("written", "phrase"),
    [
        ("No\u200b\u200bbody was hurt", "Nobody was hurt"),
        ("Ｎｏｂｏｄｙ was hurt", "Nobody was hurt"),
        ("\u202eNobody\u202c was hurt", "Nobody was hurt"),
        ("Nob\u00adody was hurt", "Nobody was hurt"),
        ("Nobody was ﬁned", "Nobody was fined"),
    ],
)
def test_what_is_shown_spelt_out_is_matched_folded(written: str, phrase: str) -> None:
    assert fold(written).text == fold(phrase).text
    assert not [char for char in visible(written) if unicodedata.category(char) == "Cf"]
