"""Settings of a run: built once by the command line from flags, then environment, then defaults; passed down."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import platformdirs
from pydantic import Field, SecretStr

from schemas.base import Record

OFFLINE_SWITCH = "CHECKER_OFFLINE"
"""Environment variable: set to anything but 0, requests to any other machine are refused."""


class StructuredOutput(StrEnum):
    """How the endpoint is made to answer in the wanted form. Servers differ in what they support."""

    JSON_SCHEMA = "json_schema"
    TOOLS = "tools"
    JSON = "json"


class ModelSettings(Record):
    """Which endpoint and model answer, and how they are asked. ``None`` leaves a choice to the server."""

    model: str
    base_url: str = "https://api.openai.com/v1"
    api_key: SecretStr | None = None
    structured_output: StructuredOutput = StructuredOutput.JSON_SCHEMA
    temperature: float | None = Field(default=None, ge=0)
    seed: int | None = None
    max_tokens: int | None = Field(default=None, gt=0)
    """Upper limit of an answer, in tokens."""
    timeout: float = Field(default=300.0, gt=0)
    """Seconds that one request may take."""
    max_attempts: int = Field(default=5, ge=1)
    """How often a request is sent while it alone fails. What fails with others is sent until patience is over."""
    concurrency: int = Field(default=16, ge=1)
    """Requests in flight at once."""
    headers: dict[str, str] = Field(default_factory=dict)
    price_in: float | None = Field(default=None, ge=0)
    """US dollars per million tokens sent, where the user knows better than the price table."""
    price_out: float | None = Field(default=None, ge=0)
    """US dollars per million tokens received."""


def is_loopback(host: str) -> bool:
    """Whether a host name means this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_offline(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether requests to other machines are forbidden."""
    return environ.get(OFFLINE_SWITCH, "") not in {"", "0"}


def environment_value(name: str, environ: Mapping[str, str] = os.environ) -> str | None:
    """A setting from the environment: ``CHECKER_<name>``, else what the OpenAI tools call it, else None."""
    return environ.get(f"CHECKER_{name}") or environ.get(f"OPENAI_{name}") or None


def home(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder of saved runs and of the cache: ``CHECKER_HOME``, else the platform's folder for user data."""
    given = environ.get("CHECKER_HOME")
    return Path(given) if given else Path(platformdirs.user_data_dir("checker", appauthor=False))
