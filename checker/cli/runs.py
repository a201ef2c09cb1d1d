"""Saved runs: every check leaves its report in the home folder, under the run's id."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import CheckerError, SavedRunError
from checker.settings import home

if TYPE_CHECKING:
    from schemas.report import Report

LAST = "last"


def folder() -> Path:
    """Where runs are saved."""
    return home() / "runs"


def save(report: Report) -> Path:
    """Save a report under its run's id. Article texts are in it, so that nobody else may read it.

    Raises:
        CheckerError: it cannot be written.
    """
    path = folder() / f"{report.run.id}.json"
    try:
        folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(path, report.model_dump_json(indent=2) + "\n", private=True)
    except OSError as error:
        raise CheckerError(
            f"The run could not be saved to {path}: {error.strerror}.",
            remedy="Set CHECKER_HOME to a folder that can be written, or name an output file with -o.",
        ) from error
    return path


def write_whole(path: Path, content: str | bytes, *, private: bool = False) -> None:
    """Write a file so that it is there whole or not at all. Text is written as UTF-8, its line ends as they are.

    Raises:
        OSError: it cannot be written.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
        if not private:
            part.chmod(0o666 & ~_umask())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def find(run: str) -> Path:
    """The file of a run: a path, "last", the id of a saved run or its beginning, or the folder of a story.

    Raises:
        SavedRunError: there is no such run, or more than one.
    """
    if Path(run).is_file():
        return Path(run)
    saved = sorted(folder().glob("*.json"))
    if Path(run).is_dir():
        return _newest_of(Path(run), saved)
    matches = saved[-1:] if run == LAST else [path for path in saved if path.stem.startswith(run)]
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise SavedRunError(f"{len(matches)} saved runs begin with {run!r}.", remedy="Give more of the id.")
    raise SavedRunError(
        f"There is no report file and no saved run called {run!r}.",
        remedy=f"Saved runs are in {folder()}; 'last' is the newest of them.",
    )


def _newest_of(story: Path, saved: Sequence[Path]) -> Path:
    """The newest saved run whose articles stand in a folder."""
    for path in reversed(saved):
        articles = json.loads(path.read_text(encoding="utf-8")).get("articles", ())
        if any(each.get("path") and Path(each["path"]).parent.resolve() == story.resolve() for each in articles):
            return path
    raise SavedRunError(
        f"No saved run read the articles in {story}.", remedy=f"Run 'checker check {story}' first, from this folder."
    )
