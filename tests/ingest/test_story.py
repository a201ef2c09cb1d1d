from __future__ import annotations

import itertools
import json
import os
import socket
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path

import pytest

from checker.errors import InputError
from checker.ingest import readers
from checker.ingest import sources as sources_module
from checker.ingest.metadata import Metadata
from checker.ingest.readers import MOST_CHARACTERS
from checker.ingest.sources import Page
from checker.ingest.story import Story, read_story
from schemas.article import ArticleDate, DateSource, Placement

Write = Callable[[Mapping[str, str | bytes]], Path]
REPORT = "The bridge over the Harle was shut on Friday after engineers found a crack.\n"


def reasons(story: Story) -> dict[str, str]:
    return {Path(item.what).name: item.reason for item in story.not_checked}


def notices(story: Story) -> dict[str, str]:
    return {notice.article: notice.text for notice in story.notices}


def test_a_folder_is_a_story_of_its_article_files(write: Write) -> None:
    names = ["b.txt", "a.md", "README.md", "gold.json", ".hidden.txt", "picture.png", "notes.csv"]
    story = read_story([str(write(dict.fromkeys(names, REPORT)))])
    assert [article.id for article in story.articles] == ["a", "b"]
    assert story.title == "story"
    assert story.not_checked == ()


def test_the_text_is_kept_as_it_was_read(write: Write) -> None:
    text = "  • ‘Bridge’ shut\xa0\r\n\r\nshare facebook x\r\n\r\nIt was “shut”.\u2028\n"
    (article,) = read_story([str(write({"a.txt": text}))]).articles
    assert article.text == text
    assert article.path is not None
    assert [article.words(s) for s in article.sentences] == ["• ‘Bridge’ shut", "share facebook x", "It was “shut”."]


def test_the_order_of_paths_never_matters(write: Write) -> None:
    folder = write({"a.txt": REPORT + "One.", "b.txt": REPORT + "Two.", "meta.json": '{"title": "Bridge"}'})
    paths = [str(folder / "a.txt"), str(folder / "b.txt"), str(folder), str(folder / "*.txt"), str(folder / "no.txt")]
    stories = {repr(read_story(order)) for order in itertools.permutations(paths)}
    assert len(stories) == 1
    assert stories.pop().count("Article(id=") == 2


def test_metadata_beside_the_files_is_used(write: Write) -> None:
    meta = {
        "title": "The bridge",
        "articles": [
            {"id": "herald", "file": "a.txt", "source": "The Herald", "date": "2024-11-30", "title": "Bridge shut"},
            {"id": "b", "date": None, "note": "2024-11, by its contents", "title": None},
        ],
    }
    folder = write({"a.txt": f"Bridge shut\n\n{REPORT}", "b.txt": REPORT, "meta.json": json.dumps(meta)})
    b, herald = read_story([str(folder)]).articles
    assert (herald.id, herald.outlet, herald.title) == ("herald", "The Herald", "Bridge shut")
    assert herald.published == ArticleDate(value="2024-11-30", source=DateSource.META_FILE, basis="date: 2024-11-30")
    assert b.published is not None
    assert b.published.inferred
    assert b.title is None
    assert read_story([str(folder)]).title == "The bridge"
    assert read_story([str(folder / "a.txt")]).articles == (herald,)


def test_front_matter_wins_over_the_meta_file_and_flags_over_both(write: Write) -> None:
    meta = {"articles": [{"file": "a.md", "title": "From the file beside", "outlet": "Herald", "language": "en"}]}
    front = "---\ntitle: From the top\ndate: 2024-11-30\n---\n" + REPORT
    folder = write({"a.md": front, "meta.json": json.dumps(meta)})
    (article,) = read_story([str(folder)], overrides={"a": Metadata(language="de")}).articles
    assert (article.title, article.outlet, article.language) == ("From the top", "Herald", "de")
    assert article.text == f"From the top\n\n{REPORT}"
    assert article.published is not None
    assert article.published.source is DateSource.FRONT_MATTER


def test_a_printed_date_is_used_where_nothing_else_says_one(write: Write) -> None:
    (article,) = read_story([str(write({"a.txt": f"Bridge shut\n\nPublished 30 November 2024\n\n{REPORT}"}))]).articles
    assert article.published is not None
    assert (article.published.value, article.published.source) == ("2024-11-30", DateSource.TEXT)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", "", "empty"),
        ("blank.md", " \n\xa0\n", "empty"),
        ("binary.txt", bytes(range(256)), "no text"),
        ("huge.txt", "word " * 250_000, "1,250,000 characters"),
        ("paper.pdf", b"%PDF-1.7", "not read"),
        ("paper.txt", b"%PDF-1.7 \0", "not read"),
        ("page.html", "<html></html>", "no article"),
    ],
)
def test_what_cannot_be_read_is_named_and_the_rest_is_read(
    write: Write, name: str, content: str | bytes, reason: str
) -> None:
    story = read_story([str(write({"a.txt": REPORT, name: content}))])
    assert [article.id for article in story.articles] == ["a"]
    assert list(reasons(story)) == [name]
    assert reason in reasons(story)[name]
    assert story.not_checked[0].remedy


def test_an_article_of_just_the_allowed_length_is_read(write: Write) -> None:
    text = (REPORT * (MOST_CHARACTERS // len(REPORT) + 1))[:MOST_CHARACTERS]
    (article,) = read_story([str(write({"a.txt": text}))]).articles
    assert len(article.text) == MOST_CHARACTERS


def test_broken_front_matter_leaves_the_body(write: Write) -> None:
    story = read_story([str(write({"a.md": f"---\ntitle: [x\n---\n{REPORT}", "b.md": f"---\ntitle: x\n\n{REPORT}"}))])
    a, b = story.articles
    assert a.text == REPORT
    assert REPORT in b.text
    assert "no valid YAML" in notices(story)["a"]
    assert "closing" in notices(story)["b"]


def test_rules_around_text_are_not_front_matter(write: Write) -> None:
    text = f"---\nBridge shut: what we know\nfrom today\n---\n{REPORT}"
    (article,) = read_story([str(write({"a.txt": text}))]).articles
    assert article.text == text


@pytest.mark.parametrize(
    ("meta", "reason"),
    [
        ("{bad", "not valid JSON (line 1"),
        ('{"articles": "a"}', "no list of articles"),
        ("[1]", "no list"),
        (b"\xff", "UTF-8"),
    ],
)
def test_a_broken_meta_file_is_named_and_the_articles_are_read(write: Write, meta: str | bytes, reason: str) -> None:
    story = read_story([str(write({"a.txt": REPORT, "meta.json": meta}))])
    assert len(story.articles) == 1
    assert reason in reasons(story)["meta.json"]


def test_articles_that_the_meta_file_names_and_that_are_absent_are_named(write: Write) -> None:
    meta = json.dumps({"articles": [{"file": "a.txt"}, {"file": "gone.txt"}, {"file": "../secret.txt"}]})
    story = read_story([str(write({"a.txt": REPORT, "meta.json": meta}))])
    assert set(reasons(story)) == {"gone.txt", "secret.txt"}


def test_two_articles_of_one_id_are_kept_apart(read_records: Callable[[Sequence[Mapping[str, object]]], Story]) -> None:
    story = read_records([{"id": "x", "text": "Two."}, {"id": "x", "text": "One."}, {"id": "x-2", "text": "Three."}])
    assert len({article.id for article in story.articles}) == 3
    assert any("has the id" in notice.text for notice in story.notices)


def test_the_same_text_twice_is_said(write: Write) -> None:
    story = read_story([str(write({"a.txt": REPORT, "b.txt": REPORT}))])
    assert len(story.articles) == 2
    assert '"a"' in notices(story)["b"]


def test_json_lines_are_read_and_bad_lines_are_named_by_number(write: Write) -> None:
    lines = [
        '{"text": "One.", "source": "Herald", "date": "2024-11-30"}',
        "{bad",
        "",
        "[1]",
        '{"id": "x"}',
        '{"text": "\\ud800"}',
    ]
    story = read_story([str(write({"wire.jsonl": "\n".join(lines)}))])
    (article,) = story.articles
    assert (article.id, article.outlet, article.text) == ("wire-1", "Herald", "One.")
    assert article.published is not None
    assert article.published.source is DateSource.RECORD
    assert [item.what.split(", ")[-1] for item in story.not_checked] == ["line 2", "line 4", "line 5", "line 6"]


def test_standard_input_is_read_as_json_lines() -> None:
    story = read_story(["-"], stdin=BytesIO(b'{"id": "x", "text": "One."}\nplain words\n'))
    assert [(article.id, article.path) for article in story.articles] == [("x", None)]
    assert [item.what for item in story.not_checked] == ["standard input, line 2"]


def test_empty_standard_input_is_said() -> None:
    assert read_story(["-"], stdin=BytesIO(b"")).not_checked[0].what == "standard input"


def test_a_dash_without_a_stream_is_an_error() -> None:
    with pytest.raises(InputError, match="standard input"):
        read_story(["-"])


def test_a_path_or_pattern_that_names_nothing_is_named(tmp_path: Path) -> None:
    story = read_story([str(tmp_path / "no.txt"), str(tmp_path / "*.txt"), "a\0b"])
    assert "no such file" in reasons(story)["no.txt"]
    assert "matches" in reasons(story)["*.txt"]
    assert len(story.not_checked) == 3


def test_a_folder_without_articles_points_at_the_stories_in_it(tmp_path: Path) -> None:
    (tmp_path / "bridge").mkdir()
    (tmp_path / "bridge" / "a.markdown").write_text(REPORT)
    (item,) = read_story([str(tmp_path)]).not_checked
    assert "no article" in item.reason
    assert "bridge" in item.remedy


def test_a_folder_of_articles_beside_articles_is_named(write: Write) -> None:
    folder = write({"a.txt": REPORT})
    for name in ("pictures", "second"):
        (folder / name).mkdir()
    (folder / "second" / "b.txt").write_text(REPORT)
    (item,) = read_story([str(folder)]).not_checked
    assert item.what.endswith("second")


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    loop = tmp_path / "loop.txt"
    loop.symlink_to(loop)
    assert "leads nowhere" in reasons(read_story([str(loop)]))["loop.txt"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_named(write: Write) -> None:
    folder = write({"a.txt": REPORT})
    (folder / "a.txt").chmod(0)
    assert "Permission denied" in reasons(read_story([str(folder)]))["a.txt"]


def test_a_guessed_encoding_is_said(write: Write) -> None:
    story = read_story(
        [str(write({"a.txt": "Le maire a dit « non » près de l’hôtel où il était né.".encode("cp1252")}))]
    )
    assert "hôtel" in story.articles[0].text
    assert "cp1252" in notices(story)["a"]


def test_a_pattern_takes_the_articles_and_leaves_what_stands_beside_them(write: Write) -> None:
    folder = write(dict.fromkeys(["a.txt", "b.md", "README.md", "gold.json", "meta.json", "picture.png"], REPORT))
    (folder / "meta.json").write_text("{}")
    story = read_story([str(folder / "*")])
    assert [article.id for article in story.articles] == ["a", "b"]
    assert story.not_checked == ()


def test_a_json_file_is_refused_and_json_lines_suggested(write: Write) -> None:
    (item,) = read_story([str(write({"gold.json": "{}"}) / "gold.json")]).not_checked
    assert "no article" in item.reason
    assert ".jsonl" in item.remedy


def test_a_broken_meta_file_beside_a_named_file_is_named(write: Write) -> None:
    folder = write({"a.txt": REPORT, "meta.json": "{bad"})
    assert list(reasons(read_story([str(folder / "a.txt")]))) == ["meta.json"]


def test_what_is_no_file_in_a_folder_is_named_and_never_opened(write: Write) -> None:
    folder = write({"a.txt": REPORT, "b.txt": REPORT})
    os.mkfifo(folder / "pipe.txt")
    os.mkfifo(folder / "meta.json")
    (folder / "dead.txt").symlink_to("nowhere.txt")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / "socket.txt"))
        told = reasons(read_story([str(folder)]))
    assert {name: reason.split(",")[0] for name, reason in told.items()} == {
        "dead.txt": "it is a link that leads nowhere",
        "meta.json": "it is no file",
        "pipe.txt": "it is no file",
        "socket.txt": "it is no file",
    }


def test_a_pipe_that_is_named_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "a pipe" in reasons(read_story([str(tmp_path / "pipe.txt")]))["pipe.txt"]


@pytest.mark.parametrize("articles", [[{"id": "a.txt", "outlet": "The Sound"}], {"a.txt": {"outlet": "The Sound"}}])
def test_a_meta_file_may_name_a_file_where_it_could_name_an_id(write: Write, articles: object) -> None:
    story = read_story([str(write({"a.txt": REPORT, "meta.json": json.dumps({"articles": articles})}))])
    assert [(article.id, article.outlet) for article in story.articles] == [("a", "The Sound")]
    assert story.not_checked == ()


def test_an_entry_of_a_meta_file_about_no_article_is_named(write: Write) -> None:
    meta = {"articles": [{"id": "a"}, {"id": "elsewhere", "outlet": "X"}, {"id": "r1", "outlet": "The Record"}]}
    record = json.dumps({"id": "r1", "text": REPORT + " More."})
    story = read_story([str(write({"a.txt": REPORT, "b.jsonl": record, "meta.json": json.dumps(meta)}))])
    assert "'elsewhere'" in reasons(story)["meta.json"]
    assert [article.outlet for article in story.articles] == [None, "The Record"]


@pytest.mark.parametrize(
    ("files", "where"),
    [
        ({"a.md": f"---\ndate: the other day\n---\n{REPORT}"}, "front matter"),
        ({"a.jsonl": json.dumps({"id": "a", "date": "the other day", "text": REPORT})}, "record"),
        ({"a.txt": REPORT, "meta.json": json.dumps({"articles": [{"id": "a", "date": "the other day"}]})}, "meta.json"),
    ],
)
def test_a_date_that_cannot_be_read_is_told_with_its_field_and_value(
    write: Write, files: dict[str, str], where: str
) -> None:
    story = read_story([str(write(files))])
    (notice,) = story.notices
    assert notice.article == "a"
    assert notice.text == f"Its 'date' in the {where} is no date that can be read, and was not used: “the other day”"


def test_a_fetched_page_is_an_article_without_a_file_that_goes_by_its_address(write: Write) -> None:
    pages = [
        Page("https://www.example.org/news/ferry-sinks.html?x=1", REPORT.encode(), ".txt"),
        Page(
            "https://example.org/feed",
            json.dumps({"text": REPORT, "url": "https://example.org/one"}).encode(),
            ".jsonl",
        ),
        Page("https://example.org/empty", b" ", ".txt"),
    ]
    story = read_story([], pages=pages)
    assert [(article.id, article.url, article.path) for article in story.articles] == [
        ("example.org-feed-1", "https://example.org/one", None),
        ("example.org-ferry-sinks", "https://www.example.org/news/ferry-sinks.html?x=1", None),
    ]
    assert [missed.what for missed in story.not_checked] == ["https://example.org/empty"]


def test_input_beyond_the_size_limit_is_refused_unread(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "MOST_BYTES", 100)
    monkeypatch.setattr(sources_module, "MOST_BYTES", 100)
    long, short = json.dumps({"text": "One. " * 60}), json.dumps({"text": "Two."})
    story = read_story([str(write({"a.txt": "word " * 100, "b.jsonl": f"{long}\n{short}\n"}))])
    assert [article.id for article in story.articles] == ["b-2"]
    assert {name: "larger" in reason for name, reason in reasons(story).items()} == {
        "a.txt": True,
        "b.jsonl, line 1": True,
    }


def test_flags_about_an_article_that_is_not_there_are_refused(write: Write) -> None:
    folder = write({"a.txt": REPORT, "b.txt": "Another report. " + REPORT})
    with pytest.raises(InputError, match="'c'") as refused:
        read_story([str(folder)], overrides={"c": Metadata(outlet="x")})
    assert "a, b" in refused.value.remedy
    assert read_story([str(folder)], overrides={"b": Metadata(outlet="x")}).articles[1].outlet == "x"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.md", "---\ntitle: Ferry fire kills fifty\n---\n" + REPORT),
        ("a.jsonl", json.dumps({"title": "Ferry fire kills fifty", "text": REPORT})),
    ],
)
def test_a_headline_that_the_source_keeps_apart_is_part_of_the_text(write: Write, name: str, content: str) -> None:
    (article,) = read_story([str(write({name: content}))]).articles
    assert article.words(article.sentences[0]) == "Ferry fire kills fifty"
    assert article.sentences[0].placement is Placement.HEADLINE
    assert article.text.endswith(REPORT)


def test_a_title_that_stands_in_the_text_is_not_put_there_twice(write: Write) -> None:
    content = json.dumps({"title": "Bridge  shut", "text": f"BRIDGE SHUT\n\n{REPORT}"})
    (article,) = read_story([str(write({"a.jsonl": content}))]).articles
    assert article.text == f"BRIDGE SHUT\n\n{REPORT}"


def test_a_file_name_that_is_no_text_does_not_end_the_run(tmp_path: Path) -> None:
    odd = os.fsencode(tmp_path) + b"/\xff\xfe.txt"
    with open(odd, "wb") as file:  # noqa: PTH123 -- Path takes no bytes
        file.write(REPORT.encode())
    (article,) = read_story([str(tmp_path)]).articles
    assert article.id.isprintable()
    assert article.text == REPORT
