"""The only place that opens a connection: proxies, pool, time limits, and the switch that forbids it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import httpx2

from checker.errors import ConfigurationError, InvalidAnswerError
from checker.llm.connections import Connections
from checker.settings import OFFLINE_SWITCH, ModelSettings, is_loopback, is_offline

LONGEST_CONNECT = 15.0
"""Seconds to wait for a connection."""
LARGEST_ANSWER = 32 * 1024 * 1024
"""Bytes of one answer that are read at most."""


class LiveTransport(httpx2.BaseTransport):
    """Sends requests for real.

    Proxies of the environment are used except for this machine. `timeout` bounds the whole answer, not only each wait
    for more of it. To close it ends the requests that are in flight.

    Args:
        settings: where requests go, and how long one may take.
        largest: bytes of one answer that are read at most; None for what a model's answer may have.
    """

    def __init__(self, settings: ModelSettings, *, largest: int | None = None) -> None:
        url = httpx2.URL(settings.base_url)
        self._timeout = settings.timeout
        self._largest = LARGEST_ANSWER if largest is None else largest
        self._connections = Connections(url, proxied=not is_loopback(url.host))

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
        connection = self._connections.take()
        try:
            response = connection.send(request)
        except BaseException:
            self._connections.give(connection)
            raise
        body = BoundedStream(response, end, self._largest, on_close=lambda: self._connections.give(connection))
        return httpx2.Response(
            status_code=response.status_code, headers=response.headers, stream=body, extensions=response.extensions
        )

    def close(self) -> None:
        """Close every connection, also those that wait for an answer."""
        self._connections.close()


class BoundedStream(httpx2.SyncByteStream):
    """The bytes of an answer, as long as they come in time and are not too many.

    Args:
        response: the answer, not read yet.
        end: when the last byte has to be there, on the monotonic clock.
        largest: bytes that are read at most.
        on_close: called once when it was read, or will not be.
    """

    def __init__(self, response: httpx2.Response, end: float, largest: int, *, on_close: Callable[[], None]) -> None:
        self._response = response
        self._end = end
        self._largest = largest
        self._on_close: Callable[[], None] | None = on_close

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for chunk in self._response.iter_raw():
            size += len(chunk)
            if time.monotonic() > self._end:
                raise httpx2.ReadTimeout("the answer took too long")
            if size > self._largest:
                raise InvalidAnswerError(
                    f"The answer is larger than {self._largest:,} bytes, and was not read to its end.",
                    remedy="Check --base-url: no model answers at such length.",
                )
            yield chunk

    def close(self) -> None:
        """Give the connection back."""
        self._response.close()
        on_close, self._on_close = self._on_close, None
        if on_close is not None:
            on_close()
