"""What the page shows, and what it writes."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from checker.errors import StoreError
from checker.review.desk import Desk
from checker.review.web.access import Access
from checker.review.web.app import build_app
from checker.review.web.guard import HEADERS
from schemas.report import Report
from schemas.review import Action, Decision, HumanState, Reason
from tests.report.story import HOSTILE, clean_report, hostile_report, sample_report
from tests.review.web.conftest import MakeClient, MakeDesk, many, rerun

CONFIRMED = Decision(state=HumanState.CONFIRMED)
ROUNDING = Decision(state=HumanState.DISMISSED, reason=Reason.ROUNDING)


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def decide(client: TestClient, item: str, choice: str, *, script: bool = True, **fields: str):  # type: ignore[no-untyped-def]
    given = {"item": item, "revision": "0", "choice": choice, "note": "", "query": "", **fields}
    if script:
        return client.post("/decide", json=given)
    return client.post("/decide", data=given, follow_redirects=False)


def shown(html: str) -> str:
    found = re.search(r'data-item="([^"]*)"', html)
    assert found
    return unescape(found[1])


def test_the_page_opens_at_the_first_finding_with_both_sides_marked(client: TestClient) -> None:
    page = client.get("/").text
    assert shown(page) == "throttle"
    assert '<mark class="differs"><strong>never</strong></mark>' in page
    assert '<mark class="differs"><strong>barely</strong></mark>' in page
    assert page.index("Side A") < page.index("Side B")


def test_the_machines_explanation_is_folded_until_asked_for(client: TestClient) -> None:
    assert '<details id="explanation" data-item="throttle">' in client.get("/").text
    assert '<details id="explanation" data-item="throttle" open>' in client.get("/?explain=1").text
    assert "explain=1" in client.get("/?explain=1").text.split('data-press="j"')[0]
    client.post("/settings", data={"explanation": "always"})
    assert '<details id="explanation" data-item="throttle" open>' in client.get("/").text


def test_further_positions_stand_below_and_can_be_put_beside(client: TestClient) -> None:
    page = client.get("/?item=hurt").text
    assert page.index("Side B") < page.index("Further positions") < page.index("Side C")
    beside = client.get("/?item=hurt&sides=0-2").text
    assert beside.index("Side C") < beside.index("Further positions") < beside.index("Side B")


def test_sides_can_be_swapped(client: TestClient) -> None:
    page = client.get("/?sides=1-0").text
    assert page.index("Side B") < page.index("Side A")
    assert shown(client.get("/?item=throttle&sides=7-9").text) == "throttle"


def test_a_side_expands_to_its_whole_article_at_the_place(client: TestClient, desk: Desk) -> None:
    page = client.get("/?item=hour&expand=1").text
    article = next(article for article in desk.report.articles if article.id == "courier")
    assert all(part.strip() in text(page) for part in article.text.split("\n") if part.strip())
    place = re.search(r'data-place="(A-[^"]+)"', page)
    assert place
    assert f'id="{place[1]}"' in page
    assert "<mark>The harbour office said the ferry struck the sandbank at 18:40.</mark>" in page


def test_a_decision_is_kept_with_its_note_and_time_and_leads_to_the_next(client: TestClient, desk: Desk) -> None:
    answer = decide(client, "throttle", "confirmed:correct", note="ask\r\nRuben", seconds="4.25")
    assert answer.status_code == 200
    assert shown(answer.text) == "bridge"
    event = desk.history("throttle")[0]
    assert event.decision == Decision(state=HumanState.CONFIRMED, action=Action.CORRECT, note="ask\nRuben")
    assert (event.seconds, event.who) == (4.2, "Ada")
    assert "№ 1 confirmed: correct ours." in answer.text
    assert "1 of 10 decided by people" in answer.text


def test_a_plain_form_decides_as_the_script_does(client: TestClient, desk: Desk) -> None:
    answer = decide(client, "throttle", "dismissed:rounding", script=False, query="state=open")
    assert (answer.status_code, answer.headers["location"]) == (303, "/?state=open&item=bridge&done=throttle")
    page = client.get(answer.headers["location"]).text
    assert "№ 1 dismissed: rounding." in text(page)
    assert desk.standing("throttle").decision == ROUNDING


@pytest.mark.parametrize("seconds", ["", "nan", "inf", "-1", "soon", "1e9"])
def test_a_time_that_is_none_is_not_kept(client: TestClient, desk: Desk, seconds: str) -> None:
    assert decide(client, "throttle", "query", seconds=seconds).status_code == 200
    assert desk.history("throttle")[0].seconds is None


@pytest.mark.parametrize(
    "choice",
    [
        "",
        "dismissed",
        "dismissed:",
        "dismissed:gone",
        "confirmed:rounding",
        "closed",
        "dismissed:other",
        "open:watch",
    ],
)
def test_what_is_no_decision_writes_nothing_and_says_so(client: TestClient, desk: Desk, choice: str) -> None:
    answer = decide(client, "throttle", choice, note="  ")
    assert answer.status_code == 422
    assert shown(answer.text) == "throttle"
    assert desk.history("throttle") == ()


def test_another_reason_needs_a_note(client: TestClient, desk: Desk) -> None:
    assert "needs a note" in decide(client, "throttle", "dismissed:other").text
    assert decide(client, "throttle", "dismissed:other", note="a quiz").status_code == 200
    assert desk.standing("throttle").decision.note == "a quiz"


def test_a_note_that_is_too_long_is_refused(client: TestClient, desk: Desk) -> None:
    assert decide(client, "throttle", "query", note="ü" * 10_001).status_code == 422
    assert decide(client, "throttle", "query", note="ü" * 10_000, script=False).status_code == 303


@pytest.mark.parametrize("revision", ["", "-1", "x", "99999999999", "1.0", "²"])
def test_a_decision_says_what_was_looked_at(client: TestClient, desk: Desk, revision: str) -> None:
    assert decide(client, "throttle", "query", revision=revision).status_code == 422
    assert desk.history("throttle") == ()


@pytest.mark.parametrize("script", [True, False])
def test_the_second_of_two_editors_sees_what_the_first_decided(
    client: TestClient, make_desk: MakeDesk, desk: Desk, script: bool
) -> None:
    make_desk(who="Grace").decide({"throttle": 0}, ROUNDING.model_copy(update={"note": "same word"}))
    answer = decide(client, "throttle", "confirmed", script=script)
    assert answer.status_code == 409
    assert (
        "In the meantime Grace decided: dismissed: rounding (“same word”). Nothing of yours was written" in answer.text
    )
    assert 'name="revision" value="1"' in answer.text
    assert desk.standing("throttle").decided_by == "Grace"


def test_undo_takes_back_step_by_step_and_shows_where(client: TestClient, desk: Desk) -> None:
    decide(client, "throttle", "confirmed")
    decide(client, "bridge", "dismissed:misread")
    assert shown(client.post("/undo", json={"query": ""}).text) == "bridge"
    back = client.post("/undo", data={"query": ""}).text
    assert shown(back) == "throttle"
    assert "Taken back: 1 decision." in text(back)
    assert all(standing.decision.state is HumanState.OPEN for standing in desk.standings())
    assert "There is nothing to take back." in client.post("/undo", json={"query": ""}).text


def bulk_digest(html: str) -> str:
    found = re.search(r'name="digest" value="([0-9a-f]+)"', html)
    assert found
    return found[1]


def test_one_step_decides_on_all_in_the_filter_and_one_undo_takes_it_back(client: TestClient, desk: Desk) -> None:
    page = client.get("/?severity=major").text
    assert "Decide on all 3" in text(page)
    given = {"query": "severity=major", "digest": bulk_digest(page), "choice": "dismissed:rounding", "note": "one pass"}
    answer = client.post("/bulk", json=given)
    assert "3 findings decided in one step." in answer.text
    assert {s.item for s in desk.standings() if s.decision.state is HumanState.DISMISSED} == {"bridge", "hour", "sail"}
    client.post("/undo", json={"query": ""})
    assert all(standing.decision.state is HumanState.OPEN for standing in desk.standings())


def test_a_step_on_a_list_that_changed_in_the_meantime_writes_nothing(
    client: TestClient, make_desk: MakeDesk, desk: Desk
) -> None:
    digest = bulk_digest(client.get("/?severity=major").text)
    make_desk(who="Grace").decide({"hour": 0}, CONFIRMED)
    given = {"query": "severity=major", "digest": digest, "choice": "query", "note": ""}
    assert client.post("/bulk", json=given).status_code == 409
    assert desk.history("bridge") == ()


def test_decided_ones_are_passed_over_and_the_end_goes_on_at_the_beginning(client: TestClient, desk: Desk) -> None:
    decide(client, "bridge", "confirmed")
    assert shown(decide(client, "throttle", "confirmed").text) == "hour"
    last = desk.standings()[-1].item
    assert shown(decide(client, last, "confirmed").text) == "hour"


def test_when_all_are_decided_the_page_says_so_and_how_to_take_them_away(client: TestClient, desk: Desk) -> None:
    desk.decide({s.item: 0 for s in desk.standings()[1:]}, ROUNDING)
    page = decide(client, "throttle", "confirmed").text
    assert "All 10 are decided" in page
    assert "checker decisions sheet" in page
    assert "10 of 10 decided" in page


def test_a_list_of_decided_ones_is_walked_through(client: TestClient, desk: Desk) -> None:
    desk.decide({"throttle": 0, "hour": 0}, ROUNDING)
    assert shown(client.get("/?state=dismissed").text) == "throttle"
    on = decide(client, "throttle", "confirmed", revision="1", query="state=dismissed")
    assert shown(on.text) == "hour"


def test_a_run_that_found_nothing_says_what_was_checked(make_desk: MakeDesk, client_of: MakeClient) -> None:
    page = client_of(make_desk(clean_report())).get("/").text
    assert "Nothing to decide" in page
    assert "No contradiction found." in page
    assert "Compared:" in page or "nothing was compared" in page or "no question" in page


def test_an_incomplete_run_lists_what_was_not_checked(client: TestClient) -> None:
    page = client.get("/").text
    assert "Incomplete run." in page
    assert "ferry/scan.pdf" in page


def test_a_filter_without_a_match_says_how_to_leave_it(client: TestClient) -> None:
    page = client.get("/?text=unicorn").text
    assert "No finding fits this filter" in page
    assert '<a href="/" data-go>Clear the filter</a>' in page


def test_a_reopened_finding_shows_the_old_decision_and_the_words_that_changed(
    make_desk: MakeDesk, client_of: MakeClient, desk: Desk
) -> None:
    desk.decide({"hour": 0, "boats": 0}, ROUNDING.model_copy(update={"note": "near enough"}))
    later = rerun(sample_report(), "later", edit=("sandbank at 18:40", "sandbank at 18:45"))
    page = client_of(make_desk(later)).get("/?item=hour").text
    assert "It was dismissed: rounding, and words that this rested on have changed" in page
    assert "<del>The harbour office said the ferry struck the sandbank at 18:40.</del>" in page
    assert "near enough" in page
    assert page.count(">reopened<") == 1


def test_a_confirmed_finding_that_disappeared_is_resolved_and_shows_its_words(
    make_desk: MakeDesk, client_of: MakeClient, desk: Desk
) -> None:
    desk.decide({"hour": 0}, CONFIRMED)
    page = client_of(make_desk(rerun(sample_report(), "later", without="hour"))).get("/?item=hour").text
    assert "Resolved." in page
    assert "Absent: this run read its articles" in page
    assert "struck the sandbank at 18:40." in page
    assert "1 resolved" in text(page)


def test_the_first_run_of_a_story_does_not_call_everything_new(
    make_desk: MakeDesk, client_of: MakeClient, client: TestClient
) -> None:
    assert "Since the last run" not in client.get("/").text
    later = client_of(make_desk(rerun(sample_report(), "later"))).get("/").text
    assert "Unchanged since the last run." in later


def test_a_blind_reviewer_is_told_so_and_sees_no_other_decision(
    make_desk: MakeDesk, client_of: MakeClient, desk: Desk
) -> None:
    desk.decide({"throttle": 0}, ROUNDING.model_copy(update={"note": "hush"}))
    page = client_of(make_desk(who="Grace", blind=True)).get("/?item=throttle").text
    assert "Blind review." in page
    assert "hush" not in page
    assert "0 of 10 decided" in page


def test_disagreements_of_two_reviewers_are_a_list_of_their_own(
    make_desk: MakeDesk, client_of: MakeClient, desk: Desk
) -> None:
    blind = make_desk(who="Grace", blind=True)
    desk.decide({"throttle": 0, "bridge": 0}, ROUNDING)
    blind.decide({"throttle": 0}, CONFIRMED)
    blind.decide({"bridge": 0}, ROUNDING)
    page = client_of(desk).get("/?disagree=1").text
    assert shown(page) == "throttle"
    assert "1 finding in this filter" in text(page)
    assert "The reviewers disagree on it." in page
    assert "blind review" in page
    assert "reviewers disagree" not in client_of(blind).get("/").text


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"item": 1}', b'{"item": null}', b"[" * 100_000, b"\xff"])
def test_what_cannot_be_read_is_refused_in_words(client: TestClient, body: bytes) -> None:
    answer = client.post("/decide", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert "cannot be read" in answer.text


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", ""])
def test_other_kinds_of_bodies_are_refused(client: TestClient, kind: str) -> None:
    body = json.dumps({"item": "throttle", "revision": "0", "choice": "confirmed"})
    assert client.post("/decide", content=body, headers={"content-type": kind}).status_code == 400


def test_a_finding_that_the_run_does_not_have_is_not_found(client: TestClient) -> None:
    assert client.get("/?item=nothing").status_code == 404
    assert decide(client, "nothing", "confirmed").status_code == 404


def test_hostile_words_are_only_ever_words(make_desk: MakeDesk, client_of: MakeClient) -> None:
    desk = make_desk(hostile_report(), who=HOSTILE[:200])
    first = desk.standings()[0]
    desk.decide({first.item: 0}, Decision(state=HumanState.QUERY, note=HOSTILE))
    client = client_of(desk)
    pages = [client.get("/", params={"item": s.item, "expand": e}).text for s in desk.standings() for e in ("", "1")]
    pages += [client.get("/", params={"text": HOSTILE, "source": HOSTILE, "done": first.item}).text]
    for page in pages:
        assert "<script>window" not in page
        assert "<img" not in page
        assert "javascript:" not in "".join(re.findall(r'(?:href|src|action)="([^"]*)"', page))
        assert not re.search("[\u202a-\u202e\u200b\ufeff\x1b]", text(page))
        assert page.count("<script") == 1


def test_single_keys_can_be_off_from_the_beginning(desk: Desk) -> None:
    client = TestClient(build_app(desk, Access(token="t"), {"testserver"}, keys=False))
    page = client.get("/?token=t").text
    assert '<body data-keys="off">' in page
    assert "<kbd" not in page


def test_a_store_that_fails_is_told_in_words(client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreError("The store cannot be written: disk full.", remedy="Free some space.")

    monkeypatch.setattr(desk, "decide", full)
    answer = decide(client, "throttle", "confirmed")
    assert answer.status_code == 503
    assert "disk full. Free some space." in answer.text


def test_a_fault_is_told_without_its_traceback_and_under_the_policy(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = build_app(desk, Access(token="t"), {"testserver"})
    monkeypatch.setattr(desk, "standings", lambda: 1 / 0)
    answer = TestClient(app, raise_server_exceptions=False).get("/?token=t")
    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.text
    assert answer.headers["content-security-policy"] == HEADERS["content-security-policy"]


def test_a_notice_says_only_what_is_so(client: TestClient) -> None:
    assert "decided in one step" in client.get("/?all=3").text
    assert 'class="toast' not in client.get("/?all=three&done=<b>&undone=-1").text


@pytest.mark.parametrize("query", ["", "text=buoy", "state=open&severity=critical", "item=f-2500", "item=f-4999"])
def test_the_page_stays_light_with_five_thousand_findings(
    make_desk: MakeDesk, client_of: MakeClient, query: str
) -> None:
    client = client_of(make_desk(many(sample_report(), 5000)))
    assert len(client.get(f"/?{query}").content) < 300_000
    assert len(client.get(f"/part?{query}").content) < 100_000


def test_hostile_words_do_not_make_the_page_heavy(make_desk: MakeDesk, client_of: MakeClient) -> None:
    report: Report = hostile_report()
    first = report.findings[0].model_copy(update={"question": HOSTILE * 500, "explanation": "x"})
    client = client_of(make_desk(report.model_copy(update={"findings": (first, *report.findings[1:])})))
    assert len(client.get("/part").content) < 300_000
