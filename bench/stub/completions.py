"""What was asked for, in any of the three ways of asking for JSON, and the completion around an answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from schemas import answers


@dataclass(frozen=True)
class Asked:
    """A request, as far as it matters here."""

    model: str
    form: str
    """The name of the schema to answer in; empty where none is given."""
    user: str
    """The last message of the user's."""
    tool: bool
    """Whether the answer is to be the arguments of a tool."""


def _forms() -> dict[str, str]:
    """Description of a schema -> its name: where the schema stands in a message it has no name."""
    classes = (each for each in vars(answers).values() if isinstance(each, type) and issubclass(each, answers.Answer))
    return {f'"description": {json.dumps(each.__doc__)}': each.__name__ for each in classes if each.__doc__}


_FORMS = _forms()


def asked_in(request: dict[str, Any]) -> Asked:
    """What a request asks for.

    Raises:
        KeyError, TypeError: it is not one.
    """
    messages = request["messages"]
    user = next((_text(each) for each in reversed(messages) if each["role"] == "user"), "")
    model, tools = str(request["model"]), request.get("tools")
    if tools:
        return Asked(model, tools[0]["function"]["name"], user, tool=True)
    schema = (request.get("response_format") or {}).get("json_schema")
    if schema:
        return Asked(model, schema["name"], user, tool=False)
    told = "\n".join(_text(each) for each in messages if each["role"] in {"system", "developer"})
    return Asked(model, _described_in(told), user, tool=False)


def _described_in(told: str) -> str:
    """The schema that a message describes: the last description is that of the whole, after those of its parts."""
    found = [(told.rfind(description), name) for description, name in _FORMS.items() if description in told]
    return max(found)[1] if found else ""


def _text(message: dict[str, Any]) -> str:
    content = message.get("content") or ""
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


def completion(asked: Asked, content: str, usage: dict[str, Any], number: int = 0) -> dict[str, Any]:
    """A completion whose answer is in the form and at the place where it was asked for."""
    if asked.tool:
        call = {
            "id": f"call_{number}",
            "type": "function",
            "function": {"name": asked.form, "arguments": content},
        }
        message: dict[str, Any] = {"role": "assistant", "content": None, "refusal": None, "tool_calls": [call]}
    else:
        message = {"role": "assistant", "content": content, "refusal": None}
    return {
        "id": f"stub-{number}",
        "object": "chat.completion",
        "created": 0,
        "model": asked.model,
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}],
        "usage": usage,
    }
