"""The picture of the review page in the README: ``make picture``.

An example story is replayed, its review opened, two findings are decided with the keys, and the page is photographed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, ViewportSize

from tests import chromium

CHECKOUT = Path(__file__).parent.parent.parent.parent
STORY = "nato-umbrella"
_ADDRESS = re.compile(r"http://\S+")


def main(target: Path) -> None:
    """Take the picture."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "CHECKER_HOME": home}
        checker = [sys.executable, "-m", "checker"]
        replay = [
            "check",
            f"examples/{STORY}",
            "--replay",
            f"cassettes/examples/{STORY}",
            "--fail-level",
            "never",
            "-q",
        ]
        subprocess.run([*checker, *replay], cwd=CHECKOUT, env=environment, check=True, stdout=subprocess.DEVNULL)
        review = [*checker, "review", "last", "--no-open", "--who", "Ann"]
        server = subprocess.Popen(review, cwd=CHECKOUT, env=environment, stderr=subprocess.PIPE, text=True)
        try:
            _, browser = chromium.started()
            page = browser.new_page(viewport=ViewportSize(width=1280, height=800))
            page.goto(_address(server))
            _decide(page)
            page.screenshot(path=target)
        finally:
            chromium.stop()
            server.terminate()
            server.communicate(timeout=10)


def _address(server: subprocess.Popen[str]) -> str:
    assert server.stderr is not None
    for line in server.stderr:
        found = _ADDRESS.search(line)
        if found:
            return found[0]
    raise SystemExit("The review did not say where it is.")


def _decide(page: Page) -> None:
    for keys in ("c1", "d1"):
        for key in keys:
            page.keyboard.press(key)
        page.wait_for_timeout(700)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
