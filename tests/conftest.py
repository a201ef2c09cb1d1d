"""For every test: no request leaves this machine, nothing of the user's is read or written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bench.processes import Stub, stub
from checker.ingest.sentences import split
from schemas.article import Article, ArticleDate, DateSource
from tests.loopback import bring_up


def pytest_sessionstart() -> None:
    """With the network cut (`unshare -n`), this machine has to be able to talk to itself first."""
    try:
        bring_up()
    except OSError as problem:
        pytest.exit(f"The loopback interface is down ({problem}). Bring it up: ip link set lo up", returncode=3)


KEYS = ("API_KEY", "BASE_URL", "MODEL")


@pytest.fixture(autouse=True)
def _apart(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setenv("CHECKER_OFFLINE", "1")
    monkeypatch.setenv("CHECKER_HOME", str(tmp_path_factory.mktemp("home")))
    for key in KEYS:
        monkeypatch.delenv(f"OPENAI_{key}", raising=False)
        monkeypatch.delenv(f"CHECKER_{key}", raising=False)


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder of the checkout."""
    return Path(__file__).parent.parent


MakeArticle = Callable[..., Article]


@pytest.fixture
def make_article() -> MakeArticle:
    """An article from its text."""

    def make(id_: str, text: str, *, outlet: str | None = None, published: str | None = None) -> Article:
        return Article(
            id=id_,
            text=text,
            sentences=split(text),
            outlet=outlet,
            published=ArticleDate(value=published, source=DateSource.FLAG) if published else None,
            digest=hashlib.sha256(text.encode()).hexdigest(),
        )

    return make


Serve = Callable[..., Stub]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start stub endpoints with the flags that are given (`bench.processes.stub`); they end with the test."""
    with ExitStack() as running:
        yield lambda **flags: running.enter_context(stub(**flags))
