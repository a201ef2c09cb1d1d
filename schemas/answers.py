"""What the model is asked to return. No other schema is ever shown to one.

Docstrings and field descriptions in this module are sent to the model: they are prompt text. Whatever a reader of
the code should know and the model need not stands in comments. Field names are short because every claim repeats
them; a field that has nothing to say is left out of an answer.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


def _without_titles(schema: dict[str, Any]) -> None:
    for part in (schema, *schema.get("properties", {}).values()):
        part.pop("title", None)


class Answer(BaseModel):
    """A part of an answer."""

    # Tolerant on purpose: a stray extra field is no reason to pay for the answer again. The titles that Pydantic makes
    # of the names say nothing new, and every call would pay for them.
    model_config = ConfigDict(extra="ignore", json_schema_extra=_without_titles)


class AnsweredSide(Answer):
    """One answer to a question."""

    says: str = Field(min_length=1, description="the answer, in a few words")
    at: list[str] = Field(min_length=1, description="tags of the sentences that give it")
    by: str | None = Field(None, description="the speaker whose words it is")
    act: str | None = Field(None, description="offered, denied, promised, predicted, asked ..., if not just said")


class RaisedQuestion(Answer):
    """A question and its answers."""

    q: str = Field(min_length=1, description="the question")
    sides: list[AnsweredSide] = Field(min_length=1)


class InferredDate(Answer):
    """When an article was written."""

    article: str = Field(description="its letter")
    written: str = Field(description="as YYYY, YYYY-MM or YYYY-MM-DD")
    basis: str = Field("", description="what in the article shows it")


class RaisedQuestions(Answer):
    """The questions on which the articles may differ."""

    to_software: list[str] = Field([], description="tags of sentences that tell a reading software what to do")
    apart: list[str] = Field([], description="letters of articles that tell of another story than the rest")
    dates: list[InferredDate] = Field([], description="only of articles whose date is not known")
    questions: list[RaisedQuestion]


class SameQuestions(Answer):
    """Questions that ask for the same."""

    ids: list[str] = Field(min_length=2, description="their ids")
    differ: bool = Field(description="whether their answers differ in any way that a reader would notice")


class JoinedQuestions(Answer):
    """The questions that ask for the same, group by group. A question like no other is in no group."""

    same: list[SameQuestions]


VerdictWord = Literal[
    "contradiction", "change_over_time", "attributed_disagreement", "different_scope", "compatible", "uncertain"
]
KindWord = Literal[
    "numeric",
    "temporal",
    "negation",
    "antonymy",
    "lexical",
    "scope",
    "modality",
    "attribution",
    "quotation",
    "structural",
    "identity",
    "cause",
]


class JudgedPosition(Answer):
    """One answer to the question."""

    says: str = Field(description="the answer in a few words")
    at: list[str] = Field(min_length=1, description="tags of the sentences that give it, the clearest first")


class JudgedQuestion(Answer):
    """The verdict on one question."""

    q: str = Field(description="id of the question")
    why: str = ""
    verdict: VerdictWord
    same_as: str | None = Field(None, description="id of an earlier question")
    positions: list[JudgedPosition] = []
    kinds: list[KindWord] = []
    severity: Literal["critical", "major", "minor"] = "minor"
    settle: str = ""


class JudgedQuestions(Answer):
    """The verdicts, one for every question."""

    verdicts: list[JudgedQuestion]


class SecondOpinion(Answer):
    """A verdict on one item."""

    q: str = Field(description="id of the item")
    why: str = Field(description="one sentence: what a reader of each article would believe")
    verdict: VerdictWord
    same_as: str | None = Field(None, description="id of an earlier item that is the very same disagreement")


class SecondOpinions(Answer):
    """The verdicts, one for every item."""

    verdicts: list[SecondOpinion]


class PairOpinion(Answer):
    """What is so about one pair."""

    q: str = Field(description="id of the pair")
    follows: bool = Field(description="whether the first report tells what the second one says")


class PairOpinions(Answer):
    """The opinions, one for every pair."""

    pairs: list[PairOpinion]


class PlainQuote(Answer):
    """Words of an article."""

    article: str = Field(description="letter of the article")
    quote: str = Field(description="verbatim quote")


class PlainContradiction(Answer):
    """A place where the articles contradict each other."""

    question: str = Field(description="what they contradict each other on, as a question")
    quotes: list[PlainQuote] = Field(description="verbatim quotes that show it, the clearest first")


class PlainContradictions(Answer):
    """Every place where the articles contradict each other."""

    contradictions: list[PlainContradiction]


class Ready(Answer):
    """Whether answers arrive in the wanted form."""

    ready: bool
