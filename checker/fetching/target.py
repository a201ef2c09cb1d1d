"""Targets: URLs that may be asked for at all, taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

import httpx2

from checker.errors import UnreadableArticleError
from checker.fetching.addresses import Address, literal

PORTS = frozenset({80, 443})
"""News is read on these. Whoever wants another one saves the page."""
_PORT_OF = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+", re.IGNORECASE)
_LONGEST = 2000
SAVE_IT = "Save the page in a browser, and give the file."
AGAIN = "Try again later, or save the page in a browser and give the file."


@dataclass(frozen=True)
class Target:
    """A URL that may be asked for, as far as it can be told without looking up its host."""

    url: httpx2.URL
    host: str
    """As it is looked up and as the server is to prove it: in ASCII."""
    port: int
    address: Address | None
    """Where the host is no name."""


def shown(url: str) -> str:
    """A URL as it may be shown: without a name and password, without what no URL holds."""
    bare = re.sub(r"(?<=//)[^/?#]*@", "", url)
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in bare)


def target(url: str | httpx2.URL, *, ports: frozenset[int] | None = PORTS) -> Target:
    """What a URL asks for.

    Args:
        url: As the user or a redirect gives it. A fragment is left out.
        ports: Those that are allowed; None for all.

    Raises:
        UnreadableArticleError: It is none, or of a kind that is not fetched.
    """
    try:
        parsed = httpx2.URL(url).copy_with(fragment=None)
        host = parsed.raw_host.decode("ascii")
        address = literal(host)
    except (httpx2.InvalidURL, ValueError) as error:
        raise UnreadableArticleError("it is no valid URL", remedy="Copy the address from a browser.") from error
    if parsed.scheme not in _PORT_OF:
        raise UnreadableArticleError("only http and https are fetched", remedy=SAVE_IT)
    if not _HOST.fullmatch(host) or len(str(parsed)) > _LONGEST:
        raise UnreadableArticleError("it is no valid URL", remedy="Copy the address from a browser.")
    if parsed.userinfo:
        raise UnreadableArticleError("it holds a name or password, and none is sent", remedy=SAVE_IT)
    port = parsed.port or _PORT_OF[parsed.scheme]
    if ports is not None and port not in ports:
        raise UnreadableArticleError(f"port {port} is not asked, only 80 and 443", remedy=SAVE_IT)
    return Target(parsed, host, port, address)
