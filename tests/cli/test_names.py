"""Names of files: whatever a story is called, its name stays in its folder and is its own."""

from __future__ import annotations

import re
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.cli.names import RESERVED, file_names

SAFE = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
TITLES = st.one_of(
    st.text(max_size=200),
    st.sampled_from(
        ["../../etc/passwd", "CON", "a/b", "A/B", "a\\b", "index", "NUL.txt", "", ".", "…", "Пожар", "ﬁre"]
    ),
)


def named(*titles: str) -> list[str]:
    return file_names([(title, f"{number} {title}") for number, title in enumerate(titles)])


@given(st.lists(TITLES, max_size=12))
def test_a_name_is_safe_short_and_nobody_elses(titles: list[str]) -> None:
    names = named(*titles)
    assert all(SAFE.fullmatch(name) and len(name) <= 160 for name in names)
    assert len(set(names)) == len(names)
    assert not set(names) & RESERVED
    for name in names:
        assert PurePosixPath(f"{name}.html").parts == PureWindowsPath(f"{name}.html").parts == (f"{name}.html",)


@given(st.lists(TITLES, max_size=8), st.randoms())
def test_a_name_does_not_depend_on_the_order(titles: list[str], dice: object) -> None:
    stories = [(title, f"{number} {title}") for number, title in enumerate(titles)]
    again = stories[::-1]
    assert dict(zip(stories, file_names(stories), strict=True)) == dict(zip(again, file_names(again), strict=True))


def test_a_plain_name_stays_as_it_is() -> None:
    assert named("ferry-fire", "2025/toll vote") == ["ferry-fire", "2025-toll-vote"]


def test_twins_by_case_and_by_signs_are_kept_apart() -> None:
    names = named("Ferry", "ferry", "ferry!")
    assert len(set(names)) == 3
    assert all(re.fullmatch(r"ferry-[0-9a-f]{8}", name) for name in names)


@pytest.mark.parametrize("title", ["CON", "aux", "Index", "", "Пожар", "..", "com1"])
def test_names_that_mean_something_else_or_nothing_get_a_hash(title: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+-[0-9a-f]{8}", named(title)[0])


def test_a_long_title_is_cut_between_words() -> None:
    (name,) = named("word " * 40)
    assert name == "-".join(["word"] * 12)


def test_a_name_that_looks_like_a_hashed_one_is_not_taken_twice() -> None:
    (hashed, _) = named("Ferry", "ferry")
    names = file_names([("Ferry", "0 Ferry"), ("ferry", "1 ferry"), (hashed, "2")])
    assert len(set(names)) == 3
