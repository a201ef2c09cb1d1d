"""What a request is said to cost. Tokens are bytes by four; a shared prefix is cached as OpenAI caches one.

Source of the rule: developers.openai.com, "Prompt caching": from 1,024 tokens on, in steps of 128, gone after five to
ten minutes without use. Schema and tools are part of the prefix.
"""

from __future__ import annotations

import json
import time
from typing import Any

LEAST, STEP = 1024, 128
"""Tokens of the shortest cached prefix, and of what it grows by."""
IDLE = 300.0
"""Seconds without use after which a prefix is forgotten."""
MOST = 200_000
"""Prefixes that are kept before the idle ones are looked for."""


def tokens(size: int) -> int:
    """Tokens in so many bytes."""
    return size // 4


class Prefixes:
    """The prefixes of the requests that were answered."""

    def __init__(self) -> None:
        self._used: dict[int, float] = {}

    def marks(self, request: dict[str, Any]) -> list[int]:
        """A mark for each prefix of a request that could be cached, the shortest first."""
        # What the model is told in front of the messages comes first, then the messages in their order.
        told = [request.get("model"), request.get("tools"), request.get("response_format"), request.get("messages")]
        text = json.dumps(told, ensure_ascii=False).encode()
        found, mark, at = [], 0, 0
        for end in range(LEAST * 4, len(text) + 1, STEP * 4):
            mark, at = hash((mark, text[at:end])), end
            found.append(mark)
        return found

    def cached(self, marks: list[int]) -> int:
        """Tokens of the longest prefix that is known."""
        long_ago = time.monotonic() - IDLE
        for place in range(len(marks) - 1, -1, -1):
            if self._used.get(marks[place], long_ago) > long_ago:
                return LEAST + place * STEP
        return 0

    def keep(self, marks: list[int]) -> None:
        """Remember the prefixes of a request that was answered."""
        now = time.monotonic()
        self._used.update(dict.fromkeys(marks, now))
        if len(self._used) > MOST:
            self._used = {mark: used for mark, used in self._used.items() if used > now - IDLE}


def usage(sent: int, said: int, cached: int) -> dict[str, Any]:
    """As an answer tells it."""
    return {
        "prompt_tokens": sent,
        "completion_tokens": said,
        "total_tokens": sent + said,
        "prompt_tokens_details": {"cached_tokens": min(cached, sent), "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0},
    }
