"""Connections are used again, closed when they are old, and cut when the run is over."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import pytest

from checker.errors import CheckerError
from checker.llm import connections
from checker.llm.connections import Connections
from checker.settings import ModelSettings
from tests.llm.model_server import Colour, ModelServer, Reply, ask_about, good


def open_sockets() -> int:
    return sum(
        str(path.readlink()).startswith("socket:") for path in Path("/proc/self/fd").iterdir() if path.is_symlink()
    )


def post(pool: Connections, url: str) -> int:
    connection = pool.take()
    try:
        response = connection.send(httpx2.Request("POST", f"{url}/x", json={}))
        response.read()
        return response.status_code
    finally:
        pool.give(connection)


def test_one_after_another_needs_one_connection(server: ModelServer) -> None:
    pool = Connections(httpx2.URL(server.url), proxied=False)
    first = pool.take()
    pool.give(first)
    assert post(pool, server.url) == post(pool, server.url) == 200
    again = pool.take()
    pool.give(again)
    pool.close()
    assert again is first


def test_connections_that_nobody_needs_are_closed_one_after_another(server: ModelServer) -> None:
    now = [0.0]
    pool = Connections(httpx2.URL(server.url), proxied=False, clock=lambda: now[0])
    three = [pool.take() for _ in range(3)]
    for connection in three:
        connection.send(httpx2.Request("POST", f"{server.url}/x", json={})).read()
        pool.give(connection)
    before = open_sockets()
    now[0] = connections.OLDEST + 1
    last = pool.take()
    pool.give(last)
    assert last not in three
    assert open_sockets() <= before - 3
    pool.close()


@pytest.mark.parametrize(
    ("url", "environment", "proxy"),
    [
        ("https://models.example/v1", {"https_proxy": "http://proxy.example:3128"}, "http://proxy.example:3128"),
        ("https://models.example/v1", {"all_proxy": "proxy.example:3128"}, "http://proxy.example:3128"),
        ("https://models.example/v1", {"http_proxy": "http://proxy.example:3128"}, None),
        ("https://models.example/v1", {"https_proxy": "http://p:1", "no_proxy": "models.example"}, None),
        ("https://models.example/v1", {"https_proxy": "http://p:1", "no_proxy": "*"}, None),
        ("https://models.example/v1", {}, None),
    ],
)
def test_proxies_are_those_of_the_environment(
    url: str, environment: dict[str, str], proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert connections._proxy_for(httpx2.URL(url)) == proxy


def test_closing_ends_what_is_in_flight_or_waits(
    server: ModelServer, settings: ModelSettings, make_client: Any
) -> None:
    hang = threading.Event()

    def script(body: dict[str, Any]) -> Reply:
        return Reply(delay=30.0) if hang.is_set() else good(settings.structured_output)

    server.script = script
    client = make_client(settings.model_copy(update={"timeout": 60.0, "concurrency": 4}))
    client.ask(ask_about("a first one"), Colour)
    hang.set()
    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(client.ask, ask_about(f"{number}"), Colour) for number in range(8)]
        while len(server.requests) < 5:
            time.sleep(0.005)
        client.close()
        for each in waiting:
            with pytest.raises(CheckerError, match="stopped"):
                each.result(timeout=10)
    assert len(server.requests) == 5


def test_no_thread_and_no_socket_is_left(server: ModelServer, settings: ModelSettings, make_client: Any) -> None:
    server.replies(good(settings.structured_output))
    threads, sockets = threading.active_count(), open_sockets()
    client = make_client(settings)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: client.ask(ask_about(str(number)), Colour), range(40)))
    client.close()
    deadline = time.monotonic() + 10
    while (threading.active_count() > threads or open_sockets() > sockets) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() == threads
    assert open_sockets() == sockets
