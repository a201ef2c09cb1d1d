"""Reports, views and a browser for the tests of the renderings."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from checker.report.build import view_of
from checker.report.view import View
from schemas.report import Report
from tests.report.story import clean_report, hostile_report, sample_report

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_CHROMIUM = Path(os.environ.get("CHECKER_CHROMIUM", "/usr/bin/chromium"))
_QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@pytest.fixture
def sample() -> Report:
    return sample_report()


@pytest.fixture
def clean() -> Report:
    return clean_report()


@pytest.fixture
def hostile() -> Report:
    return hostile_report()


@pytest.fixture
def view(sample: Report) -> View:
    return view_of(sample)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not _CHROMIUM.exists():
        pytest.skip(f"no Chromium at {_CHROMIUM}: set CHECKER_CHROMIUM to one")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=_CHROMIUM, args=list(_QUIET))
        yield launched
        launched.close()
