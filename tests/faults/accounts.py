"""The accounts of a run: every article and every question is done, or stands in the report with a reason."""

from __future__ import annotations

from pathlib import Path

from checker.verify.findings import READ_TWICE
from schemas.question import Question, Reader
from schemas.report import Report, Stage


def balance(report: Report, given: frozenset[str]) -> None:
    """Assert that nothing was lost in silence.

    Args:
        report: of a run with a model.
        given: the ids of the articles that were given.
    """
    assert report.complete == (not report.not_checked)
    assert all(missed.what and missed.reason for missed in report.not_checked)
    named = {stage: [missed.what for missed in report.not_checked if missed.stage is stage] for stage in Stage}
    _articles(report, given, named)
    for question in report.questions:
        _question(question, named)
    claims = {claim.id for claim in report.claims}
    assert {claim for question in report.questions for claim in question.claims} <= claims
    assert all(lost.reason for lost in report.ungrounded)


def _articles(report: Report, given: frozenset[str], named: dict[Stage, list[str]]) -> None:
    read = {article.id for article in report.articles}
    skipped = {Path(what).stem for what in named[Stage.INGEST]}
    assert read | skipped == given
    assert not read & skipped
    failed = {name for what in named[Stage.EXTRACT] for name in what.split(", ")}
    assert failed <= read
    first = {article.digest: article.id for article in reversed(report.articles)}
    for question in report.questions:
        answered = {claim.rpartition("#")[0] for claim in question.claims}
        assert answered | {*question.silent, *question.unasked} == set(first.values())
        assert set(question.unasked) <= failed
        assert not answered & {*question.silent, *question.unasked}
    if not report.questions and not failed:
        assert report.complete or named[Stage.INGEST]


def _question(question: Question, named: dict[Stage, list[str]]) -> None:
    readers = {judgement.reader for judgement in question.judgements}
    if not question.alike:
        assert Reader.JUDGE in readers or question.text in named[Stage.COMPARE]
    if any(judgement.verdict in READ_TWICE for judgement in question.judgements):
        assert Reader.SCEPTIC in readers or question.text in named[Stage.VERIFY]
