"""The stub's Batch API, as the openai SDK sees it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.bench.conftest import CallStub, asking

if TYPE_CHECKING:
    from openai import OpenAI
    from openai.types import Batch

LINES = 60
PATH: Final = "/v1/chat/completions"


@contextmanager
def _sdk(call: CallStub, *flags: str) -> Iterator[OpenAI]:
    from openai import OpenAI

    caller = call("--canned", "--batch-seconds", "0.2", *flags)
    with OpenAI(base_url=f"http://127.0.0.1:{caller.port}/v1", api_key="none", max_retries=0) as sdk:
        yield sdk


def _line(name: str, user: str) -> dict[str, Any]:
    return {"custom_id": name, "method": "POST", "url": PATH, "body": asking(user)}


def _made(sdk: OpenAI, lines: list[dict[str, Any]]) -> Batch:
    text = "".join(json.dumps(line) + "\n" for line in lines).encode()
    file = sdk.files.create(file=("lines.jsonl", text), purpose="batch")
    return sdk.batches.create(input_file_id=file.id, endpoint=PATH, completion_window="24h", metadata={"run": "seven"})


def _ended(sdk: OpenAI, batch: Batch) -> tuple[Batch, list[str]]:
    statuses: list[str] = [batch.status]
    while batch.status not in {"completed", "expired", "failed", "cancelled"}:
        time.sleep(0.01)
        batch = sdk.batches.retrieve(batch.id)
        statuses += [batch.status] if batch.status != statuses[-1] else []
    return batch, statuses


def _rows(sdk: OpenAI, file: str | None) -> list[dict[str, Any]]:
    return [json.loads(row) for row in sdk.files.content(file).text.splitlines()] if file else []


LINES_OF_A_STORY = [_line(f"line {n}", f"story {n}") for n in range(LINES)]


def test_a_batch_goes_through_its_states_and_answers_every_line_in_no_order(call: CallStub) -> None:
    with _sdk(call) as sdk:
        batch, statuses = _ended(sdk, _made(sdk, LINES_OF_A_STORY))
        rows = _rows(sdk, batch.output_file_id)
        assert statuses == ["validating", "in_progress", "finalizing", "completed"]
        assert batch.metadata == {"run": "seven"}
        assert [each.id for each in sdk.batches.list()] == [batch.id]
    names = [row["custom_id"] for row in rows]
    assert sorted(names) == sorted(line["custom_id"] for line in LINES_OF_A_STORY) != names
    assert {row["response"]["status_code"] for row in rows} == {200}
    assert all(row["response"]["body"]["choices"] for row in rows)
    assert batch.error_file_id is None


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [("expired:0.5", "expired", "batch_expired"), ("partial:0.5", "completed", None)],
)
def test_lines_that_were_not_answered_are_in_the_error_file(
    call: CallStub, fault: str, status: str, code: str | None
) -> None:
    with _sdk(call, "--batch-fault", fault) as sdk:
        batch, _ = _ended(sdk, _made(sdk, LINES_OF_A_STORY))
        done, failed = _rows(sdk, batch.output_file_id), _rows(sdk, batch.error_file_id)
    assert batch.status == status
    assert 15 <= len(failed) <= 45
    assert {row["custom_id"] for row in done} | {row["custom_id"] for row in failed} == {
        line["custom_id"] for line in LINES_OF_A_STORY
    }
    assert {row["error"] and row["error"]["code"] for row in failed} == {code}
    assert {row["response"] and row["response"]["status_code"] for row in failed} == {500 if code is None else None}
    assert batch.request_counts is not None
    assert (batch.request_counts.completed, batch.request_counts.failed) == (len(done), len(failed))


def test_lines_may_be_missing_and_one_may_be_doubled(call: CallStub) -> None:
    with _sdk(call, "--batch-fault", "missing:0.3", "--batch-fault", "doubled") as sdk:
        batch, _ = _ended(sdk, _made(sdk, LINES_OF_A_STORY))
        names = [row["custom_id"] for row in _rows(sdk, batch.output_file_id)]
        assert batch.error_file_id is None
        again, _ = _ended(sdk, _made(sdk, LINES_OF_A_STORY))
        assert len(_rows(sdk, again.output_file_id)) == LINES, "only the first batch meets the fault"
    assert len(set(names)) == len(names) - 1
    assert len(names) < LINES


def test_the_first_read_of_an_output_may_be_refused(call: CallStub) -> None:
    from openai import PermissionDeniedError

    with _sdk(call, "--batch-fault", "403-on-output") as sdk:
        batch, _ = _ended(sdk, _made(sdk, LINES_OF_A_STORY))
        with pytest.raises(PermissionDeniedError):
            _rows(sdk, batch.output_file_id)
        assert len(_rows(sdk, batch.output_file_id)) == LINES


def test_a_batch_may_fail_as_a_whole(call: CallStub) -> None:
    with _sdk(call, "--batch-fault", "failed") as sdk:
        batch, statuses = _ended(sdk, _made(sdk, LINES_OF_A_STORY))
    assert statuses == ["validating", "failed"]
    assert batch.output_file_id is None
    assert batch.errors is not None
    assert batch.errors.data


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([_line("a", "one"), _line("a", "two")], "duplicate_custom_id"),
        ([_line("a", "one"), _line("b", "two") | {"body": asking("x") | {"model": "other"}}], "mismatched_model"),
        ([_line("a", "one") | {"url": "/v1/embeddings"}], "invalid_url"),
        ([{"custom_id": "a"}], "invalid_json_line"),
        ([], "empty_file"),
    ],
)
def test_a_file_that_is_no_batch_fails_it(call: CallStub, lines: list[dict[str, Any]], code: str) -> None:
    with _sdk(call) as sdk:
        batch, _ = _ended(sdk, _made(sdk, lines))
    assert batch.status == "failed"
    assert batch.errors is not None
    assert [each.code for each in batch.errors.data or []] == [code]


def test_a_cancelled_batch_keeps_what_was_done(call: CallStub) -> None:
    with _sdk(call, "--batch-seconds", "0.4") as sdk:
        batch = _made(sdk, LINES_OF_A_STORY)
        time.sleep(0.15)
        assert sdk.batches.cancel(batch.id).status == "cancelling"
        batch, _ = _ended(sdk, batch)
        done, undone = _rows(sdk, batch.output_file_id), _rows(sdk, batch.error_file_id)
    assert batch.status == "cancelled"
    assert 0 < len(done) < LINES
    assert len(done) + len(undone) == LINES
    assert {row["error"]["code"] for row in undone} == {"batch_cancelled"}


def test_what_a_batch_answers_twice_is_counted(call: CallStub) -> None:
    caller = call("--canned", "--batch-seconds", "0.1")
    from openai import OpenAI

    with OpenAI(base_url=f"http://127.0.0.1:{caller.port}/v1", api_key="none") as sdk:
        for _ in range(2):
            _ended(sdk, _made(sdk, LINES_OF_A_STORY))
    counted = caller.counts()
    assert counted["requests"] == 0
    assert counted["batch"]["lines"] == 2 * LINES
    assert counted["batch"]["doubled"] == LINES
