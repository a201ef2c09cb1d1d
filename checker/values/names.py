"""Names: which printed names of a story are spellings of one another.

Two names are one where their normal forms agree (accents, dots, titles, doubled letters, common transliterations),
where a small table says so, where one is the other's initials or surname and no second name fits, or
where long names differ in one inner letter. Names that only look alike ("Iran", "Iraq") are never joined.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz.distance import Levenshtein

from checker.values.words import listed
from schemas.claim import Entity

_COUNTRIES = {
    "united states": "us/usa/united states of america/america",
    "united kingdom": "uk/britain/great britain",
    "united nations": "un/uno",
    "european union": "eu",
    "united arab emirates": "uae/emirates",
    "north korea": "dprk",
    "south korea": "rok/republic of korea",
    "china": "prc/peoples republic of china",
    "saudi arabia": "ksa",
    "south africa": "rsa",
    "new zealand": "nz",
    "democratic republic of congo": "drc/democratic republic of the congo/dr congo",
    "central african republic": "car",
    "bosnia and herzegovina": "bosnia/bih",
    "myanmar": "burma",
    "turkiye": "turkey",
    "czech republic": "czechia",
    "ivory coast": "cote divoire",
}
_SPELLINGS = {
    "kyiv": "kiev",
    "odesa": "odessa",
    "kharkiv": "kharkov",
    "lviv": "lvov",
    "mumbai": "bombay",
    "beijing": "peking",
    "gaddafi": "qaddafi/gadhafi/kadafi/qadhafi/kadhafi/gadafi",
    "mohammed": "muhammad/mohamed/mohammad/muhammed/mohamad",
    "hussein": "husayn/hussain/husain/hossein",
    "hezbollah": "hizbullah/hizbollah/hizballah",
    "houthi": "huthi",
    "houthis": "huthis",
    "isis": "isil/daesh",
}
_CANONICAL = {short: country for country, forms in _COUNTRIES.items() for short in forms.split("/")}
_CANONICAL_WORDS = {form: word for word, forms in _SPELLINGS.items() for form in forms.split("/")}
_MEN = listed("mr lord sir king prince")
_WOMEN = listed("mrs ms miss lady queen princess madam dame")
_TITLES = (
    _MEN
    | _WOMEN
    | listed(
        "president vice prime minister chancellor senator sen governor gov representative rep congressman "
        "congresswoman secretary general gen colonel col major maj captain capt lieutenant lt sergeant sgt admiral "
        "adm commander dr doctor professor prof judge justice chief mayor ambassador pope former ex deputy"
    )
)
_LINKS = listed("the of and in for on at de")
_PLACE_STARTS = listed(
    "north south east west northern southern eastern western central new upper lower great greater old saint st san "
    "santa los las el la mount lake port fort cape papua equatorial"
)
_GENERIC_ENDS = listed(
    "bank party times university council house ministry court street post news state states city county island islands "
    "company group army police government parliament senate department agency committee union force forces press "
    "river sea ocean bay hospital school college church association office service republic kingdom corporation "
    "motors electric dynamics mills foods"
)
_GENERATIONS = {"senior": "sr", "junior": "jr", "sr": "sr", "jr": "jr", "ii": "ii", "iii": "iii", "iv": "iv"}
_FUZZY_LETTERS = 7


@dataclass(frozen=True)
class _Name:
    """A printed name in its normal form."""

    printed: str
    tokens: tuple[str, ...]
    """Its words in lower case without accents, titles and "the"."""
    gender: str
    """What its title says: "m", "f" or nothing."""
    generation: str
    skeleton: tuple[str, ...]
    """The words without what spellings and transliterations differ in."""


def resolve_entities(mentions: Sequence[str]) -> dict[str, Entity]:
    """Join the spellings of one name.

    Args:
        mentions: names as printed, as often as the story prints them.

    Returns:
        Every distinct mention with its entity. An entity's name is its commonest spelling (of equally common ones
        the longest, then the first of the alphabet); its variants are the others, in the order of the alphabet.
    """
    counts = Counter(mention.strip() for mention in mentions if mention.strip())
    groups = _groups([_read(mention) for mention in sorted(counts)])
    entities: dict[str, Entity] = {}
    for group in groups:
        printed = sorted((name.printed for name in group), key=lambda name: (-counts[name], -len(name), name))
        entity = Entity(name=printed[0], variants=tuple(sorted(printed[1:])))
        entities.update(dict.fromkeys(printed, entity))
    return {mention: entities[mention.strip()] for mention in dict.fromkeys(mentions) if mention.strip()}


def _groups(names: Sequence[_Name]) -> list[list[_Name]]:
    """The names in groups of one entity each: spellings first, then short forms that fit exactly one group."""
    home = {name.printed: [name] for name in names}
    for one, other in _alike(names):
        if _same_spelling(one, other):
            _join(home, one, other)
    by_key = defaultdict[str, list[_Name]](list)
    for full in names:
        for key in {full.skeleton[-1], _initials(full.tokens)} if full.skeleton else ():
            by_key[key].append(full)
    for short in names:
        keys = {short.skeleton[0], short.tokens[0]} if len(short.tokens) == 1 else set()
        fulls = [full for key in sorted(keys) for full in by_key[key] if _short_for(short, full)]
        if len({id(home[full.printed]) for full in fulls}) == 1:
            _join(home, short, fulls[0])
    return list({id(group): group for group in home.values()}.values())


def _alike(names: Sequence[_Name]) -> Iterator[tuple[_Name, _Name]]:
    """The pairs of names that share a word, or all letters: only they can be spellings of one another."""
    buckets = defaultdict[str, list[_Name]](list)
    for name in names:
        for key in sorted({*name.skeleton, "".join(name.skeleton)}):
            buckets[key].append(name)
    for bucket in buckets.values():
        yield from combinations(bucket, 2)


def _join(home: dict[str, list[_Name]], one: _Name, other: _Name) -> None:
    """Make one group of the two names' groups, unless titles or generations in them speak against it."""
    first, second = home[one.printed], home[other.printed]
    together = first + second
    genders = {name.gender for name in together} - {""}
    generations = {name.generation for name in together}
    if first is second or len(genders) > 1 or len(generations) > 1:
        return
    first.extend(second)
    home.update({name.printed: first for name in second})


def _read(printed: str) -> _Name:
    folded = "".join(c for c in unicodedata.normalize("NFKD", printed) if not unicodedata.combining(c))
    folded = folded.casefold().replace("ł", "l").replace("ø", "o").replace("ı", "i").replace("đ", "d")
    folded = re.sub(r"['’‘ʼʿʾ`]s\b", "", folded)
    folded = re.sub(r"['’‘ʼʿʾ`.]", "", folded)
    words = [word for word in re.split(r"[^\w]+", folded) if word and word != "the"]
    gender = next(("m" if word in _MEN else "f" for word in words if word in _MEN | _WOMEN), "")
    generation = next((_GENERATIONS[word] for word in words[1:] if word in _GENERATIONS), "")
    while len(words) > 1 and words[0] in _TITLES:
        words.pop(0)
    tokens = [word for place, word in enumerate(words) if place == 0 or word not in _GENERATIONS]
    tokens = [_CANONICAL_WORDS.get(word, word) for word in tokens]
    tokens = _CANONICAL.get(" ".join(tokens), " ".join(tokens)).split()
    return _Name(printed, tuple(tokens), gender, generation, tuple(_skeleton(token) for token in tokens))


def _skeleton(token: str) -> str:
    """A word without what transliterations and spellings differ in: doubled letters, "y" for "i", "q" for "k"."""
    if len(token) <= 3 or any(letter.isdecimal() for letter in token):
        return token
    form = token.replace("ph", "f").replace("ck", "k").replace("q", "k").replace("w", "v").replace("kh", "h")
    form = re.sub(r"[iy]+", "i", form)
    form = re.sub(r"ai|ae|ei", "a", form)
    form = re.sub(r"(.)\1+", r"\1", form)
    return form.removesuffix("j")


def _same_spelling(one: _Name, other: _Name) -> bool:
    if one.generation != other.generation or not one.tokens or not other.tokens:
        return False
    left, right = _without_article(one), _without_article(other)
    if left == right or ("al", *left) == right or left == ("al", *right):
        return True
    if len(left) != len(right):
        return "".join(left) == "".join(right) and len("".join(left)) > _FUZZY_LETTERS
    different = [pair for pair in zip(left, right, strict=True) if pair[0] != pair[1]]
    return len(left) > 1 and len(different) == 1 and _one_inner_letter(*different[0])


def _without_article(name: _Name) -> tuple[str, ...]:
    """The skeleton without an Arabic article at its start: "al-Hudaydah", "el Hudaydah", "Hudaydah"."""
    skeleton = name.skeleton
    return ("al", *skeleton[1:]) if len(skeleton) > 1 and skeleton[0] in ("al", "el") else skeleton


def _one_inner_letter(one: str, other: str) -> bool:
    """Whether two long words differ in one letter that is neither the first nor the last ("Daniel", "Daniela")."""
    long_enough = min(len(one), len(other)) >= _FUZZY_LETTERS
    ends = one[0] == other[0] and one[-1] == other[-1]
    return long_enough and ends and Levenshtein.distance(one, other, score_cutoff=1) == 1


def _short_for(short: _Name, full: _Name) -> bool:
    """Whether a name of one word is a full name's surname or its initials."""
    if len(short.tokens) != 1 or len(full.tokens) < 2:
        return False
    word = short.tokens[0]
    if short.printed.replace(".", "").isupper() and len(word) >= 3:
        return word == _initials(full.tokens)
    return _is_person(full) and len(word) >= 3 and _skeleton(word) == full.skeleton[-1]


def _initials(tokens: Iterable[str]) -> str:
    return "".join(token[0] for token in tokens if token not in _LINKS)


def _is_person(name: _Name) -> bool:
    """Whether a name of several words may be a person's: no place, no organisation, every word capitalised."""
    words = [word for word in re.split(r"[\s]+", name.printed) if word]
    capitals = all(
        word[0].isupper() for word in words if word.casefold() not in ("al", "el", "bin", "von", "van", "de")
    )
    place = name.tokens[0] in _PLACE_STARTS or name.tokens[-1] in _GENERIC_ENDS
    return capitals and not place and len(name.tokens) <= 4 and not _LINKS & set(name.tokens[:-1]) - {"de"}
