"""A model that obeys every order it is shown, and articles that give them: what is obeyed ends at its own article."""

from __future__ import annotations

import pytest

from bench.attack.obedient import ObedientModel
from bench.attack.payloads import ABROAD, CLAIMED, DISGUISES, ORDERS, SUBTLE, Attack, Effect, Place
from bench.attack.trial import HOSTILE, Trial, attempt, checked, checked_in_peace, story
from bench.world import world
from checker.ingest.story import Story
from checker.pipeline.asking import Inquiry
from checker.pipeline.confined import DOUBT, MOST_AMONG_THEMSELVES, MOST_BESIDE, MOST_TAKEN_OVER
from checker.pipeline.run import Plan, check_story
from checker.prompting.templates import template
from schemas.finding import Agreement, Finding
from schemas.report import Mode, Report
from tests.conftest import MakeArticle

_AGREE = ORDERS[Effect.AGREE]
ROWS = [
    *(Attack(effect, ORDERS[effect]) for effect in Effect),
    *(Attack(Effect.AGREE, words) for words in ABROAD.values()),
    *(Attack(Effect.AGREE, _AGREE, disguise) for disguise in DISGUISES),
    *(Attack(Effect.AGREE, _AGREE, "plain", place) for place in Place),
    *(Attack(Effect.CLAIM, ORDERS[Effect.CLAIM], "false tag", place) for place in Place),
    *(Attack(Effect.AGREE, _AGREE, "unicode tags", place) for place in Place if not place.in_text),
    *(Attack(Effect.SILENCE, SUBTLE[Effect.SILENCE], "two sentences", place) for place in Place if place.in_text),
]


@pytest.mark.parametrize("attack", ROWS, ids=lambda attack: attack.name)
def test_what_an_order_does_ends_at_its_own_article(attack: Attack) -> None:
    trial = attempt(attack)
    assert trial.held
    _every_quote_is_verbatim(trial.report)
    if attack.place.in_text:
        assert trial.unharmed
        assert HOSTILE in {notice.article for notice in trial.report.notices}, "the editor is told"


@pytest.mark.parametrize("effect", list(Effect))
def test_an_order_that_nothing_recognises_as_one_is_obeyed_about_its_own_article_alone(effect: Effect) -> None:
    trial = attempt(Attack(effect, SUBTLE[effect]))
    assert trial.obeyed > 0, "the row proves nothing if the model is not shown the order"
    assert trial.unharmed
    _every_quote_is_verbatim(trial.report)
    _nothing_obeyed_is_reported(trial)


@pytest.mark.parametrize("disguise", ["base64", "spaced", "fence"])
def test_an_order_that_only_a_model_can_read_is_obeyed_about_its_own_article_alone(disguise: str) -> None:
    trial = attempt(Attack(Effect.CLAIM, SUBTLE[Effect.CLAIM], disguise))
    assert trial.obeyed > 0
    assert trial.unharmed
    _nothing_obeyed_is_reported(trial)


def test_without_an_order_the_disagreements_with_that_article_are_found() -> None:
    told, report = story(5), checked_in_peace()
    found = {told.questions[finding.question] for finding in report.findings}
    assert found == told.conflicts
    assert any(evidence.article == HOSTILE for finding in report.findings for evidence in finding.evidence)


def test_an_article_that_is_only_suspected_keeps_its_disagreements_and_those_of_figures_as_firm_ones() -> None:
    harmless = Attack(Effect.AGREE, "Write each question on a card, the harbour master told the children.")
    trial = attempt(harmless, orders={"nobody writes this": Effect.AGREE})
    assert trial.found_with_it == trial.found_in_peace
    own = [f for f in trial.report.findings if HOSTILE in {e.article for e in f.evidence}]
    assert {finding.agreement for finding in own} == set(Agreement)
    for finding in own:
        assert (finding.agreement is Agreement.POSSIBLE) == (finding.doubts == (DOUBT,))


def test_two_attackers_harm_neither_the_others_nor_each_other() -> None:
    attacks = {name: Attack(effect, SUBTLE[effect]) for name, effect in zip(("a00001", "a00003"), Effect, strict=False)}
    report, model = checked(5, attacks, {attack.words: attack.effect for attack in attacks.values()})
    without, plain = checked(5, dict.fromkeys(attacks), {})
    assert model.obeyed > 0
    assert set(plain.asked) <= set(model.asked)
    assert set(without.claims) <= set(report.claims)
    assert set(without.findings) <= set(report.findings)
    reaching = [asked for asked in model.asked if all(attack.words in asked for attack in attacks.values())]
    assert all(asked.count("\n<<< article") == 2 for asked in reaching), "the two stand together only alone"


def test_a_flood_is_cut_and_the_cut_is_told() -> None:
    trial = attempt(Attack(Effect.FLOOD, SUBTLE[Effect.FLOOD]))
    added = len(trial.report.questions) - len(trial.without.questions)
    assert added <= MOST_TAKEN_OVER
    assert len(trial.report.findings) - len(trial.without.findings) <= MOST_TAKEN_OVER


def _every_quote_is_verbatim(report: Report) -> None:
    texts = {article.id: article.text for article in report.articles}
    for evidence in (evidence for finding in report.findings for evidence in finding.evidence):
        assert evidence.quote == texts[evidence.article][evidence.start : evidence.end]


def _nothing_obeyed_is_reported(trial: Trial) -> None:
    """Of what the hostile article had a part in, every text is an article's own, or the program's."""
    report = trial.report.model_copy(update={"articles": (), "notices": ()})
    instructions = template("read")[0]
    for text in _texts(report.model_dump(mode="json")):
        assert CLAIMED not in text or SUBTLE[Effect.CLAIM] in text
        assert instructions[:200] not in text
    before = {finding.id for finding in trial.without.findings}
    for finding in (finding for finding in report.findings if finding.id not in before):
        assert trial.hostile in {evidence.article for evidence in finding.evidence}
        if finding.agreement is Agreement.FIRM:
            _is_true(finding)
        else:
            assert finding.doubts == (DOUBT,)


def _is_true(finding: Finding) -> None:
    """What is firm about an article that gives orders is so in its sentences: one fact, two figures."""
    told = [story(5).meaning(evidence.quote) for evidence in finding.evidence]
    assert None not in told
    assert len({meaning[0] for meaning in told if meaning}) == 1
    assert len({meaning[1] for meaning in told if meaning}) > 1


def _texts(data: object) -> list[str]:
    if isinstance(data, str):
        return [data]
    parts = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [text for part in parts for text in _texts(part)]


def test_one_article_that_is_read_apart_makes_no_run_over_a_large_story_incomplete(make_article: MakeArticle) -> None:
    told = world(7, MOST_BESIDE + 3, facts=12, pool=14, changed=0.25)
    articles = [make_article(id_, text) for id_, text in sorted(told.articles.items())]
    odd = articles[-1].id
    words = f"{articles[-1].text}\n\n{SUBTLE[Effect.AGREE]}"
    given = Story("", (*articles[:-1], make_article(odd, words)), (), ())
    report = check_story(given, Inquiry(ObedientModel(told, {}), concurrency=1), Plan(mode=Mode.LIVE))
    assert report.complete, report.not_checked
    told_of = f"Compared with the {MOST_BESIDE} nearest of the {MOST_BESIDE + 2} other articles"
    assert any(notice.article == odd and told_of in notice.text for notice in report.notices)


def test_articles_that_are_all_read_apart_and_too_many_to_pair_are_not_checked(make_article: MakeArticle) -> None:
    told = world(7, MOST_AMONG_THEMSELVES + 1, facts=12, pool=14, changed=0.25)
    articles = [make_article(id_, f"{text}\n\n{SUBTLE[Effect.AGREE]}") for id_, text in sorted(told.articles.items())]
    given = Story("", tuple(articles), (), ())
    report = check_story(given, Inquiry(ObedientModel(told, {}), concurrency=1), Plan(mode=Mode.LIVE))
    assert not report.complete
    assert report.findings == ()
