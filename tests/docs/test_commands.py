"""The documents tell the truth: every command in them runs, and prints what they show."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.conftest import World
from tests.llm.model_server import ModelServer

CHECKOUT = Path(__file__).parent.parent.parent
DOCUMENTS = (
    *("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "cassettes/README.md", "examples/README.md"),
    *sorted(f"docs/{path.name}" for path in (CHECKOUT / "docs").glob("*.md")),
)
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BY_CI = ("make ", "git ", "uv ", "pipx ", "export ")
"""Set-up commands: `.ci/run` runs the make targets in a clean clone and installs the wheel."""


@dataclass(frozen=True)
class Shown:
    """A command, what is shown as its output, and where."""

    document: str
    command: str
    output: str

    def __str__(self) -> str:
        return f"{self.document}: {self.command}"


def shown() -> Iterator[Shown]:
    """Every command of every console block."""
    for name in DOCUMENTS:
        for block in CONSOLE.findall((CHECKOUT / name).read_text(encoding="utf-8")):
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                yield Shown(name, command, output)


COMMANDS = [each for each in shown() if not each.command.startswith(BY_CI)]


@pytest.fixture
def provider() -> Iterator[str]:
    """The address of a server on this machine that plays the model which a document asks."""
    server = ModelServer()
    server.script = World()
    yield server.url
    server.close()


@pytest.mark.parametrize("each", COMMANDS, ids=str)
def test_a_command_in_the_documents_prints_what_they_show(each: Shown, tmp_path: Path, provider: str) -> None:
    for name in ("examples", "cassettes"):
        (tmp_path / name).symlink_to(CHECKOUT / name)
    checker = f"{shlex.quote(sys.executable)} -m checker"
    env = {**os.environ, "PYTHONPATH": str(CHECKOUT), "COLUMNS": "100", "CHECKER_HOME": str(tmp_path / "home")}
    env |= {"OPENAI_API_KEY": "a-key", "OPENAI_BASE_URL": provider}
    setup = "checker check examples/nato-umbrella --replay cassettes/examples/nato-umbrella -q >/dev/null 2>&1; "
    needs_run = each.command.startswith("checker report")
    line = re.sub(r"\bchecker (?=[a-z-])", f"{checker} ", (setup if needs_run else "") + each.command)
    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1, 3), done.stderr
    place = 0
    printed = [line.rstrip() for line in (done.stdout + done.stderr).splitlines()]
    for wanted in (line.rstrip() for line in each.output.splitlines()):
        if wanted in ("", "..."):
            continue
        assert wanted in printed[place:], f"{wanted!r} is not printed (any more), or in another order"
        place += printed[place:].index(wanted) + 1


def test_the_documents_show_commands_at_all() -> None:
    assert len(COMMANDS) >= 5


def test_every_command_of_the_tool_is_in_the_readme() -> None:
    from checker.cli.app import app

    names = {command.callback.__name__ for command in app.registered_commands if command.callback}
    names |= {group.name for group in app.registered_groups if group.name}
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    assert {name for name in names if f"checker {name}" not in readme} == set()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_to_files_lead_somewhere(name: str) -> None:
    document = CHECKOUT / name
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), target
