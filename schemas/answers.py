"""What the model is asked to return. No other schema is ever shown to one.

Docstrings and field descriptions in this module are sent to the model: they are prompt text. Whatever a reader of
the code should know and the model need not stands in comments. Field names are short because every claim repeats
them; a field that has nothing to say is left out of an answer.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Answer(BaseModel):
    """A part of an answer."""

    # Tolerant on purpose: a stray extra field is no reason to pay for the answer again.
    model_config = ConfigDict(extra="ignore")


class AnsweredClaim(Answer):
    """One claim."""

    s: list[int] = Field(min_length=1, description="numbers of the sentences that state it")
    claim: str = Field(min_length=1, description="self-contained statement, every qualifier kept")
    by: str | None = Field(None, description="the speaker whose claim it is; left out for the outlet's own voice")
    role: str | None = Field(None, description="the speaker's role, where the article gives it")
    act: Literal[
        "asserted", "said", "offered", "suggested", "demanded", "denied", "refused", "promised", "predicted", "asked"
    ] = Field("asserted", description="what the voice does; left out for asserted")
    on: str | None = Field(None, description="occasion of the words: which interview, statement, document, when")
    sure: Literal["fact", "likely", "possible", "hypothetical"] = Field("fact", description="left out for fact")
    no: bool = Field(False, description="true where the claim says that something is NOT so; else left out")
    cond: list[str] = Field([], description="conditions that it hangs on")
    val: list[str] = Field([], description="numbers with unit and qualifier, as printed: 'about six miles'")
    when: list[str] = Field([], description="the times it speaks of, as printed")
    key: str | None = Field(None, description="the few words of the sentence that carry it, copied exactly")


class About(Answer):
    """What the article is about."""

    event: str = Field(description="the event it reports, in a few words")
    when: str | None = Field(None, description="when that event was, as precisely as the article tells")
    written: str | None = Field(
        None,
        description="only where no publication date is given: when the article was written, as YYYY, YYYY-MM or "
        "YYYY-MM-DD, if its contents show it",
    )
    basis: str | None = Field(None, description="what in the article shows that date")
    language: str | None = Field(None, description="language of the article, as a BCP 47 code")


class ArticleClaims(Answer):
    """The claims of one article."""

    about: About
    names: list[str] = Field([], description="people, organisations and things with a name, each spelling as printed")
    places: list[str] = Field([], description="places, as printed")
    to_software: list[int] = Field([], description="numbers of sentences that give instructions to a reading software")
    claims: list[AnsweredClaim]


class LinkedQuestion(Answer):
    """A question that claims answer."""

    q: str = Field(min_length=1, description="the question")
    old: str | None = Field(None, description="its id, where it is one of the questions found so far")
    claims: list[str] = Field(min_length=1, description="ids of all claims that answer it")
    differ: bool = Field(description="whether the answers differ in any way that a reader would notice")


class LinkedQuestions(Answer):
    """Questions that several articles answer."""

    questions: list[LinkedQuestion]


class FurtherClaim(AnsweredClaim):
    """A claim that answers one of the questions."""

    q: str = Field(description="id of the question")


class FurtherClaims(Answer):
    """What the article says on the questions that it answers. A question that it does not answer is left out."""

    claims: list[FurtherClaim]


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
    claims: list[str] = Field(min_length=1, description="ids of the claims that give it, the clearest first")


class JudgedQuestion(Answer):
    """The verdict on one question."""

    q: str = Field(description="id of the question")
    verdict: VerdictWord
    positions: list[JudgedPosition] = Field([], description="left out for compatible")
    kinds: list[KindWord] = Field([], description="forms of the disagreement, the main one first")
    severity: Literal["critical", "major", "minor"] = "minor"
    why: str = Field("", description="one neutral sentence: what the articles differ on, or why they do not")
    settle: str = Field("", description="for a contradiction: whom to ask or what to see that would settle it")


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
