"""The files of a batch: a request a line going out, an answer a line coming back.

Source of the form: OpenAI's Batch API (https://platform.openai.com/docs/api-reference/batch/request-input).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from checker.llm.faults import NO_CREDIT, is_transient_status
from checker.llm.fingerprint import digest, without_credentials

ENDPOINT: Final = "/v1/chat/completions"
"""What a line says that its request is for, whatever the address of the server is."""
ID_LENGTH = 40
"""Letters of a request's name. OpenAI takes up to 64."""
MOST_LINES = 50_000
"""Requests in one file, at most."""
MOST_BYTES = 200 * 1000 * 1000
"""Bytes of one file, at most."""
FEWER_BYTES = 100 * 1000 * 1000
"""What some servers take."""


@dataclass(frozen=True)
class Line:
    """One request of a batch."""

    id: str
    """Made from the whole request and the endpoint's address: the same request has the same name in every run."""
    body: bytes
    """The JSON that a live call would send, byte for byte."""

    @property
    def encoded(self) -> bytes:
        """The line as it stands in the file, with its end."""
        head = json.dumps({"custom_id": self.id, "method": "POST", "url": ENDPOINT})
        return head[:-1].encode() + b', "body": ' + self.body + b"}\n"


def line_of(base_url: str, body: bytes) -> Line:
    """The line for a request to an endpoint."""
    return Line(digest([without_credentials(base_url), json.loads(body)])[:ID_LENGTH], body)


def parts(lines: Iterable[Line], *, most_lines: int = MOST_LINES, most_bytes: int = MOST_BYTES) -> Iterator[list[Line]]:
    """The lines in their order, cut into files that are not too large. A line that is too large alone stands alone."""
    part: list[Line] = []
    size = 0
    for line in lines:
        length = len(line.encoded)
        if part and (len(part) >= most_lines or size + length > most_bytes):
            yield part
            part, size = [], 0
        part.append(line)
        size += length
    if part:
        yield part


@dataclass(frozen=True)
class Answered:
    """What became of one request of a batch."""

    id: str
    status: int
    """As HTTP has it; 0 where the request was never made."""
    body: Any
    """The decoded answer of the endpoint."""
    code: str = ""
    """Why it was never made, as the endpoint calls it."""

    @property
    def final(self) -> bool:
        """Whether sending the request again would not help: an answer, or a refusal of the request itself."""
        if self.status == 429:
            error = self.body.get("error") if isinstance(self.body, dict) else None
            return isinstance(error, dict) and error.get("code") in NO_CREDIT
        return self.status != 0 and not is_transient_status(self.status)


class _Response(BaseModel):
    status_code: int = 0
    body: Any = None


class _Error(BaseModel):
    code: str | None = None


class _OutputLine(BaseModel):
    custom_id: str
    response: _Response | None = None
    error: _Error | None = None


def answered(raw: bytes) -> Answered | None:
    """What a line of an output or error file says; None where it is no such line."""
    try:
        line = _OutputLine.model_validate(json.loads(raw))
    except (ValidationError, ValueError, RecursionError):
        return None
    error, response = line.error or _Error(), line.response or _Response()
    return Answered(line.custom_id, response.status_code, response.body, error.code or "")
