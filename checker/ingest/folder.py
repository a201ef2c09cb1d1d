"""Story folders: which of their files are articles, and what the ``meta.json`` beside them says."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from checker.ingest.metadata import Metadata, from_mapping
from checker.ingest.readers import ARTICLE_SUFFIXES, DOCUMENT_SUFFIXES, STREAM_SUFFIX
from schemas.article import DateSource
from schemas.report import NotChecked, Stage

META_FILE = "meta.json"
_NO_ARTICLES = frozenset({"readme", "gold", "meta"})
"""Stems of files that stand beside articles and are none."""


@dataclass(frozen=True)
class MetaFile:
    """What a ``meta.json`` says: the story's title, and metadata by file name, or by id where no file is named."""

    title: str = ""
    by_file: Mapping[str, Metadata] = field(default_factory=dict)
    by_id: Mapping[str, Metadata] = field(default_factory=dict)
    problem: NotChecked | None = None

    def about(self, path: Path) -> Metadata:
        """What it says about a file beside it; empty where it says nothing."""
        return self.by_file.get(path.name) or self.by_id.get(path.stem) or Metadata()


def read_meta(folder: Path) -> MetaFile:
    """The ``meta.json`` of a folder; empty where there is none, with ``problem`` set where it cannot be used."""
    path = folder / META_FILE
    try:
        data = json.loads(path.read_bytes())
    except FileNotFoundError:
        return MetaFile()
    except OSError as error:
        return _unusable(path, f"it cannot be opened ({error.strerror})")
    except RecursionError:
        return _unusable(path, "it is nested too deeply")
    except json.JSONDecodeError as error:
        return _unusable(path, f"it is not valid JSON (line {error.lineno}: {error.msg})")
    except ValueError:
        return _unusable(path, "it is not text in UTF-8")
    entries = data.get("articles", []) if isinstance(data, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        return _unusable(path, "it holds no list of articles")
    title = data.get("title")
    by_file: dict[str, Metadata] = {}
    by_id: dict[str, Metadata] = {}
    for entry in entries:
        metadata = from_mapping(entry, DateSource.META_FILE)
        if isinstance(entry.get("file"), str):
            by_file[entry["file"]] = metadata
        elif metadata.id:
            by_id[metadata.id] = metadata
    return MetaFile(title if isinstance(title, str) else "", by_file, by_id)


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

    That is: documents of a kind that is not read (PDF, Word ...), articles that its ``meta.json`` names and that are
    not there, folders of articles beside the articles, and everything, where it holds no article. Pictures, data and
    programs are no articles and not named.

    Raises:
        OSError: The folder cannot be listed.
    """
    articles = article_files(folder)
    if meta.problem:
        yield meta.problem
    for path in _files(folder):
        if path.suffix.lower() in DOCUMENT_SUFFIXES:
            yield _missing(str(path), f"{path.suffix} files are not read", "Save it as .txt, .md or .html.")
    for name in sorted(set(meta.by_file) - {path.name for path in articles}):
        yield _missing(
            str(folder / name), f"{META_FILE} names it, but it is not among the folder's articles", "Check the name."
        )
    for inner in _stories(folder) if articles else ():
        yield _missing(str(inner), "it is a folder within a story, and was not read", "Check it by itself.")
    if not articles:
        yield _missing(str(folder), "the folder holds no article (.txt, .md, .html, .jsonl)", _instead(folder))


def may_be_article(path: Path) -> bool:
    """Whether the name of a file, found by looking around, is that of an article or of a document that may hold one."""
    known = path.suffix.lower() in ARTICLE_SUFFIXES | DOCUMENT_SUFFIXES | {STREAM_SUFFIX}
    return known and not path.name.startswith(".") and path.stem.lower() not in _NO_ARTICLES


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
