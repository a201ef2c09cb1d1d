"""One Chromium for all tests of a session: a second one beside it cannot be driven from the same thread."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

_CHROMIUM = Path(os.environ.get("CHECKER_CHROMIUM", "/usr/bin/chromium"))
_QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@cache
def started() -> tuple[Playwright, Browser]:
    """The browser, and what drives it; started at the first call, skipped by name where there is none."""
    if not _CHROMIUM.exists():
        told = f"no Chromium at {_CHROMIUM}: set CHECKER_CHROMIUM to one"
        if os.environ.get("CHECKER_REQUIRE_BROWSER") == "1":
            pytest.fail(told)
        pytest.skip(told)
    from playwright.sync_api import sync_playwright

    driver = sync_playwright().start()
    return driver, driver.chromium.launch(executable_path=_CHROMIUM, args=list(_QUIET))


def stop() -> None:
    """Close the browser, if it was started and is still open."""
    if started.cache_info().currsize:
        driver, browser = started()
        browser.close()
        driver.stop()
        started.cache_clear()
