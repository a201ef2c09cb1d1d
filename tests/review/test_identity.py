from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.review import identity, likeness
from checker.review.articles import Shelf
from checker.review.identity import Known, changed_words, evidence_digest, recognise, snapshot
from schemas.finding import Finding, Kind
from schemas.report import Report
from schemas.review import Snapshot
from tests.review.reports import TEXTS, article, captain, finding, hour, report, toll


def seen(run: Report) -> dict[str, Snapshot]:
    """A run as it is tracked, each finding under a name of its own."""
    shelf = Shelf(run.articles)
    return {f"item {each.id}": snapshot(each, shelf) for each in run.findings}


def known(run: Report, before: Report) -> Known:
    return recognise(run, seen(before), Shelf(run.articles))


FIRST = report("r1", toll(), hour(), captain())
ALL = {"id-toll": "item id-toll", "id-hour": "item id-hour", "id-captain": "item id-captain"}


def renamed(run: Report, names: Mapping[str, str]) -> Report:
    """The same run over files of other names."""
    return run.model_copy(
        update={
            "articles": tuple(each.model_copy(update={"id": names[each.id]}) for each in run.articles),
            "findings": tuple(
                each.model_copy(
                    update={
                        "id": hashlib.sha256(each.id.encode()).hexdigest()[:10],
                        "evidence": tuple(e.model_copy(update={"article": names[e.article]}) for e in each.evidence),
                    }
                )
                for each in run.findings
            ),
        }
    )


def edited(words: str, into: str, texts: Mapping[str, str] = TEXTS) -> dict[str, str]:
    return {name: text.replace(words, into) for name, text in texts.items()}


# Known again


def test_a_finding_is_known_again_however_a_model_puts_it() -> None:
    other = [
        each.model_copy(update={"question": question, "explanation": "Said anew.", "id": f"new {each.id}"})
        for each, question in zip(
            FIRST.findings, ("What was the death toll?", "At what time was departure?", "Who left whom?"), strict=True
        )
    ]
    assert known(report("r2", *other), FIRST).items == {f"new {name}": item for name, item in ALL.items()}


@pytest.mark.parametrize("kinds", [(Kind.NUMERIC,), (Kind.TEMPORAL, Kind.NUMERIC), (Kind.LEXICAL,), ()])
def test_a_finding_is_known_again_under_another_kind(kinds: tuple[Kind, ...]) -> None:
    assert known(report("r2", toll(kinds=kinds)), FIRST).items == {"id-toll": "item id-toll"}


def test_of_another_family_and_with_another_question_it_is_another() -> None:
    other = toll(kinds=(Kind.IDENTITY,), question="Who was blamed afterwards by whom?")
    assert known(report("r2", other), FIRST).items == {}


def test_a_rule_that_both_have_makes_up_for_the_kind() -> None:
    before = report("r1", toll(rules=("NUM01",)))
    other = toll(kinds=(Kind.IDENTITY,), question="Who was blamed afterwards by whom?", rules=("NUM01", "NUM02"))
    assert known(report("r2", other), before).items == {"id-toll": "item id-toll"}


def test_the_order_of_findings_articles_and_words_is_of_no_account() -> None:
    turned = tuple(each.model_copy(update={"evidence": each.evidence[::-1]}) for each in FIRST.findings[::-1])
    run = FIRST.model_copy(update={"findings": turned, "articles": FIRST.articles[::-1]})
    assert known(run, FIRST).items == ALL
    assert {snap.finding: evidence_digest(snap.quotes) for snap in seen(run).values()} == {
        snap.finding: evidence_digest(snap.quotes) for snap in seen(FIRST).values()
    }


def test_files_may_be_renamed_and_even_swap_their_names() -> None:
    for names in ({"ant": "x", "bee": "y", "cat": "z"}, {"ant": "bee", "bee": "cat", "cat": "ant"}):
        run = renamed(FIRST, names)
        assert sorted(known(run, FIRST).items.values()) == sorted(ALL.values())
        assert known(run, FIRST).absent == ()


def test_an_added_article_changes_nothing_even_where_it_takes_a_side() -> None:
    texts = {**TEXTS, "dog": "Eight people died in the fire."}
    wider = finding(
        "toll",
        ("dog", "Eight people died in the fire."),
        *((each.article, each.quote) for each in toll().evidence),
        ("cat", "Eleven people died in the fire."),
        texts=texts,
        id="another",
    )
    assert known(report("r2", wider, hour(), captain(), texts=texts), FIRST).items == {
        "another": "item id-toll",
        "id-hour": "item id-hour",
        "id-captain": "item id-captain",
    }


def test_a_number_may_be_edited_and_the_finding_stays_the_same_with_other_words() -> None:
    texts = edited("Nine people", "Ten people")
    words = ("ant", "Ten people died in the fire."), ("bee", "Twelve people died in the fire.")
    run = report("r2", finding("toll", *words, texts=texts, id="x", question="How many?"), texts=texts)
    assert known(run, FIRST).items == {"x": "item id-toll"}
    now, before = seen(run)["item x"], seen(FIRST)["item id-toll"]
    assert evidence_digest(now.quotes) != evidence_digest(before.quotes)
    shelf = Shelf(run.articles)
    assert changed_words(before.quotes, now, shelf) == ("Nine people died in the fire.",)


def test_both_numbers_may_be_edited() -> None:
    texts = edited("Nine people", "Ten people", edited("Twelve people", "Thirteen people"))
    words = ("ant", "Ten people died in the fire."), ("bee", "Thirteen people died in the fire.")
    run = report("r2", finding("toll", *words, texts=texts, question="How many?"), texts=texts)
    assert known(run, FIRST).items == {"id-toll": "item id-toll"}
    without_company = report("r1", toll())
    assert known(run, without_company) == Known({}, ())


def test_a_sentence_and_a_phrase_of_it_are_the_same_words() -> None:
    run = report("r2", finding("toll", ("ant", "Nine people died"), ("bee", "Twelve people died"), question="How so?"))
    assert known(run, FIRST).items == {"id-toll": "item id-toll"}


def test_a_finding_within_one_article_is_known_by_its_two_places() -> None:
    words = ("ant", "Nine people died in the fire."), ("ant", "The ferry left at noon.")
    within = finding("within", *words, within_article=True)
    again = finding("within", *words, within_article=True, question="Does it hold together?", id="x")
    assert known(report("r2", again), report("r1", within)).items == {"x": "item id-within"}
    other = finding("within", words[0], ("ant", "The captain left the ship first."), question="Does it?", id="x")
    assert known(report("r2", other), report("r1", within)).items == {}


def test_the_same_question_in_the_same_articles_is_the_same_finding_whatever_is_quoted() -> None:
    other = finding(
        "toll", ("ant", "The ferry left at noon."), ("bee", "The ferry left at one."), question="What about that toll?"
    )
    asked = toll(question="What about that toll?")
    assert known(report("r2", other), report("r1", asked)).items == {"id-toll": "item id-toll"}


# Kept apart


def test_two_findings_on_the_same_sentences_are_kept_apart_by_their_questions() -> None:
    dead = toll(id="dead", question="How many people died in the fire?")
    cause = toll(id="cause", question="What was it that they died of?")
    before = report("r1", dead, cause)
    for order in ((dead, cause), (cause, dead)):
        assert known(report("r2", *order), before).items == {"dead": "item dead", "cause": "item cause"}
    anew = (
        toll(id="x", question="Of what did they die?", explanation="Anew."),
        toll(id="y", question="How many people were killed in the fire?", explanation="Anew."),
    )
    assert known(report("r2", *anew), before).items == {"x": "item cause", "y": "item dead"}


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("Where did the ship catch fire?", "When did the ship catch fire?"),
        ("How many people died?", "How many people fled?"),
        ("How much did it raise in 2022?", "How much did it raise in 2023?"),
        ("?", "?"),
    ],
)
def test_questions_that_differ_in_a_word_that_counts_are_not_enough(before: str, now: str) -> None:
    assert known(report("r2", hour(question=now)), report("r1", toll(question=before))).items == {}


def test_a_sentence_that_still_stands_was_not_edited_into_one_that_is_like_it() -> None:
    texts = {
        "ant": "Nine people died in the fire.\n\nNine people fled from the fire.",
        "bee": "Twelve people died in the fire.\n\nTwelve people fled from the fire.",
    }
    dead = toll(question="Dead?")
    words = ("ant", "Nine people fled from the fire."), ("bee", "Twelve people fled from the fire.")
    fled = finding("fled", *words, texts=texts, question="Fled?")
    assert known(report("r2", fled, texts=texts), report("r1", dead, texts=texts)) == Known({}, ("item id-toll",))


def test_words_of_one_of_two_articles_are_not_enough() -> None:
    words = ("ant", "Nine people died in the fire."), ("cat", "Eleven people died in the fire.")
    other = finding("other", *words, question="What about the toll?")
    assert known(report("r2", other), FIRST).items == {}
    without = {name: TEXTS[name] for name in ("ant", "cat")}
    assert known(report("r2", other, texts=without), FIRST) == Known({}, ())
    inside = finding("inside", words[0], ("ant", "The ferry left at noon."), within_article=True)
    assert known(report("r2", inside), FIRST).items == {}


@pytest.mark.parametrize("own", [{"id_given": True}, {"url": "https://paper.example/{}"}])
def test_a_finding_of_other_articles_is_another_whatever_its_words(own: dict[str, Any]) -> None:
    def told(by: str) -> Report:
        articles = tuple(
            article(name, text, **{key: value.format(by + name) if value is not True else value})
            for name, text in TEXTS.items()
            for key, value in own.items()
        )
        return FIRST.model_copy(update={"articles": articles})

    if "url" in own:
        assert known(told("their-"), told("our-")) == Known({}, ())
    else:
        names = {name: f"their-{name}" for name in TEXTS}
        assert known(renamed(told(""), names), told("")) == Known({}, ())


def test_another_story_whose_files_have_the_same_names_is_another_story() -> None:
    texts = {"ant": "Five people died in the flood.", "bee": "Six people died in the flood."}
    words = ("ant", "Five people died in the flood."), ("bee", "Six people died in the flood.")
    run = report("r2", finding("toll", *words, texts=texts), texts=texts)
    assert known(run, FIRST) == Known({}, ())


# Absent


def test_what_a_run_should_have_had_is_absent_and_what_it_did_not_read_is_not() -> None:
    assert set(known(report("r2", toll()), FIRST).absent) == {"item id-hour", "item id-captain"}
    assert known(report("r2", texts={"ant": TEXTS["ant"], "cat": TEXTS["cat"]}), FIRST).absent == ()


def test_a_sentence_that_was_taken_out_makes_its_finding_absent() -> None:
    texts = edited("Nine people died in the fire.", "")
    assert known(report("r2", hour(), captain(), texts=texts), FIRST).absent == ("item id-toll",)


# What a decision rests on


def test_words_of_an_article_that_the_run_does_not_have_change_nothing() -> None:
    run = report("r2", texts={"ant": TEXTS["ant"]})
    before = seen(FIRST)["item id-toll"]
    assert changed_words(before.quotes, before, Shelf(run.articles)) == ()


def test_case_and_line_breaks_are_no_change() -> None:
    run = report("r2", texts=edited("Nine people died in", "NINE  people\ndied in"))
    before = seen(FIRST)["item id-toll"]
    assert changed_words(before.quotes, before, Shelf(run.articles)) == ()


def test_a_finding_that_moved_to_other_words_no_longer_carries_the_decision() -> None:
    before, now = seen(FIRST)["item id-toll"], seen(FIRST)["item id-hour"]
    shelf = Shelf(FIRST.articles)
    assert changed_words(before.quotes, now, shelf) == tuple(each.quote for each in toll().evidence)


# Whatever the findings are

WORDS = st.tuples(st.sampled_from(list(TEXTS)), st.integers(0, 2))
SENTENCES = {name: text.split("\n\n") for name, text in TEXTS.items()}


def _made(name: str, words: list[tuple[str, int]], question: str, kind: Kind) -> Finding:
    those = [(where, SENTENCES[where][number % len(SENTENCES[where])]) for where, number in words]
    return finding(name, *those, question=question, kinds=(kind,))


FINDINGS = st.lists(
    st.tuples(
        st.lists(WORDS, min_size=1, max_size=4),
        st.sampled_from(["How many died?", "When?", "Who left the ship first?", "How many people died?", ""]),
        st.sampled_from([Kind.NUMERIC, Kind.QUOTATION, Kind.LEXICAL]),
    ),
    max_size=8,
).map(lambda rows: tuple(_made(f"f{number}", *row) for number, row in enumerate(rows)))


@given(FINDINGS)
def test_a_run_is_recognised_in_itself_completely(findings: tuple[Finding, ...]) -> None:
    run = report("r1", *findings)
    found = known(run, run)
    assert set(found.items) == {each.id for each in findings}
    assert set(found.items.values()) == {f"item {each.id}" for each in findings}
    assert found.absent == ()


@given(FINDINGS, FINDINGS)
def test_every_finding_and_every_tracked_one_is_matched_once_at_most(
    ours: tuple[Finding, ...], theirs: tuple[Finding, ...]
) -> None:
    found = known(report("r2", *ours), report("r1", *theirs))
    assert len(set(found.items.values())) == len(found.items)
    assert not set(found.items.values()) & set(found.absent)
    assert set(found.items.values()) | set(found.absent) == {f"item {each.id}" for each in theirs}


@given(FINDINGS, FINDINGS, st.randoms(use_true_random=False))
def test_no_order_is_of_any_account(ours: tuple[Finding, ...], theirs: tuple[Finding, ...], chance: Any) -> None:
    run, before = report("r2", *ours), seen(report("r1", *theirs))

    def shuffled(those: Any) -> list[Any]:
        return sorted(those, key=lambda _: chance.random())

    turned = run.model_copy(
        update={
            "articles": tuple(shuffled(run.articles)),
            "findings": tuple(
                each.model_copy(update={"evidence": tuple(shuffled(each.evidence))}) for each in shuffled(run.findings)
            ),
        }
    )
    again = recognise(turned, dict(shuffled(before.items())), Shelf(turned.articles))
    once = recognise(run, before, Shelf(run.articles))
    assert again.items == once.items
    assert set(again.absent) == set(once.absent)


# Many

MANY = 5_000


def _many(words: str, question: str) -> Report:
    texts = {
        name: "\n\n".join(f"Ship {number} had {number + extra} {words}." for number in range(MANY))
        for name, extra in (("ant", 1), ("bee", 2))
    }
    articles = tuple(
        article(name, text, url=f"https://paper.example/{name}").model_copy(update={"sentences": ()})
        for name, text in texts.items()
    )
    found = tuple(
        finding(
            f"{number}",
            *((name, f"Ship {number} had {number + extra} {words}.") for name, extra in (("ant", 1), ("bee", 2))),
            texts={name: f"Ship {number} had {number + extra} {words}." for name, extra in (("ant", 1), ("bee", 2))},
            question=question.format(number),
        )
        for number in range(MANY)
    )
    return report("r", *found, texts={}).model_copy(update={"articles": articles})


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each comparison."""
    calls: list[int] = []
    compare = likeness.alike

    def counted(*pair: Any) -> Any:
        calls.append(1)
        return compare(*pair)

    monkeypatch.setattr(identity, "alike", counted)
    return calls


def test_thousands_of_findings_that_stay_as_they_are_are_not_compared_at_all(compared: list[int]) -> None:
    run = _many("people aboard", "How many were aboard ship {}?")
    assert known(run, run).items == {f"id-{number}": f"item id-{number}" for number in range(MANY)}
    assert compared == []


def test_thousands_of_findings_of_which_every_word_changed_are_compared_with_a_few_each(compared: list[int]) -> None:
    before = _many("people aboard", "How many were aboard ship {}?")
    run = _many("persons aboard", "What number of people did ship {} carry?")
    assert known(run, before).items == {f"id-{number}": f"item id-{number}" for number in range(MANY)}
    assert len(compared) <= identity.NEAREST * MANY
