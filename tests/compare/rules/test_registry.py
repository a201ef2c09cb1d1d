from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

import pytest

from checker.compare.rules.registry import QUESTION_RULES, TEXT_RULES, explain, rule, run_question_rules, run_text_rules
from checker.compare.rules.rule import Conflict, QuestionRule, TextRule
from checker.errors import ConfigurationError
from schemas.article import Article
from schemas.claim import Claim
from schemas.finding import Evidence, Kind, Position, Severity
from schemas.question import Question
from schemas.report import Stage

RULES: list[type[QuestionRule] | type[TextRule]] = []
RULES += QUESTION_RULES
RULES += TEXT_RULES
SECTIONS = ["What it does", "Why it matters", "Example (conflict)", "Example (no conflict)", "Known limits"]


@pytest.mark.parametrize("attribute", ["code", "name", "__doc__"])
def test_no_two_rules_share(attribute: str) -> None:
    values = [getattr(each, attribute) for each in RULES]
    assert len(values) == len(set(values)) > 0


@pytest.mark.parametrize("each", RULES, ids=lambda each: each.code)
class TestEveryRule:
    def test_has_a_code_of_three_letters_and_three_digits(self, each: type[QuestionRule] | type[TextRule]) -> None:
        assert re.fullmatch(r"[A-Z]{3}\d{3}", rule(each.code).code)

    def test_is_final(self, each: type[QuestionRule] | type[TextRule]) -> None:
        assert getattr(each, "__final__", False)

    def test_is_documented_in_the_five_sections(self, each: type[QuestionRule] | type[TextRule]) -> None:
        text = explain(each.code)
        assert re.findall(r"^([A-Z][^:\n]*):$", text, re.MULTILINE) == SECTIONS
        bodies = re.split(rf"^(?:{'|'.join(map(re.escape, SECTIONS))}):$", text, flags=re.MULTILINE)[1:]
        assert all(len(body.split()) >= 8 for body in bodies)

    def test_is_found_by_its_code_in_any_case(self, each: type[QuestionRule] | type[TextRule]) -> None:
        assert rule(each.code.lower()) is each


def test_explain_starts_with_code_and_name_and_has_no_indent() -> None:
    title, blank, first, *_ = explain(" quo001 ").splitlines()
    assert title == "QUO001: the same quotation in different words"
    assert blank == ""
    assert first == first.strip() != ""


def test_an_unknown_code_is_refused_with_the_codes_that_exist() -> None:
    with pytest.raises(ConfigurationError, match="XYZ999") as refused:
        explain("XYZ999")
    assert all(each.code in refused.value.remedy for each in RULES)


SOMETHING = Conflict(
    rule="AAA001",
    question="What?",
    question_id=None,
    kinds=(Kind.LEXICAL,),
    severity=Severity.MINOR,
    severity_reason="",
    explanation="",
    positions=(Position(says="so"), Position(says="not so")),
    evidence=(Evidence(article="a", quote="so", start=0, end=2),),
)


class Finding:
    code: ClassVar[str] = "AAA001"
    name: ClassVar[str] = "finds something"

    def examine(self, articles: Sequence[Article]) -> Iterator[Conflict]:
        yield SOMETHING

    def compare(self, question: Question, claims: Sequence[Claim], articles: Mapping[str, Article]) -> Conflict | None:
        return SOMETHING


class Silent:
    code: ClassVar[str] = "AAA002"
    name: ClassVar[str] = "finds nothing"

    def compare(self, question: Question, claims: Sequence[Claim], articles: Mapping[str, Article]) -> Conflict | None:
        return None


class Crashing:
    code: ClassVar[str] = "BBB001"
    name: ClassVar[str] = "crashes half way"

    def examine(self, articles: Sequence[Article]) -> Iterator[Conflict]:
        yield SOMETHING
        raise ZeroDivisionError("no articles")

    def compare(self, question: Question, claims: Sequence[Claim], articles: Mapping[str, Article]) -> Conflict | None:
        raise KeyError("a#1")


def test_a_text_rule_that_crashes_is_reported_and_the_others_still_run() -> None:
    conflicts, faults = run_text_rules([], rules=(Crashing, Finding))
    assert conflicts == (SOMETHING, SOMETHING)
    [fault] = faults
    assert fault.stage is Stage.COMPARE
    assert "BBB001" in fault.reason
    assert "no articles" in fault.reason


def test_a_question_rule_that_crashes_is_reported_with_its_question() -> None:
    question = Question(id="q1", text="How many were there?", claims=())
    conflicts, faults = run_question_rules(question, [], {}, rules=(Crashing, Silent, Finding))
    assert conflicts == (SOMETHING,)
    [fault] = faults
    assert fault.what == "How many were there?"
    assert "BBB001" in fault.reason


def test_all_rules_run_on_nothing() -> None:
    assert run_text_rules([]) == ((), ())
    assert run_question_rules(Question(id="q1", text="What?", claims=()), [], {}) == ((), ())
