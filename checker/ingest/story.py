"""A story from what a user names: files, folders, globs and standard input.

Nothing is passed over in silence: what should have been read and was not is in ``Story.not_checked``. The order in
which things are named never matters: articles come sorted by id.
"""

from __future__ import annotations

import glob
import hashlib
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten
from typing import IO

from checker.errors import InputError
from checker.ingest.blocks import find_blocks
from checker.ingest.dates import printed_dates
from checker.ingest.folder import META_FILE, article_files, entries_left_out, left_out, may_be_article, read_meta
from checker.ingest.metadata import Metadata
from checker.ingest.sentences import split
from checker.ingest.sources import Named, Page, printable, read_page, read_path, read_stdin, unread
from checker.prompting.names import is_name
from checker.prompting.seen import spelt_out
from schemas.article import Article, Placement, Sentence
from schemas.report import NotChecked, Notice

STDIN = "-"
SHOWN_OF_A_NAME = 200
"""Letters of a name that is none, as a notice shows it."""
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


def read_story(
    paths: Sequence[str],
    *,
    stdin: IO[bytes] | None = None,
    overrides: Mapping[str, Metadata] | None = None,
    pages: Sequence[Page] = (),
) -> Story:
    """Reads everything that the paths name, and pages that were fetched. It fetches none itself.

    Args:
        paths: Files, folders (one folder is one story; not its subfolders), glob patterns, or "-" for ``stdin``.
        stdin: JSON Lines, an article a line; needed for "-".
        overrides: Metadata from flags, by article id; it wins over what the sources say.
        pages: Further articles.

    Raises:
        InputError: "-" without a stream, or flags about an article that is not there.
    """
    folders, files, not_checked = _expand(paths)
    metas = {folder: read_meta(folder) for folder in {path.parent for path in files}}
    read = [outcome for path in files for outcome in read_path(path, metas[path.parent])]
    if STDIN in paths:
        read.extend(read_stdin(stdin))
    read.extend(outcome for page in pages for outcome in read_page(page))
    not_checked.extend(outcome for outcome in read if isinstance(outcome, NotChecked))
    named = [outcome for outcome in read if isinstance(outcome, Named)]
    ids: dict[Path, set[str]] = defaultdict(set)
    for item in named:
        ids[Path(item.path or STDIN).parent].add(item.id)
    for folder in sorted(metas.keys() & set(folders)):
        not_checked.extend(entries_left_out(folder, metas[folder], ids[folder]))
    articles, notices = _articles(named, overrides or {})
    titles = sorted({read_meta(folder).title or printable(folder.resolve().name) for folder in folders})
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
                missed.append(unread(str(path), f"the folder cannot be listed ({error.strerror})"))
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
        return unread(name, UNMATCHED, "Check the pattern; quote it if the shell should not expand it.")
    return unread(name, ABSENT, "Check the path.")


def _articles(
    named: Sequence[Named], overrides: Mapping[str, Metadata]
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
    numbers: dict[str, int] = {}
    for item in sorted(named, key=lambda item: (item.id, item.path or "", item.raw.text)):
        known = _known(item, overrides.get(item.id, Metadata()))
        article = _article(item, known, _free_id(item.id, articles, numbers))
        articles[article.id] = article
        told = [*item.raw.notices, *_unnamed(known)]
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


def _free_id(wanted: str, taken: Container[str], numbers: dict[str, int]) -> str:
    """The id that is wanted, or the first of "id-2", "id-3" ... that is free; ``numbers`` keeps how far that went."""
    free = wanted
    while free in taken:
        numbers[wanted] = numbers.get(wanted, 1) + 1
        free = f"{wanted}-{numbers[wanted]}"
    return free


def _unnamed(known: Metadata) -> Iterator[str]:
    """What to know of an outlet's name that says more than a name does: it is left out."""
    if known.outlet and not is_name(known.outlet):
        shown = shorten(" ".join(spelt_out(known.outlet).split()), SHOWN_OF_A_NAME, placeholder=" …")
        yield f"What is given as its outlet is no name, so it goes by its id: “{shown}”"


def _known(item: Named, flags: Metadata) -> Metadata:
    """All that is known of an article, from the flags, the file, its page, and its text."""
    text = item.raw.text
    printed = printed_dates(text[block.start : block.end] for block in find_blocks(text))
    known = flags.or_else(item.raw.metadata).or_else(item.raw.page)
    return known.or_else(Metadata(published=printed.published, updated=printed.updated))


def _article(item: Named, known: Metadata, article_id: str) -> Article:
    text = item.raw.text
    return Article(
        id=article_id,
        id_given=item.raw.metadata.id == article_id,
        text=text,
        sentences=split(text, title=known.title, language=known.language),
        outlet=known.outlet if known.outlet and is_name(known.outlet) else None,
        title=known.title,
        author=known.author,
        url=known.url,
        language=known.language,
        published=known.published,
        updated=known.updated,
        path=item.path,
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )
