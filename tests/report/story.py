"""An invented story for the renderings: a ferry runs aground, six articles of five origins tell of it."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime

from schemas.article import ArticleDate, DateSource, Origin, Placement, Sentence, SharedPassage, Span
from schemas.claim import Claim, SpeechAct, UngroundedClaim, Voice
from schemas.finding import Agreement, Evidence, Finding, Kind, Position, Severity, Verdict
from schemas.question import Judgement, Question, Reader
from schemas.report import Mode, NotChecked, Notice, Report, ReportedArticle, Run, Stage, Usage

COURIER = """\
Marisol aground: twelve hurt, captain “did not brake”

Twelve people were hurt when the ferry Marisol ran aground off Port Aven on Tuesday evening. The ferry was carrying 212 passengers.

“I never touched the throttle,” the captain, Ruben Haas, told reporters on the quay. The harbour office said the ferry struck the sandbank at 18:40. Fog had closed in an hour before.

Harbour master Ilse Brandt said that the buoy at the bank had been lit all evening. The company denied that. The repair will cost 1.2 million crowns, it said.
"""
NORTHLINE = """\
Ferry hits sandbank, 15 injured

Fifteen people were injured when a ferry with about 200 people on board hit a sandbank near Port Aven, the coast guard said. It happened shortly before eight in the evening.

“I barely touched the throttle,” captain Ruben Haas said on the quay. Passengers were brought ashore by two fishing boats. Nobody was left on board by midnight.

The company, Aven Lines, said that the buoy marking the bank was dark. Repairs would cost 1.2 million crowns.
"""
DOCKSIDE = """\
Fifteen injured as ferry hits sandbank

Fifteen people were injured when a ferry with about 200 people on board hit a sandbank near Port Aven, the coast guard said. It happened shortly before eight in the evening.

Passengers were brought ashore by two fishing boats. Nobody was left on board by midnight. Share this article.
"""
RADIO = """\
Marisol: number of injured rises to nineteen

Nineteen people are now known to be injured after Tuesday's grounding, hospitals said on Thursday. Two of them are in intensive care.

Aven Lines has not decided whether the Marisol will sail again this season. The inquiry will hear Captain Haas next week. The buoy was serviced in spring, according to the harbour office.
"""
PHARE = """\
Le Marisol s’échoue devant Port Aven

Douze personnes ont été blessées mardi soir. Le capitaine n’aurait « pas touché aux gaz ». Trois chalutiers ont ramené les passagers à terre.

Selon la compagnie, la bouée était éteinte.
"""
GAZETTE = """\
Ferry service to resume on Monday

Ferries between Port Aven and the islands will run again from Monday, Aven Lines announced. The Marisol itself stays in dock until the summer.

Nobody was on the bridge but the captain, the gazette has learned. The mate was on the bridge with him, the company's log says. Two crew members were off duty.
"""

_DIGEST = "0" * 64


def article(key: str, text: str, outlet: str | None, date: ArticleDate | None, **fields: str | None) -> ReportedArticle:
    """An article whose sentences end at a full stop or a line end; the first line is its headline."""
    spans = [match.span() for match in re.finditer(r"\S[^\n]*?(?:\.(?=\s)|”(?= [A-Z])|(?=\n))", text)]
    sentences = tuple(
        Sentence(number=number, start=start, end=end, placement=_placement(text[start:end], number))
        for number, (start, end) in enumerate(spans, start=1)
    )
    return ReportedArticle(
        id=key,
        text=text,
        sentences=sentences,
        outlet=outlet,
        title=fields.get("title") or text.partition("\n")[0],
        url=fields.get("url"),
        language=fields.get("language", "en"),
        published=date.value if date else None,
        published_date=date,
        origin=fields.get("origin") or f"o-{key}",
        path=f"ferry/{key}.txt",
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )


def _placement(words: str, number: int) -> Placement:
    if words.startswith("Share this"):
        return Placement.FURNITURE
    return {1: Placement.HEADLINE, 2: Placement.LEAD}.get(number, Placement.BODY)


def articles() -> tuple[ReportedArticle, ...]:
    meta, text, inferred = DateSource.META_FILE, DateSource.TEXT, DateSource.INFERRED
    return (
        article("courier", COURIER, "Aven Courier", ArticleDate(value="2025-04-09T07:10+02:00", source=meta, basis="date"),
                url="https://courier.example/marisol?id=7"),
        article("northline", NORTHLINE, "Northline News", ArticleDate(value="2025-04-08", source=text, basis="Tuesday, 8 April 2025"),
                origin="o-northline"),
        article("dockside", DOCKSIDE, "The Dockside Post", ArticleDate(value="2025-04-08", source=meta), origin="o-northline"),
        article("radio", RADIO, "Radio Estuary", ArticleDate(value="2025-04-10", source=DateSource.JSON_LD)),
        article("phare", PHARE, "Le Phare", ArticleDate(value="2025-04", source=inferred, basis="“mardi soir”, and the other articles"),
                language="fr"),
        article("gazette", GAZETTE, "Island Gazette", None),
    )  # fmt: skip


class Story:
    """Makes claims and evidence by the words that they rest on, so that offsets are never written by hand."""

    def __init__(self, members: tuple[ReportedArticle, ...]) -> None:
        self.articles = {member.id: member for member in members}
        self.claims: list[Claim] = []

    def claim(self, key: str, words: str, statement: str = "", voice: Voice | None = None) -> str:
        """Add a claim that the sentence with these words carries."""
        member = self.articles[key]
        at = member.text.index(words)
        number = next(s.number for s in member.sentences if s.start <= at < s.end)
        made = Claim(
            id=f"{key}#{len(self.claims) + 1}",
            article=key,
            statement=statement or words,
            voice=voice or Voice(),
            sentences=(number,),
            placement=member.sentences[number - 1].placement,
        )
        self.claims.append(made)
        return made.id

    def evidence(self, claim: str, words: str, position: int, *marks: str) -> Evidence:
        """Evidence for a claim; marks are words inside the quote."""
        key = claim.rsplit("#", 1)[0]
        start = self.articles[key].text.index(words)
        offsets = [(start + words.index(mark), len(mark)) for mark in marks]
        return Evidence(
            article=key,
            quote=words,
            start=start,
            end=start + len(words),
            position=position,
            claim=claim,
            marks=tuple(Span(start=at, end=at + length) for at, length in offsets),
        )
