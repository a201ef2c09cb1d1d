"""One exchange on a cassette: its JSON file, the hash that finds it again, and what is left out of it."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx2
from pydantic import JsonValue

from checker.errors import CassetteError
from checker.llm.fingerprint import digest
from checker.settings import StructuredOutput, is_loopback
from schemas.base import Record

FORMAT_VERSION = 1
KEPT_HEADERS = ("content-type", "retry-after")
"""All other headers change from run to run, or name an account."""
USUAL_HEADERS = frozenset(
    {"host", "accept", "accept-encoding", "connection", "content-length", "content-type", "user-agent"}
)
"""Headers that let nobody in. Any other may, whatever its name is."""
SHORTEST_SECRET = 16
"""Local servers take any key, and "ollama" or "test" may well stand in an answer, which has to stay as it is."""
ENDPOINT = "/chat/completions"
LOCAL = "an OpenAI-compatible endpoint"
NAME = re.compile(r"(?P<hash>[0-9a-f]{32})-(?P<sequence>\d{4,})\.json")


class Request(Record):
    """What was asked, as far as it decides the answer."""

    method: str
    path: str
    """From /chat/completions on: what is before it belongs to a host."""
    body: JsonValue

    @property
    def hash(self) -> str:
        """The first half of the SHA-256 of the canonical request: the name it is recorded under."""
        return digest([self.method, self.path, self.body])[:32]


class Response(Record):
    """What came back: a body that is JSON is kept as JSON, another as text."""

    status: int
    headers: dict[str, str]
    body: JsonValue = None
    text: str | None = None

    @property
    def content(self) -> bytes:
        """The body as it is sent again."""
        text = json.dumps(self.body) if self.text is None else self.text
        return text.encode()


class Recording(Record):
    """One exchange, with what a reader wants to know about it."""

    format_version: int = FORMAT_VERSION
    model: str | None = None
    prompt_digest: str | None = None
    """SHA-256 of the system message."""
    schema_digest: str | None = None
    """SHA-256 of the JSON Schema that the request asks for."""
    recorded_from: str
    recorded_at: datetime
    """In UTC."""
    request: Request
    response: Response


def request_of(request: httpx2.Request) -> Request:
    """A request as it is recorded and looked up. A secret that a question repeats is left out as it is of the answer.

    Raises:
        CassetteError: its body is not JSON.
    """
    path = request.url.path
    try:
        body = json.loads(_without_secrets(request.content.decode(), request))
    except ValueError:
        raise CassetteError(f"Only JSON requests can be recorded, and this one to {path} is none.") from None
    return Request(method=request.method, path=path[path.find(ENDPOINT) :] if ENDPOINT in path else path, body=body)


def _without_secrets(text: str, request: httpx2.Request) -> str:
    for secret in sorted(_secrets(request), key=len, reverse=True):
        text = text.replace(secret, "[removed]")
    return text


def _secrets(request: httpx2.Request) -> set[str]:
    """What a request is let in with: values of headers, of the address's query, and what stands before its host."""
    own = [value for name, value in request.headers.multi_items() if name.lower() not in USUAL_HEADERS]
    values = {part for value in own for part in (value, value.rpartition(" ")[2])}
    values |= {value.partition(ENDPOINT)[0] for value in request.url.params.values()}
    values |= set(unquote(request.url.userinfo.decode("ascii", "replace")).split(":", 1))
    return {value for value in values if len(value) >= SHORTEST_SECRET}


def record(asked: Request, request: httpx2.Request, response: httpx2.Response, now: datetime) -> Recording:
    """An exchange as it is written. Secrets that the response repeats are left out.

    Args:
        asked: the request as `request_of` returned it.
        request: the request that was sent.
        response: the response, read to its end.
        now: the time, with its zone.
    """
    text = _without_secrets(response.content.decode("utf-8", "replace"), request)
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    try:
        kept = Response(status=response.status_code, headers=headers, body=json.loads(text))
    except (ValueError, RecursionError):
        kept = Response(status=response.status_code, headers=headers, text=text)
    schema = schema_in(asked.body)
    return Recording(
        model=model_in(asked.body),
        prompt_digest=_sha256(message_in(asked.body, "system")),
        schema_digest=None if schema is None else digest(schema),
        recorded_from=LOCAL if is_loopback(request.url.host) else _origin(request.url),
        recorded_at=now,
        request=asked,
        response=kept,
    )


def write(path: Path, recording: Recording) -> None:
    """Write a recording: pretty JSON with sorted keys, complete or not at all.

    Raises:
        CassetteError: the file cannot be written.
    """
    value = recording.model_dump(mode="json", exclude_none=True)
    # A JSON null in the body is kept: only fields of the recording itself are left out where they say nothing.
    value["request"]["body"] = recording.request.body
    if recording.response.text is None:
        value["response"]["body"] = recording.response.body
    part = path.with_name(f"{path.name}.{threading.get_ident()}.part")
    try:
        part.write_bytes(_pretty(value))
        part.replace(path)
    except OSError as problem:
        part.unlink(missing_ok=True)
        raise CassetteError(f"The recording {path} cannot be written: {problem.strerror}.") from problem


def read(path: Path) -> Recording:
    """Read a recording.

    Raises:
        CassetteError: it cannot be read, is of another format, or its request does not belong to its name.
    """
    try:
        recording = Recording.model_validate(json.loads(path.read_bytes()))
    except OSError as problem:
        raise CassetteError(f"The recording {path} cannot be read: {problem.strerror}.") from problem
    except (ValueError, RecursionError):
        raise CassetteError(
            f"{path} is no recording of format {FORMAT_VERSION}.",
            remedy="Record it again with --record.",
        ) from None
    name = NAME.fullmatch(path.name)
    if recording.format_version != FORMAT_VERSION or name is None or name["hash"] != recording.request.hash:
        raise CassetteError(
            f"{path} was written in another format, or its request was changed after it was recorded.",
            remedy="Record it again with --record.",
        )
    return recording


def model_in(body: JsonValue) -> str | None:
    """The model that a request names."""
    model = body.get("model") if isinstance(body, dict) else None
    return model if isinstance(model, str) else None


def message_in(body: JsonValue, role: str) -> str | None:
    """The first message of a role in a request."""
    messages = body.get("messages") if isinstance(body, dict) else None
    for message in messages if isinstance(messages, list) else ():
        if isinstance(message, dict) and message.get("role") == role and isinstance(message.get("content"), str):
            return str(message["content"])
    return None


def schema_in(body: JsonValue) -> JsonValue:
    """The JSON Schema that a request asks for; None where it has none of its own."""
    value: Any = body
    try:
        found = value["tools"][0]["function"] if "tools" in value else value["response_format"]["json_schema"]
        schema: JsonValue = found["parameters"] if "tools" in value else found["schema"]
    except (KeyError, IndexError, TypeError):
        return None
    return schema


def mode_in(body: JsonValue) -> StructuredOutput | None:
    """How a request asks for its answer."""
    if not isinstance(body, dict):
        return None
    if body.get("tools"):
        return StructuredOutput.TOOLS
    wanted = body.get("response_format")
    kind = wanted.get("type") if isinstance(wanted, dict) else None
    return {"json_schema": StructuredOutput.JSON_SCHEMA, "json_object": StructuredOutput.JSON}.get(str(kind))


def _pretty(value: JsonValue) -> bytes:
    """JSON for people and for version control."""
    try:
        return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()
    except UnicodeEncodeError:
        # Models write half a surrogate pair at times; escaped, it can be kept.
        return (json.dumps(value, indent=2, sort_keys=True) + "\n").encode()


def _sha256(text: str | None) -> str | None:
    return None if text is None else hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _origin(url: httpx2.URL) -> str:
    port = "" if url.port is None else f":{url.port}"
    return f"{url.scheme}://{url.host}{port}"
