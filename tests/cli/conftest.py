"""The command line as a user runs it, against a loopback server that plays a model in a world of two sentences."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from checker.cli.app import main
from checker.settings import StructuredOutput
from tests.llm.model_server import ModelServer, Reply, completion

ARTICLES = {
    "ant": "Ferry burns off Brenholm\n\nNine people died in the fire on Monday. The ship carried cars.",
    "bee": "Fire on a ferry\n\nTwelve people died in the fire on Monday. The ship carried cars.",
}


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process: arguments in, exit code and both streams out."""

    def runner(*args: object, stdin: bytes = b"") -> Ran:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["checker", *map(str, args)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        monkeypatch.setenv("COLUMNS", "100")
        with pytest.raises(SystemExit) as ended:
            main()
        streams = capsys.readouterr()
        code = ended.value.code
        return Ran(code if isinstance(code, int) else 0, streams.out, streams.err)

    return runner


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """A folder with two articles that disagree on one number."""
    folder = tmp_path / "ferry"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


class World:
    """Answers every task of a run as a model would that knows nothing but the number of the dead."""

    def __init__(self) -> None:
        self.verdict = "contradiction"
        self.second = "contradiction"

    def __call__(self, body: dict[str, Any]) -> Reply:
        name = body["response_format"]["json_schema"]["name"]
        asked = body["messages"][-1]["content"]
        answer = getattr(self, name)(asked)
        counted = {"usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}}
        return Reply(body=json.dumps(completion(StructuredOutput.JSON_SCHEMA, answer) | counted).encode())

    def RaisedQuestions(self, asked: str) -> dict[str, Any]:  # noqa: N802 -- named as the schema is
        told = re.findall(r"^\[([A-Z]+\d+)\] ?(?:\(\w+\) )?(\w+) people died", asked, re.MULTILINE)
        sides = [{"says": f"{number} people", "at": [tag]} for tag, number in told]
        return {"questions": [{"q": "How many people died?", "sides": sides}] if sides else []}

    def Ready(self, asked: str) -> dict[str, Any]:  # noqa: N802
        return {"ready": True}

    def JoinedQuestions(self, asked: str) -> dict[str, Any]:  # noqa: N802
        ids = re.findall(r"^(Q\d+):", asked, re.MULTILINE)
        return {"same": [{"ids": ids, "differ": True}]}

    def JudgedQuestions(self, asked: str) -> dict[str, Any]:  # noqa: N802
        tags = re.findall(r"^- .*\[(\w+)[],]", asked, re.MULTILINE)
        positions = [{"says": says, "at": [tag]} for says, tag in zip(("nine", "twelve"), tags, strict=False)]
        verdict = {"q": "Q1", "verdict": self.verdict, "positions": positions, "kinds": ["numeric"]}
        return {"verdicts": [{**verdict, "severity": "major", "why": "The toll differs.", "settle": "Ask the port."}]}

    def SecondOpinions(self, asked: str) -> dict[str, Any]:  # noqa: N802
        return {"verdicts": [{"q": "Q1", "why": "One reads nine, one twelve.", "verdict": self.second}]}


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def server(world: World) -> Iterator[ModelServer]:
    running = ModelServer()
    running.script = world
    yield running
    running.close()


@pytest.fixture
def model(server: ModelServer) -> tuple[str, ...]:
    """Flags that name the server."""
    return ("--base-url", server.url, "--model", "tiny", "--timeout", "5")
