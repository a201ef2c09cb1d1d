"""A server on this machine, and limits that allow it to be asked."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence

import pytest

from checker.fetching.fetch import Limits
from tests.fetching.serving import Handler, Site, this_machine


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()
    handler = type("Handler", (Handler,), {"site": served})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        served.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield served
        served.over.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def limits() -> Callable[..., Limits]:
    """Limits that allow 127.0.0.1, under any name: limits(most_bytes=10)."""

    def make(*, names: Mapping[str, Sequence[str]] | None = None, **given: object) -> Limits:
        async def resolve(host: str, port: int) -> Sequence[str]:
            return (names or {}).get(host, ["127.0.0.1"])

        settings: dict[str, object] = {"most_bytes": 1_000_000, "seconds": 10.0, "allowed": this_machine, "ports": None}
        return Limits(**{**settings, "resolve": resolve, **given})  # type: ignore[arg-type]

    return make
