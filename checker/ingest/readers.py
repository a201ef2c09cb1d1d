"""Formats: bytes of a file or a line of a stream -> raw articles, each with the metadata that stands inside it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import IO

import yaml
from frontmatter.default_handlers import YAMLHandler

from checker.errors import UnreadableArticleError
from checker.ingest.decoding import decode, refuse_controls
from checker.ingest.metadata import Metadata, from_mapping, unread_dates
from checker.ingest.webpage import read_page
from schemas.article import DateSource

MARKDOWN_SUFFIXES = frozenset({".md", ".markdown"})
ARTICLE_SUFFIXES = frozenset({".txt", ".html", ".htm"}) | MARKDOWN_SUFFIXES
STREAM_SUFFIX = ".jsonl"
DOCUMENT_SUFFIXES = frozenset(
    {".pdf", ".doc", ".docx", ".odt", ".rtf", ".epub", ".pages", ".eml", ".mhtml", ".webarchive"}
)
"""What may well hold an article, but is not read."""

MOST_CHARACTERS = 1_000_000
"""Of one article."""
MOST_BYTES = 20_000_000
"""Of one file or line: an HTML page is many times longer than its article."""

_FRONT_MATTER = re.compile(r"\s*---[ \t]*\r?\n(?P<yaml>.*?)\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_TEXT_KEYS = ("text", "body", "content", "article")


@dataclass(frozen=True)
class RawArticle:
    """The text of one article as it was read, what was found with it, and what an editor should know."""

    text: str
    metadata: Metadata = field(default_factory=Metadata)
    """What stands over the text for this purpose: front matter, the other fields of a record."""
    page: Metadata = field(default_factory=Metadata)
    """What a web page says about itself."""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One line of a stream: an article, or why there is none."""

    number: int
    article: RawArticle | None = None
    error: UnreadableArticleError | None = None


def read_file(data: bytes, suffix: str) -> RawArticle:
    """The article in a file's bytes.

    Args:
        data: The whole file.
        suffix: Of its name, lower case with the dot; decides how it is read. An unknown one is read as plain text.

    Raises:
        UnreadableArticleError: It is empty, binary, too long, or a page without an article.
    """
    if len(data) > MOST_BYTES:
        raise _too_large()
    if suffix == ".json":
        raise UnreadableArticleError(
            "a .json file is no article", remedy="Give JSON Lines, an article a line, as .jsonl."
        )
    if suffix in DOCUMENT_SUFFIXES or data.startswith((b"%PDF-", b"PK\x03\x04")):
        raise UnreadableArticleError("this kind of file is not read", remedy="Save the article as .txt, .md or .html.")
    html = suffix in (".html", ".htm")
    decoded = decode(data, html=html)
    if html:
        text, page = read_page(decoded.text)
        raw = RawArticle(_headed(text, page.title), page=page)
    else:
        raw = _with_front_matter(decoded.text, strict=suffix in MARKDOWN_SUFFIXES)
    _refuse_unusable(raw.text)
    return replace(raw, notices=raw.notices + decoded.doubts)


def read_lines(stream: IO[bytes]) -> Iterator[Line]:
    """The articles of a JSON Lines stream, one a line: text under "text", "body" or "content", metadata beside."""
    for number, data in enumerate(_bounded_lines(stream), start=1):
        if not data.strip():
            continue
        try:
            yield Line(number, article=_record(data))
        except UnreadableArticleError as error:
            yield Line(number, error=error)


def _bounded_lines(stream: IO[bytes]) -> Iterator[bytes]:
    """The lines of a stream. Of one that is too long only the beginning, still longer than allowed, is kept."""
    while line := stream.readline(MOST_BYTES + 1):
        rest = line
        while len(rest) > MOST_BYTES and not rest.endswith(b"\n"):
            rest = stream.readline(MOST_BYTES + 1)
        yield line


def _record(data: bytes) -> RawArticle:
    if len(data) > MOST_BYTES:
        raise _too_large()
    decoded = decode(data)
    try:
        record = json.loads(decoded.text)
    except (ValueError, RecursionError) as error:
        detail = f" (column {error.colno}: {error.msg})" if isinstance(error, json.JSONDecodeError) else ""
        raise UnreadableArticleError(
            f"the line is not valid JSON{detail}", remedy="Write one JSON object a line, with the article under 'text'."
        ) from error
    fields = record if isinstance(record, dict) else {}
    text = next((fields[key] for key in _TEXT_KEYS if isinstance(fields.get(key), str)), None)
    if text is None:
        raise UnreadableArticleError("the line holds no article text", remedy="Put the article's text under 'text'.")
    refuse_controls(text)
    _refuse_unusable(text)
    metadata = from_mapping(fields, DateSource.RECORD)
    return RawArticle(_headed(text, metadata.title), metadata, notices=decoded.doubts + unread_dates(fields, "record"))


def _headed(text: str, title: str | None) -> str:
    """The text under its headline, where the source keeps the headline apart: it is part of what was published."""
    there = title is None or " ".join(title.split()).casefold() in " ".join(text.split()).casefold()
    return text if there else f"{title}\n\n{text}"


def _with_front_matter(text: str, *, strict: bool) -> RawArticle:
    """Text with its YAML front matter, if any, taken off.

    Args:
        text: The whole file.
        strict: Whether a block between two rules at the top must be front matter (Markdown). If not, it may be text.
    """
    match = _FRONT_MATTER.match(text)
    if not match:
        unclosed = strict and re.match(r"---[ \t]*\r?\n[\w-]+:", text)
        notice = "Its front matter has no closing '---' line, so all of it was read as text."
        return RawArticle(text, notices=(notice,) if unclosed else ())
    body = text[match.end() :]
    try:
        data = YAMLHandler().load(match["yaml"])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        notice = f"Its front matter is no valid YAML and was not used{_where(error)}: no metadata was read from it."
        return RawArticle(body, notices=(notice,)) if strict else RawArticle(text)
    if not isinstance(data, Mapping):
        return RawArticle(text)
    named = {str(key).lower(): value for key, value in data.items()}
    metadata = from_mapping(named, DateSource.FRONT_MATTER)
    return RawArticle(_headed(body, metadata.title), metadata, notices=unread_dates(named, "front matter"))


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f" (line {mark.line + 2} of the file)" if mark is not None else ""


def _too_large() -> UnreadableArticleError:
    megabytes = MOST_BYTES // 1_000_000
    return UnreadableArticleError(
        f"it is larger than {megabytes} MB", remedy="Save the article's text alone and give that."
    )


def _refuse_unusable(text: str) -> None:
    if not text.strip():
        raise UnreadableArticleError("it is empty", remedy="Put the article's text in, or leave it out.")
    if len(text) > MOST_CHARACTERS:
        raise UnreadableArticleError(
            f"it has {len(text):,} characters, and an article may have {MOST_CHARACTERS:,}",
            remedy="Split it into its articles, or cut it to the part that matters.",
        )
