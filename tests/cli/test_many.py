"""Many stories in one run, as a user asks for them."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bench.world import world, worlds
from bench.world.files import write_lines
from tests.cli.conftest import Run, World
from tests.conftest import Serve
from tests.llm.model_server import ModelServer, Reply

Flags = tuple[str, ...]
Stories = Callable[..., Path]

OF_ONE_RUN = re.compile(
    r'"(id|run)": ?"\d{8}T\w+-[0-9a-f]+"|"started": ?"[^"]+"|\d{8}T\d+Z-[0-9a-f]{6}|"path": ?"[^"]+"'
)
"""What differs from run to run: the run's id, when it was begun; and where the articles stand."""


@pytest.fixture
def stories(tmp_path: Path) -> Stories:
    """A folder of stories, of two articles each that disagree on a number."""

    def make(*names: str, root: str = "stories") -> Path:
        for name in names:
            folder = tmp_path / root / name
            folder.mkdir(parents=True)
            where = name if name.isascii() and name.isalnum() and len(name) < 20 else "Brenholm"
            for outlet, number in (("ant", "Nine"), ("bee", "Twelve")):
                text = (
                    f"Ferry burns off {where}\n\n{number} people died in the fire off {where}. The ship carried cars."
                )
                (folder / f"{outlet}.txt").write_text(text, encoding="utf-8")
        return tmp_path / root

    return make


def index_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "index.json").read_text())
    return found


def settled(text: str) -> str:
    return OF_ONE_RUN.sub("", text)


def test_a_folder_of_folders_gives_a_report_a_story_and_an_index(
    run: Run, stories: Stories, model: Flags, tmp_path: Path
) -> None:
    ran = run("check", stories("brenholm", "veland"), *model, "-o", tmp_path / "out")
    assert ran.code == 1
    out = tmp_path / "out"
    assert sorted(path.name for path in out.iterdir()) == [
        *("brenholm.html", "brenholm.json", "index.html", "index.json", "veland.html", "veland.json")
    ]
    entries = index_of(out)["stories"]
    assert [(e["name"], e["state"], e["major"], e["complete"]) for e in entries] == [
        ("brenholm", "checked", 1, True),
        ("veland", "checked", 1, True),
    ]
    assert 'href="brenholm.html"' in (out / "index.html").read_text()
    assert "Contradictions in 2 of 2 stories." in ran.out
    assert str(out / "veland.html") in ran.out


def test_every_story_is_saved_as_a_run_and_known_again(run: Run, stories: Stories, model: Flags) -> None:
    root = stories("brenholm", "veland")
    run("check", root, *model)
    saved = Path(os.environ["CHECKER_HOME"]) / "runs"
    assert len(list(saved.glob("*.json"))) == 2
    again = run("check", root, *model, "--format", "json")
    reports = [json.loads(line) for line in again.out.splitlines()]
    assert [review["machine"] for each in reports for review in each["reviews"]] == ["unchanged", "unchanged"]


def test_json_on_standard_output_is_a_report_a_line(run: Run, stories: Stories, model: Flags) -> None:
    ran = run("check", stories("a", "b", "c"), *model, "--format", "json")
    assert [json.loads(line)["title"] for line in ran.out.splitlines()] == ["a", "b", "c"]
    assert "3 of 3 stories done" in ran.err


def test_usage_is_counted_story_by_story(run: Run, stories: Stories, model: Flags, server: ModelServer) -> None:
    ran = run("check", stories("a", "b", "c"), *model, "--price-in", "1", "--price-out", "1", "--format", "json")
    usages = [json.loads(line)["run"]["usage"] for line in ran.out.splitlines()]
    assert [usage["calls"] for usage in usages] == [3, 3, 3]
    assert len({usage["cost_usd"] for usage in usages}) == 1
    assert sum(usage["calls"] for usage in usages) == len(server.requests)


def test_the_worst_story_decides_the_exit_code(
    run: Run, stories: Stories, model: Flags, world: World, server: ModelServer
) -> None:
    root = stories("a", "b")
    assert run("check", root, *model, "--fail-level", "critical").code == 0
    assert run("check", root, *model).code == 1
    (root / "b" / "scan.pdf").write_text("x")
    ran = run("check", root, *model, "--format", "json")
    assert ran.code == 3
    assert [json.loads(line)["complete"] for line in ran.out.splitlines()] == [True, False]


def test_a_story_with_nothing_to_compare_does_not_spoil_the_run(
    run: Run, stories: Stories, model: Flags, tmp_path: Path
) -> None:
    root = stories("a", "b")
    (root / "b" / "bee.txt").unlink()
    (root / "empty").mkdir()
    ran = run("check", root, *model, "--fail-level", "never", "-o", tmp_path / "out")
    assert ran.code == 0
    states = {entry["name"]: entry["state"] for entry in index_of(tmp_path / "out")["stories"]}
    assert states == {"a": "checked", "b": "nothing_to_compare", "empty": "nothing_to_compare"}
    assert "2 stories with nothing to compare" in ran.out


def test_only_stories_with_nothing_to_compare_are_nothing_to_compare(
    run: Run, stories: Stories, model: Flags, server: ModelServer
) -> None:
    root = stories("a", "b")
    for name in "ab":
        (root / name / "bee.txt").unlink()
    assert run("check", root, *model).code == 5
    assert server.requests == []


def test_a_failure_in_one_story_is_told_and_costs_no_other(
    run: Run, stories: Stories, model: Flags, world: World, server: ModelServer, tmp_path: Path
) -> None:
    def script(body: dict[str, Any]) -> Reply:
        if "off b." in json.dumps(body):
            return Reply(status=400, body=b'{"error": {"message": "no"}}')
        return world(body)

    server.script = script
    ran = run("check", stories("a", "b", "c"), *model, "-o", tmp_path / "out")
    assert ran.code == 3
    assert [(e["name"], e["complete"]) for e in index_of(tmp_path / "out")["stories"]] == [
        ("a", True),
        ("b", False),
        ("c", True),
    ]
    assert index_of(tmp_path / "out")["complete"] is False


def test_a_wrong_key_ends_all_and_says_which_stories_were_not_checked(
    run: Run, stories: Stories, model: Flags, server: ModelServer, tmp_path: Path
) -> None:
    refused = b'{"error": {"message": "Incorrect API key", "code": "invalid_api_key"}}'
    server.script = lambda body: Reply(status=401, body=refused)
    root = stories(*(f"s{number:03}" for number in range(60)))
    ran = run("check", root, *model, "-j", "1", "-o", tmp_path / "out")
    assert ran.code == 2
    assert ran.err.count("Error:") == 1
    assert len(server.requests) == 1
    states = {entry["state"] for entry in index_of(tmp_path / "out")["stories"]}
    assert states == {"failed", "not_begun"}


def test_a_limit_on_cost_holds_for_all_together(run: Run, stories: Stories, model: Flags) -> None:
    price = ("--price-in", "1000", "--price-out", "1000", "--max-tokens", "100")
    ran = run("check", stories("a", "b", "c", "d"), *model, *price, "--max-cost", "1.2", "--format", "json")
    assert ran.code == 3
    reports = [json.loads(line) for line in ran.out.splitlines()]
    assert sum(each["run"]["usage"]["cost_usd"] for each in reports) <= 1.2
    assert len(reports) == 4


def test_one_cassette_holds_all_stories(
    run: Run, stories: Stories, model: Flags, server: ModelServer, tmp_path: Path
) -> None:
    root = stories("a", "b", "c")
    first = run("check", root, *model, "--record", tmp_path / "tape", "--format", "json")
    asked = len(server.requests)
    again = run("check", root, "--replay", tmp_path / "tape", "--format", "json", "-j", "32")
    assert len(server.requests) == asked
    findings = [[json.loads(line)["findings"] for line in ran.out.splitlines()] for ran in (first, again)]
    assert findings[0] == findings[1]
    (root / "b" / "ant.txt").write_text("Ninety people died in the fire off b. It was Monday.")
    edited = run("check", root, "--replay", tmp_path / "tape", "--format", "json")
    assert edited.code == 3
    assert [json.loads(line)["title"] for line in edited.out.splitlines()] == ["a", "c"]
    assert "is not recorded" in " ".join(edited.err.split())


def test_a_dry_run_sums_up_and_asks_nothing(run: Run, stories: Stories, model: Flags, server: ModelServer) -> None:
    root = stories("a", "b")
    (root / "c").mkdir()
    ran = run("check", root, *model, "--dry-run")
    assert ran.code == 0
    assert re.search(r"stories +2\narticles +4\n", ran.out)
    assert "Not counted: c: No article was found" in ran.err
    assert server.requests == []


def test_formats_are_those_that_were_asked_for(run: Run, stories: Stories, model: Flags, tmp_path: Path) -> None:
    run("check", stories("a"), *model, "-o", tmp_path / "out", "--each", "markdown", "--each", "text")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.md", "a.txt", "index.html", "index.json"]


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("-o", "report.html"), "many stories"),
        (("-o", "stories/out"), "would be read by the next run"),
        (("--format", "html"), "-o reports/"),
        (("--meta", "ant.outlet=X"), "meta.json"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, tuple) else "",
)
def test_flags_that_go_with_no_many_stories_are_refused_before_anything_is_asked(
    run: Run,
    stories: Stories,
    model: Flags,
    server: ModelServer,
    monkeypatch: pytest.MonkeyPatch,
    flags: Flags,
    said: str,
) -> None:
    monkeypatch.chdir(stories("a").parent)
    ran = run("check", "stories", *model, *flags)
    assert ran.code == 2
    assert said in " ".join(ran.err.split())
    assert server.requests == []


def test_a_file_among_folders_of_stories_is_refused(run: Run, stories: Stories, model: Flags, tmp_path: Path) -> None:
    (tmp_path / "lone.txt").write_text("x")
    ran = run("check", stories("a"), tmp_path / "lone.txt", *model)
    assert ran.code == 2
    assert "--group" in ran.err


def test_two_folders_of_articles_are_one_story_as_ever(run: Run, stories: Stories, model: Flags) -> None:
    root = stories("a", "b")
    report = run("check", root / "a", root / "b", *model, "--format", "json").report
    assert len(report["articles"]) == 4


@pytest.mark.parametrize("name", ["..", "CON", "a" * 200, "Ärger & Co", "<b>x</b>", "[red]x[/red]", "\u202egnp"])
def test_a_folders_name_leaves_the_output_folder_in_no_way(
    run: Run, stories: Stories, model: Flags, tmp_path: Path, name: str
) -> None:
    root = stories("plain" if name == ".." else name)
    if name == "..":
        (root / "plain" / "meta.json").write_text(json.dumps({"title": "../../../etc/passwd"}))
    out = tmp_path / "deep" / "out"
    before = {path for path in tmp_path.rglob("*") if out not in path.parents}
    ran = run("check", root, *model, "-o", out)
    assert ran.code == 1
    assert {path for path in tmp_path.rglob("*") if out not in path.parents} - before <= {out, out.parent}
    assert all(re.fullmatch(r"[a-z0-9.-]+", path.name) for path in out.iterdir())
    assert "\u202e" not in ran.out + (out / "index.html").read_text()
    assert "<b>x" not in (out / "index.html").read_text()


def test_a_folders_name_may_hold_bytes_that_are_no_text(
    run: Run, stories: Stories, model: Flags, tmp_path: Path
) -> None:
    root = stories("plain")
    (root / "plain").rename(root / os.fsdecode(b"caf\xe9"))
    ran = run("check", root, *model, "-o", tmp_path / "out")
    assert ran.code == 1, ran.err
    assert index_of(tmp_path / "out")["stories"][0]["source"].endswith("caf\\xe9")


def test_twins_by_case_get_reports_of_their_own(run: Run, stories: Stories, model: Flags, tmp_path: Path) -> None:
    run("check", stories("Ferry", "ferry"), *model, "-o", tmp_path / "out")
    names = [entry["name"] for entry in index_of(tmp_path / "out")["stories"]]
    assert len({name.casefold() for name in names}) == 2
    assert all((tmp_path / "out" / f"{name}.html").is_file() for name in names)


def test_what_cannot_be_written_is_told_and_costs_no_other_story(
    run: Run, stories: Stories, model: Flags, tmp_path: Path
) -> None:
    (tmp_path / "out" / "a.html").mkdir(parents=True)
    ran = run("check", stories("a", "b"), *model, "-o", tmp_path / "out", "--fail-level", "never")
    assert ran.code == 3
    assert "a.html could not be written" in " ".join(ran.err.split())
    assert (tmp_path / "out" / "b.html").is_file()


def test_no_model_runs_the_rest_of_every_story(run: Run, stories: Stories) -> None:
    ran = run("check", stories("a", "b"), "--no-model", "--format", "json")
    assert ran.code == 3
    assert [json.loads(line)["run"]["mode"] for line in ran.out.splitlines()] == ["no_model"] * 2


def test_an_interrupt_says_what_is_done(
    stories: Stories, model: Flags, world: World, server: ModelServer, tmp_path: Path
) -> None:
    def script(body: dict[str, Any]) -> Reply:
        slow = "off b" in json.dumps(body)
        return Reply(delay=20.0) if slow else world(body)

    server.script = script
    flags = (*model, "-o", str(tmp_path / "out"), "-j", "1")
    command = [sys.executable, "-m", "checker", "check", str(stories("a", "b")), *flags]
    env = {**os.environ, "CHECKER_HOME": str(tmp_path / "home")}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 30
        while not (tmp_path / "out" / "a.html").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=15)
    assert process.returncode == 130, err
    assert "Interrupted." in err
    assert "1 story not checked" in out
    states = {entry["name"]: entry["state"] for entry in index_of(tmp_path / "out")["stories"]}
    assert states == {"a": "checked", "b": "not_begun"}


# --- unsorted articles --------------------------------------------------------------------------------


FIRE = (
    "Ferry burns off Brenholm\n\nNine people died when the night ferry Solveig caught fire in the sound off Brenholm.",
    "Solveig blaze kills twelve\n\nTwelve people died on the Solveig, the night ferry that burnt off Brenholm.",
)
TOLL = (
    "Ostrey keeps its toll\n\nNine people died on the Kirk bridge, said Oskar Nyman. The council kept the toll.",
    "Bridge toll stays\n\nTwelve people died on the Kirk bridge, said Oskar Nyman of Ostrey's council. The toll stays.",
)
ALONE = "Girl wins chess title\n\nGreta Moreau, eleven, beat Pavel Roth of Tidewick in thirty-four moves."


def lines(*texts: str) -> bytes:
    return "\n".join(json.dumps({"id": f"n{n}", "text": text}) for n, text in enumerate(texts)).encode()


def test_unsorted_articles_are_grouped_and_those_that_stand_alone_are_named(
    run: Run, model: Flags, tmp_path: Path
) -> None:
    unsorted = lines(FIRE[0], TOLL[0], ALONE, FIRE[1], TOLL[1])
    ran = run("check", "-", "--group", *model, "-o", tmp_path / "out", stdin=unsorted)
    assert ran.code == 1
    index = index_of(tmp_path / "out")
    assert index["alone"] == ["n2"]
    assert index["complete"] is True
    reports = [json.loads((tmp_path / "out" / e["files"]["json"]).read_text()) for e in index["stories"]]
    assert [[article["id"] for article in each["articles"]] for each in reports] == [["n0", "n3"], ["n1", "n4"]]
    assert "1 article stands alone: n2" in ran.out
    assert "Grouped into 2 stories. 1 article stands alone." in ran.err


def test_articles_in_folders_are_grouped_across_them(run: Run, model: Flags, tmp_path: Path) -> None:
    for name, text in (("mon/a.txt", FIRE[0]), ("mon/b.txt", TOLL[0]), ("tue/c.txt", FIRE[1]), ("tue/d.txt", TOLL[1])):
        (tmp_path / "inbox" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "inbox" / name).write_text(text)
    ran = run("check", tmp_path / "inbox", "--group", *model, "--format", "json")
    reports = [json.loads(line) for line in ran.out.splitlines()]
    assert [[article["id"] for article in each["articles"]] for each in reports] == [["a", "c"], ["b", "d"]]
    assert ran.code == 1


def test_what_cannot_be_read_makes_a_grouped_run_incomplete(run: Run, model: Flags, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for number, text in enumerate(FIRE):
        (inbox / f"{number}.txt").write_text(text)
    (inbox / "scan.pdf").write_text("x")
    ran = run("check", inbox, "--group", *model)
    assert ran.code == 3
    assert "Not read: " in ran.out
    assert "scan.pdf" in ran.out


def test_articles_that_all_stand_alone_are_nothing_to_compare(run: Run, model: Flags, server: ModelServer) -> None:
    ran = run("check", "-", "--group", *model, stdin=lines(FIRE[0], TOLL[0], ALONE))
    assert ran.code == 5
    assert "3 articles stand alone" in ran.out
    assert server.requests == []


def test_nothing_there_is_said_for_a_group_as_well(run: Run, model: Flags) -> None:
    ran = run("check", "nowhere", "--group", *model)
    assert ran.code == 2
    assert "Nothing that was named is there" in ran.err


# --- the same bytes --------------------------------------------------------------------------------


def reports_in(folder: Path) -> dict[str, str]:
    files = [*folder.glob("*.json"), folder / "index.html"]
    return {path.name: settled(path.read_text()) for path in sorted(files)}


QUICK = {"latency_p50": 0.005, "latency_p99": 0.05}
UNTRACKED = ("--no-cache", "--no-store", "-q", "--fail-level", "never", "--price-in", "0.15", "--price-out", "0.6")


def test_neither_order_nor_concurrency_changes_a_byte_of_one_story(run: Run, serve: Serve, tmp_path: Path) -> None:
    reports = list(world(7, 20).reports.values())
    stub = serve(seed=7, articles=20, **QUICK)
    found = []
    for number, concurrency in enumerate(("1", "32", "7")):
        random.Random(number).shuffle(reports)
        stdin = write_lines(reports, tmp_path / "all.jsonl").read_bytes()
        flags = ("--base-url", stub.url, "--model", "stub", *UNTRACKED, "-j", concurrency, "--format", "json")
        found.append(run("check", "-", *flags, stdin=stdin))
    assert len(found[0].report["findings"]) > 5
    assert settled(found[0].out) == settled(found[1].out) == settled(found[2].out)


def test_neither_order_nor_concurrency_nor_process_changes_a_byte_of_many_stories(
    run: Run, serve: Serve, tmp_path: Path
) -> None:
    reports = list(worlds(7, 6, 5).reports.values())
    stub = serve(seed=7, stories=6, articles=5, **QUICK)
    flags = ("--base-url", stub.url, "--model", "stub", *UNTRACKED)
    found = []
    for number, concurrency in enumerate(("1", "32", "7")):
        random.Random(number).shuffle(reports)
        stdin = write_lines(reports, tmp_path / "all.jsonl").read_bytes()
        out = tmp_path / f"out{number}"
        ran = run("check", "-", "--group", *flags, "-j", concurrency, "-o", out, stdin=stdin)
        assert ran.code == 0, ran.err
        found.append((reports_in(out), settled(ran.out.replace(str(out), ""))))
    assert found[0] == found[1] == found[2]
    assert sum(entry["major"] for entry in index_of(out)["stories"]) > 5
    command = [sys.executable, "-m", "checker", "check", "-", "--group", *flags, "-o", str(tmp_path / "other")]
    env = {**os.environ, "PYTHONHASHSEED": "99", "COLUMNS": "100"}
    subprocess.run(command, env=env, input=stdin, check=True, capture_output=True)
    assert reports_in(tmp_path / "other") == found[0][0]


def test_folders_in_another_order_give_the_same_bytes(run: Run, stories: Stories, model: Flags, tmp_path: Path) -> None:
    root = stories("a", "b", "c")
    run("check", root / "a", root, root / "c", *model, "--no-store", "--no-cache", "-o", tmp_path / "one")
    run("check", root, root / "c", *model, "--no-store", "--no-cache", "-j", "1", "-o", tmp_path / "two")
    assert reports_in(tmp_path / "one") == reports_in(tmp_path / "two")
