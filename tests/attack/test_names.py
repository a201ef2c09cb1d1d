"""Names from outside, of folders, articles and outlets: no file of theirs stands outside the folder that was named."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.cli.names import file_names
from checker.ingest.story import read_story
from tests.cli.conftest import ARTICLES, Run, World, run, server, world  # noqa: F401 -- fixtures
from tests.cli.conftest import model as model_flags  # noqa: F401
from tests.llm.model_server import ModelServer

HOSTILE = {
    "up": "../../escaped",
    "up, backwards": "..\\..\\escaped",
    "from the root": "/tmp/escaped",
    "a drive": "C:\\escaped",
    "a device": "CON",
    "a device with a suffix": "nul.html",
    "a path": "a/b",
    "nothing seen": "a\u202e\u200bb",
    "nul": "a\0b",
    "a line": "a\nb\r\nc",
    "dots": "..",
    "a dot": ".",
    "hidden": ".ssh",
    "long": "x" * 300,
    "long in bytes": "ж" * 200,
    "a stream": "a:b:$DATA",
    "a flag": "-o",
    "a home": "~root",
    "a variable": "$HOME%PATH%",
    "a glob": "*?[a-z]",
    "the index": "index",
    "markup": "<script>alert(1)</script>",
}


def _everything_below(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        yield from (Path(parent) / name for name in (*folders, *files))


@pytest.mark.parametrize("title", HOSTILE.values(), ids=list(HOSTILE))
def test_a_name_of_a_file_is_letters_digits_and_hyphens(title: str) -> None:
    (name,) = file_names([(title, title)])
    assert 0 < len(name) < 130
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not name.startswith("-")
    assert name.split(".")[0] not in {"con", "nul", "aux", "prn", "index"}


def test_names_that_differ_in_case_or_in_marks_alone_are_kept_apart() -> None:
    titles = ["Ferry", "ferry", "FERRY", "férry", "ferry!", "ferry-", "../ferry"]
    names = file_names([(title, title) for title in titles])
    assert len({name.casefold() for name in names}) == len(titles)


@pytest.mark.parametrize("where", ["id", "title", "outlet", "author", "url"])
def test_many_stories_under_hostile_names_are_written_into_the_folder_alone(
    run: Run,  # noqa: F811
    server: ModelServer,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
) -> None:
    monkeypatch.setenv("CHECKER_HOME", str(tmp_path / "home"))
    stories, out = tmp_path / "deep" / "in", tmp_path / "deep" / "out"
    for number, hostile in enumerate(HOSTILE.values()):
        folder = stories / f"story{number}"
        folder.mkdir(parents=True)
        rows = [
            {"id": name, "text": text, where: f"{hostile}" if where != "id" else f"{hostile}{name}"}
            for name, text in ARTICLES.items()
        ]
        (folder / "articles.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    before = set(_everything_below(tmp_path))
    ran = run("check", stories, "-o", out, "--base-url", server.url, "--model", "tiny", "--timeout", "5")
    assert "Traceback" not in ran.err
    added = set(_everything_below(tmp_path)) - before - {out}
    home = tmp_path / "home"
    strangers = [path for path in added if out not in path.parents and home not in (path, *path.parents)]
    assert strangers == []
    assert len([path for path in added if path.suffix == ".html" and path.parent == out]) == len(HOSTILE) + 1


def test_stories_in_folders_with_hostile_names_are_written_into_the_folder_alone(
    run: Run,  # noqa: F811
    server: ModelServer,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CHECKER_HOME", str(tmp_path / "home"))
    stories, out = tmp_path / "deep" / "in", tmp_path / "deep" / "out"
    possible = [name for name in HOSTILE.values() if not {"/", "\0"} & set(name) and len(name.encode()) <= 255]
    # A folder whose name begins with a dot is hidden, and holds no story.
    made = [name for name in (*possible, "x" * 250, "Same", "same", "SAME") if not name.startswith(".")]
    for name in made:
        (stories / name).mkdir(parents=True)
        for id_, text in ARTICLES.items():
            (stories / name / f"{id_}.txt").write_text(text, encoding="utf-8")
    before = set(_everything_below(tmp_path))
    ran = run("check", stories, "-o", out, "--base-url", server.url, "--model", "tiny", "--timeout", "5")
    assert "Traceback" not in ran.err
    added = set(_everything_below(tmp_path)) - before - {out}
    home = tmp_path / "home"
    assert [path for path in added if out not in path.parents and home not in (path, *path.parents)] == []
    pages = [path.name for path in added if path.suffix == ".html" and path.parent == out]
    assert len({name.casefold() for name in pages}) == len(made) + 1


@pytest.mark.parametrize(
    ("outlet", "shown"),
    [("Pоst", "Pо⟨U+043E⟩st"), ("Daily Роѕт", "Daily Р⟨U+0420⟩о⟨U+043E⟩ѕ⟨U+0455⟩т⟨U+0442⟩")],
    ids=["in a word", "a word of its own"],
)
def test_letters_of_an_outlet_that_only_look_alike_are_told_by_their_code_points(
    tmp_path: Path, outlet: str, shown: str
) -> None:
    row = {"id": "a", "text": "Nine people died.", "outlet": outlet}
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    story = read_story([str(tmp_path)])
    assert story.articles[0].outlet is None
    assert shown in story.notices[0].text


@pytest.mark.parametrize("outlet", ["Рост", "Газета Times", "Τα Νέα", "Journal α", "L’Équipe"])
def test_an_outlet_in_its_own_alphabet_keeps_its_name(tmp_path: Path, outlet: str) -> None:
    row = {"id": "a", "text": "Nine people died.", "outlet": outlet}
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert read_story([str(tmp_path)]).articles[0].outlet == outlet
