"""Reports for the renderings, made from ``ferry.json``: a ferry runs aground, six articles of five origins tell of it.

The story is invented. Offsets are never written by hand: evidence and marks are found by their words.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from schemas.article import ArticleDate, Origin, Placement, Sentence, SharedPassage, Span
from schemas.claim import Claim, UngroundedClaim, Voice
from schemas.finding import Agreement, Evidence, Finding, Position, Severity, Verdict
from schemas.question import Judgement, Question, Reader
from schemas.report import Mode, NotChecked, Notice, Report, ReportedArticle, Run, Stage, Usage

_FERRY = json.loads(Path(__file__).with_name("ferry.json").read_text(encoding="utf-8"))
_SENTENCE = re.compile(r"\S[^\n]*?(?:\.(?=\s)|(?=\n|\Z))")
_OF_A_FINDING = Finding.model_fields.keys() - {"id", "question_id", "question", "positions", "evidence"}


def sample_report() -> Report:
    """Every lane, firm and possible findings of each severity, gaps, copies, notices: an incomplete run."""
    return report_of(
        _FERRY,
        complete=False,
        not_checked=(
            NotChecked(stage=Stage.INGEST, what="ferry/scan.pdf", reason="it holds no text", remedy="Give it as text."),
            NotChecked(stage=Stage.EXTRACT, what="gazette", reason="no answer in 300 s", remedy="Run it again."),
        ),
        notices=(Notice(article="phare", text="No date is given; “April 2025” was inferred from the text."),),
        ungrounded=(UngroundedClaim(article="radio", statement="Nineteen people died.", reason="no sentence 41"),),
    )


def clean_report(**fields: Any) -> Report:
    """A complete run that found nothing: the articles agree on the one question that several answer."""
    cost = [question for question in _FERRY["questions"] if question["id"] == "cost"]
    return report_of({**_FERRY, "questions": cost}, **{"complete": True, **fields})


HOSTILE = (
    "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'></textarea><!-- "
    "[bold red]loud[/bold red] [a](javascript:alert(1)) ![i](https://evil.example/i.png) https://evil.example "
    "`code` **strong** | cell | {{ 7 * 7 }} {% raise %} & &lt; "
    "\u202e\u200b\ufeff\x1b[31m\x1b]8;;https://evil.example\x07 end"
)
"""Words that try to act in every format at once."""

_FREE_TEXT = {
    "title",
    "outlet",
    "basis",
    "says",
    "explanation",
    "settle",
    "severity_reason",
    "speaker",
}


def hostile_report() -> Report:
    """The sample with hostile words in every place that takes words, quoted as evidence too."""
    story = _poisoned(json.loads(json.dumps(_FERRY).replace('"radio"', json.dumps(_HOSTILE_ID))))
    story["articles"][0]["text"].append(HOSTILE)
    story["articles"][1]["url"] = "javascript:window.hacked=1"
    story["questions"][0]["sides"][0]["quotes"].insert(0, {"article": "courier", "words": HOSTILE, "marks": ["loud"]})
    story["questions"][0].update(text=HOSTILE, doubts=[HOSTILE], rules=[HOSTILE])
    return report_of(
        story,
        complete=False,
        not_checked=(NotChecked(stage=Stage.INGEST, what=HOSTILE, reason=HOSTILE, remedy=HOSTILE),),
        notices=(Notice(article="courier", text=HOSTILE),),
        ungrounded=(UngroundedClaim(article="courier", statement=HOSTILE, reason=HOSTILE),),
    )


_HOSTILE_ID = 'ra"dio <b> é/../x'


def _poisoned(value: Any) -> Any:
    """The same data, with hostile words after every text that people or models write."""
    if isinstance(value, list):
        return [_poisoned(item) for item in value]
    if isinstance(value, dict):
        return {
            key: f"{item} {HOSTILE}" if key in _FREE_TEXT and isinstance(item, str) else _poisoned(item)
            for key, item in value.items()
        }
    return value


def report_of(story: dict[str, Any], **fields: Any) -> Report:
    """The report of a story in the form of ``ferry.json``."""
    articles = {given["id"]: _article(given) for given in story["articles"]}
    claims: list[Claim] = []
    rows = [_row(given, articles, claims) for given in story["questions"]]
    return Report(
        title=story["title"],
        run=run(),
        articles=tuple(articles.values()),
        origins=_origins(articles),
        claims=tuple(claims),
        questions=tuple(question for question, _ in rows),
        findings=tuple(finding for _, finding in rows if finding),
        **fields,
    )


def run(**fields: Any) -> Run:
    """A live run with everything known about it; fields replace what they name."""
    known: dict[str, Any] = {
        "id": "20250411-0905-marisol",
        "started": datetime(2025, 4, 11, 9, 5, tzinfo=UTC),
        "tool_version": "0.1.0",
        "mode": Mode.LIVE,
        "model": "some-model-2",
        "base_url": "https://user:secret@models.example/v1?key=secret",
        "structured_output": "json_schema",
        "prompts": {"extract": "a" * 64, "judge": "b" * 64},
        "usage": Usage(calls=31, cached=4, tokens_in=48_211, tokens_out=9_120, cost_usd=0.1234),
    }
    return Run.model_validate({**known, **fields})


def _article(given: dict[str, Any]) -> ReportedArticle:
    text = "\n".join(given["text"])
    date = ArticleDate(**given["published"]) if "published" in given else None
    spans = [match.span() for match in _SENTENCE.finditer(text)]
    return ReportedArticle(
        **{key: given.get(key) for key in ("id", "outlet", "language", "origin", "url")},
        title=given["text"][0],
        text=text,
        sentences=tuple(
            Sentence(number=number, start=start, end=end, placement=_placement(text[start:end], number))
            for number, (start, end) in enumerate(spans, start=1)
        ),
        published=date.value if date else None,
        published_date=date,
        path=f"ferry/{given['id']}.txt",
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )


def _placement(words: str, number: int) -> Placement:
    if words.startswith("Share this"):
        return Placement.FURNITURE
    return {1: Placement.HEADLINE, 2: Placement.LEAD}.get(number, Placement.BODY)


def _row(
    given: dict[str, Any], articles: dict[str, ReportedArticle], claims: list[Claim]
) -> tuple[Question, Finding | None]:
    """A question, and its finding where its answers do not agree; its claims are added to ``claims``."""
    quotes = [(index, quote) for index, side in enumerate(given["sides"]) for quote in side["quotes"]]
    rested = [(quote, _evidence(quote, index, articles, claims)) for index, quote in quotes]
    evidence = [made for _, made in rested]
    positions = tuple(
        Position(says=side["says"], claims=tuple(e.claim for e in evidence if e.position == index and e.claim))
        for index, side in enumerate(given["sides"])
        if side["says"]
    )
    verdict = Verdict(given["verdict"]) if "verdict" in given else None
    judgements = (Judgement(reader=Reader.JUDGE, verdict=verdict, positions=positions),) if verdict else ()
    question = Question(
        id=given["id"],
        text=given["text"],
        claims=tuple(e.claim for e in evidence if e.claim),
        silent=given.get("silent", ()),
        unasked=given.get("unasked", ()),
        judgements=judgements,
    )
    if verdict in (None, Verdict.COMPATIBLE):
        return question, None
    finding = Finding(
        id=question.id,
        question_id=question.id,
        question=question.text,
        positions=positions,
        evidence=tuple(made for quote, made in rested if quote.get("shown", True)),
        **{"agreement": Agreement.FIRM, "severity": Severity.MINOR, **_given_fields(given)},
    )
    return question, finding


def _given_fields(given: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in given.items() if key in _OF_A_FINDING}


def _evidence(
    given: dict[str, Any], position: int, articles: dict[str, ReportedArticle], claims: list[Claim]
) -> Evidence:
    article, words = articles[given["article"]], given["words"]
    start = article.text.index(words)
    marks = [(start + words.index(mark), len(mark)) for mark in given.get("marks", ())]
    number = next(sentence.number for sentence in article.sentences if sentence.start <= start < sentence.end)
    claim = Claim(
        id=f"{article.id}#{len(claims) + 1}",
        article=article.id,
        statement=words,
        voice=Voice(**given.get("voice", {})),
        sentences=(number,),
    )
    claims.append(claim)
    return Evidence(
        article=article.id,
        quote=words,
        start=start,
        end=start + len(words),
        position=position,
        claim=claim.id,
        marks=tuple(Span(start=at, end=at + length) for at, length in marks),
    )


def _origins(articles: dict[str, ReportedArticle]) -> tuple[Origin, ...]:
    members: dict[str, list[ReportedArticle]] = {}
    for article in articles.values():
        members.setdefault(article.origin, []).append(article)
    return tuple(_origin(key, group) for key, group in members.items())


def _origin(key: str, group: list[ReportedArticle]) -> Origin:
    """An origin; two articles of one share their second line that is not empty, the lead paragraph."""
    if len(group) == 1:
        return Origin(id=key, articles=(group[0].id,))
    shared = group[0].text.split("\n")[2]
    spans = [Span(start=at, end=at + len(shared)) for at in (article.text.index(shared) for article in group[:2])]
    passage = SharedPassage(article=group[0].id, span=spans[0], other=group[1].id, other_span=spans[1])
    return Origin(id=key, articles=tuple(article.id for article in group), passages=(passage,), overlap=0.86)
