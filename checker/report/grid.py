"""The grid: questions by articles, rows that came out alike together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from checker.report.cards import lane_of, letter
from checker.report.finding_view import Lane
from checker.report.labels import SEVERITIES
from checker.report.links import finding_anchor
from checker.report.lookup import Lookup
from checker.report.view import Cell, CellState, Grid, Row, RowGroup
from checker.report.visible import visible
from schemas.claim import Claim
from schemas.finding import Agreement, Finding, Position, Verdict
from schemas.question import Question
from schemas.report import Report

_OUTCOMES = {
    Verdict.CONTRADICTION: "Contradiction",
    Verdict.CHANGE_OVER_TIME: "Changed over time",
    Verdict.ATTRIBUTED_DISAGREEMENT: "The parties disagree",
    Verdict.DIFFERENT_SCOPE: "Not the same thing",
    Verdict.COMPATIBLE: "Agree",
    Verdict.UNCERTAIN: "Uncertain",
}
_GROUPS = (
    ("The answers differ", False),
    ("The answers agree", False),
    ("Not compared", False),
    ("Only one origin answers", True),
)
_DIFFER, _AGREE, _OPEN, _SINGLE = range(len(_GROUPS))


def grid(report: Report, lookup: Lookup) -> Grid:
    """The grid of a report; every question is a row of exactly one group, and the gravest findings come first."""
    # The gravest finding of a question comes first in a report, and stands for it here.
    found = {finding.question_id: finding for finding in reversed(report.findings) if finding.question_id}
    copies = _copies(report)
    rows: list[list[tuple[tuple[bool, int, int], Row]]] = [[] for _ in _GROUPS]
    for question in report.questions:
        finding = found.get(question.id) or found.get(_same_as(question))
        group, outcome = _outcome(question, finding, lookup)
        rank = _rank(finding, lookup)
        row = Row(
            question=visible(question.text),
            outcome=outcome,
            anchor=finding_anchor(finding.id) if finding else "",
            cells=_cells(question, finding, group, copies=copies, lookup=lookup),
        )
        rows[group].append((rank, row))
    groups = tuple(
        RowGroup(title=title, rows=tuple(row for _, row in sorted(members, key=lambda pair: pair[0])), folded=folded)
        for (title, folded), members in zip(_GROUPS, rows, strict=True)
        if members
    )
    return Grid(columns=tuple(lookup.named(article.id) for article in report.articles), groups=groups)


def _rank(finding: Finding | None, lookup: Lookup) -> tuple[bool, int, int]:
    if finding is None:
        return False, len(Lane), 0
    return lookup.dismissed(finding.id), list(Lane).index(lane_of(finding)), finding.severity.rank


def _same_as(question: Question) -> str:
    """The question that this one repeats, as the last reading has it; empty where it stands for itself."""
    return question.judgements[-1].duplicate_of or "" if question.judgements else ""


def _outcome(question: Question, finding: Finding | None, lookup: Lookup) -> tuple[int, str]:
    """The group of a row, and how the question came out, in words."""
    if finding:
        word = _OUTCOMES[finding.verdict]
        if finding.agreement is Agreement.POSSIBLE and finding.verdict is not Verdict.UNCERTAIN:
            word = f"Possible: {word[0].lower()}{word[1:]}"
        if finding.verdict in (Verdict.CONTRADICTION, Verdict.UNCERTAIN):
            word = f"{word}, {SEVERITIES[finding.severity].lower()}"
        return _DIFFER, f"{word} (dismissed)" if lookup.dismissed(finding.id) else word
    articles = {lookup.claims[claim].article for claim in question.claims if claim in lookup.claims}
    if len(articles) < 2:
        return _SINGLE, "One source"
    verdict = question.judgements[-1].verdict if question.judgements else None
    if verdict in (None, Verdict.COMPATIBLE) and lookup.origin_count(articles) < 2:
        return _SINGLE, "One origin"
    if verdict is None:
        return (_AGREE, "Alike at first look") if question.alike else (_OPEN, "Not compared")
    return (_AGREE if verdict is Verdict.COMPATIBLE else _DIFFER), _OUTCOMES[verdict]


def _copies(report: Report) -> dict[str, str]:
    """Article id -> the id of the article that was read for it: another one, where their texts are the same."""
    read = {claim.article for claim in report.claims}
    first: dict[str, str] = {}
    for article in sorted(report.articles, key=lambda article: article.id not in read):
        first.setdefault(article.digest, article.id)
    return {article.id: first[article.digest] for article in report.articles}


def _cells(
    question: Question, finding: Finding | None, group: int, *, copies: Mapping[str, str], lookup: Lookup
) -> tuple[Cell, ...]:
    positions = _positions(question, finding) if group in (_DIFFER, _AGREE) else ()
    answers: dict[str, list[Claim]] = {}
    for claim in (lookup.claims[key] for key in question.claims if key in lookup.claims):
        answers.setdefault(claim.article, []).append(claim)
    state = _answer_state(finding, group)
    cells = []
    for article, read in copies.items():
        name = lookup.name(article)
        if claims := answers.get(read):
            cells.append(_answer(name, claims, positions, state=state, lookup=lookup))
        else:
            silent = CellState.SILENT if read in question.silent else CellState.UNASKED
            cells.append(Cell(article=name, state=silent, letters="", text="", anchor=""))
    return tuple(cells)


def _positions(question: Question, finding: Finding | None) -> Sequence[Position]:
    if finding and finding.positions and finding.question_id == question.id:
        return finding.positions
    return question.judgements[-1].positions if question.judgements else ()


def _answer_state(finding: Finding | None, group: int) -> CellState:
    if group == _AGREE:
        return CellState.AGREES
    if group != _DIFFER:
        return CellState.ANSWERS
    conflict = finding is None or finding.verdict in (Verdict.CONTRADICTION, Verdict.UNCERTAIN)
    return CellState.DIFFERS if conflict else CellState.CHANGES


def _answer(
    name: str, claims: Sequence[Claim], positions: Sequence[Position], *, state: CellState, lookup: Lookup
) -> Cell:
    ids = {claim.id for claim in claims}
    held = [index for index, position in enumerate(positions) if ids.intersection(position.claims)]
    sided = len(positions) > 1 and bool(held)
    # What the readings put on no side is shown in its own words, and is no conflict.
    own = dict.fromkeys(claim.statement for claim in claims)
    return Cell(
        article=name,
        state=CellState.ANSWERS if len(positions) > 1 and not held else state,
        letters=" ".join(letter(index) for index in held) if sided and state is not CellState.AGREES else "",
        text=visible("; ".join([positions[index].says for index in held] if sided else own)),
        anchor=lookup.claim_anchor(claims[0]),
    )
