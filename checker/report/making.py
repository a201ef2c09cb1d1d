"""The making of a report: when, with what, at what cost, and what left the machine. For the header and the foot."""

from __future__ import annotations

from urllib.parse import urlsplit

from checker.report.labels import cost_label, count, endpoint, moment, usage_label
from checker.report.view import Fact
from checker.report.visible import visible
from checker.settings import is_loopback
from schemas.report import Mode, Report, Run

_DIGEST = 16
"""Hex digits of a fingerprint that are shown; the JSON report has all 64."""
_MODES = {
    Mode.LIVE: "live",
    Mode.BATCH: "in batches, at half the price",
    Mode.REPLAY: "replayed from recorded answers",
    Mode.NO_MODEL: "rules only, no model",
}

_METHOD = (
    "The articles were split into numbered sentences. A language model named the claims that each sentence makes; the "
    "words shown here were then copied from the articles by program, so no quote is the model's. Claims that answer "
    "the same question were compared, by rules where numbers, dates and quotations allow it and by the model "
    "elsewhere, and disagreements were read a second time, sceptically. Where the readings agree, a finding is "
    "listed as a contradiction; where they do not, as a possible one."
)
_METHOD_OF_RULES = (
    "The articles were split into numbered sentences and compared by rules alone. No language model read them, so "
    "disagreements that need understanding were not looked for."
)


def subtitle(run: Run) -> str:
    """When, with which model, live or replayed."""
    parts = [moment(run.started), visible(run.model or ""), _MODES[run.mode]]
    return " · ".join(part for part in parts if part)


def sent(report: Report) -> str:
    """What left the machine."""
    run, articles = report.run, count(len(report.articles), "article")
    if run.mode is Mode.NO_MODEL:
        return "Nothing left this machine: no model was asked."
    if run.mode is Mode.REPLAY:
        return "Nothing left this machine: recorded answers were replayed, and no endpoint was asked."
    where = endpoint(run.base_url)
    if is_loopback(urlsplit(run.base_url or "").hostname or ""):
        return f"Nothing left this machine: the text of {articles} went to a model on it ({where})."
    if not run.usage.calls:
        return f"Nothing left this machine in this run: all answers came from the cache. They were given by {where}."
    return f"The text of {articles}, and what was read from it, was sent to {where} and to nobody else."


def method(run: Run) -> str:
    """How findings come about, in plain words."""
    return _METHOD_OF_RULES if run.mode is Mode.NO_MODEL else _METHOD


def facts(report: Report) -> tuple[Fact, ...]:
    """The lines of the foot."""
    run = report.run
    lines = [
        ("Run", visible(run.id)),
        ("Started", moment(run.started)),
        ("Tool", f"checker {visible(run.tool_version)}, report format {visible(report.schema_version)}"),
        ("Model", _model(run)),
        ("Cost", cost_label(run)),
        ("Used", "" if run.mode is Mode.NO_MODEL else usage_label(run.usage)),
        ("Prompts", _fingerprints(run.prompts)),
    ]
    return tuple(Fact(label=label, text=text) for label, text in lines if text)


def _model(run: Run) -> str:
    if run.mode is Mode.NO_MODEL:
        return "none"
    structured = f", answers as {visible(run.structured_output)}" if run.structured_output else ""
    return f"{visible(run.model or 'not recorded')} at {endpoint(run.base_url)} ({_MODES[run.mode]}{structured})"


def _fingerprints(digests: dict[str, str]) -> str:
    return ", ".join(f"{visible(task)} {visible(digest)[:_DIGEST]}" for task, digest in sorted(digests.items()))
