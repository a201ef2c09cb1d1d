"""A story from what a user names: files, folders, globs and standard input.

Nothing is passed over in silence: what should have been read and was not is in ``Story.not_checked``. The order in
which things are named never matters: articles come sorted by id.
"""

from __future__ import annotations

import glob
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from checker.errors import InputError, UnreadableArticleError
from checker.ingest.blocks import find_blocks
from checker.ingest.dates import printed_dates
from checker.ingest.folder import META_FILE, MetaFile, article_files, left_out, may_be_article, read_meta
from checker.ingest.metadata import Metadata
from checker.ingest.readers import MOST_BYTES, STREAM_SUFFIX, Line, RawArticle, read_file, read_lines
from checker.ingest.sentences import split
from schemas.article import Article, Placement, Sentence
from schemas.report import NotChecked, Notice, Stage

STDIN = "-"
ABSENT = "there is no such file or folder, or it may not be seen"
UNMATCHED = "no file matches this pattern"
"""Why nothing is read where a path or a pattern names nothing."""


@dataclass(frozen=True)
class Story:
    """The articles of one story, sorted by id; what of the input is not among them; what to know about them."""

    title: str
    articles: tuple[Article, ...]
    not_checked: tuple[NotChecked, ...]
    notices: tuple[Notice, ...]


@dataclass(frozen=True)
class _Named:
    """A raw article with the id that it asks for, and the file that it stands in."""

    id: str
    path: str | None
    raw: RawArticle


def read_story(
    paths: Sequence[str], *, stdin: IO[bytes] | None = None, overrides: Mapping[str, Metadata] | None = None
) -> Story:
    """Reads everything that the paths name.

    Args:
        paths: Files, folders (one folder is one story; not its subfolders), glob patterns, or "-" for ``stdin``.
        stdin: JSON Lines, an article a line; needed for "-".
        overrides: Metadata from flags, by article id; it wins over what the sources say.

    Raises:
        InputError: "-" without a stream, or flags about an article that is not there.
    """
    folders, files, not_checked = _expand(paths)
    metas = {folder: read_meta(folder) for folder in {path.parent for path in files}}
    read = [outcome for path in files for outcome in _read_path(path, metas[path.parent])]
    if STDIN in paths:
        read.extend(_read_stdin(stdin))
    not_checked.extend(outcome for outcome in read if isinstance(outcome, NotChecked))
    named = [outcome for outcome in read if isinstance(outcome, _Named)]
    articles, notices = _articles(named, overrides or {})
    titles = sorted({read_meta(folder).title or folder.resolve().name for folder in folders})
    return Story(" / ".join(titles), articles, tuple(dict.fromkeys(not_checked)), notices)


def _expand(paths: Iterable[str]) -> tuple[list[Path], list[Path], list[NotChecked]]:
    """The folders and the files that the paths name, each file once, and the paths that name nothing."""
    folders: list[Path] = []
    files: dict[Path, Path] = {}
    missed: list[NotChecked] = []
    for name in sorted(set(paths) - {STDIN}):
        matches = _matches(name)
        if not matches:
            missed.append(_nothing_there(name))
        for path in matches:
            if not path.is_dir():
                files.setdefault(_real(path), path)
                continue
            try:
                folders.append(path)
                missed.extend(left_out(path, read_meta(path)))
                files.update({_real(file): file for file in article_files(path)})
            except OSError as error:
                missed.append(_unread(str(path), f"the folder cannot be listed ({error.strerror})"))
    return folders, [path for path in files.values() if path.name != META_FILE], missed


def _matches(pattern: str) -> list[Path]:
    """The path itself if it exists (its name may hold brackets), else what the pattern matches."""
    try:
        if Path(pattern).exists():
            return [Path(pattern)]
    except (OSError, ValueError):
        return []
    # Path.glob takes no absolute patterns; this does.
    matches = map(Path, sorted(glob.glob(pattern, recursive=True)))  # noqa: PTH207
    return [path for path in matches if path.is_dir() or may_be_article(path)]


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # a loop of links, a folder that may not be entered: opening it will tell
        return path.absolute()


def _nothing_there(name: str) -> NotChecked:
    if glob.has_magic(name):
        return _unread(name, UNMATCHED, "Check the pattern; quote it if the shell should not expand it.")
    return _unread(name, ABSENT, "Check the path.")


def _read_path(path: Path, meta: MetaFile) -> Iterator[_Named | NotChecked]:
    """The articles of one file, with what the ``meta.json`` beside it says about them."""
    if meta.problem:
        yield meta.problem
    try:
        if path.suffix.lower() == STREAM_SUFFIX:
            with path.open("rb") as stream:
                name = _printable(str(path))
                yield from _from_lines(read_lines(stream), name, prefix=_printable(path.stem), path=name)
            return
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        raw = read_file(data, path.suffix.lower())
    except OSError as error:
        yield _unread(_printable(str(path)), f"it cannot be opened ({error.strerror})", "Check that you may read it.")
    except UnreadableArticleError as error:
        yield _unread(_printable(str(path)), str(error), error.remedy)
    else:
        known = raw.metadata.or_else(meta.about(path))
        yield _Named(known.id or _printable(path.stem), _printable(str(path)), replace(raw, metadata=known))


def _printable(name: str) -> str:
    """A file's name, bytes in it that are no text shown by their number."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _read_stdin(stdin: IO[bytes] | None) -> Iterator[_Named | NotChecked]:
    if stdin is None:
        raise InputError("there is nothing on standard input", remedy="Pipe in JSON Lines, or name files.")
    return _from_lines(read_lines(stdin), "standard input", prefix="stdin", path=None)


def _from_lines(lines: Iterable[Line], source: str, *, prefix: str, path: str | None) -> Iterator[_Named | NotChecked]:
    empty = True
    for line in lines:
        empty = False
        if line.article is not None:
            yield _Named(line.article.metadata.id or f"{prefix}-{line.number}", path, line.article)
        elif line.error is not None:
            yield _unread(f"{source}, line {line.number}", str(line.error), line.error.remedy)
    if empty:
        yield _unread(source, "it is empty", "Give one JSON object a line, with the article under 'text'.")


def _articles(
    named: Sequence[_Named], overrides: Mapping[str, Metadata]
) -> tuple[tuple[Article, ...], tuple[Notice, ...]]:
    """The articles under ids of their own, sorted by id, with their notices."""
    for unknown in sorted(set(overrides) - {item.id for item in named}):
        raise InputError(
            f"a flag says something about an article {unknown!r}, and there is none of that id",
            remedy=f"The ids are: {', '.join(sorted(item.id for item in named)) or 'none, no article was read'}.",
        )
    articles: dict[str, Article] = {}
    notices: list[Notice] = []
    twins: dict[str, str] = {}
    for item in sorted(named, key=lambda item: (item.id, item.path or "", item.raw.text)):
        article = _article(item, overrides.get(item.id, Metadata()), _free_id(item.id, articles))
        articles[article.id] = article
        told = list(item.raw.notices)
        if article.id != item.id:
            told.append(f'Another article has the id "{item.id}", so this one goes by "{article.id}".')
        twin = twins.setdefault(article.digest, article.id)
        if twin != article.id:
            told.append(f'Its text is the same as that of "{twin}", word for word.')
        told += [_withheld(article, row) for row in article.sentences if row.placement is Placement.ORDER]
        notices.extend(Notice(article=article.id, text=text) for text in told)
    return tuple(articles[key] for key in sorted(articles)), tuple(sorted(notices, key=lambda notice: notice.article))


def _withheld(article: Article, row: Sentence) -> str:
    words = " ".join(article.words(row).split())
    return f"Speaks to software, so no model was shown it (sentence {row.number}): “{words}”"


def _free_id(wanted: str, taken: dict[str, Article]) -> str:
    number, free = 1, wanted
    while free in taken:
        number += 1
        free = f"{wanted}-{number}"
    return free


def _article(item: _Named, flags: Metadata, article_id: str) -> Article:
    text = item.raw.text
    printed = printed_dates(text[block.start : block.end] for block in find_blocks(text))
    known = flags.or_else(item.raw.metadata).or_else(item.raw.page)
    known = known.or_else(Metadata(published=printed.published, updated=printed.updated))
    return Article(
        id=article_id,
        id_given=item.raw.metadata.id == article_id,
        text=text,
        sentences=split(text, title=known.title, language=known.language),
        outlet=known.outlet,
        title=known.title,
        author=known.author,
        url=known.url,
        language=known.language,
        published=known.published,
        updated=known.updated,
        path=item.path,
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )


def _unread(what: str, reason: str, remedy: str = "") -> NotChecked:
    return NotChecked(stage=Stage.INGEST, what=what, reason=reason, remedy=remedy)
