"""Small reports of an invented story, made by hand: articles of a sentence a line, findings that rest on them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from checker.ingest.sentences import split
from schemas.article import Origin
from schemas.finding import Agreement, Evidence, Finding, Kind, Position, Severity, Verdict
from schemas.report import Mode, Report, ReportedArticle, Run

TEXTS: Mapping[str, str] = {
    "ant": "Nine people died in the fire.\n\nThe ferry left at noon.\n\nThe captain left the ship first.",
    "bee": "Twelve people died in the fire.\n\nThe ferry left at one.\n\nThe captain left the ship last.",
    "cat": "Eleven people died in the fire.\n\nNobody saw the captain.",
}


def article(name: str, text: str, **values: Any) -> ReportedArticle:
    """An article as a report holds it."""
    given: dict[str, Any] = {"outlet": f"The {name.title()}", "origin": name, "path": f"{name}.txt"} | values
    return ReportedArticle(
        id=name, text=text, sentences=split(text), digest=hashlib.sha256(text.encode()).hexdigest(), **given
    )


def finding(name: str, *words: tuple[str, str], texts: Mapping[str, str] = TEXTS, **values: Any) -> Finding:
    """A finding that opposes words of articles: (article, words) for each side."""
    evidence = tuple(
        Evidence(
            article=where,
            quote=quote,
            start=(at := texts[where].index(quote)),
            end=at + len(quote),
            position=side,
        )
        for side, (where, quote) in enumerate(words)
    )
    given: dict[str, Any] = {
        "question": f"What about the {name}?",
        "verdict": Verdict.CONTRADICTION,
        "agreement": Agreement.FIRM,
        "severity": Severity.MAJOR,
        "kinds": (Kind.NUMERIC,),
        "explanation": f"They differ on the {name}.",
        "positions": tuple(Position(says=quote) for _, quote in words),
    } | values
    return Finding(**({"id": f"id-{name}", "evidence": evidence} | given))


def toll(**values: Any) -> Finding:
    """How many died."""
    return finding(
        "toll", ("ant", "Nine people died in the fire."), ("bee", "Twelve people died in the fire."), **values
    )


def hour(**values: Any) -> Finding:
    """When the ferry left."""
    words = (("ant", "The ferry left at noon."), ("bee", "The ferry left at one."))
    return finding("hour", *words, **({"kinds": (Kind.TEMPORAL,)} | values))


def captain(**values: Any) -> Finding:
    """When the captain left."""
    words = (("ant", "The captain left the ship first."), ("bee", "The captain left the ship last."))
    return finding("captain", *words, **({"kinds": (Kind.ANTONYMY,), "severity": Severity.MINOR} | values))


def report(run: str, *findings: Finding, texts: Mapping[str, str] = TEXTS, day: int = 1, **values: Any) -> Report:
    """A run over the story."""
    articles = tuple(article(name, text) for name, text in texts.items())
    given: dict[str, Any] = {
        "title": "Fire on the ferry",
        "complete": True,
        "articles": articles,
        "origins": tuple(Origin(id=each.id, articles=(each.id,)) for each in articles),
    } | values
    made = Run(id=run, started=datetime(2026, 1, day, tzinfo=UTC), tool_version="0", mode=Mode.REPLAY)
    return Report(run=made, findings=findings, **given)
