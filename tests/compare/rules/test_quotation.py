from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.compare.rules.quotation import DifferentWords
from checker.compare.rules.rule import Conflict
from schemas.article import Article, Placement, Sentence
from schemas.finding import Kind, Severity


def article(name: str, text: str, *, outlet: str | None = None, sentences: tuple[Sentence, ...] = ()) -> Article:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Article(id=name, text=text, outlet=outlet, sentences=sentences, digest=digest)


def conflicts(*texts: str) -> list[Conflict]:
    """What the rule finds in articles a, b, c ... with these texts."""
    return list(DifferentWords().examine([article("abcdefg"[index], text) for index, text in enumerate(texts)]))


def said(words: str) -> str:
    return f"“{words},” the mayor said on Tuesday."


SENTENCE = "We will not close the harbour before the winter storms are over"


def test_lost_negation_is_a_major_conflict() -> None:
    [found] = conflicts(said(SENTENCE), said(SENTENCE.replace(" not", "")))
    assert found.rule == "QUO001"
    assert found.kinds == (Kind.QUOTATION, Kind.NEGATION)
    assert found.severity is Severity.MAJOR
    assert "negation" in found.severity_reason
    assert not found.within_article


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ("The fund holds 14 million crowns for the families of the crew", "14 million|40 million", Kind.NUMERIC),
        ("The company will pay for the cleaning of every beach", "will pay|may pay", Kind.MODALITY),
        ("The company must pay for the cleaning of every beach", "must pay|should pay", Kind.MODALITY),
        ("Nobody on the bridge saw the light of the other ship", "Nobody|Somebody", Kind.NEGATION),
    ],
)
def test_numbers_and_modals_that_differ_are_major(first: str, second: str, kind: Kind) -> None:
    old, new = second.split("|")
    [found] = conflicts(said(first), said(first.replace(old, new)))
    assert found.kinds == (Kind.QUOTATION, kind)
    assert found.severity is Severity.MAJOR


def test_another_word_alone_is_minor() -> None:
    [found] = conflicts(
        said("If we want to end the cold spell in this market, we need to lower the tariff on steel"),
        said("If we want to end the frosty spell in this market, we should lower the tariff on steel"),
    )
    assert found.kinds == (Kind.QUOTATION,)
    assert found.severity is Severity.MINOR
    assert {position.says for position in found.positions} == {
        "“cold spell … need to lower”",
        "“frosty spell … should lower”",
    }


@pytest.mark.parametrize(
    "other",
    [
        "We will NOT close the harbour -- before the winter storms are over",
        "We won't close the harbor before the winter storms are over",
        "We will not close [the] harbour before the winter storms are over",
        "We will not close [Northport’s main] harbour before the winter storms are over",
        "We will not close harbour before winter storms are over",
        "We will not … before the winter storms are over",
        "And we will not close the harbour before the winter storms are over",
        "not close the harbour before the winter storms",
    ],
)
def test_style_is_no_difference(other: str) -> None:
    assert conflicts(said(SENTENCE), said(other)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We have taken twenty-four people off the ship this morning", "twenty-four|24"),
        ("The ceasefire on the lake holds since early this morning", "ceasefire|cease-fire"),
        ("Almost 30 per cent of the boats were lost that night", "per cent|percent"),
        ("Almost 30 percent of the boats were lost that night", " percent|%"),
        ("President Zelenko told me that the road is open again", "Zelenko|Zelyenko"),
        ("The organisers realised that the theatre was not safe any more", "organisers realised|organizers realized"),
        ("That’s the colour of the programme that we paid for", "That’s the colour|That is the color"),
    ],
)
def test_spelling_and_figures_are_no_difference(one: str, other: str) -> None:
    old, new = other.split("|")
    assert old in one
    assert conflicts(said(one), said(one.replace(old, new))) == []


def test_names_that_only_look_alike_are_a_difference() -> None:
    one = "The order came from Iran and from nobody else in the region"
    assert len(conflicts(said(one), said(one.replace("Iran", "Iraq")))) == 1


def test_a_bracket_does_not_hide_a_word_of_the_speaker() -> None:
    [found] = conflicts(said(SENTENCE), said(SENTENCE.replace("will not", "will [now]")))
    assert Kind.NEGATION in found.kinds


def test_what_only_one_article_quotes_is_no_difference() -> None:
    longer = "The bridge will be closed for repairs until the end of March, and the ferry will run all night"
    assert conflicts(said(longer), said("The bridge will be closed for repairs until the end of March")) == []


def test_a_difference_in_the_last_word_counts() -> None:
    one = "The bridge will be closed for repairs until the end of March"
    [found] = conflicts(said(one), said(one.replace("March", "April")))
    assert [position.says for position in found.positions] == ["“end of March”", "“end of April”"]


def test_one_finding_for_an_utterance_in_four_articles() -> None:
    changed = SENTENCE.replace("close", "shut")
    [found] = conflicts(said(SENTENCE), said(changed), said(SENTENCE), said(changed.upper()))
    assert [(words.article, words.position) for words in found.evidence] == [("a", 0), ("c", 0), ("b", 1), ("d", 1)]
    assert len(found.positions) == 2
    assert all(not position.claims for position in found.positions)


def test_a_partial_quotation_without_the_disputed_words_is_on_no_side() -> None:
    partial = "before the winter storms are over and the ice is gone"
    whole = f"We will not close the harbour {partial}"
    [found] = conflicts(said(whole), said(whole.replace("not", "never ever")), said(partial))
    assert {words.article for words in found.evidence} == {"a", "b"}


def test_evidence_is_verbatim_and_marks_the_differing_words() -> None:
    texts = ["Ålesund, Monday.\n\n" + said(SENTENCE), "🚢 " + said(SENTENCE.replace("winter storms", "spring floods"))]
    [found] = conflicts(*texts)
    for words, text, marked in zip(found.evidence, texts, ["winter storms", "spring floods"], strict=True):
        assert text[words.start : words.end] == words.quote
        assert not set("“”") & set(words.quote)
        assert [text[mark.start : mark.end] for mark in words.marks] == [marked]


def test_two_sentences_of_one_speaker_are_not_one_utterance() -> None:
    assert (
        conflicts(
            said("We lost the engine and then we lost the light on the bridge"),
            said("We shall rebuild the school and then we pay for the road on the hill"),
        )
        == []
    )


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_alike_sentences_that_one_article_prints_both_are_two_utterances(order: tuple[int, int]) -> None:
    north = "Our teams have reached all the villages in the north of the island"
    south, close = north.replace("north", "south"), north.replace("north", "far north")
    texts = [f"{said(north)} {said(south)}", said(close)]
    [found] = conflicts(*(texts[index] for index in order))
    assert "south" not in found.explanation


def test_a_set_phrase_of_two_speakers_is_not_one_utterance() -> None:
    phrase = "“Our prayers go out to the families of the {} tonight,” said {}."
    novak, lang = phrase.format("miners", "Jana Novak"), phrase.format("sailors", "Piotr Lang")
    assert conflicts(novak, lang) == []
    assert len(conflicts(novak, lang.replace("Piotr Lang", "Novak"))) == 1


def test_a_long_name_in_two_sentences_does_not_make_them_one_utterance() -> None:
    name = "the agency for the {} safety of old bridges and tunnels in the hills"
    one = f"We closed two streets last night because {name.format('public')} had found a crack under the market hall"
    other = f"Nobody slept while my crew waited for a word from {name.format('national')} on whether trains could run"
    assert conflicts(said(one), said(other)) == []


def test_the_day_of_a_statement_names_no_other_speaker() -> None:
    one = "“Our crews will be at the quay until the last boat is in,” the mayor said on Tuesday."
    other = "“Our crews will stay at the quay until the last ship is in,” Jana Novak said."
    assert len(conflicts(one, other)) == 1


def test_an_article_is_not_compared_with_itself() -> None:
    assert conflicts(said(SENTENCE) + "\n" + said(SENTENCE.replace("winter", "autumn")), "Nothing was said.") == []


def test_paraphrase_and_scare_quotes_are_left_alone() -> None:
    assert conflicts("The mayor said the “hot phase” is over.", "The mayor said the “hot stage” is over.") == []


def test_furniture_is_left_out() -> None:
    text = said(SENTENCE.replace("winter", "autumn"))
    related = Sentence(number=1, start=0, end=len(text), placement=Placement.FURNITURE)
    articles = [article("a", said(SENTENCE)), article("b", text, sentences=(related,))]
    assert list(DifferentWords().examine(articles)) == []


def test_the_explanation_names_outlets_and_says_which_mentions_a_translation() -> None:
    one = article("a", said(SENTENCE), outlet="Harbour Post")
    other = article(
        "b", said(SENTENCE.replace("winter", "autumn")) + " The words were translated.", outlet="Coast Radio"
    )
    [found] = DifferentWords().examine([one, other])
    assert "(Harbour Post)" in found.explanation
    assert found.explanation.endswith("Coast Radio mentions a translation.")


def test_a_quotation_without_its_opening_mark_and_split_by_an_attribution_is_recognised() -> None:
    broken = (
        "Mayor Ann Lee speaks to our reporter\n\n"
        "If we want to stop the cold phase of the dispute, we need to bring the northern quay under one roof,” she told"
        " Coast Radio, adding “We need to do it soon. And then we can talk.\n\n"
        "Lee’s term ends in May."
    )
    whole = (
        "“If we want to stop the cold stage of the dispute, we should bring the northern quay under one roof. That is"
        " what we need to do soon,” Lee said."
    )
    [found] = conflicts(broken, whole)
    assert [position.says for position in found.positions] == [
        "“cold phase … need to bring”",
        "“cold stage … should bring”",
    ]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_the_order_of_the_articles_does_not_matter(order: tuple[int, ...]) -> None:
    texts = [said(SENTENCE), said(SENTENCE.replace("winter", "autumn")), said(SENTENCE.replace("winter", "spring"))]
    [found] = conflicts(*(texts[index] for index in order))
    assert {position.says for position in found.positions} == {
        "“winter storms”",
        "“autumn storms”",
        "“spring storms”",
    }


@given(
    st.lists(
        st.lists(st.sampled_from([*SENTENCE.split(), "…", "[now]", "not", "14"]), min_size=6), min_size=2, max_size=5
    )
)
def test_any_quotations_can_be_compared_and_every_quote_is_verbatim(quotations: list[list[str]]) -> None:
    texts = [said(" ".join(chosen)) for chosen in quotations]
    for found in conflicts(*texts):
        assert len({words.position for words in found.evidence}) == len(found.positions) > 1
        assert len({words.article for words in found.evidence}) > 1
        for words in found.evidence:
            assert texts["abcdefg".index(words.article)][words.start : words.end] == words.quote
            assert all(words.start <= mark.start < mark.end <= words.end for mark in words.marks)


def test_a_copied_quotation_is_no_conflict_however_often_it_is_printed() -> None:
    assert conflicts(*[said(SENTENCE)] * 7) == []


def test_a_difference_in_words_alone_is_doubtful() -> None:
    one = "The wave has damaged the roofs of all the houses on the quay"
    [misprint] = conflicts(said(one), said(one.replace("damaged", "damages")))
    [other_word] = conflicts(said(one), said(one.replace("damaged", "lifted")))
    assert "misprint" in misprint.doubt
    assert "the sense may be the same" in other_word.doubt


def test_a_translated_quotation_leaves_a_doubt_unless_its_meaning_changed() -> None:
    one = "The wave has lifted the roofs of all the houses on the quay"
    translated = f"“{one.replace('lifted', 'torn off')},” he said, according to a translation by the radio."
    [found] = conflicts(said(one), translated)
    assert "translat" in found.doubt
    [denied] = conflicts(said(one), translated.replace("has torn off", "has not lifted"))
    assert denied.doubt == ""
