"""The only place that opens a connection: proxies, pool, time limits, and the switch that forbids it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import httpx2

from checker.errors import ConfigurationError, InvalidAnswerError
from checker.settings import ModelSettings, is_loopback

OFFLINE_SWITCH = "CHECKER_OFFLINE"
"""Environment variable: set to anything but 0, requests to any other machine are refused."""
LONGEST_CONNECT = 15.0
"""Seconds to wait for a connection."""
LARGEST_ANSWER = 32 * 1024 * 1024
"""Bytes of one answer that are read at most."""


def is_offline() -> bool:
    """Whether requests to other machines are forbidden."""
    return os.environ.get(OFFLINE_SWITCH, "") not in {"", "0"}


class LiveTransport(httpx2.BaseTransport):
    """Sends requests for real.

    The pool is larger than the concurrency: an equal one collapses under load. Proxies of the environment are used
    except for this machine. `timeout` bounds the whole answer, not only each wait for more of it.
    """

    def __init__(self, settings: ModelSettings) -> None:
        host = httpx2.URL(settings.base_url).host
        size = settings.concurrency * 2 + 4
        self._timeout = settings.timeout
        self._client = httpx2.Client(
            trust_env=not is_loopback(host),
            limits=httpx2.Limits(max_connections=size, max_keepalive_connections=size),
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request.

        Raises:
            ConfigurationError: it would leave this machine, and that is forbidden.
            httpx2.TransportError: no answer came.
        """
        if is_offline() and not is_loopback(request.url.host):
            raise ConfigurationError(
                f"A request to {request.url.host} was refused: {OFFLINE_SWITCH} is set.",
                remedy=f"Unset {OFFLINE_SWITCH}, or replay a cassette: --replay FOLDER.",
            )
        end = time.monotonic() + self._timeout
        response = self._client.send(request, stream=True)
        return httpx2.Response(
            status_code=response.status_code,
            headers=response.headers,
            stream=BoundedStream(response, end),
            extensions=response.extensions,
        )

    def close(self) -> None:
        """Close every connection."""
        self._client.close()


class BoundedStream(httpx2.SyncByteStream):
    """The bytes of an answer, as long as they come in time and are not too many.

    Args:
        response: the answer, not read yet.
        end: when the last byte has to be there, on the monotonic clock.
    """

    def __init__(self, response: httpx2.Response, end: float) -> None:
        self._response = response
        self._end = end

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for chunk in self._response.iter_raw():
            size += len(chunk)
            if time.monotonic() > self._end:
                raise httpx2.ReadTimeout("the answer took too long", request=self._response.request)
            if size > LARGEST_ANSWER:
                raise InvalidAnswerError(
                    f"The answer is larger than {LARGEST_ANSWER:,} bytes, and was not read to its end.",
                    remedy="Check --base-url: no model answers at such length.",
                )
            yield chunk

    def close(self) -> None:
        """Give the connection back."""
        self._response.close()
