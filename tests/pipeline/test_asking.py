from __future__ import annotations

from typing import TypeVar

from checker.errors import ModelTimeoutError
from checker.pipeline.asking import Inquiry
from checker.prompting.request import Request
from checker.prompting.templates import Prompt
from schemas.answers import Answer, Ready
from schemas.report import Stage

A = TypeVar("A", bound=Answer)


class Echo:
    """Answers every prompt but those that say "late"."""

    def ask(self, prompt: Prompt, answer_type: type[A]) -> A:
        if prompt.user == "late":
            raise ModelTimeoutError("No answer in 300 s.", remedy="Give it more time: --timeout.")
        return answer_type.model_validate({"ready": prompt.user == "yes"})


def _request(user: str) -> Request[Ready]:
    return Request(Prompt(task="t", system="", user=user, digest=""), Ready, what=f"the question {user}")


def test_answers_come_in_the_order_of_the_requests() -> None:
    answers = Inquiry(Echo(), concurrency=3).ask(Stage.EXTRACT, [_request(w) for w in ("yes", "no", "yes")])
    assert [answer.ready for answer in answers if answer] == [True, False, True]


def test_one_failure_costs_one_answer_and_is_written_down() -> None:
    inquiry = Inquiry(Echo())
    answers = inquiry.ask(Stage.LINK, [_request("yes"), _request("late")])
    assert [answer is None for answer in answers] == [False, True]
    (missed,) = inquiry.book.entries
    assert (missed.stage, missed.what) == (Stage.LINK, "the question late")
    assert missed.remedy == "Give it more time: --timeout."


def test_progress_is_told_for_every_answer() -> None:
    seen: list[tuple[Stage, int, int]] = []
    inquiry = Inquiry(Echo(), progress=lambda *step: seen.append(step))
    inquiry.ask(Stage.VERIFY, [_request("yes"), _request("late")])
    assert seen == [(Stage.VERIFY, 0, 2), (Stage.VERIFY, 1, 2), (Stage.VERIFY, 2, 2)]


def test_nothing_to_ask_is_no_progress() -> None:
    seen: list[int] = []
    assert Inquiry(Echo(), progress=lambda *_: seen.append(1)).ask(Stage.VERIFY, []) == []
    assert seen == []
