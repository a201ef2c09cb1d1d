"""Identity over the example stories: the run of the cassettes, and the same run as it might be tomorrow."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest

from checker.review.desk import Desk
from checker.review.store import Store
from checker.verify.evidence import finding_id
from schemas.finding import Evidence, Finding, Kind
from schemas.report import Report, ReportedArticle
from schemas.review import Decision, HumanState, MachineState, Reason, Standing
from tests.examples.conftest import Checked

STORIES = ("battery-study", "ferry-fire", "nato-umbrella")
DECISIONS = (
    Decision(state=HumanState.CONFIRMED),
    Decision(state=HumanState.DISMISSED, reason=Reason.SAME_MEANING),
    Decision(state=HumanState.QUERY, note="Ask."),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.beside(tmp_path)
    yield opened
    opened.close()


@pytest.mark.parametrize("story", STORIES)
def test_ids_and_decisions_are_kept_when_wording_order_and_file_names_change(
    checked: dict[str, Checked], store: Store, story: str
) -> None:
    run = checked[story].report
    before = decided(store, run)
    after = {each.item: each for each in Desk(store, tomorrow(run), who="Ann").standings()}
    assert after.keys() == before.keys()
    for item, standing in after.items():
        assert standing.machine is MachineState.UNCHANGED
        assert standing.decision == before[item].decision
        assert standing.reopened is None
        assert standing.finding != before[item].finding


@pytest.mark.parametrize("story", STORIES)
def test_a_number_that_is_edited_in_a_quote_reopens_its_finding_and_no_other(
    checked: dict[str, Checked], store: Store, story: str
) -> None:
    run = checked[story].report
    before = decided(store, run)
    edits = list(numbers_of_one_finding(run))
    assert edits
    for count, (finding, words) in enumerate(edits):
        later = edited(tomorrow(run, number=count, renamed=False), words)
        after = Desk(store, later, who="Ann").standings()
        assert {each.item for each in after} == before.keys()
        (reopened,) = [each for each in after if each.reopened]
        assert before[reopened.item].finding == finding.id
        assert reopened.machine is MachineState.UPDATED
        assert reopened.reopened == before[reopened.item].decision
        assert reopened.decision.state is HumanState.OPEN
        assert reopened.changed == (words.quote,)
        assert all(each.decision == before[each.item].decision for each in after if each is not reopened)
        with_words_back = Desk(store, tomorrow(run, number=1_000 + count, renamed=False), who="Ann").standings()
        assert not any(each.reopened for each in with_words_back)


def decided(store: Store, run: Report) -> dict[str, Standing]:
    """Decisions of every sort on every finding of a run."""
    desk = Desk(store, run, who="Ann")
    for standing, decision in zip(desk.standings(), cycle(DECISIONS), strict=False):
        desk.decide({standing.item: standing.revision}, decision)
    return {standing.item: standing for standing in desk.standings()}


def tomorrow(run: Report, *, number: int = 0, renamed: bool = True) -> Report:
    """The same story through another model, in another order, from files of other names."""
    chance = random.Random(number)
    names = {each.id: f"file {each.digest[:6]}" if renamed else each.id for each in run.articles}
    findings = [_said_anew(each, names, place) for place, each in enumerate(run.findings)]
    articles = [
        each.model_copy(update={"id": names[each.id], "id_given": each.id_given and not renamed})
        for each in run.articles
    ]
    chance.shuffle(findings)
    chance.shuffle(articles)
    started = run.run.model_copy(update={"id": f"tomorrow {number}", "model": "another"})
    return run.model_copy(update={"run": started, "findings": tuple(findings), "articles": tuple(articles)})


def _said_anew(finding: Finding, names: dict[str, str], place: int) -> Finding:
    evidence = tuple(each.model_copy(update={"article": names[each.article]}) for each in finding.evidence[::-1])
    fields = {
        "id": f"{finding_id(evidence)}-{place}",
        "question": f"Point {place}: what is it that they tell?",
        "explanation": "They tell it otherwise.",
        "kinds": (*finding.kinds, Kind.SCOPE),
        "evidence": evidence,
    }
    return finding.model_copy(update=fields)


def numbers_of_one_finding(run: Report) -> Iterator[tuple[Finding, Evidence]]:
    """Quotes with a number, on words that no other finding rests on, and that stand in their article once."""
    texts = {each.id: each.text for each in run.articles}
    for finding in run.findings:
        others = [e for other in run.findings if other is not finding for e in other.evidence]
        for words in finding.evidence:
            alone = not any(_overlap(words, other) for other in others)
            once = (
                sum(_overlap(words, each) for each in finding.evidence) == 1
                and texts[words.article].count(words.quote) == 1
            )
            if alone and once and re.search(r"\d", words.quote):
                yield finding, words


def _overlap(one: Evidence, other: Evidence) -> bool:
    return one.article == other.article and one.start < other.end and other.start < one.end


def edited(run: Report, words: Evidence) -> Report:
    """A run over the same articles after the first number of a quote was corrected in one of them."""
    (where,) = [each for each in run.articles if words.quote in each.text[words.start : words.end]]
    into = re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10), words.quote, count=1)

    def article(each: ReportedArticle) -> ReportedArticle:
        if each is not where:
            return each
        text = each.text.replace(words.quote, into)
        return each.model_copy(update={"text": text, "digest": hashlib.sha256(text.encode()).hexdigest()})

    def finding(each: Finding) -> Finding:
        evidence = tuple(
            e.model_copy(update={"quote": into}) if (e.article, e.quote) == (where.id, words.quote) else e
            for e in each.evidence
        )
        return each.model_copy(update={"evidence": evidence})

    return run.model_copy(
        update={"articles": tuple(map(article, run.articles)), "findings": tuple(map(finding, run.findings))}
    )
