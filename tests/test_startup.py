"""What need not be fast is not loaded where nobody asked for it."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    *("openai", "instructor", "trafilatura", "pint", "dateparser", "jinja2", "diskcache"),
    *("sqlalchemy", "alembic", "starlette", "uvicorn", "xlsxwriter"),
)


@pytest.mark.parametrize(
    "command",
    [["--help"], ["rules"], ["schema"], ["review", "--help"], ["triage", "--help"], ["decisions", "--help"]],
    ids=" ".join,
)
def test_commands_that_ask_no_model_load_no_heavy_package(command: list[str]) -> None:
    probe = (
        "import sys\nfrom checker.cli.app import main\n"
        f"sys.argv = ['checker', *{command!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print('LOADED', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("LOADED []"), done.stdout[-300:]
