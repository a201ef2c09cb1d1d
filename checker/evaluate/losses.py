"""Losses by stage: how far a contradiction of the gold came in a run, and which step let it go.

The way is read off the report: claims on the sentences that the gold quotes, questions that hold claims of two of its
articles, the readings of those questions, and the findings that are left of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz.fuzz import token_set_ratio

from checker.evaluate.gold import GoldItem, GoldQuote, span
from checker.evaluate.match import SCORED, Flag, Matching, flag, shown
from schemas.article import Sentence
from schemas.claim import Claim
from schemas.evaluation import Candidate, Loss, LossStage, Opinion, Words
from schemas.finding import Finding, Verdict
from schemas.question import Judgement, Question, Reader
from schemas.report import Report

CANDIDATES = 4
"""Questions that are shown beside a loss."""

DIFFER = (Verdict.CONTRADICTION, Verdict.CHANGE_OVER_TIME)
"""Verdicts that show a contradiction of the gold."""

READERS = {Reader.JUDGE: "the judge", Reader.SCEPTIC: "the second reading", Reader.RULE: "a rule"}


@dataclass(frozen=True)
class Trace:
    """A story's report beside its matching, ready to be asked about items."""

    report: Report
    flags: Sequence[Flag]
    matched: Matching

    def missed(self, item: GoldItem) -> Loss:
        """Where an item was lost that no finding shows."""
        stated = self._stated(item.quotes)
        if not opposed(stated):
            return _loss(item, LossStage.NOT_EXTRACTED, _silent(item, stated))
        held = [question for question in self.report.questions if opposed(self._held(question, item))]
        if not held:
            return self._unlinked(item)
        held.sort(key=lambda question: self._closeness(question, item), reverse=True)
        stage, detail = self._after_linking(held[0], item)
        return _loss(item, stage, detail, tuple(self._candidate(q, item) for q in held[:CANDIDATES]))

    def weakened(self, item: GoldItem, flagged: Flag) -> Loss:
        """Why the finding that shows an item is not firm."""
        readings = self._readings(flagged.finding)
        first = next((j for j in readings if j.reader is not Reader.SCEPTIC), None)
        second = next((j for j in readings if j.reader is Reader.SCEPTIC), None)
        found = flagged.finding
        detail = " ".join(found.doubts) if found and found.doubts else "Nothing was noted on why."
        again = (self.flags[index] for index, shows in self.matched.doubles.items() if shows == item.id)
        if firm := next((each for each in again if each.firm), None):
            detail = f"A firm finding shows it too (“{firm.question}”), but this one counts. {detail}"
        stage = LossStage.DEMOTED
        if first is not None and second is not None and second.verdict in DIFFER and first.verdict not in DIFFER:
            stage = LossStage.JUDGED
        about = self._question(found)
        candidates = (self._candidate(about, item),) if about else ()
        return _loss(item, stage, detail, candidates)

    def opinions(self, finding: Finding | None) -> tuple[Opinion, ...]:
        """How the question of a finding was read."""
        return tuple(map(opinion, self._readings(finding)))

    def _readings(self, finding: Finding | None) -> tuple[Judgement, ...]:
        question = self._question(finding)
        return question.judgements if question else ()

    def _question(self, finding: Finding | None) -> Question | None:
        wanted = finding.question_id if finding else None
        return next((question for question in self.report.questions if question.id == wanted), None)

    def _stated(self, quotes: Sequence[GoldQuote]) -> list[GoldQuote]:
        """The quotes on whose sentences any claim stands."""
        return [quote for quote in quotes if any(self._on(claim, quote) for claim in self.report.claims)]

    def _held(self, question: Question, item: GoldItem) -> list[GoldQuote]:
        """The quotes of an item on whose sentences a claim of the question stands."""
        return self._covered(question.claims, item)

    def _covered(self, ids: Iterable[str], item: GoldItem) -> list[GoldQuote]:
        wanted = set(ids)
        claims = [claim for claim in self.report.claims if claim.id in wanted]
        return [quote for quote in item.quotes if any(self._on(claim, quote) for claim in claims)]

    def _on(self, claim: Claim, quote: GoldQuote) -> bool:
        if claim.article != quote.article:
            return False
        rows = self._sentences(claim.article)
        return any(rows[number - 1].span.overlaps(span(quote)) for number in claim.sentences)

    def _sentences(self, article: str) -> tuple[Sentence, ...]:
        return next(each.sentences for each in self.report.articles if each.id == article)

    def _closeness(self, question: Question, item: GoldItem) -> tuple[bool, float]:
        """How likely a question is about the item: its claims rest on the very words, and it asks the same."""
        wanted = set(question.claims)
        marked = [claim for claim in self.report.claims if claim.id in wanted and claim.highlight]
        precise = [
            quote
            for quote in item.quotes
            if any(c.article == quote.article and c.highlight and c.highlight.overlaps(span(quote)) for c in marked)
        ]
        return opposed(precise), token_set_ratio(item.topic.casefold(), question.text.casefold())

    def _unlinked(self, item: GoldItem) -> Loss:
        """Claims of two articles, but no question holds both: which questions hold a part."""
        parts = [(question, self._held(question, item)) for question in self.report.questions]
        near = sorted(
            (question for question, quotes in parts if quotes),
            key=lambda question: self._closeness(question, item),
            reverse=True,
        )
        detail = (
            "No question holds claims of two of its articles; the likeliest that hold one are below."
            if near
            else "Its claims are in no question."
        )
        candidates = tuple(self._candidate(question, item) for question in near[:CANDIDATES])
        return _loss(item, LossStage.NOT_LINKED, detail, candidates)

    def _after_linking(self, question: Question, item: GoldItem) -> tuple[LossStage, str]:
        if not question.judgements:
            return LossStage.NOT_JUDGED, self._unjudged(question)
        flagged = next((j for j in question.judgements if j.verdict in DIFFER), None)
        if flagged is None:
            return LossStage.JUDGED, _said(question.judgements)
        own = [each for each in self.report.findings if each.question_id == question.id and each.verdict in SCORED]
        into = [each for each in self.report.findings if question.text in each.also]
        texts = {article.id: article.text for article in self.report.articles}
        showing = [each for each in own if len(shown(flag(each), item, texts)) >= 2]
        if showing:
            return self._counted_elsewhere(showing[0])
        if into and not own:
            return LossStage.FOLDED, f"Its finding was folded into “{into[0].question}”, which does not show its words."
        if not opposed(self._covered((c for p in flagged.positions for c in p.claims), item)):
            return LossStage.JUDGED, f"Judged {flagged.verdict}, but between other claims: {flagged.explanation}"
        if not own:
            return LossStage.DEMOTED, f"No finding is left of it. {_said(question.judgements)}"
        return LossStage.NOT_SHOWN, "Its finding stands, but the quotes that it shows first are others."

    def _unjudged(self, question: Question) -> str:
        missed = next((each for each in self.report.not_checked if each.what == question.text), None)
        if missed:
            return f"The judge gave no verdict: {missed.reason}"
        if question.alike:
            return "A first look took the answers for plainly alike, so nobody judged them."
        return "Nobody judged it."

    def _counted_elsewhere(self, finding: Finding) -> tuple[LossStage, str]:
        if finding.verdict is Verdict.ATTRIBUTED_DISAGREEMENT:
            return LossStage.JUDGED, "Reported as what the parties disagree on, which no contradiction of the gold is."
        index = next((i for i, each in enumerate(self.flags) if each.finding is finding), None)
        other = next((item for item, at in self.matched.found.items() if at == index), "another item")
        return LossStage.SHARED, f"A finding shows it (“{finding.question}”), but that one counts for {other}."

    def _candidate(self, question: Question, item: GoldItem) -> Candidate:
        return Candidate(
            question=question.id,
            text=question.text,
            articles=tuple(dict.fromkeys(quote.article for quote in self._held(question, item))),
            opinions=tuple(map(opinion, question.judgements)),
        )


def opposed(quotes: Sequence[GoldQuote]) -> bool:
    """Whether two quotes are of different articles and, where the gold tells sides apart, on different sides."""
    return any(
        a.article != b.article and (a.position is None or b.position is None or a.position != b.position)
        for a, b in combinations(quotes, 2)
    )


def opinion(judgement: Judgement) -> Opinion:
    """A reading, reduced to what is shown of it."""
    return Opinion(reader=judgement.reader, verdict=judgement.verdict, why=judgement.explanation, rule=judgement.rule)


def words(item: GoldItem) -> tuple[Words, ...]:
    """The words of a gold item."""
    return tuple(Words(article=quote.article, quote=quote.quote) for quote in item.quotes)


def untraced(item: GoldItem) -> Loss:
    """A miss of a system that leaves no trace."""
    return _loss(item, LossStage.UNKNOWN, "It was not in the answer.")


def _loss(item: GoldItem, stage: LossStage, detail: str, candidates: tuple[Candidate, ...] = ()) -> Loss:
    return Loss(
        item=item.id,
        topic=item.topic,
        type=item.type,
        severity=item.severity,
        stage=stage,
        detail=detail,
        words=words(item),
        candidates=candidates,
    )


def _silent(item: GoldItem, stated: Sequence[GoldQuote]) -> str:
    """In which articles nothing was taken from the quoted sentences."""
    with_claims = {quote.article for quote in stated}
    without = dict.fromkeys(quote.article for quote in item.quotes if quote not in stated)
    never = [article for article in without if article not in with_claims]
    if never or without:
        return f"No claim on its sentences in {', '.join(never or without)}."
    return "The gold quotes fewer than two of the articles that were read."


def _said(judgements: Sequence[Judgement]) -> str:
    return " ".join(f"{READERS[j.reader].capitalize()}: {j.verdict}. {j.explanation}".strip() for j in judgements)
