"""The judge alone: what it gets to see of a pair, and how its verdicts become labels."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checker.compare.judge import PACK_QUESTIONS
from checker.errors import AuthenticationError, InputError, ModelTimeoutError
from checker.evaluate.pair_scores import evaluate_pairs, f1
from checker.evaluate.pairs import Called, Pair, judge_pairs, load_pairs
from checker.pipeline.asking import Inquiry
from checker.prompting.templates import Prompt
from schemas.answers import JudgedQuestions
from schemas.evaluation import Label, PairsEvaluation
from schemas.finding import Verdict
from schemas.report import Usage
from tests.evaluate.conftest import Scripted

ENTAILMENT, NEUTRAL, CONTRADICTION = Label.ENTAILMENT, Label.NEUTRAL, Label.CONTRADICTION


def pair(number: int, label: Label = CONTRADICTION, **values: Any) -> Pair:
    return Pair(
        id=f"secret-{label[0]}{number}",
        a=f"The {number} doves fly.",
        b=f"No {number} dove flies.",
        label=label,
        **values,
    )


def verdicts(prompt: Prompt, verdict: str) -> dict[str, Any]:
    """The same verdict on every question of a prompt."""
    found = []
    for question, first, second in re.findall(r"^(Q\d+):.*\n- .*\[(\w+)\]\n- .*\[(\w+)\]", prompt.user, re.MULTILINE):
        sides = [{"says": tag, "at": [tag]} for tag in (first, second)]
        found.append({"q": question, "verdict": verdict, "positions": sides})
    return {"verdicts": found}


def following(prompt: Prompt, follows: bool) -> dict[str, Any]:
    return {"pairs": [{"q": name, "follows": follows} for name in re.findall(r"^(P\d+)$", prompt.user, re.MULTILINE)]}


def saying(verdict: str, follows: bool = True) -> Callable[[Prompt, type], Any]:
    def script(prompt: Prompt, answer: type) -> Any:
        return verdicts(prompt, verdict) if answer is JudgedQuestions else following(prompt, follows)

    return script


def judged(pairs: list[Pair], script: Callable[[Prompt, type], Any]) -> tuple[dict[str, Label], Scripted, Inquiry]:
    model = Scripted(script)
    inquiry = Inquiry(model, concurrency=1)
    return {called.pair.id: called.label for called in judge_pairs(pairs, inquiry)}, model, inquiry


@pytest.mark.parametrize(
    ("verdict", "follows", "label"),
    [
        ("contradiction", True, CONTRADICTION),
        ("change_over_time", True, CONTRADICTION),
        ("attributed_disagreement", False, NEUTRAL),
        ("different_scope", False, NEUTRAL),
        ("compatible", True, ENTAILMENT),
        ("compatible", False, NEUTRAL),
        ("uncertain", True, ENTAILMENT),
    ],
)
def test_the_judge_says_what_contradicts_and_the_second_prompt_what_follows(
    verdict: str, follows: bool, label: Label
) -> None:
    labels, _, inquiry = judged([pair(1)], saying(verdict, follows))
    assert list(labels.values()) == [label]
    assert inquiry.book.entries == []


def test_only_pairs_without_a_contradiction_are_put_to_the_second_prompt() -> None:
    _, model, _ = judged([pair(1)], saying("contradiction"))
    assert [prompt.task for prompt in model.prompts] == ["judge"]


def test_nothing_that_the_model_sees_tells_the_label() -> None:
    pairs = [pair(1, CONTRADICTION, type="numeric"), pair(2, NEUTRAL, type="hard-negative")]
    _, model, _ = judged(pairs, saying("compatible"))
    shown = "\n".join(prompt.user for prompt in model.prompts)
    assert not re.search(r"secret|neutral|hard-negative|numeric", shown)
    assert "The 1 doves fly." in shown
    assert "No 2 dove flies." in shown


def test_the_context_is_shown_with_both_reports() -> None:
    _, model, _ = judged([pair(1, context="doves over Brenholm")], saying("contradiction"))
    assert model.prompts[0].user.count("about: doves over Brenholm") == 2


def test_pairs_are_mixed_and_packed() -> None:
    pairs = [pair(n) for n in range(PACK_QUESTIONS + 1)]
    labels, model, _ = judged(pairs, saying("contradiction"))
    assert len(labels) == len(pairs)
    order = [int(n) for prompt in model.prompts for n in re.findall(r"(\d+) doves fly.$", prompt.user, re.MULTILINE)]
    numbers = list(dict.fromkeys(order))
    assert sorted(numbers) == list(range(len(pairs)))
    assert numbers != sorted(numbers)
    assert len(model.prompts) == 2


def test_a_pair_that_a_call_leaves_out_is_asked_again_alone() -> None:
    def script(prompt: Prompt, answer: type) -> Any:
        found = verdicts(prompt, "contradiction")
        return {"verdicts": found["verdicts"][:1]}

    labels, model, inquiry = judged([pair(1), pair(2)], script)
    assert (len(labels), len(model.prompts)) == (2, 2)
    assert inquiry.book.entries == []


def test_a_pair_without_an_answer_is_in_no_figure_and_is_named() -> None:
    labels, _, inquiry = judged([pair(1)], lambda prompt, answer: ModelTimeoutError("no answer in time"))
    assert labels == {}
    assert [(e.what, e.reason) for e in inquiry.book.entries] == [("pair secret-c1", "no answer in time")]
    found = evaluate_pairs([pair(1)], [], "x", Usage())
    assert (found.unanswered, found.accuracy.n) == (("secret-c1",), 0)


def test_where_no_call_can_succeed_it_ends_at_once() -> None:
    with pytest.raises(AuthenticationError):
        judged([pair(1)], lambda prompt, answer: AuthenticationError("the key is wrong"))


def test_an_opinion_that_is_left_out_leaves_the_pair_unanswered() -> None:
    def script(prompt: Prompt, answer: type) -> Any:
        return verdicts(prompt, "compatible") if answer is JudgedQuestions else {"pairs": []}

    labels, _, inquiry = judged([pair(1)], script)
    assert labels == {}
    assert len(inquiry.book.entries) == 1


def called(*labels: tuple[Label, Label]) -> list[Called]:
    return [Called(pair(n, label), said, Verdict.COMPATIBLE) for n, (label, said) in enumerate(labels)]


def figures(*labels: tuple[Label, Label]) -> PairsEvaluation:
    each = called(*labels)
    return evaluate_pairs([one.pair for one in each], each, "x", Usage())


def test_the_figures_of_a_confusion() -> None:
    found = figures(
        (CONTRADICTION, CONTRADICTION),
        (CONTRADICTION, CONTRADICTION),
        (CONTRADICTION, NEUTRAL),
        (NEUTRAL, CONTRADICTION),
        (NEUTRAL, NEUTRAL),
        (ENTAILMENT, NEUTRAL),
    )
    assert found.accuracy.value == pytest.approx(3 / 6)
    assert found.contradiction_precision.value == pytest.approx(2 / 3)
    assert found.contradiction_recall.value == pytest.approx(2 / 3)
    assert found.contradiction_f1.value == pytest.approx(2 / 3)
    counts = {(cell.label, cell.called): cell.count for cell in found.confusion}
    assert (counts[NEUTRAL, CONTRADICTION], counts[ENTAILMENT, NEUTRAL], counts[ENTAILMENT, ENTAILMENT]) == (1, 1, 0)
    assert [wrong.label for wrong in found.wrong] == [CONTRADICTION, NEUTRAL, ENTAILMENT]
    assert found.contradiction_f1.low is not None
    assert found.contradiction_f1.low <= 2 / 3


def test_f1_without_any_contradiction_is_0() -> None:
    assert f1(called((NEUTRAL, NEUTRAL))) == 0.0


def test_types_are_grouped_with_their_label_and_without_remarks() -> None:
    pairs = [
        pair(1, NEUTRAL, type="hard-negative: rounding"),
        pair(2, NEUTRAL, type="hard-negative: unit"),
        pair(3, CONTRADICTION),
    ]
    found = evaluate_pairs(pairs, [Called(each, each.label, Verdict.COMPATIBLE) for each in pairs], "x", Usage())
    assert [(each.type, each.right.n) for each in found.types] == [
        ("neutral: hard-negative", 2),
        ("contradiction: of no type", 1),
    ]


def line(**values: Any) -> str:
    return json.dumps({"id": "p", "a": "One\u2028two.", "b": "Three.", "label": "neutral", "licence": "own"} | values)


def test_pairs_are_read_a_line_each_and_notes_are_ignored(tmp_path: Path) -> None:
    file = tmp_path / "pairs.jsonl"
    file.write_text(f"{line()}\n\n{line(id='q', type=None)}\n", encoding="utf-8")
    assert [(each.id, each.a) for each in load_pairs(file)] == [("p", "One\u2028two."), ("q", "One\u2028two.")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "holds no pair"),
        ("{", "Line 1 of"),
        (line(label="maybe"), "label"),
        (line(a=" "), "Line 1 of .*: a:"),
        (f"{line()}\n{line()}", "Line 2 of .* again"),
    ],
)
def test_what_is_no_pair_is_refused_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "pairs.jsonl"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=told):
        load_pairs(file)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_pairs(tmp_path / "none.jsonl")
