"""Folders of folders: every story is found, at any depth, and what is none is not passed over."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from checker.ingest.collections import folders_below, is_collection, story_folders


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("2025/ferry/a.txt", "2025/toll/a.md", "2024/old/a.html", "chess/a.jsonl", "pictures/a.png"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    (tmp_path / "empty").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "a.txt").write_text("x")
    return tmp_path


def names(root: Path, folders: list[Path]) -> list[str]:
    return [folder.relative_to(root).as_posix() for folder in folders]


def test_stories_are_found_in_folders_of_folders_and_hidden_folders_are_not(root: Path) -> None:
    stories = ["2024/old", "2025/ferry", "2025/toll", "chess", "empty", "pictures"]
    assert names(root, list(story_folders(root))) == stories


def test_a_folder_with_articles_is_a_story_and_no_collection(root: Path) -> None:
    assert is_collection(root)
    assert is_collection(root / "2025")
    assert not is_collection(root / "chess")
    assert not is_collection(root / "empty")
    (root / "lone.txt").write_text("x")
    assert not is_collection(root)


def test_links_in_circles_end(root: Path) -> None:
    (root / "2025" / "up").symlink_to(root)
    (root / "chess" / "self").symlink_to(root / "chess")
    assert "2025/ferry" in names(root, list(story_folders(root)))
    assert len(list(folders_below(root))) == len(set(folders_below(root)))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may list everything")
def test_a_folder_that_cannot_be_listed_is_among_the_stories(root: Path) -> None:
    (root / "toll").mkdir(mode=0)
    assert "toll" in names(root, list(story_folders(root)))


def test_a_disk_is_not_searched_to_its_end(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b" / "c" / "d" / "e"
    (deep / "f").mkdir(parents=True)
    (deep / "f" / "x.txt").write_text("x")
    assert not is_collection(tmp_path)
    (deep / "x.txt").write_text("x")
    assert list(story_folders(tmp_path)) == [deep]
