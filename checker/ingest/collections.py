"""Collections: folders that hold stories, each in a folder of its own, a few levels deep."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from checker.ingest.folder import holds_articles

DEEPEST = 5
"""Folders within folders that are looked into: enough for year, month, day, section and story. Whoever names the wrong
folder does not wait until a whole disk was looked at."""


def is_collection(folder: Path) -> bool:
    """Whether a folder holds no article itself, and folders inside it do."""
    try:
        return not holds_articles(folder) and any(holds_articles(inner) for inner in folders_below(folder))
    except OSError:  # reading it as a story tells what is wrong with it
        return False


def story_folders(folder: Path) -> Iterator[Path]:
    """The stories of a collection: its innermost folders, and all that hold articles. By name.

    A folder that cannot be listed, or holds nothing, is among them: whoever reads it learns why it is no story.
    """
    return _stories(folder, {folder.resolve()}, DEEPEST)


def folders_below(folder: Path) -> Iterator[Path]:
    """All folders inside a folder, but for hidden ones. By name; none of them twice.

    A folder that cannot be listed is among them, without what it holds.
    """
    return _below(folder, {folder.resolve()}, DEEPEST)


def _stories(folder: Path, seen: set[Path], deep: int) -> Iterator[Path]:
    try:
        story = holds_articles(folder)
        inner = [] if story or not deep else _inner(folder, seen)
    except OSError:
        story, inner = True, []
    if story or not inner:
        yield folder
    for path in inner:
        yield from _stories(path, seen, deep - 1)


def _below(folder: Path, seen: set[Path], deep: int) -> Iterator[Path]:
    try:
        inner = _inner(folder, seen) if deep else []
    except OSError:
        return
    for path in inner:
        yield path
        yield from _below(path, seen, deep - 1)


def _inner(folder: Path, seen: set[Path]) -> list[Path]:
    """The folders in a folder that were not seen before: links may lead in circles."""
    found = []
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.name.startswith(".") and (real := path.resolve()) not in seen:
            seen.add(real)
            found.append(path)
    return found
