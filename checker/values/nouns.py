"""What a number counts: the noun after it, found by word lists, without a parser."""

from __future__ import annotations

from checker.values.words import Word, listed, text_at

_STOPS = listed(
    "a an the this that these those its his her their our my your and or but nor so yet if than as of in on at by to "
    "for from with without within into onto over under after before since until during between among across against "
    "about around near off up down out through via per is are was were be been being am has have had having do does "
    "did will would shall should can could may might must not who whom whose which what when where while because "
    "it he she they we i you there here then now also still only just even ever never already says said say saying "
    "told made makes including according later earlier ago away apart alone more less each every both all any some "
    "yes no one's annually monthly weekly daily today yesterday tomorrow tonight "
    "laid let go goes went gone took take takes taken came come comes got get gets gave give gives given fell rose "
    "lost left died cut set"
)
_CASUALTIES = listed("dead injured wounded missing killed hurt trapped displaced hospitalised hospitalized")
UNMARKED_PLURALS = _CASUALTIES | listed(
    "people men women children police staff troops personnel cattle aircraft fish sheep clergy policemen policewomen "
    "servicemen firemen fishermen crew spacecraft hovercraft"
)
"""Plurals, and words used as such, that do not end in s."""
_NO_NOUNS_IN_S = ("ss", "ous", "us", "is")
_LONGEST = 5


def counted_noun(words: tuple[Word, ...], at: int, *, one: bool) -> tuple[str, int] | None:
    """The noun that a number before an index counts, and the index after it; None where no word is clearly it.

    Args:
        words: the words of the text.
        at: where the noun's phrase starts.
        one: whether the number is one, so that the noun is a singular.
    """
    phrase = _phrase(words, at)
    plurals = [place for place in phrase if _plural(words[place].text)]
    if plurals:
        wounded_people = words[plurals[0]].text in _CASUALTIES and plurals[0] + 1 in plurals
        place = plurals[1 if wounded_people else 0]
        return words[place].text, place + 1
    if one and phrase:
        return words[phrase[-1]].text, phrase[-1] + 1
    if text_at(words, at) == "-" and text_at(words, at + 1) == "strong":
        return counted_noun(words, at + 2, one=False) or _last(words, _phrase(words, at + 2))
    return None


def measured_noun(words: tuple[Word, ...], at: int) -> tuple[str, int] | None:
    """What a share or an amount is of: the noun after "of", past articles, possessives and other numbers."""
    if text_at(words, at) != "of":
        return None
    at += 1
    while text_at(words, at) in ("the", "its", "his", "her", "their", "all", "a", "an", ",") or _skipped(words, at):
        at += 1
    phrase = _phrase(words, at)
    for place in phrase:
        if _plural(words[place].text) and not words[place].text.endswith("'s"):
            return words[place].text, place + 1
    return _last(words, phrase)


def _skipped(words: tuple[Word, ...], at: int) -> bool:
    word = text_at(words, at)
    return word.endswith("'s") or word[:1].isdecimal()


def _last(words: tuple[Word, ...], phrase: list[int]) -> tuple[str, int] | None:
    return (words[phrase[-1]].text, phrase[-1] + 1) if phrase else None


def _phrase(words: tuple[Word, ...], at: int) -> list[int]:
    """The indices of the words that may belong to the noun's phrase: up to a stop word or a mark."""
    places: list[int] = []
    while at < len(words) and len(places) < _LONGEST:
        word = words[at].text
        if word == "-" and places and text_at(words, at + 1)[:1].isalpha():
            at += 1
            continue
        if word in _STOPS or not word[0].isalpha():
            break
        places.append(at)
        at += 1
    return places


def _plural(word: str) -> bool:
    return (
        word in UNMARKED_PLURALS
        or word.endswith("men")
        or (len(word) > 3 and word.endswith("s") and not word.endswith(_NO_NOUNS_IN_S))
    )
