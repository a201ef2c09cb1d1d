"""The window grows as long as all is well, and gives way."""

from __future__ import annotations

import pytest

from checker.llm.traffic.window import START, Window


def busy_round(window: Window) -> None:
    """As many answers as there are places, all of which are in use."""
    for _ in range(window.places):
        window.used(window.places)
        window.answered(window.places)


def test_it_starts_with_a_few_and_doubles_every_round() -> None:
    window = Window(200)
    seen = []
    for _ in range(5):
        seen.append(window.places)
        busy_round(window)
    assert seen == [START, 2 * START, 4 * START, 8 * START, 200]


def test_there_are_never_more_than_allowed() -> None:
    window = Window(3)
    busy_round(window)
    assert window.places == 3


def test_what_was_not_in_use_is_not_built_on() -> None:
    window = Window(200)
    for _ in range(500):
        window.used(4)
        window.answered(4)
    assert window.places == START


def test_a_refusal_ends_the_doubling() -> None:
    window = Window(200)
    window.refused(cut=False)
    busy_round(window)
    assert window.places == START + 1


@pytest.mark.parametrize("places", [1, 2, 10, 16])
def test_a_cut_leaves_a_place_at_least(places: int) -> None:
    window = Window(places)
    for _ in range(30):
        window.refused(cut=True)
    assert window.places == 1


def test_faults_of_the_server_stop_growth_and_cut_nothing() -> None:
    window = Window(200)
    window.refused(cut=False)
    for _ in range(10 * START):
        window.used(START)
        window.answered(START)
        window.failed()
    assert window.places == START


def test_after_an_outage_it_starts_again_with_a_few() -> None:
    window = Window(100)
    for _ in range(4):
        busy_round(window)
    window.start_again()
    assert window.places == START
