from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.values.names import resolve_entities


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zelensky", "Zelenskyy"),
        ("Zelenskiy", "Zelenskyy"),
        ("Volodymyr Zelensky", "Zelenskiy"),
        ("Volodymyr Zelensky", "President Zelensky"),
        ("Sana", "Sana'a"),
        ("al-Qaeda", "Al Qaida"),
        ("al-Hudaydah", "Hudaydah"),
        ("Recep Tayyip Erdoğan", "Erdogan"),
        ("Gaddafi", "Qaddafi"),
        ("Kyiv", "Kiev"),
        ("U.S.", "the United States"),
        ("Britain", "UK"),
        ("World Health Organization", "WHO"),
        ("Anneliese Brandtner", "Anneliese Brandttner"),
        ("Katherine Marsh", "Katharine Marsh"),
        ("Mr. Marsh", "Peter Marsh"),
    ],
)
def test_spellings_of_one_name_are_one_entity(one: str, other: str) -> None:
    entities = resolve_entities([one, other])
    assert entities[one] == entities[other]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Iran", "Iraq"),
        ("Austria", "Australia"),
        ("Niger", "Nigeria"),
        ("Slovakia", "Slovenia"),
        ("North Korea", "South Korea"),
        ("South Korea", "Korea"),
        ("New York", "York"),
        ("World Bank", "Bank"),
        ("Bush Sr", "Bush Jr"),
        ("Mr. Marsh", "Mrs. Marsh"),
        ("Johnson", "Johnston"),
        ("Daniel Garcia", "Daniela Garcia"),
        ("Boeing 737", "Boeing 747"),
        ("us", "Uruguay"),
    ],
)
def test_names_that_only_look_alike_stay_apart(one: str, other: str) -> None:
    entities = resolve_entities([one, other])
    assert entities[one] != entities[other]


def test_a_surname_that_two_people_share_is_neither() -> None:
    entities = resolve_entities(["Ada Marsh", "Peter Marsh", "Marsh"])
    assert len({entity.name for entity in entities.values()}) == 3


def test_the_commonest_spelling_is_the_name_and_the_others_are_its_variants() -> None:
    entities = resolve_entities(["Zelenskyy", "Zelensky", "Zelensky", "Zelenskiy"])
    assert entities["Zelenskyy"].name == "Zelensky"
    assert entities["Zelenskyy"].variants == ("Zelenskiy", "Zelenskyy")


def test_of_equally_common_spellings_the_longest_is_the_name() -> None:
    assert resolve_entities(["Marsh", "Ada Marsh"])["Marsh"].name == "Ada Marsh"


@given(
    st.lists(
        st.one_of(st.text(max_size=12), st.sampled_from(["Marsh", "Ada Marsh", "U.S.", "US", "al-Marsh"])), max_size=8
    )
)
def test_every_mention_has_an_entity_that_knows_it_whatever_the_order(mentions: list[str]) -> None:
    entities = resolve_entities(mentions)
    assert set(entities) == {mention for mention in mentions if mention.strip()}
    for mention, entity in entities.items():
        assert mention.strip() in (entity.name, *entity.variants)
    assert entities == resolve_entities(mentions[::-1])
