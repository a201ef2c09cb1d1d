"""A run over two articles with a scripted model: what each failure leaves of the report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from checker.errors import AuthenticationError, CheckerError, InvalidAnswerError, ServerFaultError
from checker.ingest.story import Story
from checker.pipeline.asking import Inquiry
from checker.pipeline.run import Plan, check_story
from checker.prompting.templates import Prompt
from schemas.answers import Answer
from schemas.finding import Agreement, Verdict
from schemas.report import Mode, Report, Stage
from tests.conftest import MakeArticle

A = TypeVar("A", bound=Answer)

SIDES = [{"says": "left", "at": ["A1"]}, {"says": "stayed", "at": ["B1"]}]
DONE = {"q": "What did the captain do?", "sides": SIDES}
VERDICT = {"q": "Q1", "verdict": "contradiction", "positions": SIDES, "severity": "major"}
OPINION = {"q": "Q1", "why": "Left or stayed.", "verdict": "contradiction"}
ANSWERS: dict[str, dict[str, Any]] = {
    "read": {"questions": [DONE]},
    "link": {"same": []},
    "judge": {"verdicts": [VERDICT]},
    "sceptic": {"verdicts": [OPINION]},
}


class Scripted:
    """Answers each task with its script; an exception is raised, several answers come one after the other."""

    def __init__(self, **scripts: object) -> None:
        self.scripts = {task: [answer] for task, answer in ANSWERS.items()}
        self.scripts |= {task: list(s) if isinstance(s, list) else [s] for task, s in scripts.items()}  # type: ignore[list-item]
        self.asked: list[Prompt] = []

    def ask(self, prompt: Prompt, answer_type: type[A]) -> A:
        self.asked.append(prompt)
        script = self.scripts[prompt.task]
        answer = script.pop(0) if len(script) > 1 else script[0]
        if isinstance(answer, CheckerError):
            raise answer
        return answer_type.model_validate(answer)

    def count(self, task: str) -> int:
        return sum(prompt.task == task for prompt in self.asked)


Check = Callable[[Scripted], Report]


@pytest.fixture
def check(make_article: MakeArticle) -> Check:
    articles = (make_article("ant", "The captain left."), make_article("bee", "The captain stayed."))

    def run(model: Scripted) -> Report:
        return check_story(Story("A fire", articles, (), ()), Inquiry(model, concurrency=1), Plan(mode=Mode.LIVE))

    return run


BROKEN = InvalidAnswerError("The answer was no JSON.", remedy="Ask another model.")


def test_a_whole_run_is_complete_and_finds_the_conflict(check: Check) -> None:
    report = check(Scripted())
    assert report.complete
    assert [(f.verdict, f.agreement) for f in report.findings] == [(Verdict.CONTRADICTION, Agreement.FIRM)]
    assert set(report.run.prompts) == {"read", "link", "judge", "sceptic"}


def test_a_missing_verdict_is_asked_for_again_alone(check: Check) -> None:
    model = Scripted(judge=[{"verdicts": []}, ANSWERS["judge"]])
    report = check(model)
    assert model.count("judge") == 2
    assert report.complete
    assert len(report.findings) == 1


def test_a_verdict_that_stays_missing_is_named_and_never_assumed(check: Check) -> None:
    report = check(Scripted(judge={"verdicts": []}))
    assert not report.complete
    assert [(m.stage, m.what) for m in report.not_checked] == [(Stage.COMPARE, "What did the captain do?")]
    assert report.findings == ()
    assert report.questions[0].judgements == ()


def test_a_failed_judge_is_no_verdict(check: Check) -> None:
    report = check(Scripted(judge=BROKEN))
    assert [m.reason for m in report.not_checked] == ["The answer was no JSON."]
    assert report.findings == ()


def test_a_failed_second_reading_leaves_a_possible_finding_in_an_incomplete_report(check: Check) -> None:
    report = check(Scripted(sceptic=BROKEN))
    (finding,) = report.findings
    assert finding.agreement is Agreement.POSSIBLE
    assert finding.doubts
    assert [m.stage for m in report.not_checked] == [Stage.VERIFY]


def test_what_could_not_be_read_is_named_and_nothing_is_called_silent(check: Check) -> None:
    report = check(Scripted(read=ServerFaultError("The endpoint is down.")))
    assert [(m.stage, m.what) for m in report.not_checked] == [(Stage.EXTRACT, "ant, bee")]
    assert report.questions == ()


def test_a_sitting_that_is_too_much_for_a_call_is_read_in_halves_and_joined(check: Check) -> None:
    halves = [{"questions": [{**DONE, "sides": [side]}]} for side in SIDES]
    model = Scripted(read=[BROKEN, *halves], link={"same": [{"ids": ["Q1", "Q2"], "differ": True}]})
    report = check(model)
    assert model.count("read") == 3
    assert report.complete
    assert [q.claims for q in report.questions] == [("ant#1", "bee#1")]
    assert len(report.findings) == 1


def test_a_half_that_cannot_be_read_either_is_named(check: Check) -> None:
    model = Scripted(read=[BROKEN, {"questions": [{**DONE, "sides": SIDES[:1]}]}, BROKEN])
    report = check(model)
    assert [(m.stage, m.what) for m in report.not_checked] == [(Stage.EXTRACT, "bee")]
    assert report.questions[0].unasked == ("bee",)
    assert report.questions[0].silent == ()


def test_without_linking_what_one_sitting_raised_is_still_compared(check: Check) -> None:
    halves = [{"questions": [DONE]}, {"questions": [{**DONE, "sides": SIDES[1:]}]}]
    report = check(Scripted(read=[BROKEN, *halves], link=BROKEN))
    assert [m.stage for m in report.not_checked] == [Stage.LINK]
    assert len(report.findings) == 1


def test_an_article_that_does_not_answer_is_silent(check: Check) -> None:
    report = check(Scripted(read={"questions": [{**DONE, "sides": SIDES[:1]}]}))
    assert report.questions[0].silent == ("bee",)


def test_a_second_opinion_that_is_missing_is_asked_for_again_alone(check: Check) -> None:
    model = Scripted(sceptic=[{"verdicts": []}, ANSWERS["sceptic"]])
    report = check(model)
    assert model.count("sceptic") == 2
    assert report.complete
    assert report.findings[0].agreement is Agreement.FIRM


def test_an_outage_is_not_met_with_more_calls(check: Check) -> None:
    model = Scripted(judge=ServerFaultError("The endpoint is down."))
    check(model)
    assert model.count("judge") == 1


def test_findings_on_the_same_words_have_names_of_their_own(check: Check) -> None:
    raised = {"questions": [DONE, {**DONE, "q": "Did the captain leave?"}]}
    judge = {"verdicts": [{**VERDICT, "q": "Q1"}, {**VERDICT, "q": "Q2"}]}
    sceptic = {"verdicts": [{**OPINION, "q": "Q1"}, {**OPINION, "q": "Q2"}]}
    report = check(Scripted(read=raised, judge=judge, sceptic=sceptic))
    assert len({finding.id for finding in report.findings}) == len(report.findings) == 2


def test_answers_alike_cost_no_judge(check: Check) -> None:
    model = Scripted(read={"questions": [{**DONE, "sides": [{"says": "some", "at": ["A1", "B1"]}]}]})
    report = check(model)
    assert model.count("judge") == 0
    assert report.complete
    assert report.questions[0].alike


def test_what_the_judge_lets_pass_is_not_read_again(check: Check) -> None:
    model = Scripted(judge={"verdicts": [{**VERDICT, "verdict": "compatible", "positions": []}]})
    assert check(model).findings == ()
    assert model.count("sceptic") == 0


def test_what_would_fail_every_call_ends_the_run(check: Check) -> None:
    with pytest.raises(AuthenticationError):
        check(Scripted(read=AuthenticationError("The key is wrong.")))


def test_a_date_that_only_the_text_suggests_is_marked_as_inferred(check: Check) -> None:
    dates = [{"article": "A", "written": "2022-03", "basis": "“these last 20 days”"}]
    report = check(Scripted(read={**ANSWERS["read"], "dates": dates}))
    date = report.articles[0].published_date
    assert date is not None
    assert (date.value, date.inferred) == ("2022-03", True)
    assert report.articles[1].published is None


@pytest.mark.parametrize("written", ["last spring", "2024-02-30", "2024-13", "0000", ""])
def test_a_date_that_is_none_is_not_believed(check: Check, written: str) -> None:
    report = check(Scripted(read={**ANSWERS["read"], "dates": [{"article": "A", "written": written}]}))
    assert all(article.published is None for article in report.articles)


def test_an_article_of_another_story_is_named(check: Check) -> None:
    report = check(Scripted(read={"questions": [], "apart": ["b", "Z"]}))
    assert report.apart == ("bee",)
    assert [notice.article for notice in report.notices] == ["bee"]


def test_sentences_that_speak_to_software_are_shown_to_the_editor(check: Check) -> None:
    report = check(Scripted(read={**ANSWERS["read"], "to_software": ["A1", "B99"]}))
    assert [(n.article, "not obeyed" in n.text) for n in report.notices] == [("ant", True)]
