"""The lines of a batch: checked as OpenAI checks them, answered one by one, and written down in no order."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST = 50_000
"""Lines of one batch."""
CALLED = "/v1/chat/completions"

Complete = Callable[[dict[str, Any]], dict[str, Any]]
"""From the body of a request to the completion. KeyError and TypeError for what is no request."""


@dataclass(frozen=True)
class Written:
    """The two files that a batch ends with."""

    output: bytes
    errors: bytes
    completed: int
    failed: int


@dataclass(frozen=True)
class Mishaps:
    """What happens to the lines of a batch: shares of them, drawn by the seed."""

    expired: float = 0.0
    """Not executed in time, and told so in the error file; the batch is then expired."""
    partial: float = 0.0
    """Failed, and told so in the error file."""
    missing: float = 0.0
    """In neither file."""
    doubled: bool = False
    """Whether one line stands in the output twice."""


def problems(text: bytes) -> list[dict[str, Any]]:
    """What makes a batch fail before it begins, as its ``errors`` tell it; nothing if it can begin."""
    rows = text.splitlines()
    if not rows:
        return [_problem("empty_file", "The file is empty.", None)]
    if len(rows) > MOST:
        return [_problem("too_many_tasks", f"The file has more than {MOST} lines.", None)]
    found: list[dict[str, Any]] = []
    ids: set[str] = set()
    models: set[str] = set()
    for number, row in enumerate(rows, start=1):
        try:
            line = json.loads(row)
            told, called, model = line["custom_id"], (line["method"], line["url"]), line["body"]["model"]
        except (ValueError, KeyError, TypeError):
            found.append(_problem("invalid_json_line", "This line is no request.", number))
            continue
        if called != ("POST", CALLED):
            found.append(_problem("invalid_url", f"{called} is not the endpoint of this batch.", number))
        if told in ids:
            found.append(_problem("duplicate_custom_id", f"The custom_id {told} stands here a second time.", number))
        if models and model not in models:
            found.append(_problem("mismatched_model", "All lines of a batch name one model.", number))
        ids.add(told)
        models.add(model)
    return found


def _problem(code: str, message: str, line: int | None) -> dict[str, Any]:
    return {"code": code, "message": message, "param": None, "line": line}


def write(
    text: bytes, complete: Complete, mishaps: Mishaps, *, seed: str, done: float = 1.0, undone: str = "batch_expired"
) -> Written:
    """Answer the lines.

    Args:
        text: the file that was uploaded, in JSON Lines.
        complete: makes the completions.
        mishaps: what happens to them.
        seed: what the order and the mishaps follow from.
        done: the share of lines that were executed when the batch ended.
        undone: the code of the others in the error file.
    """
    dice = random.Random(seed)
    asked = [json.loads(row) for row in text.splitlines()]
    dice.shuffle(asked)
    output: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    for place, line in enumerate(asked):
        drawn = dice.random()
        if place >= done * len(asked) or drawn < mishaps.expired:
            errors.append(_line(line, None, {"code": undone, "message": "This request was not executed in time."}))
        elif drawn < mishaps.expired + mishaps.partial:
            errors.append(_line(line, _response(500, {"error": {"message": "The server failed.", "code": None}}), None))
        elif drawn < mishaps.expired + mishaps.partial + mishaps.missing:
            continue
        else:
            _executed(line, complete, output, errors)
    if mishaps.doubled and output:
        output.insert(dice.randrange(len(output) + 1), output[0])
    return Written(_lines(output), _lines(errors), len(output) - mishaps.doubled * bool(output), len(errors))


def _executed(
    line: dict[str, Any], complete: Complete, output: list[dict[str, Any]], errors: list[dict[str, Any]]
) -> None:
    try:
        output.append(_line(line, _response(200, complete(line["body"])), None))
    except (KeyError, TypeError, ValueError) as problem:
        told = {"message": f"The stub cannot read this request: {problem!r}.", "code": None}
        errors.append(_line(line, _response(400, {"error": told}), None))


def _response(status: int, body: dict[str, Any]) -> dict[str, Any]:
    return {"status_code": status, "request_id": "stub", "body": body}


def _line(asked: Mapping[str, Any], response: dict[str, Any] | None, error: dict[str, Any] | None) -> dict[str, Any]:
    told = asked["custom_id"]
    return {"id": f"batch_req_{told}", "custom_id": told, "response": response, "error": error}


def _lines(rows: Sequence[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
