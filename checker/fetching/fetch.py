"""The client: asks for the URLs that a user named, and takes care whom it asks and how much it takes.

Every host is looked up once, all of its addresses must be public, and the connection goes to the address that was
looked at, so that a second look-up cannot lead elsewhere; Host and the name that the certificate must prove stay the
URL's. Redirects are followed by hand, each looked at like the first URL, and never from https to http. No cookies, no
credentials, and no proxy from the environment: a proxy would look up the host itself, unseen.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import ip_address

import httpx2

from checker import __version__
from checker.errors import UnreadableArticleError
from checker.fetching.addresses import Address, is_public
from checker.fetching.media import ACCEPTED, Body, in_utf8, suffix_of, too_large
from checker.fetching.target import AGAIN, PORTS, SAVE_IT, Target, shown, target
from checker.settings import OFFLINE_SWITCH, is_loopback, is_offline

USER_AGENT = f"checker/{__version__} (compares news articles; fetches the pages that its user names)"
MOST_REDIRECTS = 5
MOST_ADDRESSES = 3
"""Of one host, tried one after the other."""
AT_ONCE = 4
LONGEST_CONNECT = 10.0
"""Seconds."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a host, for a port.

Raises:
    OSError: There are none.
"""


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, as this machine looks them up.

    Raises:
        OSError: There are none.
        UnreadableArticleError: Requests to other machines are forbidden.
    """
    _refuse_offline(is_loopback(host))
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True)
class Limits:
    """What is asked for and how much is taken. Tests ask servers on this machine; nothing else should."""

    most_bytes: int
    """Of one page, unpacked."""
    seconds: float = 60.0
    """That one page may take: looking up, redirects and all."""
    allowed: Callable[[Address], bool] = is_public
    ports: frozenset[int] | None = PORTS
    resolve: Resolve = resolve


@dataclass(frozen=True)
class Fetched:
    """A page."""

    asked: str
    """The URL as it was named."""
    url: str
    """Where it was found in the end."""
    data: bytes
    suffix: str
    """Of the file that it would be: ".html", ".txt", ".md", ".jsonl"."""


@dataclass(frozen=True)
class Unfetched:
    """A URL of which there is no page, and why."""

    asked: str
    """As it may be shown."""
    problem: UnreadableArticleError


def fetch(urls: Sequence[str], limits: Limits) -> list[Fetched | Unfetched]:
    """The pages of these URLs, in their order, each URL once. What cannot be had is told and ends nothing."""
    wanted = list(dict.fromkeys(urls))
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(_fetch_all(wanted, limits))
    # Called from inside a loop, as a notebook has one: that one cannot be waited for here.
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="fetch") as thread:
        return thread.submit(lambda: asyncio.run(_fetch_all(wanted, limits))).result()


async def _fetch_all(urls: Sequence[str], limits: Limits) -> list[Fetched | Unfetched]:
    # No connection is kept: one that was made for a host must not serve another host at the same address.
    pool = httpx2.Limits(max_connections=AT_ONCE, max_keepalive_connections=0)
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(url: str) -> Fetched | Unfetched:
        async with turn:
            try:
                async with asyncio.timeout(limits.seconds):
                    return await _fetch(url, limits, transport)
            except UnreadableArticleError as problem:
                return Unfetched(shown(url), problem)
            except TimeoutError:
                slow = UnreadableArticleError(f"it did not arrive within {limits.seconds:g} s", remedy=AGAIN)
                return Unfetched(shown(url), slow)

    async with httpx2.AsyncHTTPTransport(limits=pool, trust_env=False) as transport:
        return list(await asyncio.gather(*map(one, urls)))


async def _fetch(url: str, limits: Limits, transport: httpx2.AsyncHTTPTransport) -> Fetched:
    wanted = target(url, ports=limits.ports)
    for _ in range(MOST_REDIRECTS + 1):
        response = await _answer(wanted, limits, transport)
        try:
            if response.status_code not in _REDIRECTS:
                data, suffix = await _page(response, limits.most_bytes)
                return Fetched(url, str(wanted.url), data, suffix)
            wanted = following(wanted, response, limits)
        except httpx2.TransportError as error:
            raise UnreadableArticleError("the connection broke before all of it was there", remedy=AGAIN) from error
        finally:
            await response.aclose()
    raise UnreadableArticleError(
        f"it leads from one address to the next, more than {MOST_REDIRECTS} times", remedy=SAVE_IT
    )


async def _answer(wanted: Target, limits: Limits, transport: httpx2.AsyncHTTPTransport) -> httpx2.Response:
    """The answer of the first of the host's addresses that can be reached, its body not read yet."""
    reason: Exception | None = None
    for address in (await _addresses(wanted, limits))[:MOST_ADDRESSES]:
        try:
            return await transport.handle_async_request(_request(wanted, address, limits.seconds))
        except httpx2.ConnectError as error:
            reason = error
        except httpx2.TransportError as error:
            raise UnreadableArticleError("the server gives no proper answer", remedy=AGAIN) from error
    raise UnreadableArticleError(f"{wanted.host} cannot be reached ({reason})", remedy=AGAIN) from reason


async def _addresses(wanted: Target, limits: Limits) -> list[Address]:
    """The addresses of the host, all of which may be asked.

    Raises:
        UnreadableArticleError: There are none, or one of them may not.
    """
    if wanted.address is not None:
        found: list[Address] = [wanted.address]
    else:
        try:
            found = [ip_address(address) for address in await limits.resolve(wanted.host, wanted.port)]
        except (OSError, UnicodeError, ValueError) as error:
            raise UnreadableArticleError(f"there is no host {wanted.host}", remedy="Check the address.") from error
    if not found or not all(map(limits.allowed, found)):
        # Not which one: whoever reads this may be whoever set up the name.
        raise UnreadableArticleError("its host is not on the public internet, and is not asked", remedy=SAVE_IT)
    _refuse_offline(all(address.is_loopback for address in found))
    return found


def _refuse_offline(on_this_machine: bool) -> None:
    if is_offline() and not on_this_machine:
        raise UnreadableArticleError(
            f"{OFFLINE_SWITCH} is set, so nothing is fetched", remedy=f"Unset {OFFLINE_SWITCH}."
        )


def _request(wanted: Target, address: Address, seconds: float) -> httpx2.Request:
    waits = {"connect": min(LONGEST_CONNECT, seconds), "read": seconds, "write": seconds, "pool": seconds}
    return httpx2.Request(
        "GET",
        wanted.url.copy_with(host=str(address)),
        headers={
            "Host": wanted.url.netloc.decode("ascii"),
            "User-Agent": USER_AGENT,
            "Accept": ACCEPTED,
            "Accept-Encoding": "gzip, identity",
            "Connection": "close",
        },
        extensions={"sni_hostname": wanted.host, "timeout": waits},
    )


def following(wanted: Target, response: httpx2.Response, limits: Limits) -> Target:
    """Where a redirect leads.

    Raises:
        UnreadableArticleError: Nowhere, or to what is not fetched.
    """
    try:
        location = wanted.url.join(response.headers.get("Location", ""))
    except (httpx2.InvalidURL, ValueError) as error:
        raise UnreadableArticleError("it leads to an address that is no valid URL", remedy=SAVE_IT) from error
    leads = target(location, ports=limits.ports)
    if wanted.url.scheme == "https" and leads.url.scheme == "http":
        raise UnreadableArticleError("it leads from https to http, which is not followed", remedy=SAVE_IT)
    return leads


async def _page(response: httpx2.Response, most: int) -> tuple[bytes, str]:
    """The body of an answer, in UTF-8 where the server says how it is encoded, and the suffix of its type."""
    if response.status_code != 200:
        raise UnreadableArticleError(f"the server answers {response.status_code}", remedy=SAVE_IT)
    kind = response.headers.get("Content-Type", "")
    suffix = suffix_of(kind)
    length = response.headers.get("Content-Length", "")
    if length.isdecimal() and int(length[:20]) > most:
        raise too_large(most)
    body = Body(response.headers.get("Content-Encoding", "").strip().lower(), most=most)
    async for chunk in response.aiter_raw():
        body.add(chunk)
    return in_utf8(body.finish(), kind), suffix
