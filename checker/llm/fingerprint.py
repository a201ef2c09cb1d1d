"""What makes two requests the same: canonical JSON, and the digests made from it."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from pydantic import BaseModel

from checker.prompting.templates import Prompt
from checker.settings import ModelSettings

VERSION = 1
"""Raised when the way of asking changes so that old answers no longer answer the same request."""


def canonical(value: Any) -> bytes:
    """A JSON value as bytes that do not depend on the order of keys or on white space."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")


def digest(value: Any) -> str:
    """SHA-256 of a JSON value, as hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


@lru_cache(maxsize=64)
def schema_of(answer_type: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of an answer, made once: Pydantic takes milliseconds for it. Read it only."""
    return answer_type.model_json_schema()


def schema_digest(answer_type: type[BaseModel]) -> str:
    """SHA-256 of the JSON Schema of an answer."""
    return digest(schema_of(answer_type))


def messages_of(prompt: Prompt) -> list[dict[str, str]]:
    """A prompt as Chat Completions messages: the static part first, so that endpoints can cache it."""
    return [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}]


def fingerprint(settings: ModelSettings, prompt: Prompt, answer_type: type[BaseModel]) -> str:
    """The key of an answer: everything that can change it, and nothing that cannot.

    The address counts, because two endpoints may serve different models under one name; a key or a password in
    it does not.
    """
    return digest(
        {
            "version": VERSION,
            "base_url": without_credentials(settings.base_url),
            "model": settings.model,
            "structured_output": settings.structured_output.value,
            "messages": messages_of(prompt),
            "schema": schema_of(answer_type),
            "temperature": settings.temperature,
            "seed": settings.seed,
            "max_tokens": settings.max_tokens,
        }
    )


def without_credentials(url: str) -> str:
    """An address as it may be shown and stored: no user name, password, query or closing slash."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2].lower()
    return urlunsplit((parts.scheme.lower(), host, parts.path.rstrip("/"), "", ""))
