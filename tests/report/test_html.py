from __future__ import annotations

import base64
import hashlib
import itertools
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest

from checker.report.formats import Format, render
from schemas.report import Report

_VOID = {"meta", "link", "br", "input"}
_OWN_TAGS = {"script", "style"}


@dataclass
class Page:
    """What a parser sees of a page."""

    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    unclosed: list[str] = field(default_factory=list)
    raw: dict[str, str] = field(default_factory=dict)

    def ids(self) -> list[str]:
        return [attributes["id"] or "" for _, attributes in self.tags if "id" in attributes]

    def links(self) -> list[str]:
        return [attributes["href"] or "" for tag, attributes in self.tags if tag == "a"]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.page.unclosed.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.page.unclosed.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.page.unclosed and self.page.unclosed[-1] in _OWN_TAGS:
            self.page.raw[self.page.unclosed[-1]] = data


def _read(report: Report) -> Page:
    reader = _Reader()
    reader.feed(render(report, Format.HTML))
    reader.close()
    return reader.page


@pytest.fixture(params=["sample", "clean", "hostile"])
def page(request: pytest.FixtureRequest) -> Page:
    return _read(request.getfixturevalue(request.param))


def test_every_tag_is_closed_in_order(page: Page) -> None:
    assert page.unclosed == []


def test_every_link_inside_the_page_leads_somewhere_and_ids_are_unique(page: Page) -> None:
    ids = page.ids()
    assert len(ids) == len(set(ids))
    assert {link for link in page.links() if link.startswith("#") and link[1:] not in ids} == set()


def test_links_out_of_the_page_are_web_addresses_that_tell_nothing(page: Page) -> None:
    for _, attributes in page.tags:
        href = attributes.get("href") or ""
        if "href" in attributes and not href.startswith(("#", "data:,")):
            assert href.startswith(("https://courier.example/",))
            assert attributes["rel"] == "noreferrer noopener"


def test_the_policy_names_the_page_s_own_style_and_script_and_nothing_else(page: Page) -> None:
    (policy,) = [a["content"] for tag, a in page.tags if tag == "meta" and a.get("http-equiv")]
    hashes = {
        tag: "sha256-" + base64.b64encode(hashlib.sha256(page.raw[tag].encode()).digest()).decode() for tag in _OWN_TAGS
    }
    assert policy == (
        f"default-src 'none'; style-src '{hashes['style']}'; script-src '{hashes['script']}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def test_nothing_is_loaded_and_no_attribute_holds_code_or_style(page: Page) -> None:
    names = [name for _, attributes in page.tags for name in attributes]
    assert {name for name in names if name in ("src", "srcset", "style", "action") or name.startswith("on")} == set()
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert not re.search(r"@import|url\(", page.raw["style"])


def test_headings_descend_one_level_at_a_time(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_every_quote_has_its_own_direction_and_language(sample: Report) -> None:
    quotes = [attributes for tag, attributes in _read(sample).tags if tag == "blockquote"]
    assert {attributes.get("dir") for attributes in quotes} == {"auto"}
    assert {attributes.get("lang") for attributes in quotes} == {"en", "fr"}


def test_a_language_that_is_no_tag_is_left_out(sample: Report) -> None:
    odd = tuple(article.model_copy(update={"language": 'en" onload="x'}) for article in sample.articles)
    quotes = [a for tag, a in _read(sample.model_copy(update={"articles": odd})).tags if tag == "blockquote"]
    assert {attributes.get("lang") for attributes in quotes} == {None}


def test_hidden_characters_are_shown(hostile: Report) -> None:
    text = render(hostile, Format.HTML)
    assert "⟨U+202E⟩" in text
    assert "\u202e" not in text
    assert "\x1b" not in text


def test_the_differing_words_are_marked_more_strongly_than_the_quote(sample: Report) -> None:
    shown = render(sample, Format.HTML)
    assert '<mark>“I </mark><mark class="differs"><strong>never</strong></mark><mark> touched' in re.sub(
        r"\n\s*", "", shown
    )


def test_different_scope_is_folded_away_and_the_articles_are_open(sample: Report) -> None:
    shown = render(sample, Format.HTML)
    scope = shown[shown.index('id="scope"') : shown.index('id="questions"')]
    assert '<details class="fold"><summary>' in scope
    assert shown.count("<details open><summary>Text") == len(sample.articles)
