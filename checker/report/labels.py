"""Words for people: dates, voices, kinds, severities, money and lists of names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from checker.report.visible import visible
from schemas.article import ArticleDate, DateSource
from schemas.claim import SpeechAct, Voice
from schemas.finding import Kind, Severity
from schemas.report import Mode, Run, Stage, Usage

SEVERITIES = {Severity.CRITICAL: "Critical", Severity.MAJOR: "Major", Severity.MINOR: "Minor"}

SYMBOLS = {Severity.CRITICAL: "◆", Severity.MAJOR: "▲", Severity.MINOR: "●"}
"""A shape for each severity, so that colour is never the only signal."""

KINDS = {
    Kind.NUMERIC: "numbers",
    Kind.TEMPORAL: "time",
    Kind.NEGATION: "yes or no",
    Kind.ANTONYMY: "opposites",
    Kind.LEXICAL: "choice of words",
    Kind.SCOPE: "scope",
    Kind.MODALITY: "how certain",
    Kind.ATTRIBUTION: "who said it",
    Kind.QUOTATION: "quotation",
    Kind.STRUCTURAL: "who did what to whom",
    Kind.IDENTITY: "who or which",
    Kind.CAUSE: "cause",
}

STAGES = {
    Stage.INGEST: "reading the input",
    Stage.EXTRACT: "reading the articles",
    Stage.LINK: "joining questions",
    Stage.COMPARE: "comparing",
    Stage.VERIFY: "second reading",
}

_DATE_SOURCES = {
    DateSource.FLAG: "given on the command line",
    DateSource.FRONT_MATTER: "front matter",
    DateSource.META_FILE: "meta.json",
    DateSource.RECORD: "input record",
    DateSource.JSON_LD: "page data",
    DateSource.OPEN_GRAPH: "page data",
    DateSource.TIME_ELEMENT: "printed on the page",
    DateSource.TEXT: "printed in the article",
    DateSource.INFERRED: "inferred",
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_ISO = re.compile(r"^\d{4}(-(0[1-9]|1[0-2])(-\d{2}(T\d{2}:\d{2}\S*)?)?)?$")
_BASIS_LENGTH = 90


def day(value: str) -> str:
    """An ISO 8601 date as people write it, as precise as it is: "March 2022", "30 Nov 2024, 07:53 +05:30".

    What is no such date is shown as it stands.
    """
    if not _ISO.match(value):
        return visible(value)
    date, _, time = value.partition("T")
    year, month, number = [*map(int, date.split("-")), 0, 0][:3]
    words = (
        f"{number} {_MONTHS[month - 1][:3]} {year}"
        if number
        else f"{_MONTHS[month - 1]} {year}"
        if month
        else str(year)
    )
    return f"{words}, {_clock(time)}" if time else words


def _clock(time: str) -> str:
    """The time without its seconds, which say nothing about an article: "07:53 UTC"."""
    zone = time[5:].lstrip(":.0123456789")
    return f"{time[:5]} {'UTC' if zone == 'Z' else zone}".strip()


def date_label(date: ArticleDate | None, bare: str | None = None, *, basis: bool = False) -> str:
    """A date with its provenance: "30 Nov 2024 (meta.json)", "March 2022 (inferred: ...)", or "no date".

    ``basis`` adds the words or the field that say so; an inferred date has them always.
    """
    if date is None:
        return day(bare) if bare else "no date"
    source = _DATE_SOURCES[date.source]
    if date.basis and (basis or date.inferred):
        source = f"{source}: {shortened(visible(date.basis), _BASIS_LENGTH)}"
    return f"{day(date.value)} ({source})"


def moment(value: datetime) -> str:
    """A time to the minute, with its zone: "21 Nov 2026, 14:05 UTC"."""
    offset = value.utcoffset()
    zone = "" if offset is None else "UTC" if offset == timedelta(0) else value.isoformat()[-6:]
    return f"{value.day} {_MONTHS[value.month - 1][:3]} {value.year}, {value:%H:%M} {zone}".strip()


def voice_label(voice: Voice | None) -> str:
    """Who says it, and how: "speaker: Ilse Brandt (denied)"; empty for the outlet's own voice."""
    if voice is None or voice.speaker is None:
        return ""
    how = [] if voice.act in (SpeechAct.ASSERTED, SpeechAct.SAID) else [voice.act.value]
    how += [] if voice.named else ["not named"]
    return visible(f"speaker: {voice.speaker}" + (f" ({'; '.join(how)})" if how else ""))


def names(items: Sequence[str]) -> str:
    """A list in words: "BBC, Vox and CNN"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: "1 article", "3 articles"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def sentence(text: str) -> str:
    """The text with a capital at its beginning and a full stop at its end, where it has none of its own."""
    return f"{text[:1].upper()}{text[1:]}{'' if not text or text[-1] in '.!?…' else '.'}"


def shortened(text: str, length: int) -> str:
    """At most ``length`` code points, cut at a space where there is one, with an ellipsis where something is cut."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def cost_label(run: Run) -> str:
    """What the run cost, in words."""
    cost = run.usage.cost_usd
    if run.mode is Mode.NO_MODEL:
        return "nothing: no model was asked"
    if run.mode is Mode.REPLAY:
        return "nothing: recorded answers were replayed"
    if not run.usage.calls:
        return "nothing: all answers came from the cache"
    if cost is None:
        return "unknown: this model's price is not known"
    return "under 1 cent" if 0 < cost < 0.01 else f"${cost:,.2f}"


def usage_label(usage: Usage) -> str:
    """How much a run asked, in words."""
    return (
        f"{count(usage.calls, 'request')}, {usage.tokens_in:,} tokens sent, {usage.tokens_out:,} received, "
        f"{count(usage.cached, 'answer')} from the cache"
    )


def endpoint(base_url: str | None) -> str:
    """The host that answered, without credentials, path or query."""
    if not base_url:
        return "an endpoint that was not recorded"
    try:
        parts = urlsplit(base_url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "an endpoint whose address cannot be read"
    return visible(f"{host}:{port}" if port else host) or "an endpoint whose address cannot be read"
