from __future__ import annotations

import asyncio
import gzip
import threading
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from socket import socket

import pytest

from checker.fetching.fetch import MOST_REDIRECTS, USER_AGENT, Fetched, Limits, Unfetched, fetch
from tests.fetching.serving import PAGE, Site, answer, redirect

MakeLimits = Callable[..., Limits]


def page(url: str, limits: Limits) -> Fetched:
    (found,) = fetch([url], limits)
    assert isinstance(found, Fetched), found
    return found


def why_not(url: str, limits: Limits) -> str:
    (missed,) = fetch([url], limits)
    assert isinstance(missed, Unfetched), missed
    assert missed.problem.remedy
    return str(missed.problem)


def test_a_page_is_fetched_under_the_name_of_its_host(site: Site, limits: MakeLimits) -> None:
    site.answers["/a?b=1"] = answer()
    url = site.url("/a?b=1")
    assert page(f"{url}#part", limits()) == Fetched(f"{url}#part", url, PAGE, ".html")
    ((path, headers),) = site.asked
    assert path == "/a?b=1"
    assert headers["host"] == f"news.test:{site.port}"
    assert headers["user-agent"] == USER_AGENT
    assert headers["accept-encoding"] == "gzip, identity"
    assert not {"cookie", "authorization", "referer"} & set(headers)


@pytest.mark.parametrize(
    ("kind", "suffix"),
    [
        ("text/html; charset=utf-8", ".html"),
        ("application/xhtml+xml", ".html"),
        ("text/plain", ".txt"),
        ("Text/Markdown", ".md"),
        ("application/x-ndjson", ".jsonl"),
        ("application/jsonl", ".jsonl"),
    ],
)
def test_the_type_says_how_a_page_is_read(site: Site, limits: MakeLimits, kind: str, suffix: str) -> None:
    site.answers["/"] = answer(content_type=kind)
    assert page(site.url("/"), limits()).suffix == suffix


@pytest.mark.parametrize("kind", ["application/pdf", "image/svg+xml", "application/json", "text/css", "nonsense", ""])
def test_another_type_is_refused(site: Site, limits: MakeLimits, kind: str) -> None:
    site.answers["/"] = answer(content_type=kind)
    assert "only HTML, text and JSON Lines" in why_not(site.url("/"), limits())


@pytest.mark.parametrize(
    ("kind", "body", "read"),
    [
        ("text/plain; charset=windows-1251", "Мост закрыт".encode("cp1251"), "Мост закрыт".encode()),
        ("text/plain; charset=ISO-8859-1", b"\x93caf\xe9\x94", "“café”".encode()),
        ("text/plain; charset=idna", b"caf\xe9", b"caf\xe9"),
        ("text/plain; charset=nonsense", b"caf\xe9", b"caf\xe9"),
        ("text/plain; charset=shift_jis", b"\xff\xff\xff", b"\xff\xff\xff"),
    ],
)
def test_the_encoding_that_the_server_names_is_used(
    site: Site, limits: MakeLimits, kind: str, body: bytes, read: bytes
) -> None:
    site.answers["/"] = answer(body, content_type=kind)
    assert page(site.url("/"), limits()).data == read


def test_gzip_is_unpacked(site: Site, limits: MakeLimits) -> None:
    site.answers["/"] = answer(gzip.compress(PAGE), content_encoding="gzip")
    assert page(site.url("/"), limits()).data == PAGE


def test_pages_are_fetched_from_inside_a_running_loop_as_well(site: Site, limits: MakeLimits) -> None:
    site.answers["/"] = answer(PAGE)

    async def in_a_notebook() -> bytes:
        return page(site.url("/"), limits()).data

    with ThreadPoolExecutor(max_workers=1) as thread:
        assert thread.submit(lambda: asyncio.run(in_a_notebook())).result() == PAGE


def test_a_body_in_chunks_is_whole(site: Site, limits: MakeLimits) -> None:
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (PAGE[:10], PAGE[10:])) + b"0\r\n\r\n"
    site.answers["/"] = answer(chunked, length=0, transfer_encoding="chunked").replace(b"content-length: 0\r\n", b"")
    assert page(site.url("/"), limits()).data == PAGE


BROKEN = {
    "a bomb": (answer(gzip.compress(b"0" * 50_000_000), content_encoding="gzip"), "larger than 1 MB"),
    "a bomb within a bomb": (
        answer(gzip.compress(gzip.compress(b"0" * 50_000_000)), content_encoding="gzip, gzip"),
        "packed in a way",
    ),
    "brotli": (answer(b"x", content_encoding="br"), "packed in a way"),
    "zstd": (answer(b"x", content_encoding="zstd"), "packed in a way"),
    "deflate": (answer(zlib.compress(PAGE), content_encoding="deflate"), "packed in a way"),
    "no gzip": (answer(b"plain", content_encoding="gzip"), "broken"),
    "something behind gzip": (answer(gzip.compress(PAGE) + b"more", content_encoding="gzip"), "broken"),
    "half of gzip": (answer(gzip.compress(PAGE)[:-9], content_encoding="gzip"), "its end is missing"),
    "announced oversize": (answer(b"x", length=10**7), "larger than 1 MB"),
    "oversize": (answer(b"x" * 1_100_000).replace(b"content-length: 1100000\r\n", b""), "larger than 1 MB"),
    "half a page": (answer(PAGE, length=len(PAGE) + 5), "the connection broke"),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.9\r\n", "no proper answer"),
    "nothing": (b"", "no proper answer"),
    "a header without end": (b"HTTP/1.1 200 OK\r\nx: " + b"y" * 500_000, "no proper answer"),
    "not found": (answer(status="404 Not Found"), "the server answers 404"),
    "forbidden": (answer(status="403 Forbidden"), "the server answers 403"),
    "part": (answer(status="206 Partial Content"), "the server answers 206"),
    "no content": (answer(b"", status="204 No Content"), "the server answers 204"),
    "broken": (answer(status="500 Oh"), "the server answers 500"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_no_page_is_told_with_a_reason(site: Site, limits: MakeLimits, case: str) -> None:
    site.answers["/"], why = BROKEN[case]
    assert why in why_not(site.url("/"), limits())


def _drip(head: bytes) -> Callable[[socket, threading.Event], None]:
    def told(connection: socket, over: threading.Event) -> None:
        connection.sendall(head)
        while not over.wait(0.02):
            connection.sendall(b"x")

    return told


@pytest.mark.parametrize(
    "head", [b"", b"HTTP/1.1 200 OK\r\nx: ", answer(b"", length=10**5)], ids=["status", "header", "body"]
)
def test_a_page_that_comes_byte_by_byte_is_given_up(site: Site, limits: MakeLimits, head: bytes) -> None:
    site.answers["/"] = _drip(head)
    assert why_not(site.url("/"), limits(seconds=0.3)) == "it did not arrive within 0.3 s"


def _silent(connection: socket, over: threading.Event) -> None:
    over.wait()


def test_a_server_that_never_answers_is_given_up(site: Site, limits: MakeLimits) -> None:
    site.answers["/"] = _silent
    assert "within 0.2 s" in why_not(site.url("/"), limits(seconds=0.2))


def test_a_look_up_that_never_ends_is_given_up(limits: MakeLimits) -> None:
    import asyncio

    async def resolve(host: str, port: int) -> Sequence[str]:
        await asyncio.sleep(60)
        return []

    assert "within 0.1 s" in why_not("http://news.test/", limits(seconds=0.1, resolve=resolve))


def test_a_redirect_is_followed_and_the_page_goes_by_where_it_was_found(site: Site, limits: MakeLimits) -> None:
    site.answers |= {"/a": redirect("b?c#d"), "/b?c": redirect("//other.test:{port}/e"), "/e": answer()}
    site.answers["/b?c"] = redirect(f"//other.test:{site.port}/e")
    assert page(site.url("/a"), limits()).url == site.url("/e", host="other.test")


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"])
def test_every_kind_of_redirect_is_followed_up_to_a_number(site: Site, limits: MakeLimits, status: str) -> None:
    site.answers |= {f"/{n}": redirect(f"/{n + 1}", status) for n in range(MOST_REDIRECTS + 1)}
    site.answers[f"/{MOST_REDIRECTS}"] = answer()
    assert page(site.url("/0"), limits()).url == site.url(f"/{MOST_REDIRECTS}")
    site.answers[f"/{MOST_REDIRECTS}"] = redirect("/0", status)
    assert "from one address to the next" in why_not(site.url("/0"), limits())


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("http://127.0.0.1:{port}/b", "public"),
        ("http://127.0.0.2:{port}/b", "public"),
        ("http://inside.test:{port}/b", "public"),
        ("http://[::1]:{port}/b", "public"),
        ("http://169.254.169.254/latest/meta-data/", "public"),
        ("http://0x7f.1:{port}/b", "no valid URL"),
        ("file:///etc/passwd", "only http"),
        ("http://me:secret@news.test:{port}/b", "name or password"),
        ("https://exa mple.test/", "no valid URL"),
    ],
)
def test_where_a_redirect_leads_is_looked_at_like_the_first_url(
    site: Site, limits: MakeLimits, to: str, why: str
) -> None:
    site.answers |= {"/a": redirect(to.format(port=site.port)), "/b": answer()}
    names = {"inside.test": ["10.0.0.1"]}
    allowed: list[int] = []

    def first_only(address: object) -> bool:
        allowed.append(1)
        return len(allowed) == 1

    assert why in why_not(site.url("/a"), limits(names=names, allowed=first_only))
    assert [path for path, _ in site.asked] == ["/a"]


def test_a_redirect_from_https_to_http_is_not_followed() -> None:
    import httpx2

    from checker.errors import UnreadableArticleError
    from checker.fetching.fetch import following
    from checker.fetching.target import target

    secure = target("https://news.test/a")
    answered = httpx2.Response(302, headers={"Location": "http://news.test/b"})
    with pytest.raises(UnreadableArticleError, match="from https to http"):
        following(secure, answered, Limits(most_bytes=1))


@pytest.mark.parametrize("names", [["127.0.0.1", "10.0.0.1"], ["10.0.0.1", "127.0.0.1"], [], ["::1"], ["fe80::1%eth0"]])
def test_a_host_is_not_asked_unless_all_its_addresses_are_allowed(
    site: Site, limits: MakeLimits, names: list[str]
) -> None:
    site.answers["/"] = answer()
    assert "public" in why_not(site.url("/"), limits(names={"news.test": names}))
    assert site.asked == []


def test_a_host_is_looked_up_once_and_the_address_that_was_looked_at_is_asked(site: Site, limits: MakeLimits) -> None:
    """A name that changes its address between look and connection leads nowhere else."""
    looked_up: list[str] = []

    async def flipping(host: str, port: int) -> Sequence[str]:
        looked_up.append(host)
        return ["127.0.0.1"] if len(looked_up) == 1 else ["10.0.0.1"]

    site.answers["/"] = answer()
    assert page(site.url("/"), limits(resolve=flipping)).data == PAGE
    assert looked_up == ["news.test"]


def test_an_address_that_cannot_be_reached_makes_way_for_the_next(site: Site, limits: MakeLimits) -> None:
    site.answers["/"] = answer()
    both = limits(names={"news.test": ["127.0.0.9", "127.0.0.1"]}, allowed=lambda address: address.is_loopback)
    assert page(site.url("/"), both).data == PAGE
    assert "cannot be reached" in why_not(
        site.url("/"), limits(names={"news.test": ["127.0.0.9"]}, allowed=lambda address: address.is_loopback)
    )


def test_this_machine_is_not_asked_unless_a_test_allows_it(site: Site) -> None:
    site.answers["/"] = answer()
    strict = Limits(most_bytes=100, ports=None)
    for host in ("127.0.0.1", "localhost", "[::1]"):
        assert "public" in why_not(site.url("/", host=host), strict)
    assert site.asked == []


def test_nothing_is_looked_up_where_other_machines_are_forbidden() -> None:
    assert "CHECKER_OFFLINE" in why_not("https://example.org/", Limits(most_bytes=100))


def test_no_proxy_of_the_environment_is_asked(site: Site, limits: MakeLimits, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.answers["/"] = answer()
    assert page(site.url("/"), limits()).data == PAGE


def test_no_cookie_is_kept(site: Site, limits: MakeLimits) -> None:
    site.answers |= {"/a": redirect("/b").replace(b"\r\n\r\n", b"\r\nset-cookie: id=1; Path=/\r\n\r\n"), "/b": answer()}
    page(site.url("/a"), limits())
    assert all("cookie" not in headers for _, headers in site.asked)


def test_a_url_that_fails_ends_no_other_and_each_is_asked_once(site: Site, limits: MakeLimits) -> None:
    site.answers |= {"/a": answer(), "/b": answer(status="500 Oh"), "/c": answer()}
    urls = [site.url(path) for path in ("/a", "/b", "/c", "/a")]
    found = fetch(urls, limits())
    assert [type(outcome) for outcome in found] == [Fetched, Unfetched, Fetched]
    assert [outcome.asked for outcome in found] == urls[:3]
    assert sorted(path for path, _ in site.asked) == ["/a", "/b", "/c"]


def test_what_is_told_of_a_url_holds_no_password(limits: MakeLimits) -> None:
    (missed,) = fetch(["http://me:secret@news.test/"], limits())
    assert "secret" not in missed.asked + str(missed)
