"""Programs for tests of processes: one that leads many short lives, and a model that watches what it is asked."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.answers import answer
from bench.world import World
from checker.settings import StructuredOutput
from schemas import answers
from tests.llm.model_server import Reply, completion, saying

NURSERY = textwrap.dedent("""
    # Imports what a run needs, once, and lets a fork of itself be each life: a start of Python costs more than the run.
    import json, os, signal, sys, time
    import checker.cli.app, checker.cli.outcome, checker.cli.runs, checker.pipeline.run, checker.llm.client
    import instructor, openai, openai.types.chat
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            for stream, name in ((1, "out"), (2, "err")):
                os.dup2(os.open(order[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
            os.environ["CHECKER_HOME"] = order["home"]
            sys.argv = ["checker", *order["args"]]
            checker.cli.app.main()
        start = time.monotonic()
        ended = 0
        while not ended:
            if order["kill"] is not None and time.monotonic() - start >= order["kill"]:
                os.kill(child, signal.SIGKILL)
                order["kill"] = None
            ended, status = os.waitpid(child, os.WNOHANG)
            time.sleep(0.002)
        print(json.dumps([os.waitstatus_to_exitcode(status), time.monotonic() - start]), flush=True)
""")


@dataclass(frozen=True)
class Life:
    """How a run ended."""

    code: int
    seconds: float
    out: str
    err: str


class Nursery:
    """Leads lives, one after the other."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process, self._folder = process, folder

    def live(self, home: Path, *args: object, kill: float | None = None) -> Life:
        """One run of the command line.

        Args:
            home: its folder.
            args: of the command line.
            kill: seconds after which it is killed; None to let it end.
        """
        out, err = self._folder / "out", self._folder / "err"
        order = {"home": str(home), "args": list(map(str, args)), "kill": kill, "out": str(out), "err": str(err)}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        code, seconds = json.loads(self._process.stdout.readline())
        return Life(code, seconds, out.read_text(), err.read_text())


@contextmanager
def nursery(folder: Path) -> Iterator[Nursery]:
    """A nursery, ended with the block."""
    command = [sys.executable, "-c", NURSERY]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Nursery(process, folder)
        assert process.stdin is not None
        process.stdin.close()


class Watcher:
    """A model without a fault, that knows which of its answers are on the disk and must not be asked for again."""

    def __init__(self, told: World, delay: float) -> None:
        self._told, self._delay = told, delay
        self._given: dict[str, str] = {}
        self._saved: set[str] = set()
        self.paid_again: list[str] = []
        self.asked = 0

    def __call__(self, body: dict[str, Any]) -> Reply:
        self.asked += 1
        request = json.dumps(body)
        form = body["response_format"]["json_schema"]["name"]
        said = answer(self._told, form, body["messages"][-1]["content"])
        self._given[request] = getattr(answers, form).model_validate(said).model_dump_json(by_alias=True)
        if request in self._saved:
            self.paid_again.append(form)
        return Reply(**{**vars(saying(completion(StructuredOutput.JSON_SCHEMA, said))), "delay": self._delay})

    def look(self, home: Path) -> int:
        """Take notice of what a killed run left on the disk.

        Returns:
            How many answers that were given so far are not there.
        """
        kept = _answers(home / "cache" / "cache.db")
        self._saved = {request for request, given in self._given.items() if given in kept}
        return len(self._given) - len(self._saved)


def _answers(database: Path) -> set[str]:
    if not database.exists():
        return set()
    with closing(sqlite3.connect(database)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'Cache'").fetchone():
            return set()
        return {json.loads(value)["answer"] for (value,) in connection.execute("SELECT value FROM Cache")}
