"""Factories for the tests of reading: articles from text, files in a folder, the invented newsroom."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path

import pytest

from checker.ingest.sentences import split
from checker.ingest.story import Story, read_story
from schemas.article import Article

NEWSROOM = Path(__file__).parent / "newsroom"


@pytest.fixture
def article() -> Callable[..., Article]:
    """Makes an article from its text."""

    def make(text: str, *, article_id: str = "a", title: str | None = None) -> Article:
        digest = hashlib.sha256(text.encode()).hexdigest()
        return Article(id=article_id, text=text, title=title, sentences=split(text, title=title), digest=digest)

    return make


@pytest.fixture
def newsroom() -> Callable[..., tuple[Article, ...]]:
    """Reads invented reports: newsroom("ferry", "original", "rewrite")."""

    def read(story: str, *names: str) -> tuple[Article, ...]:
        return read_story([str(NEWSROOM / story / f"{name}.txt") for name in names]).articles

    return read


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Mapping[str, str | bytes]], Path]:
    """Writes files into a folder "story" and returns the folder."""

    def make(files: Mapping[str, str | bytes]) -> Path:
        folder = tmp_path / "story"
        folder.mkdir(exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return make


@pytest.fixture
def read_records() -> Callable[[Sequence[Mapping[str, object]]], Story]:
    """Reads records as JSON Lines from standard input."""

    def read(records: Sequence[Mapping[str, object]]) -> Story:
        stream = BytesIO("\n".join(json.dumps(record) for record in records).encode())
        return read_story(["-"], stdin=stream)

    return read
