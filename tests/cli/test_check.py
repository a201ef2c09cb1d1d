from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from checker.settings import StructuredOutput
from tests.cli.conftest import Run, World
from tests.llm.model_server import ModelServer, Reply, completion

Flags = tuple[str, ...]


def test_two_articles_that_disagree_give_one_firm_finding_with_both_quotes(run: Run, story: Path, model: Flags) -> None:
    ran = run("check", story, *model, "--format", "json")
    (finding,) = ran.report["findings"]
    assert (finding["verdict"], finding["agreement"], finding["severity"]) == ("contradiction", "firm", "major")
    texts = {article["id"]: article["text"] for article in ran.report["articles"]}
    assert {quote["article"] for quote in finding["evidence"]} == {"ant", "bee"}
    assert all(texts[q["article"]][q["start"] : q["end"]] == q["quote"] for q in finding["evidence"])
    assert ran.report["complete"] is True


def test_standard_output_is_data_alone_and_progress_goes_to_standard_error(run: Run, story: Path, model: Flags) -> None:
    ran = run("check", story, *model, "--format", "json")
    json.loads(ran.out)
    assert "reading the articles: 1 of 1" in ran.err
    assert "tokens" in ran.err
    assert run("check", story, *model, "--format", "json", "--quiet").err == ""


@pytest.mark.parametrize(
    ("verdict", "second", "level", "code"),
    [
        ("contradiction", "contradiction", "major", 1),
        ("contradiction", "contradiction", "critical", 0),
        ("contradiction", "contradiction", "never", 0),
        ("compatible", "compatible", "minor", 0),
        ("change_over_time", "change_over_time", "minor", 0),
    ],
)
def test_exit_code_says_whether_there_is_something_to_look_at(
    run: Run, story: Path, model: Flags, world: World, verdict: str, second: str, level: str, code: int
) -> None:
    world.verdict, world.second = verdict, second
    assert run("check", story, *model, "--fail-level", level).code == code


def test_a_second_run_asks_nothing(run: Run, story: Path, model: Flags, server: ModelServer) -> None:
    first = run("check", story, *model, "--format", "json").report
    asked = len(server.requests)
    second = run("check", story, *model, "--format", "json").report
    assert len(server.requests) == asked > 0
    assert second["run"]["usage"]["calls"] == 0
    assert second["run"]["usage"]["cached"] == asked
    assert second["findings"] == first["findings"]


def test_no_cache_asks_again_and_keeps_nothing(run: Run, story: Path, model: Flags, server: ModelServer) -> None:
    run("check", story, *model, "--no-cache")
    asked = len(server.requests)
    run("check", story, *model, "--no-cache")
    assert len(server.requests) == 2 * asked
    assert "0 answers" in run("cache", "info").out


def test_a_recorded_run_replays_without_key_or_server(
    run: Run, story: Path, model: Flags, server: ModelServer, tmp_path: Path
) -> None:
    first = run("check", story, *model, "--record", tmp_path / "tape", "--format", "json").report
    asked = len(server.requests)
    replayed = run("check", story, "--replay", tmp_path / "tape", "--format", "json").report
    assert replayed["findings"] == first["findings"]
    assert replayed["run"]["mode"] == "replay"
    assert replayed["run"]["model"] == "tiny"
    assert len(server.requests) == asked


def test_a_replay_of_an_edited_article_says_what_differs(run: Run, story: Path, model: Flags, tmp_path: Path) -> None:
    run("check", story, *model, "--record", tmp_path / "tape")
    edited = (story / "ant.txt").read_text().replace("Nine people", "Ninety people")
    (story / "ant.txt").write_text(edited)
    ran = run("check", story, "--replay", tmp_path / "tape", "--format", "json")
    assert ran.code == 2
    assert "A request of this run is not recorded" in ran.err


def test_a_model_that_fails_on_one_article_leaves_an_incomplete_report_that_names_it(
    run: Run, story: Path, model: Flags, world: World, server: ModelServer
) -> None:
    def script(body: dict[str, object]) -> Reply:
        refused = b'{"error": {"message": "no"}}'
        reading = "RaisedQuestions" in json.dumps(body["response_format"])
        return Reply(status=400, body=refused) if reading and "Twelve people" in json.dumps(body) else world(body)

    server.script = script
    ran = run("check", story, *model, "--format", "json")
    assert ran.code == 3
    assert ran.report["complete"] is False
    assert [(m["stage"], m["what"]) for m in ran.report["not_checked"]] == [("extract", "bee")]


def test_reports_are_written_by_suffix_and_can_be_rendered_again(
    run: Run, story: Path, model: Flags, tmp_path: Path
) -> None:
    names = ("r.html", "r.json", "r.md", "r.txt")
    run("check", story, *model, *(part for name in names for part in ("-o", str(tmp_path / name))))
    assert (tmp_path / "r.html").read_text().lstrip().lower().startswith("<!doctype html>")
    assert "How many people died?" in (tmp_path / "r.md").read_text()
    again = run("report", "last", "--format", "json")
    assert again.out == (tmp_path / "r.json").read_text()
    plain = [line.rstrip() for line in run("report", tmp_path / "r.json").out.splitlines()]
    assert plain == (tmp_path / "r.txt").read_text().splitlines()


def test_an_output_with_an_unknown_suffix_is_refused_before_anything_is_asked(
    run: Run, story: Path, model: Flags, server: ModelServer, tmp_path: Path
) -> None:
    ran = run("check", story, *model, "-o", tmp_path / "report.docx")
    assert ran.code == 2
    assert ".html" in ran.err
    assert server.requests == []


def test_without_a_model_there_are_three_ways_on(run: Run, story: Path) -> None:
    ran = run("check", story)
    assert ran.code == 2
    for way in ("OPENAI_API_KEY", "--base-url", "--replay", "--no-model"):
        assert way in ran.err


def test_no_model_runs_the_rest_and_says_what_was_not_checked(run: Run, story: Path) -> None:
    ran = run("check", story, "--no-model", "--format", "json")
    assert ran.code == 3
    assert ran.report["run"]["mode"] == "no_model"
    assert "No model" in ran.report["not_checked"][0]["reason"]


def test_a_dry_run_asks_nothing_and_an_unknown_price_is_unknown(
    run: Run, story: Path, model: Flags, server: ModelServer
) -> None:
    ran = run("check", story, *model, "--dry-run")
    assert ran.code == 0
    assert server.requests == []
    assert "calls" in ran.out
    assert "unknown" in ran.out
    priced = run("check", story, *model, "--dry-run", "--price-in", "1", "--price-out", "2")
    assert "$0.0" in priced.out


def test_a_run_stops_before_it_costs_too_much_and_keeps_what_it_has(run: Run, story: Path, model: Flags) -> None:
    price = ("--price-in", "1000", "--price-out", "1000", "--max-tokens", "100")
    ran = run("check", story, *model, *price, "--max-cost", "0.9", "-j", "1", "--format", "json")
    assert ran.code == 3
    usage = ran.report["run"]["usage"]
    assert usage["cost_usd"] <= 0.9
    assert any("--max-cost" in missed["reason"] for missed in ran.report["not_checked"])


def test_max_cost_without_a_price_is_refused(run: Run, story: Path, model: Flags) -> None:
    ran = run("check", story, *model, "--max-cost", "1")
    assert ran.code == 2
    assert "--price-in" in ran.err


def test_json_lines_on_standard_input(run: Run, model: Flags) -> None:
    lines = [{"id": "one", "text": "Nine people died in the fire. It was Monday."}]
    lines += [{"id": "two", "text": "Twelve people died in the fire. It was Monday."}]
    ran = run("check", "-", *model, "--format", "json", stdin="\n".join(map(json.dumps, lines)).encode())
    assert [article["id"] for article in ran.report["articles"]] == ["one", "two"]


def test_the_key_is_in_nothing_that_is_written(
    run: Run, story: Path, model: Flags, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("CHECKER_HOME", str(home))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-77aa")
    ran = run("check", story, *model, "--record", tmp_path / "tape", "-o", tmp_path / "r.html")
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) >= 6
    assert not any(b"canary" in content for content in (*written, ran.out.encode(), ran.err.encode()))


def test_flags_about_a_model_and_no_model_exclude_each_other(run: Run, story: Path) -> None:
    assert run("check", story, "--no-model", "--model", "tiny").code == 2


def test_a_header_goes_with_every_request(run: Run, story: Path, model: Flags, server: ModelServer) -> None:
    run("check", story, *model, "--header", "X-Desk=night")
    assert {headers["x-desk"] for headers in server.headers} == {"night"}
    assert run("check", story, *model, "--header", "night").code == 2


def test_a_limit_on_cost_limits_the_answers(run: Run, story: Path, model: Flags, server: ModelServer) -> None:
    run("check", story, *model, "--max-cost", "5", "--price-in", "1", "--price-out", "2")
    assert {request["max_tokens"] for request in server.requests} == {20_000}


def test_a_price_is_known_without_a_key(run: Run, story: Path) -> None:
    ran = run("check", story, "--dry-run", "--model", "tiny", "--price-in", "1", "--price-out", "2")
    assert "cost      $" in ran.out


def test_articles_with_nothing_in_common_are_nothing_to_compare(
    run: Run, story: Path, model: Flags, server: ModelServer, world: World
) -> None:
    def script(body: dict[str, object]) -> Reply:
        alone = {"questions": [], "apart": ["B"]}
        return Reply(body=json.dumps(completion(StructuredOutput.JSON_SCHEMA, alone)).encode())

    server.script = script
    assert run("check", story, *model).code == 5


def test_a_reader_who_leaves_early_changes_no_exit_code(story: Path, model: Flags, tmp_path: Path) -> None:
    command = shlex.join([sys.executable, "-m", "checker", "check", str(story), *model, "-q"])
    env = {**os.environ, "CHECKER_HOME": str(tmp_path / "home")}
    for format in ("text", "json"):
        piped = f"{command} --format {format} | head -c 1; exit ${{PIPESTATUS[0]}}"
        done = subprocess.run(["bash", "-c", piped], env=env, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (1, "")


def test_a_note_on_an_article_is_told_in_every_format(run: Run, story: Path, model: Flags, tmp_path: Path) -> None:
    (story / "cat.md").write_text("---\ntitle: [broken\n---\nNine people died in the fire on Monday.\n")
    ran = run("check", story, *model, "-o", tmp_path / "r.md", "-o", tmp_path / "r.html")
    for told in (ran.out, (tmp_path / "r.md").read_text(), (tmp_path / "r.html").read_text()):
        assert "front matter is no valid YAML" in " ".join(told.split())


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_replay_of_a_folder_without_recordings_names_the_folder(run: Run, story: Path, name: str) -> None:
    folder = story.parent / name
    if name == "empty":
        folder.mkdir()
    ran = run("check", story, "--replay", folder)
    assert ran.code == 2
    assert f"no recordings in {folder}" in " ".join(ran.err.split())


def test_a_folder_that_cannot_be_recorded_to_is_refused_before_anything_is_asked(
    run: Run, story: Path, model: Flags, server: ModelServer
) -> None:
    ran = run("check", story, *model, "--record", story / "ant.txt")
    assert ran.code == 2
    assert server.requests == []


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "ftp://x/v1", ""])
def test_an_address_without_a_scheme_is_refused(run: Run, story: Path, url: str) -> None:
    ran = run("check", story, "--model", "tiny", "--base-url", url)
    assert ran.code == 2
    assert "http://" in ran.err


def test_a_report_among_the_articles_is_refused_since_the_next_run_would_read_it(
    run: Run, story: Path, model: Flags, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(story)
    assert run("check", ".", *model, "-o", "report.html").code == 2
    assert run("check", ".", *model, "-o", ".").code == 2
    assert server.requests == []
    assert run("check", ".", *model, "-o", "out/report.html").code == 1
    assert len(run("check", ".", *model, "--format", "json").report["articles"]) == 2


def test_data_on_standard_output_is_utf_8_whatever_the_terminal_speaks(
    story: Path, model: Flags, tmp_path: Path
) -> None:
    (story / "ant.txt").write_text("Ferry burns 🔥\n\nNine people died in the fire. It was Monday.")
    env = {**os.environ, "CHECKER_HOME": str(tmp_path / "home"), "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "checker", "check", str(story), *model, "-q", "--format", "json"]
    done = subprocess.run(command, env=env, capture_output=True, check=False)
    assert "🔥" in json.loads(done.stdout.decode("utf-8"))["articles"][0]["text"]
