"""The judge alone, on labelled pairs of sentences: through its own prompt, several pairs a call.

Each pair becomes two articles of one sentence and one question, which the judge reads as any other. Its verdicts say
whether the two contradict each other. They cannot say whether a pair that does not is entailed or neutral: "compatible"
holds for both. So the pairs that the judge leaves are put to a prompt of their own, which decides that alone and cannot
make a contradiction of anything. The three-way accuracy is that of the two together; the F1 is the judge's.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from checker.compare import judge
from checker.errors import CheckerError, InputError
from checker.evaluate.metrics import SEED
from checker.pipeline.asking import Inquiry
from checker.prompting.exhibits import Docket, letter, one_line
from checker.prompting.request import Request
from checker.prompting.templates import fill
from schemas.answers import PairOpinions
from schemas.article import Article, Sentence
from schemas.claim import Claim
from schemas.evaluation import Label
from schemas.finding import Position, Verdict
from schemas.question import Judgement, Question
from schemas.report import Stage

CONTRADICT = {Verdict.CONTRADICTION, Verdict.CHANGE_OVER_TIME}
"""Verdicts that a pair labelled as a contradiction calls for: what changed over time cannot be true at once either."""

PACK_PAIRS = 30
"""Pairs of which one call says whether they follow."""


class Pair(BaseModel):
    """Two labelled sentences, or short passages."""

    # The files hold notes on sources and licences too.
    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    a: str = Field(pattern=r"\S")
    b: str = Field(pattern=r"\S")
    label: Label
    """What ``b`` is to ``a``."""
    type: str | None = None
    context: str | None = None
    """What both are about."""


@dataclass(frozen=True)
class Called:
    """What a pair was taken for."""

    pair: Pair
    label: Label
    verdict: Verdict
    why: str = ""

    @property
    def right(self) -> bool:
        """Whether that is its label."""
        return self.label is self.pair.label


def load_pairs(path: Path) -> tuple[Pair, ...]:
    """Read labelled pairs, a JSON object a line.

    Raises:
        InputError: the file cannot be read, holds no pair, one that is none, or one id twice.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read as text: {error}.") from error
    pairs: dict[str, Pair] = {}
    for number, line in enumerate(lines, 1):
        if line.strip():
            pair = _pair(line, f"Line {number} of {path}")
            if pair.id in pairs:
                raise InputError(f"Line {number} of {path} has the id {pair.id!r} again.", remedy=_FORM)
            pairs[pair.id] = pair
    if not pairs:
        raise InputError(f"{path} holds no pair.", remedy=_FORM)
    return tuple(pairs.values())


_FORM = 'A line is {"id": ..., "a": ..., "b": ..., "label": "entailment", "neutral" or "contradiction"}.'


def _pair(line: str, where: str) -> Pair:
    try:
        return Pair.model_validate_json(line)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, fault["loc"])) or "the whole"
        raise InputError(f"{where} is no labelled pair: {place}: {fault['msg']}.", remedy=_FORM) from error


def judge_pairs(pairs: Sequence[Pair], inquiry: Inquiry) -> tuple[Called, ...]:
    """Have every pair judged; those without a usable answer are left out, and in the inquiry's book."""
    order = list(pairs)
    # Files are sorted by label; a judge that sees ten contradictions in a row expects an eleventh.
    random.Random(SEED).shuffle(order)
    judged = _judged(order, inquiry)
    contradicting = [
        Called(pair, Label.CONTRADICTION, found.verdict, found.explanation)
        for pair in order
        if (found := judged.get(pair.id)) and found.verdict in CONTRADICT
    ]
    rest = [
        Called(pair, Label.NEUTRAL, found.verdict, found.explanation)
        for pair in order
        if (found := judged.get(pair.id)) and found.verdict not in CONTRADICT
    ]
    return (*contradicting, *_told_apart(rest, inquiry))


def _judged(pairs: Sequence[Pair], inquiry: Inquiry) -> dict[str, Judgement]:
    """The judge's verdicts by pair; what a call leaves out is asked again, alone."""
    size = judge.PACK_QUESTIONS
    found, _ = _ask_judge([pairs[at : at + size] for at in range(0, len(pairs), size)], inquiry)
    left = [pair for pair in pairs if pair.id not in found]
    again, problems = _ask_judge([[pair] for pair in left], inquiry)
    for pair in left:
        if pair.id not in again:
            problem = problems.get(pair.id)
            reason = str(problem) if problem else "The judge gave no usable verdict, asked twice."
            inquiry.book.miss(Stage.COMPARE, f"pair {pair.id}", reason, problem.remedy if problem else "")
    return {**found, **again}


def _ask_judge(
    packs: Sequence[Sequence[Pair]], inquiry: Inquiry
) -> tuple[dict[str, Judgement], dict[str, CheckerError]]:
    """The usable verdicts, and why there is none where a call failed, both by pair."""
    laid_out = [_laid_out(pack) for pack in packs]
    answers = inquiry.attempt(Stage.COMPARE, [judge.request(docket, cases) for docket, cases in laid_out])
    found: dict[str, Judgement] = {}
    problems: dict[str, CheckerError] = {}
    for pack, (docket, cases), answer in zip(packs, laid_out, answers, strict=True):
        if not isinstance(answer, CheckerError):
            read = judge.read(answer, docket, cases)
            ids = {case.question.id: pair.id for pair, case in zip(pack, cases, strict=True)}
            found |= {ids[question]: judgement for question, judgement in read.items()}
        elif answer.fatal:
            raise answer
        else:
            problems |= {pair.id: answer for pair in pack}
    return found, problems


def _laid_out(pairs: Sequence[Pair]) -> tuple[Docket, tuple[judge.Case, ...]]:
    """A pack of pairs as a judge sees them: two articles and a question each. Nothing of a pair's id is shown."""
    articles: list[Article] = []
    about: dict[str, str] = {}
    cases: list[judge.Case] = []
    for number, pair in enumerate(pairs, 1):
        two = tuple(_article(text, len(articles) + index) for index, text in enumerate((pair.a, pair.b)))
        articles += two
        about |= {article.id: pair.context or "" for article in two}
        claims = tuple(_claim(article) for article in two)
        question = Question(
            id=f"Q{number}",
            text="What do the two reports say?",
            claims=tuple(claim.id for claim in claims),
            answers=tuple(Position(says=claim.statement, claims=(claim.id,)) for claim in claims),
        )
        cases.append(judge.Case(question, {claim.id: claim for claim in claims}))
    return Docket(tuple(articles), about), tuple(cases)


def _article(text: str, index: int) -> Article:
    name, line = letter(index), one_line(text)
    return Article(
        id=name,
        text=line,
        sentences=(Sentence(number=1, start=0, end=len(line)),),
        outlet=f"Paper {name}",
        digest=hashlib.sha256(line.encode()).hexdigest(),
    )


def _claim(article: Article) -> Claim:
    return Claim(id=f"{article.id}#1", article=article.id, statement="as the passage has it", sentences=(1,))


def _told_apart(rest: Sequence[Called], inquiry: Inquiry) -> list[Called]:
    """Entailment or neutral, for the pairs that the judge calls no contradiction."""
    packs = [rest[at : at + PACK_PAIRS] for at in range(0, len(rest), PACK_PAIRS)]
    answers = inquiry.ask(Stage.VERIFY, [_follows(pack) for pack in packs])
    told: list[Called] = []
    for pack, answer in zip(packs, answers, strict=True):
        opinions = {opinion.q: opinion.follows for opinion in answer.pairs} if answer else {}
        for number, called in enumerate(pack, 1):
            follows = opinions.get(f"P{number}")
            if follows is not None:
                told.append(replace(called, label=Label.ENTAILMENT if follows else Label.NEUTRAL))
            elif answer is not None:
                inquiry.book.miss(Stage.VERIFY, f"pair {called.pair.id}", "The answer left this pair out.")
    return told


def _follows(pack: Sequence[Called]) -> Request[PairOpinions]:
    shown = "\n\n".join(
        f"P{number}\n  first: {one_line(called.pair.a)}\n  second: {one_line(called.pair.b)}"
        for number, called in enumerate(pack, 1)
    )
    return Request(prompt=fill("pair", pairs=shown), answer=PairOpinions, what=f"{len(pack)} pairs")
