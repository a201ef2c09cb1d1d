"""An endpoint's own words in an error: they help, but they may repeat a key or an article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

from checker.llm.fingerprint import without_credentials
from checker.settings import ModelSettings

LONGEST_QUOTE = 200
"""Characters of an endpoint's words that are shown."""
LONGEST_READ = 2000
"""Characters of an endpoint's words that are looked at."""
ECHO = 24
"""Characters in a row that show that an endpoint repeats what it was sent."""
SHORTEST_SECRET = 6
"""A shorter header value is no secret, and hiding it would hide common words."""


@dataclass(frozen=True)
class Asked:
    """What was asked of whom."""

    settings: ModelSettings
    text: str
    """The part of the request that holds articles."""

    @property
    def address(self) -> str:
        """The endpoint's address without a user name or a password."""
        return without_credentials(self.settings.base_url)

    def quote(self, body: object) -> str:
        """A sentence with what the endpoint says about a failure, or nothing where it says nothing that may be shown.

        Args:
            body: the decoded answer: an error object, or text.
        """
        said = body.get("message") if isinstance(body, dict) else body
        if not isinstance(said, str) or "<" in said:
            return ""
        said = " ".join(re.sub(r"[^\x20-\U0010ffff]|[\x7f-\x9f]", " ", said[:LONGEST_READ]).split())
        if not said or self._echoes(said) or self._betrays(said):
            return ""
        return f" It says: “{said[:LONGEST_QUOTE]}{'…' if len(said) > LONGEST_QUOTE else ''}”"

    def _echoes(self, said: str) -> bool:
        sent = " ".join(self.text.split())
        return any(said[start : start + ECHO] in sent for start in range(max(1, len(said) - ECHO + 1))) and bool(sent)

    def _betrays(self, said: str) -> bool:
        return any(secret in said for secret in secrets(self.settings))


def secrets(settings: ModelSettings) -> tuple[str, ...]:
    """What must not be shown: the key, the values of extra headers, a password or a query in the address."""
    key = settings.api_key.get_secret_value() if settings.api_key else ""
    userinfo = settings.base_url.partition("://")[2].partition("/")[0].rpartition("@")[0]
    query = (value for _, value in parse_qsl(settings.base_url.partition("?")[2]))
    values = (key, *settings.headers.values(), *map(unquote, userinfo.split(":")), *query)
    return tuple(value for value in values if len(value) >= SHORTEST_SECRET)
