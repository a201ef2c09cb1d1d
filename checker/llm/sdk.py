"""The openai SDK, opened: over our own transport, without retries of its own, without a word of what it sends."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import httpx2

from checker.llm.live import LONGEST_CONNECT
from checker.settings import ModelSettings

if TYPE_CHECKING:
    import openai

NO_KEY = "no-key"
"""The SDK insists on a key. This one is taken out of the request again."""
LOGGERS = ("openai", "instructor")
"""These print requests, and with them articles and answers."""


def http_client(settings: ModelSettings, transport: httpx2.BaseTransport) -> httpx2.Client:
    """What carries the SDK's requests. Proxies are the transport's own business; it is closed with the client."""
    return httpx2.Client(
        transport=transport,
        trust_env=False,
        event_hooks={"request": [_without_placeholder]},
        timeout=httpx2.Timeout(settings.timeout, connect=min(LONGEST_CONNECT, settings.timeout), pool=None),
    )


def open_sdk(settings: ModelSettings, http: httpx2.Client) -> openai.OpenAI:
    """Import the SDK, which takes 1.6 to 2 seconds, and set it up for an endpoint."""
    import openai

    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    key = settings.api_key
    return openai.OpenAI(
        api_key=key.get_secret_value() if key else NO_KEY,
        base_url=settings.base_url,
        default_headers=settings.headers,
        http_client=http,
        max_retries=0,
    )


def _without_placeholder(request: httpx2.Request) -> None:
    """Some servers reject a made-up key where they would accept none."""
    if request.headers.get("Authorization") == f"Bearer {NO_KEY}":
        del request.headers["Authorization"]
