"""What the guard and the entry let through."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from checker.review.desk import Desk
from checker.review.web.access import Access, hash_password
from checker.review.web.app import build_app
from checker.review.web.entry import Entry
from checker.review.web.guard import HEADERS, MOST_BYTES
from tests.review.web.conftest import TOKEN

OURS = {"origin": "http://testserver"}


@pytest.fixture
def app(desk: Desk) -> Starlette:
    return build_app(desk, Access(token=TOKEN), {"testserver"})


def fresh(app: Starlette, **options: object) -> TestClient:
    return TestClient(app, follow_redirects=False, **options)  # type: ignore[arg-type]


@pytest.fixture
def choice(desk: Desk) -> dict[str, str]:
    return {"item": desk.standings()[0].item, "revision": "0", "choice": "confirmed", "query": ""}


@pytest.mark.parametrize("host", ["evil.example", "testserver:81", "testserver.evil.example", ""])
def test_a_foreign_host_is_misdirected(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 421
    assert client.get("/static/page.css", headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "https://evil.example", "sec-fetch-site": "same-origin"},
        {"origin": "http://testserver.evil.example"},
        {"origin": "null"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {},
    ],
)
def test_a_post_from_elsewhere_is_forbidden_and_writes_nothing(
    app: Starlette, desk: Desk, choice: dict[str, str], headers: dict[str, str]
) -> None:
    client = fresh(app)
    client.get("/", params={"token": TOKEN})
    assert client.post("/decide", data=choice, headers=headers).status_code == 403
    assert desk.history(choice["item"]) == ()


@pytest.mark.parametrize("headers", [OURS, {"sec-fetch-site": "same-origin"}])
def test_a_post_from_our_page_is_let_through(
    app: Starlette, desk: Desk, choice: dict[str, str], headers: dict[str, str]
) -> None:
    client = fresh(app)
    client.get("/", params={"token": TOKEN})
    assert client.post("/decide", data=choice, headers=headers).status_code == 303
    assert len(desk.history(choice["item"])) == 1


def test_a_page_of_another_site_may_not_even_read(client: TestClient) -> None:
    assert client.get("/", headers={"origin": "http://evil.example"}).status_code == 403


@pytest.mark.parametrize("path", ["/", "/part", "/?token=wrong", "/?token=", "/nowhere"])
def test_without_the_secret_nothing_is_shown(app: Starlette, path: str) -> None:
    answer = fresh(app).get(path)
    assert answer.status_code == 401
    assert "Marisol" not in answer.text


def test_without_the_secret_nothing_is_written(app: Starlette, desk: Desk, choice: dict[str, str]) -> None:
    client = fresh(app)
    assert client.post("/decide", data=choice, headers=OURS).status_code == 401
    assert client.post(f"/decide?token={TOKEN}", data=choice, headers=OURS).status_code == 401
    assert desk.history(choice["item"]) == ()


def test_the_secret_leaves_the_address_for_a_cookie_that_scripts_and_other_sites_never_have(app: Starlette) -> None:
    answer = fresh(app).get("/", params={"token": TOKEN, "state": "open"})
    cookie = answer.headers["set-cookie"]
    assert (answer.status_code, answer.headers["location"]) == (303, "/?state=open")
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    assert TOKEN not in cookie


def test_a_cookie_of_another_run_opens_nothing(app: Starlette) -> None:
    assert fresh(app, cookies={"checker_80": TOKEN}).get("/").status_code == 401


@pytest.mark.parametrize("path", ["/decide", "/undo", "/bulk", "/settings"])
def test_reading_never_writes(client: TestClient, desk: Desk, choice: dict[str, str], path: str) -> None:
    before = desk.standings()
    assert client.get(path, params=choice).status_code == 405
    for shown in ("/", "/part"):
        client.get(shown, params={**choice, "undone": "1", "done": choice["item"]})
        client.head(shown, params=choice)
    assert desk.standings() == before


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(client: TestClient, method: str) -> None:
    assert client.request(method, "/").status_code == 405


Ask = Callable[[TestClient], int]


@pytest.mark.parametrize(
    "path", ["/", "/part", "/nowhere", "/static/page.js", "/static/nothing.js", "/static/../app.py", "/decide"]
)
def test_every_answer_carries_the_policy(client: TestClient, path: str) -> None:
    answers = [client.get(path), client.get(path, headers={"host": "evil.example"}), client.post(path)]
    for answer in answers:
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "default-src 'none'" in answers[0].headers["content-security-policy"]
    assert "unsafe" not in answers[0].headers["content-security-policy"]


def test_a_large_body_is_refused_whether_it_says_so_or_not(client: TestClient, desk: Desk) -> None:
    large = b"x" * (MOST_BYTES + 1)
    assert client.post("/undo", content=large).status_code == 413
    assert client.post("/undo", content=iter([large[:1000], large])).status_code == 413


@pytest.mark.parametrize("length", ["-1", "many", "٣"])
def test_a_length_that_is_no_number_is_refused(client: TestClient, length: str) -> None:
    given = {"content-length": length.encode()}
    assert client.post("/undo", headers=given).status_code == 413  # type: ignore[arg-type]


def test_the_password_opens_the_page_and_nothing_else_does(desk: Desk) -> None:
    app = build_app(desk, Access(password_hash=hash_password("tide")), {"testserver"})
    with closing(fresh(app)) as client:
        assert 'type="password"' in client.get("/").text
        answer = client.post("/login", data={"password": "tide"}, headers=OURS)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert client.get("/").status_code == 200
        assert fresh(app).get("/", params={"token": ""}).status_code == 401
        assert fresh(app).get("/", params={"token": "None"}).status_code == 401


def test_a_wrong_password_is_told_so_and_costs_time(desk: Desk) -> None:
    async def nothing(*_: object) -> None:
        raise AssertionError("let through")

    entry = Entry(nothing, Access(password_hash=hash_password("tide")), pause=0.0)
    answer = TestClient(entry).post("/login", data={"password": "Tide"})
    assert answer.status_code == 401
    assert "not the password" in answer.text


def test_nobody_logs_in_from_another_site(desk: Desk) -> None:
    app = build_app(desk, Access(password_hash=hash_password("tide")), {"testserver"})
    answer = fresh(app).post("/login", data={"password": "tide"}, headers={"origin": "http://evil.example"})
    assert answer.status_code == 403
