"""One story: what a system said about it, beside the gold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from checker.evaluate import losses, metrics
from checker.evaluate.gold import Gold, GoldItem, place
from checker.evaluate.losses import DIFFER, Trace
from checker.evaluate.match import SCORED, Flag, Matching, Meeting, flag, match, shown
from checker.evaluate.metrics import Tally
from schemas.article import Origin
from schemas.evaluation import Alarm, Loss, Remarked, StoryEvaluation, SystemEvaluation, Words
from schemas.finding import Severity, Verdict
from schemas.question import Reader
from schemas.report import NotChecked, Report, Usage

WORDS_SHOWN = 4
"""Quotes of a finding that an evaluation repeats."""


@dataclass(frozen=True)
class Answered:
    """What a system said about a story, as far as it is scored."""

    texts: Mapping[str, str]
    """The articles that it read: id -> text."""
    names: Mapping[str, str]
    """File name without suffix -> id, where the two differ."""
    flags: tuple[Flag, ...]
    usage: Usage
    complete: bool = True
    not_checked: tuple[NotChecked, ...] = ()
    origins: tuple[Origin, ...] = ()
    ungrounded: int = 0
    """Quotes that stand in no article, and so are in no flag."""
    report: Report | None = None
    """What its findings came from, where that is known."""


@dataclass(frozen=True)
class Scored:
    """A story's evaluation, and its items for the figures of all stories."""

    evaluation: StoryEvaluation
    tally: Tally


def answered(report: Report) -> Answered:
    """A report of the checker as it is scored."""
    return Answered(
        texts={article.id: article.text for article in report.articles},
        names={Path(article.path).stem: article.id for article in report.articles if article.path},
        flags=tuple(flag(finding) for finding in report.findings if finding.verdict in SCORED),
        usage=report.run.usage,
        complete=report.complete,
        not_checked=report.not_checked,
        origins=report.origins,
        report=report,
    )


def score(gold: Gold, answer: Answered) -> Scored:
    """Compare what a system said about a story with the gold.

    Raises:
        InputError: the gold quotes words that do not stand in the articles that were read.
    """
    placed = place(gold, answer.texts, answer.names)
    matched = match(answer.flags, placed, answer.texts)
    counted = replace(
        metrics.tally(answer.flags, placed, matched),
        grounding=metrics.grounded(answer.flags, answer.texts, answer.ungrounded),
        origins=metrics.of_one_origin(gold, answer.origins, answer.names),
    )
    told = _Telling(placed, answer, matched)
    evaluation = StoryEvaluation(
        story=gold.story,
        run=answer.report.run.id if answer.report else None,
        complete=answer.complete,
        not_checked=answer.not_checked,
        articles=len(answer.texts),
        findings=len(answer.flags),
        metrics=counted.metrics(),
        usage=answer.usage,
        ungrounded=answer.ungrounded,
        misses=told.misses(),
        not_firm=told.not_firm(),
        alarms=told.alarms(),
        doubles=tuple(told.remarked(index, f"shows {item} again") for index, item in matched.doubles.items()),
        astray=told.astray(),
        unmatched=tuple(told.remarked(index, told.note(index)) for index in matched.unmatched),
    )
    return Scored(evaluation, counted)


def system(name: str, scored: tuple[Scored, ...]) -> SystemEvaluation:
    """All stories of one system together."""
    stories = tuple(each.evaluation for each in scored)
    return SystemEvaluation(
        name=name,
        stories=stories,
        metrics=metrics.together(each.tally for each in scored).metrics(),
        usage=metrics.total(story.usage for story in stories),
    )


@dataclass(frozen=True)
class _Telling:
    """What became of items and findings, one by one."""

    gold: Gold
    answer: Answered
    matched: Matching

    @property
    def trace(self) -> Trace | None:
        report = self.answer.report
        return Trace(report, self.answer.flags, self.matched) if report else None

    def misses(self) -> tuple[Loss, ...]:
        lost = [item for item in self.gold.contradictions if item.id not in self.matched.found]
        tell: Callable[[GoldItem], Loss] = self.trace.missed if self.trace else losses.untraced
        return tuple(map(tell, lost))

    def not_firm(self) -> tuple[Loss, ...]:
        trace = self.trace
        if trace is None:
            return ()
        pairs = [
            (item, self.answer.flags[self.matched.found[item.id]])
            for item in self.gold.contradictions
            if item.id in self.matched.found
        ]
        return tuple(trace.weakened(item, flagged) for item, flagged in pairs if not flagged.firm)

    def alarms(self) -> tuple[Alarm, ...]:
        items = {item.id: item for item in self.gold.not_contradictions}
        return tuple(self._alarm(self.answer.flags[i], items[hit[-1]]) for i, hit in self.matched.traps.items())

    def _alarm(self, flagged: Flag, item: GoldItem) -> Alarm:
        opinions = self.trace.opinions(flagged.finding) if self.trace else ()
        close = shown(flagged, item, self.answer.texts).values()
        makers = [each for each in opinions if each.verdict in DIFFER]
        rules = flagged.finding.rules if flagged.finding else ()
        names = {Reader.JUDGE: "judge", Reader.SCEPTIC: "second reading"}
        who = [names.get(each.reader, each.rule or "a rule") for each in makers] or list(rules) or ["the answer"]
        return Alarm(
            finding=flagged.id,
            question=flagged.question,
            agreement=flagged.agreement,
            item=item.id,
            topic=item.topic,
            why=" ".join(part for part in (item.why, item.explanation) if part),
            made_by=who[0],
            upheld_by=tuple(dict.fromkeys((*who[1:], *(rule for rule in rules if rule not in who)))),
            same_words=sum(how is Meeting.WORDS for how in close) >= 2,
            words=_words(flagged),
            opinions=opinions,
        )

    def remarked(self, index: int, note: str) -> Remarked:
        flagged = self.answer.flags[index]
        return Remarked(
            finding=flagged.id,
            question=flagged.question,
            verdict=flagged.verdict,
            agreement=flagged.agreement,
            severity=flagged.severity,
            note=note,
            words=_words(flagged),
        )

    def astray(self) -> tuple[Remarked, ...]:
        items = {item.id: item for item in (*self.gold.contradictions, *self.gold.attributed)}
        pairs = [(index, items[item]) for item, index in self.matched.found.items()]
        pairs += [(index, items[item]) for index, item in self.matched.attributed.items()]
        notes = [(index, _displaced(self.answer.flags[index], item, self.gold)) for index, item in pairs]
        notes += [(index, self._parted(index)) for index in range(len(self.answer.flags))]
        return tuple(self.remarked(index, note) for index, note in sorted(notes) if note)

    def _parted(self, index: int) -> str:
        """What the gold says on a finding in the parties' lane that none of its own attributed items answers to."""
        flagged = self.answer.flags[index]
        if flagged.verdict is not Verdict.ATTRIBUTED_DISAGREEMENT or index in self.matched.attributed:
            return ""
        others = [i.id for i in self.gold.contradictions if len(shown(flagged, i, self.answer.texts)) >= 2]
        return f"{others[0]} is a contradiction in the gold" if others else "the gold knows no such disagreement"

    def note(self, index: int) -> str:
        """What is known of a finding that no item of the gold answers to."""
        flagged = self.answer.flags[index]
        if flagged.within_article:
            known = [item.id for item in self.gold.within_article if shown(flagged, item, self.answer.texts)]
            return f"within one article; the gold knows it: {known[0]}" if known else "within one article"
        if flagged.verdict is Verdict.CHANGE_OVER_TIME:
            tempting = [i.id for i in self.gold.not_contradictions if len(shown(flagged, i, self.answer.texts)) >= 2]
            return f"change over time; {tempting[0]} is no contradiction" if tempting else "change over time"
        return ""


def _displaced(flagged: Flag, item: GoldItem, gold: Gold) -> str:
    """What of a finding's place is not as the gold has its item; empty where all is."""
    lane = Verdict.ATTRIBUTED_DISAGREEMENT if item in gold.attributed else Verdict.CONTRADICTION
    lane = Verdict.CHANGE_OVER_TIME if item.type == "superseded" else lane
    if flagged.verdict is not lane:
        return f"{item.id} is {lane} in the gold"
    judged = lane is Verdict.CONTRADICTION and flagged.severity is not None and item.severity
    if judged and (flagged.severity is not Severity.MINOR) != (item.severity == "major"):
        return f"{flagged.severity} here, {item.severity} in the gold: {item.id}"
    return ""


def _words(flagged: Flag) -> tuple[Words, ...]:
    return tuple(Words(article=e.article, quote=e.quote) for e in flagged.counted[:WORDS_SHOWN])
