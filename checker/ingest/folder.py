"""Story folders: which of their files are articles, and what the ``meta.json`` beside them says."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from checker.ingest.metadata import Metadata, from_mapping, unread_dates
from checker.ingest.readers import ARTICLE_SUFFIXES, DOCUMENT_SUFFIXES, STREAM_SUFFIX
from schemas.article import DateSource
from schemas.report import NotChecked, Stage

META_FILE = "meta.json"
INNER = "it is a folder within a story, and was not read"
EMPTY = "the folder holds no article (.txt, .md, .html, .jsonl)"
"""Why a folder is not read, or nothing is read from it."""
_NO_ARTICLES = frozenset({"readme", "gold", "meta"})
"""Stems of files that stand beside articles and are none."""


@dataclass(frozen=True)
class Entry:
    """What a ``meta.json`` says about one article, and what of it could not be used."""

    metadata: Metadata = field(default_factory=Metadata)
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class MetaFile:
    """What a ``meta.json`` says: the story's title, and its entries by file name, or by id where no file is named."""

    title: str = ""
    by_file: Mapping[str, Entry] = field(default_factory=dict)
    by_id: Mapping[str, Entry] = field(default_factory=dict)
    problem: NotChecked | None = None

    def about(self, path: Path) -> Entry:
        """What it says about a file beside it, be it by name or by id; empty where it says nothing."""
        entry = self.by_file.get(path.name) or self.by_id.get(path.stem)
        if entry is None and path.name in self.by_id:
            named = self.by_id[path.name]
            # The name of a file where an id belongs says which article is meant, and gives it no other id.
            entry = replace(named, metadata=replace(named.metadata, id=None))
        return entry or Entry()

    def about_record(self, id: str) -> Entry:
        """What it says about an article of a stream, by its id."""
        return self.by_id.get(id, Entry())


def read_meta(folder: Path) -> MetaFile:
    """The ``meta.json`` of a folder; empty where there is none, with ``problem`` set where it cannot be used."""
    path = folder / META_FILE
    data, problem = _parsed(path)
    if problem:
        return _unusable(path, problem)
    entries = _entries(data.get("articles", [])) if isinstance(data, dict) else None
    if not isinstance(data, dict) or entries is None:
        return _unusable(path, "it holds no list of articles")
    title = data.get("title")
    by_file: dict[str, Entry] = {}
    by_id: dict[str, Entry] = {}
    for fields in entries:
        entry = Entry(from_mapping(fields, DateSource.META_FILE), unread_dates(fields, META_FILE))
        if isinstance(fields.get("file"), str):
            by_file[fields["file"]] = entry
        elif entry.metadata.id:
            by_id[entry.metadata.id] = entry
    return MetaFile(title if isinstance(title, str) else "", by_file, by_id)


def _parsed(path: Path) -> tuple[object, str]:
    """What a JSON file holds, nothing where there is no file; and why it cannot be used, empty where it can."""
    try:
        if path.exists() and not path.is_file():
            return None, "it is no file"
        return json.loads(path.read_bytes()), ""
    except FileNotFoundError:
        return {}, ""
    except OSError as error:
        return None, f"it cannot be opened ({error.strerror})"
    except RecursionError:
        return None, "it is nested too deeply"
    except json.JSONDecodeError as error:
        return None, f"it is not valid JSON (line {error.lineno}: {error.msg})"
    except ValueError:
        return None, "it is not text in UTF-8"


def _entries(articles: object) -> list[dict[str, Any]] | None:
    """The entries of a list, or of an object whose keys are ids or names of files; None where it is neither."""
    if isinstance(articles, dict) and all(isinstance(fields, dict) for fields in articles.values()):
        return [{"id": name, **fields} for name, fields in articles.items()]
    if isinstance(articles, list) and all(isinstance(fields, dict) for fields in articles):
        return articles
    return None


def entries_left_out(folder: Path, meta: MetaFile, ids: Collection[str]) -> Iterator[NotChecked]:
    """The articles that a folder's ``meta.json`` names by id, and that are not there.

    Args:
        folder: The folder.
        meta: Its ``meta.json``.
        ids: The ids of the articles that were read from it.

    Raises:
        OSError: The folder cannot be listed.
    """
    there = {name for path in article_files(folder) for name in (path.name, path.stem)}
    for name in sorted(set(meta.by_id) - there - set(ids)):
        yield _missing(
            str(folder / META_FILE), f"it speaks of {name!r}, and there is no such article beside it", "Check the name."
        )


def _unusable(path: Path, reason: str) -> MetaFile:
    remedy = "Mend it, or remove it; the articles were read without it."
    return MetaFile(problem=NotChecked(stage=Stage.INGEST, what=str(path), reason=reason, remedy=remedy))


def article_files(folder: Path) -> tuple[Path, ...]:
    """The files of a folder that hold articles, by name. Not its subfolders, hidden files, README, gold or meta.

    Raises:
        OSError: The folder cannot be listed.
    """
    return tuple(path for path in _files(folder) if path.suffix.lower() not in DOCUMENT_SUFFIXES)


def left_out(folder: Path, meta: MetaFile) -> Iterator[NotChecked]:
    """What an editor would expect to be checked in a folder and is not.

    That is: documents of a kind that is not read (PDF, Word ...), links that lead nowhere, pipes and devices, articles
    that its ``meta.json`` names and that are not there, folders of articles beside the articles, and everything, where
    it holds no article. Pictures, data and programs are no articles and not named.

    Raises:
        OSError: The folder cannot be listed.
    """
    articles = article_files(folder)
    if meta.problem:
        yield meta.problem
    for path in sorted(path for path in folder.iterdir() if may_be_article(path) and not path.is_dir()):
        problem = no_file(path)
        if problem:
            yield problem
        elif path.suffix.lower() in DOCUMENT_SUFFIXES:
            yield _missing(str(path), f"{path.suffix} files are not read", "Save it as .txt, .md or .html.")
    for name in sorted(set(meta.by_file) - {path.name for path in articles}):
        yield _missing(
            str(folder / name), f"{META_FILE} names it, but it is not among the folder's articles", "Check the name."
        )
    for inner in _stories(folder) if articles else ():
        yield _missing(str(inner), INNER, "Check it by itself.")
    if not articles:
        yield _missing(str(folder), EMPTY, _instead(folder))


def no_file(path: Path) -> NotChecked | None:
    """Why a path is not opened: it is a pipe, a socket, a device, or a link that leads nowhere. None for a file."""
    if path.is_file() or not (path.exists() or path.is_symlink()):
        return None
    if path.is_symlink() and not path.exists():
        return _missing(str(path), "it is a link that leads nowhere", "Mend the link, or remove it.")
    return _missing(str(path), "it is no file, but a pipe, a socket or a device", "Save its text to a file.")


def may_be_article(path: Path) -> bool:
    """Whether the name of a file, found by looking around, is that of an article or of a document that may hold one."""
    known = path.suffix.lower() in ARTICLE_SUFFIXES | DOCUMENT_SUFFIXES | {STREAM_SUFFIX}
    return known and not path.name.startswith(".") and path.stem.lower() not in _NO_ARTICLES


def holds_articles(folder: Path) -> bool:
    """Whether a folder itself holds articles, or documents that may hold one.

    Raises:
        OSError: The folder cannot be listed.
    """
    return bool(_files(folder))


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file() and may_be_article(path))


def _instead(folder: Path) -> str:
    stories = _stories(folder)
    return f"A folder is one story: name one of its folders, such as {stories[0]}." if stories else ""


def _stories(folder: Path) -> list[Path]:
    """The folders inside a folder that hold articles of their own."""
    inner = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    return [path for path in inner if os.access(path, os.R_OK | os.X_OK) and _files(path)]


def _missing(what: str, reason: str, remedy: str) -> NotChecked:
    return NotChecked(stage=Stage.INGEST, what=what, reason=reason, remedy=remedy)
