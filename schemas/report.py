"""The report: everything one run found, did and left undone. All renderings are made from this one model."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from schemas.article import ArticleDate, Origin, Sentence
from schemas.base import Record
from schemas.claim import Claim, UngroundedClaim
from schemas.finding import Finding
from schemas.question import Question
from schemas.review import Standing

SCHEMA_VERSION = "1.0"
"""Fields are only added within a major version; readers ignore what they do not know."""


class Stage(StrEnum):
    """The step of the run at which something happened."""

    INGEST = "ingest"
    EXTRACT = "extract"
    LINK = "link"
    COMPARE = "compare"
    VERIFY = "verify"


class NotChecked(Record):
    """Something that this run should have checked and did not."""

    stage: Stage
    what: str
    """An article's id or path, a question's text, a part of an article: what an editor would call it."""
    reason: str
    remedy: str = ""
    """What to do next: a command, a setting; empty where nothing helps."""


class Notice(Record):
    """Something that an editor should know before trusting an article's part in the report."""

    article: str
    text: str


class Mode(StrEnum):
    """Where this run's answers came from."""

    LIVE = "live"
    BATCH = "batch"
    """Through the provider's Batch API, at half the price."""
    REPLAY = "replay"
    NO_MODEL = "no_model"


class Usage(Record):
    """What a run used. Tokens as the endpoint counted them, cached answers not included."""

    calls: int = 0
    """Requests that were sent to the endpoint or replayed from a cassette, failed ones and re-asks included."""
    cached: int = 0
    """Answers taken from the cache: not calls, not paid again."""
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float | None = None
    """In US dollars; None where the model's price is not known."""


class Run(Record):
    """How a report was made, so that somebody else can make it again."""

    id: str
    started: datetime
    """With its zone."""
    tool_version: str
    mode: Mode
    model: str | None = None
    base_url: str | None = None
    structured_output: str | None = None
    """How answers were constrained: "json_schema", "tools" or "json"."""
    prompts: dict[str, str] = Field(default_factory=dict)
    """Task -> SHA-256 of its prompt (system and user template)."""
    schemas: dict[str, str] = Field(default_factory=dict)
    """Task -> SHA-256 of the JSON Schema of the answer that it asks for."""
    usage: Usage = Usage()


class ReportedArticle(Record):
    """An article as the report holds it: its whole text, so that every quote can be checked."""

    id: str
    id_given: bool = False
    """Whether the source names the id; else it is the name of a file, or the number of a line."""
    outlet: str | None = None
    title: str | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = None
    published: str | None = None
    """ISO 8601, as precise as its source; ``published_date`` says where it comes from."""
    published_date: ArticleDate | None = None
    updated_date: ArticleDate | None = None
    origin: str
    path: str | None = None
    digest: str
    text: str
    sentences: tuple[Sentence, ...] = ()


class Report(Record):
    """One run over one story."""

    schema_version: str = SCHEMA_VERSION
    title: str = ""
    """The story's name, where the input gives one."""
    complete: bool
    """False as soon as anything that should have been checked was not."""
    not_checked: tuple[NotChecked, ...] = ()
    notices: tuple[Notice, ...] = ()
    run: Run
    articles: tuple[ReportedArticle, ...] = ()
    origins: tuple[Origin, ...] = ()
    apart: tuple[str, ...] = ()
    """Ids of the articles that tell of another story than the rest, as their reading found."""
    claims: tuple[Claim, ...] = ()
    ungrounded: tuple[UngroundedClaim, ...] = ()
    questions: tuple[Question, ...] = ()
    findings: tuple[Finding, ...] = ()
    """Firm before possible, then by severity; contradictions before the other verdicts."""
    reviews: tuple[Standing, ...] = Field(default=(), exclude_if=lambda reviews: not reviews)
    """Where the findings stand with the editors. For the eye alone: a saved run never has it."""

    @property
    def nothing_to_compare(self) -> bool:
        """Whether it is whole, and no two of its articles tell the same story."""
        none_found = not self.findings and not self.questions
        return self.complete and none_found and len(self.articles) - len(self.apart) < 2
