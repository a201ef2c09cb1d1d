"""Reports, views and a browser for the tests of the renderings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from checker.report.build import view_of
from checker.report.view import View
from schemas.report import Report
from tests import chromium
from tests.report.story import clean_report, hostile_report, sample_report

if TYPE_CHECKING:
    from playwright.sync_api import Browser


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
    yield chromium.started()[1]
    chromium.stop()
