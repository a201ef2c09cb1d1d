"""A small invented story with its gold, reports on it, and a model that reads from a script."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from checker.evaluate.gold import Gold, GoldItem, GoldQuote
from checker.evaluate.match import Flag
from checker.ingest.sentences import split
from checker.prompting.templates import Prompt
from schemas.article import Origin, Span
from schemas.claim import Claim
from schemas.finding import Agreement, Evidence, Finding, Kind, Position, Severity, Verdict
from schemas.question import Judgement, Question, Reader
from schemas.report import Mode, Report, ReportedArticle, Run, Usage
from tests.cli.conftest import World, model, run, server, story  # noqa: F401 -- fixtures
from tests.llm.model_server import Reply

TEXTS = {
    "ant": "Fire on the ferry\n\nNine people died in the fire. The ship carried forty cars. "
    "The captain left the ship first, a sailor said.",
    "bee": "Ferry burns off Brenholm\n\nTwelve people died in the fire. The ship carried about 40 cars. "
    "The captain was the last to leave, a sailor said.",
    "cat": "Night of fire\n\nFour people had died by midnight. Nobody knew of the captain.",
}


def evidence(article: str, words: str, position: int = 0) -> Evidence:
    """The first place of some words."""
    start = TEXTS[article].index(words)
    return Evidence(article=article, quote=words, start=start, end=start + len(words), position=position)


def item(name: str, *words: tuple[str, str], **values: Any) -> GoldItem:
    """A gold item: (article, words) for each side."""
    quotes = tuple(
        GoldQuote(
            article=article, quote=text, start=(at := TEXTS[article].index(text)), end=at + len(text), position=side
        )
        for side, (article, text) in enumerate(words)
    )
    given: dict[str, Any] = {"topic": f"What about the {name}?", "type": "numeric", "severity": "major"} | values
    return GoldItem(id=name, quotes=quotes, **given)


TOLL = item("toll", ("ant", "Nine people died"), ("bee", "Twelve people died"))
CAPTAIN = item(
    "captain", ("ant", "The captain left the ship first"), ("bee", "The captain was the last to leave"), type="negation"
)
LATER = item("later", ("cat", "Four people had died"), ("bee", "Twelve people died"), type="superseded")
CARS = item("cars", ("ant", "forty cars"), ("bee", "about 40 cars"), why="the same number, in words and in digits")


def gold(**values: Any) -> Gold:
    """The gold of the story."""
    lists: dict[str, Any] = {"contradictions": (TOLL, CAPTAIN), "not_contradictions": (CARS,)}
    return Gold(story="ferry", **(lists | values))


def flagged(*words: tuple[str, str], **values: Any) -> Flag:
    """A finding as it is scored, from its evidence."""
    given: dict[str, Any] = {"verdict": Verdict.CONTRADICTION, "agreement": Agreement.FIRM} | values
    return Flag(id="f", question="?", evidence=tuple(evidence(*each) for each in words), **given)


@dataclass
class Telling:
    """Builds a report, step by step as a run would."""

    claims: list[Claim] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def claim(self, article: str, words: str) -> str:
        """A claim on the sentence of some words; returns its id."""
        span = Span(start=TEXTS[article].index(words), end=TEXTS[article].index(words) + len(words))
        numbers = tuple(s.number for s in split(TEXTS[article]) if s.span.overlaps(span))
        made = Claim(
            id=f"{article}#{len(self.claims) + 1}", article=article, statement=words, sentences=numbers, highlight=span
        )
        self.claims.append(made)
        return made.id

    def question(self, text: str, *claims: str, **readings: Verdict) -> Question:
        """A question with its readings: ``judge=..., sceptic=...``, each with a position a claim."""
        positions = tuple(Position(says=claim, claims=(claim,)) for claim in claims)
        judgements = tuple(
            Judgement(reader=Reader(reader), verdict=verdict, positions=positions, explanation=f"{reader} says so.")
            for reader, verdict in readings.items()
        )
        made = Question(id=f"Q{len(self.questions) + 1}", text=text, claims=claims, judgements=judgements)
        self.questions.append(made)
        return made

    def finding(self, about: Question | None, *words: tuple[str, str], **values: Any) -> Finding:
        """A finding with this evidence."""
        given: dict[str, Any] = {
            "verdict": Verdict.CONTRADICTION,
            "agreement": Agreement.FIRM,
            "severity": Severity.MAJOR,
            "kinds": (Kind.NUMERIC,),
            "question": about.text if about else "by rule",
        } | values
        made = Finding(
            id=f"f{len(self.findings) + 1}",
            question_id=about.id if about else None,
            explanation="They differ.",
            evidence=tuple(evidence(*each) for each in words),
            **given,
        )
        self.findings.append(made)
        return made

    def report(self, **values: Any) -> Report:
        """The report."""
        given: dict[str, Any] = {
            "complete": True,
            "run": Run(
                id="run-1",
                started=datetime(2026, 1, 1, tzinfo=UTC),
                tool_version="0",
                mode=Mode.REPLAY,
                usage=Usage(calls=5, tokens_in=100, tokens_out=20, cost_usd=0.5),
            ),
            "articles": tuple(_reported(name, text) for name, text in TEXTS.items()),
            "origins": tuple(Origin(id=name, articles=(name,)) for name in TEXTS),
        } | values
        return Report(
            claims=tuple(self.claims), questions=tuple(self.questions), findings=tuple(self.findings), **given
        )


def _reported(name: str, text: str) -> ReportedArticle:
    return ReportedArticle(
        id=name,
        origin=name,
        path=f"ferry/{name}.txt",
        digest=hashlib.sha256(text.encode()).hexdigest(),
        text=text,
        sentences=split(text),
    )


@pytest.fixture
def telling() -> Telling:
    return Telling()


class Scripted:
    """A model that answers with what its script returns, and remembers the prompts."""

    def __init__(self, script: Callable[[Prompt, type], Any]) -> None:
        self.script = script
        self.prompts: list[Prompt] = []

    def ask(self, prompt: Prompt, answer_type: type[Any]) -> Any:
        self.prompts.append(prompt)
        answer = self.script(prompt, answer_type)
        if isinstance(answer, Exception):
            raise answer
        return answer_type.model_validate(answer)


class Evaluated(World):
    """The world of two sentences, with answers for what only an evaluation asks."""

    tokens = 100
    """Tokens that it counts for each request."""

    def __call__(self, body: dict[str, Any]) -> Reply:
        answer = json.loads(super().__call__(body).body)
        answer["usage"] |= {"prompt_tokens": self.tokens, "total_tokens": self.tokens + 20}
        return Reply(body=json.dumps(answer).encode())

    def PlainContradictions(self, asked: str) -> Mapping[str, Any]:  # noqa: N802 -- named as the schema is
        quotes = [{"article": "A", "quote": "Nine people died"}, {"article": "B", "quote": "Twelve people died"}]
        invented = {"article": "B", "quote": "A hundred people died"}
        return {"contradictions": [{"question": "How many died?", "quotes": [*quotes, invented]}]}

    def PairOpinions(self, asked: str) -> Mapping[str, Any]:  # noqa: N802
        return {"pairs": [{"q": "P1", "follows": True}]}


@pytest.fixture
def world() -> World:
    return Evaluated()
