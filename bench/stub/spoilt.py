"""Completions that are not what was asked for: refused, cut, filtered, ill-formed, or far too much of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from bench.stub.completions import Asked, completion

HUGE = 50 * 1024 * 1024
"""Bytes."""
DEEP = 10_000
"""Levels."""
MANY = 100_000
"""Questions, verdicts or groups."""
_TAG = re.compile(r"^\[([A-Z]+\d+)\]", re.MULTILINE)


def spoil(name: str, asked: Asked, answer: dict[str, Any], usage: dict[str, Any]) -> bytes:
    """A completion with a fault, as JSON.

    Args:
        name: the fault.
        asked: what was asked for.
        answer: what would have been right.
        usage: what it is said to have cost.
    """
    if name in _CONTENTS:
        return json.dumps(completion(asked, _CONTENTS[name](answer, asked), usage), ensure_ascii=False).encode()
    if name == "huge":
        # Spaces are valid JSON wherever they stand, and one string costs less than a made-up answer.
        text = json.dumps(answer)
        return json.dumps(completion(asked, text[:-1] + " " * HUGE + text[-1:], usage)).encode()
    return json.dumps(_ENVELOPES[name](completion(asked, json.dumps(answer), usage)), ensure_ascii=False).encode()


def _no_choices(right: dict[str, Any]) -> dict[str, Any]:
    return right | {"choices": []}


def _null_content(right: dict[str, Any]) -> dict[str, Any]:
    right["choices"][0] |= {"message": {"role": "assistant", "content": None, "refusal": None}}
    return right


def _refusal(right: dict[str, Any]) -> dict[str, Any]:
    said = {"role": "assistant", "content": None, "refusal": "I can't help with that."}
    right["choices"][0] |= {"message": said, "finish_reason": "stop"}
    return right


def _content_filter(right: dict[str, Any]) -> dict[str, Any]:
    said = {"role": "assistant", "content": "", "refusal": None}
    right["choices"][0] |= {"message": said, "finish_reason": "content_filter"}
    return right


def _length(right: dict[str, Any]) -> dict[str, Any]:
    choice = right["choices"][0]
    choice["finish_reason"] = "length"
    calls = choice["message"].get("tool_calls")
    holder, name = (calls[0]["function"], "arguments") if calls else (choice["message"], "content")
    holder[name] = holder[name][: len(holder[name]) // 2]
    return right


def _bad_json(answer: dict[str, Any], _: Asked) -> str:
    return json.dumps(answer)[:-1] + ', "and": [}'


def _wrong_enum(answer: dict[str, Any], _: Asked) -> str:
    return json.dumps(_wrong(answer) if answer else {"wrong": "perhaps"})


def _wrong(value: Any) -> Any:
    """Verdicts that are none; in an answer without verdicts, a word where a list belongs."""
    if isinstance(value, dict):
        if "verdicts" in value:
            return {"verdicts": [each | {"verdict": "perhaps"} for each in value["verdicts"]] or "perhaps"}
        return dict.fromkeys(value, "perhaps")
    return value


def _extra_fields(answer: dict[str, Any], _: Asked) -> str:
    def more(value: Any) -> Any:
        if isinstance(value, list):
            return [more(each) for each in value]
        if isinstance(value, dict):
            return {name: more(each) for name, each in value.items()} | {"note": "of no use", "confidence": 0.99}
        return value

    return json.dumps(more(answer), ensure_ascii=False)


def _deep(answer: dict[str, Any], _: Asked) -> str:
    return json.dumps({next(iter(answer), "answer"): 0})[:-2] + "[" * DEEP + "]" * DEEP + "}"


def _many(answer: dict[str, Any], asked: Asked) -> str:
    shown = _TAG.findall(asked.user) or ["A1"]
    tags = [shown[number % len(shown)] for number in range(MANY)]
    rows: Mapping[str, Callable[[int], dict[str, Any]]] = {
        "questions": lambda n: {"q": f"What of matter {n}?", "sides": [{"says": f"this {n}", "at": [tags[n]]}]},
        "same": lambda n: {"ids": [f"Q{n}", f"Q{n + 1}"], "differ": False},
        "verdicts": lambda n: {"q": f"Q{n}", "why": "so", "verdict": "compatible"},
    }
    name = next((name for name in answer if name in rows), None)
    return json.dumps({name: [rows[name](n) for n in range(MANY)]} if name else answer)


_ENVELOPES: Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "no-choices": _no_choices,
    "null-content": _null_content,
    "refusal": _refusal,
    "content-filter": _content_filter,
    "length": _length,
}
_CONTENTS: Mapping[str, Callable[[dict[str, Any], Asked], str]] = {
    "bad-json": _bad_json,
    "wrong-enum": _wrong_enum,
    "extra-fields": _extra_fields,
    "deep": _deep,
    "many": _many,
}
