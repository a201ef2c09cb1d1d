"""Sources: a file, a page or a stream; the articles in it with the ids that they ask for, or why there are none."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import IO
from urllib.parse import unquote, urlsplit

from checker.errors import InputError, UnreadableArticleError
from checker.ingest.folder import Entry, MetaFile, no_file
from checker.ingest.metadata import Metadata
from checker.ingest.readers import MOST_BYTES, STREAM_SUFFIX, Line, RawArticle, read_file, read_lines
from schemas.report import NotChecked, Stage

_LONGEST_ID = 80
_NO_SIGN_OF_AN_ID = re.compile(r"[^\w.-]+")


@dataclass(frozen=True)
class Page:
    """A page that somebody fetched: where it was found, its bytes, and the suffix of the file that it would be."""

    url: str
    data: bytes
    suffix: str


@dataclass(frozen=True)
class Named:
    """A raw article with the id that it asks for, and the file that it stands in."""

    id: str
    path: str | None
    raw: RawArticle


def read_path(path: Path, meta: MetaFile) -> Iterator[Named | NotChecked]:
    """The articles of one file, with what the ``meta.json`` beside it says about them."""
    if meta.problem:
        yield meta.problem
    name = printable(str(path))
    try:
        problem = no_file(path)
        if problem:
            yield problem
        elif path.suffix.lower() == STREAM_SUFFIX:
            with path.open("rb") as stream:
                for read in _from_lines(read_lines(stream), name, prefix=printable(path.stem), path=name):
                    if isinstance(read, Named):
                        read = replace(read, raw=_with_entry(read.raw, meta.about_record(read.id)))
                    yield read
        else:
            with path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
            raw = read_file(data, path.suffix.lower())
            raw = _with_entry(raw, meta.about(path))
            yield Named(raw.metadata.id or printable(path.stem), name, raw)
    except OSError as error:
        yield unread(name, f"it cannot be opened ({error.strerror})", "Check that you may read it.")
    except UnreadableArticleError as error:
        yield unread(name, str(error), error.remedy)


def _with_entry(raw: RawArticle, entry: Entry) -> RawArticle:
    return replace(raw, metadata=raw.metadata.or_else(entry.metadata), notices=raw.notices + entry.doubts)


def read_page(page: Page) -> Iterator[Named | NotChecked]:
    """The articles of a fetched page. Its URL is where it was found, whatever the page says of itself."""
    name = _id_of(page.url)
    found = Metadata(url=page.url)
    try:
        if page.suffix == STREAM_SUFFIX:
            yield from _from_lines(read_lines(BytesIO(page.data)), page.url, prefix=name, path=None)
            return
        raw = read_file(page.data, page.suffix)
    except UnreadableArticleError as error:
        yield unread(page.url, str(error), error.remedy)
    else:
        yield Named(raw.metadata.id or name, None, replace(raw, metadata=raw.metadata.or_else(found)))


def read_stdin(stdin: IO[bytes] | None) -> Iterator[Named | NotChecked]:
    """The articles of standard input, JSON Lines.

    Raises:
        InputError: There is none.
    """
    if stdin is None:
        raise InputError("there is nothing on standard input", remedy="Pipe in JSON Lines, or name files.")
    return _from_lines(read_lines(stdin), "standard input", prefix="stdin", path=None)


def printable(name: str) -> str:
    """A file's name, bytes in it that are no text shown by their number."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def unread(what: str, reason: str, remedy: str = "") -> NotChecked:
    """What should have been read and was not."""
    return NotChecked(stage=Stage.INGEST, what=what, reason=reason, remedy=remedy)


def _from_lines(lines: Iterable[Line], source: str, *, prefix: str, path: str | None) -> Iterator[Named | NotChecked]:
    empty = True
    for line in lines:
        empty = False
        if line.article is not None:
            yield Named(line.article.metadata.id or f"{prefix}-{line.number}", path, line.article)
        elif line.error is not None:
            yield unread(f"{source}, line {line.number}", str(line.error), line.error.remedy)
    if empty:
        yield unread(source, "it is empty", "Give one JSON object a line, with the article under 'text'.")


def _id_of(url: str) -> str:
    """What the article of a URL goes by: its host, and the last part of its path without a suffix."""
    parts = urlsplit(url)
    host = (parts.hostname or "page").removeprefix("www.")
    last = next((part for part in reversed(unquote(parts.path).split("/")) if part.strip()), "")
    words = _NO_SIGN_OF_AN_ID.sub("-", f"{host}-{Path(last).stem}" if last else host)
    return words.strip("-.")[:_LONGEST_ID] or "page"
