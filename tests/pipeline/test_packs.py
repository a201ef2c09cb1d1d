"""What was decided before is not asked again, however the cases are packed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from checker.pipeline.asking import Inquiry
from checker.pipeline.packs import Task, read_all
from checker.prompting.request import Request
from checker.prompting.templates import Prompt
from checker.verify import sceptic
from schemas.answers import Answer, SecondOpinions
from schemas.finding import Verdict
from schemas.question import Question
from schemas.report import Stage

A = TypeVar("A", bound=Answer)

PACK = 3


def _case(name: str, text: str = "") -> sceptic.Item:
    return sceptic.Item(Question(id=name, text=text or name, claims=()), ())


def _request(pack: Sequence[sceptic.Item]) -> Request[SecondOpinions]:
    lines = "\n".join(f"{case.question.id} {case.question.text}" for case in pack)
    return Request(Prompt(task="sceptic", system="", user=lines, digest=""), SecondOpinions, what="")


TASK = Task(
    Stage.VERIFY,
    packs=lambda cases: [tuple(cases[at : at + PACK]) for at in range(0, len(cases), PACK)],
    request=_request,
    read=sceptic.read,
)


class Model:
    """Says what a case's text names, and remembers; the last of a pack repeats the first, if asked to."""

    def __init__(self, *, repeating: bool = False) -> None:
        self.asked: list[str] = []
        self.repeating = repeating
        self.kept: dict[str, Answer] = {}

    def ask(self, prompt: Prompt, answer_type: type[A]) -> A:
        self.asked.append(prompt.user)
        names = [line.split()[0] for line in prompt.user.splitlines()]
        verdicts = [{"q": name, "why": "", "verdict": "contradiction"} for name in names]
        if self.repeating and len(names) > 1:
            verdicts[-1]["same_as"] = names[0]
        answer = answer_type.model_validate({"verdicts": verdicts})
        self.kept[prompt.user] = answer
        return answer

    def recall(self, prompt: Prompt, answer_type: type[A]) -> A | None:
        kept = self.kept.get(prompt.user)
        return kept if isinstance(kept, answer_type) else None

    def remember(self, prompt: Prompt, answer: Answer) -> None:
        self.kept[prompt.user] = answer

    def forget(self, prompt: Prompt, answer_type: type[Answer]) -> None:
        self.kept.pop(prompt.user, None)


def _read(model: Model, cases: Sequence[sceptic.Item], *, remembering: bool = True) -> list[str]:
    """The cases that got a verdict; what was asked for is in ``model.asked``, from this run alone."""
    model.asked.clear()
    inquiry = Inquiry(model, concurrency=1, memory=model if remembering else None)
    found = read_all(TASK, cases, inquiry)
    assert all(judgement.verdict is Verdict.CONTRADICTION for judgement in found.values())
    assert inquiry.book.entries == []
    return sorted(found)


CASES = [_case(f"Q{number}") for number in range(1, 10)]
NAMES = [case.question.id for case in CASES]


def test_the_same_cases_again_cost_nothing() -> None:
    model = Model()
    assert _read(model, CASES) == NAMES
    assert len(model.asked) == 3
    assert _read(model, CASES) == NAMES
    assert model.asked == []


def test_cases_that_changed_in_several_packs_share_a_call() -> None:
    model = Model()
    _read(model, CASES)
    changed = [_case(case.question.id, "changed") if case.question.id in {"Q2", "Q5", "Q9"} else case for case in CASES]
    assert _read(model, changed) == NAMES
    assert model.asked == ["Q2 changed\nQ5 changed\nQ9 changed"]


def test_a_case_more_at_the_end_is_asked_about_alone() -> None:
    model = Model()
    _read(model, CASES[:8])
    assert _read(model, CASES) == NAMES
    assert model.asked == ["Q9 Q9"]


def test_a_run_that_was_cut_off_asks_what_it_would_have_asked() -> None:
    model, whole = Model(), Model()
    _read(whole, CASES)
    asked = list(whole.asked)
    _read(model, CASES[:3])
    _read(model, CASES)
    assert model.asked == asked[1:]


def test_without_a_memory_every_pack_is_asked() -> None:
    model = Model()
    _read(model, CASES, remembering=False)
    assert _read(model, CASES, remembering=False) == NAMES
    assert len(model.asked) == 3


def test_what_repeats_another_still_does_when_both_are_remembered() -> None:
    model = Model(repeating=True)
    _read(model, CASES[:3])
    changed = [*CASES[:1], _case("Q2", "changed"), *CASES[2:3]]
    found = read_all(TASK, changed, Inquiry(model, concurrency=1, memory=model))
    assert found["Q3"].duplicate_of == "Q1"
