"""The documents tell the truth: every command in them runs, and prints what they show."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
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


ON_A_SAVED_RUN = tuple(f"checker {name}" for name in ("report", "review", "triage", "diff", "stats", "decisions"))
PAGE = "checker review"
"""Serves until it is interrupted."""
COMMANDS = [each for each in shown() if not each.command.startswith((*BY_CI, PAGE))]


@pytest.fixture
def provider() -> Iterator[str]:
    """The address of a server on this machine that plays the model which a document asks."""
    server = ModelServer()
    server.script = World()
    yield server.url
    server.close()


@pytest.fixture(scope="module")
def with_a_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder in which one run is saved."""
    folder = tmp_path_factory.mktemp("saved") / "home"
    checker = [sys.executable, "-m", "checker", "check", "examples/nato-umbrella", "-q", "--fail-level", "never"]
    replay = ["--replay", "cassettes/examples/nato-umbrella"]
    subprocess.run(
        [*checker, *replay],
        env={**os.environ, "CHECKER_HOME": str(folder)},
        cwd=CHECKOUT,
        capture_output=True,
        check=True,
    )
    return folder


@pytest.mark.parametrize("each", COMMANDS, ids=str)
def test_a_command_in_the_documents_prints_what_they_show(
    each: Shown, tmp_path: Path, provider: str, with_a_run: Path
) -> None:
    for name in ("examples", "cassettes"):
        (tmp_path / name).symlink_to(CHECKOUT / name)
    checker = f"{shlex.quote(sys.executable)} -m checker"
    env = {**os.environ, "PYTHONPATH": str(CHECKOUT), "COLUMNS": "100", "CHECKER_HOME": str(tmp_path / "home")}
    env |= {"OPENAI_API_KEY": "a-key", "OPENAI_BASE_URL": provider}
    if each.command.startswith(ON_A_SAVED_RUN):
        shutil.copytree(with_a_run, tmp_path / "home")
    line = re.sub(r"\bchecker (?=[a-z-])", f"{checker} ", each.command)
    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1, 3), done.stderr
    place = 0
    printed = [line.rstrip() for line in (done.stdout + done.stderr).splitlines()]
    for wanted in (line.rstrip() for line in each.output.splitlines()):
        if wanted in ("", "..."):
            continue
        assert wanted in printed[place:], f"{wanted!r} is not printed (any more), or in another order"
        place += printed[place:].index(wanted) + 1


@pytest.mark.parametrize("each", [each for each in shown() if each.command.startswith(PAGE)], ids=str)
def test_the_page_of_the_documents_opens_and_ends(each: Shown, tmp_path: Path, with_a_run: Path) -> None:
    checker = [sys.executable, "-m", "checker"]
    env = {**os.environ, "PYTHONPATH": str(CHECKOUT), "CHECKER_HOME": str(tmp_path / "home")}
    shutil.copytree(with_a_run, tmp_path / "home")
    page = [*checker, *shlex.split(each.command)[1:], "--no-open"]
    with subprocess.Popen(page, env=env, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        told = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        rest = process.communicate(timeout=60)[1]
    assert "http://127.0.0.1:" in told, told + rest
    assert process.returncode in (0, 130), rest


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
