"""The page on a real socket."""

from __future__ import annotations

import httpx2
import pytest

from checker.errors import ConfigurationError
from checker.review.desk import Desk
from checker.review.web.access import Access
from checker.review.web.serving import hosts_of, is_loopback, serve
from tests.review.web.conftest import Serve


def test_the_address_with_the_secret_opens_the_page(desk: Desk, served: Serve) -> None:
    url = served(desk)
    with httpx2.Client(trust_env=False, follow_redirects=True) as client:
        answer = client.get(url)
        assert answer.status_code == 200
        assert "token" not in str(answer.url)
        assert "server" not in answer.headers
        assert client.get(str(answer.url), headers={"host": "evil.example"}).status_code == 421
        assert client.get(f"{answer.url}static/page.js").headers["content-type"].startswith("text/javascript")


def test_two_pages_of_one_machine_do_not_lock_each_other_out(desk: Desk, served: Serve) -> None:
    urls = [served(desk), served(desk)]
    with httpx2.Client(trust_env=False, follow_redirects=True) as client:
        bare = [str(client.get(url).url) for url in urls]
        assert [client.get(url).status_code for url in bare] == [200, 200]


def test_a_page_that_nobody_or_anybody_could_open_is_not_served(desk: Desk) -> None:
    with pytest.raises(ConfigurationError, match="nobody could open"):
        serve(desk, access=Access(), announce=print)
    with pytest.raises(ConfigurationError, match="no password"):
        serve(desk, access=Access(token="t"), host="0.0.0.0", announce=print)


def test_a_port_that_is_taken_is_told_in_words(desk: Desk, served: Serve) -> None:
    port = int(served(desk).split(":")[2].split("/")[0])
    with pytest.raises(ConfigurationError, match=f"port {port}"):
        serve(desk, access=Access(token="t"), port=port, announce=print)


@pytest.mark.parametrize("host", ["no.such.host.invalid", "300.1.1.1"])
def test_an_address_that_is_none_is_told_in_words(desk: Desk, host: str) -> None:
    with pytest.raises(ConfigurationError, match="cannot be served"):
        serve(desk, access=Access(password_hash="x"), host=host, announce=print)


def test_loopback_is_known_by_its_address() -> None:
    assert [is_loopback(host) for host in ("127.0.0.1", "127.8.8.8", "::1", "localhost")] == [True] * 4
    assert [is_loopback(host) for host in ("0.0.0.0", "::", "192.0.2.1", "localhost.evil.example")] == [False] * 4


def test_on_loopback_only_its_own_names_are_served() -> None:
    assert set(hosts_of("127.0.0.1", 81)) == {"127.0.0.1:81", "localhost:81", "[::1]:81"}
    assert "localhost" in hosts_of("127.0.0.1", 80)
