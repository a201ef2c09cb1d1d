from __future__ import annotations

from ipaddress import ip_address

import pytest

from checker.errors import UnreadableArticleError
from checker.fetching.addresses import is_public, literal
from checker.fetching.target import shown, target


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "64:ff9b::808:808"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:8.8.8.8",
        "::127.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::169.254.169.254",
        "64:ff9b:1::808:808",
        "100::1",
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
        "2606:4700::5efe:10.0.0.1",
        "2606:4700::200:5efe:127.0.0.1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
    ],
)
def test_an_address_of_this_machine_network_or_cloud_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "host",
    ["0x7f.1", "0x7f000001", "2130706433", "0177.0.0.1", "017700000001", "127.1", "127.0.1", "1.2.3.4.5", "256.1.1.1",
     "127.0.0.01", "1.2.3.4.", "fe80::1%eth0"],
)  # fmt: skip
def test_a_number_that_only_some_read_as_an_address_is_refused(host: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 -- any kind of it
        literal(host)


@pytest.mark.parametrize("host", ["example.org", "127.example.org", "x7f", "localhost", "0x7f.example"])
def test_a_name_is_no_address(host: str) -> None:
    assert literal(host) is None


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://example.org/a", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("gopher://example.org/", "only http and https"),
        ("https://", "no valid URL"),
        ("https:///a", "no valid URL"),
        ("https://exa mple.org/", "no valid URL"),
        ("https://[::1", "no valid URL"),
        ("https://example.org:99999/", "port 99999"),
        ("http://0x7f.1/", "no valid URL"),
        ("http://2130706433/", "no valid URL"),
        ("http://0177.0.0.1/", "no valid URL"),
        ("http://①②⑦.⓪.⓪.①x1/", "no valid URL"),
        ("https://example.org/" + "a" * 3000, "no valid URL"),
        ("https://me:secret@example.org/", "name or password"),
        ("https://me@example.org/", "name or password"),
        ("http://example.org:22/", "port 22"),
        ("http://example.org:8080/", "port 8080"),
    ],
)
def test_a_url_of_a_kind_that_is_not_fetched_is_refused(url: str, why: str) -> None:
    with pytest.raises(UnreadableArticleError, match=why):
        target(url)


def test_a_url_is_asked_for_without_its_fragment_and_by_the_name_that_is_looked_up() -> None:
    wanted = target("HTTPS://Bücher.Example.org/a?b#c")
    assert (str(wanted.url), wanted.host, wanted.port) == (
        "https://xn--bcher-kva.example.org/a?b",
        "xn--bcher-kva.example.org",
        443,
    )


def test_a_password_in_a_url_is_not_shown() -> None:
    assert shown("https://me:secret@example.org/a\x1b[31m") == "https://example.org/a�[31m"
