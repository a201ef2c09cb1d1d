"""Terms: what an article is about, as counted words, figures and names. The list of idle words is English."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from schemas.article import Article, Placement, Sentence

STEM, NAME_STEM = 6, 8
"""Letters, of a word and of a name. Cutting words joins most inflections without a dictionary, in most languages of
Europe; names are cut less, since two of one beginning are two."""
SHORT = 3
"""Letters. Small words up to this length are function words in most languages, so only names may be as short."""
OPENING = 2.0
"""How much more a word counts in the headline or the lead, which say what a report is about."""

_WORD = re.compile(r"[^\W_]+(?:[-.,’'][^\W_]+)*")
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
"""Scripts that put no space between words: their terms are pairs of characters."""
_OPENINGS = (Placement.HEADLINE, Placement.LEAD)


@dataclass
class Terms:
    """The terms of one article, how much it speaks of each, and how often each was written as a name is, or was not."""

    counts: dict[str, float] = field(default_factory=dict)
    capital: Counter[str] = field(default_factory=Counter[str])
    small: Counter[str] = field(default_factory=Counter[str])


def terms_of(article: Article) -> Terms:
    """The terms of an article's report; of the whole text where it is not split into sentences."""
    found = Terms()
    whole = Sentence(number=1, start=0, end=max(len(article.text), 1))
    for sentence in article.sentences or (whole,):
        if sentence.placement.reported:
            _count(found, article, sentence)
    return found


def names_in(articles: Iterable[Terms]) -> frozenset[str]:
    """The terms that are names or figures: over all articles, most uses inside a sentence have a capital."""
    capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for article in articles:
        capital.update(article.capital)
        small.update(article.small)
    return frozenset(term for term, count in capital.items() if count > small[term])


def _count(found: Terms, article: Article, sentence: Sentence) -> None:
    weight = OPENING if sentence.placement in _OPENINGS else 1.0
    # Many print every word of a headline with a capital, and a first word has one always: these say nothing.
    telling = sentence.placement is not Placement.HEADLINE
    for place, match in enumerate(_WORD.finditer(article.text, sentence.start, sentence.end)):
        word = match.group()
        named = word[0].isupper() or word[0].isdigit()
        for term in _terms(word, named=named):
            found.counts[term] = found.counts.get(term, 0.0) + weight
            if telling and (place or word[0].isdigit()):
                (found.capital if named else found.small)[term] += 1


@cache
def _idle() -> frozenset[str]:
    """Words that stand in reports of every kind, and say nothing of what one is about."""
    return frozenset(files("checker.grouping").joinpath("idle.txt").read_text(encoding="utf-8").split())


def _terms(word: str, *, named: bool) -> Iterator[str]:
    """The terms that a word stands for: none, itself without its inflection, or the pairs of its characters."""
    folded = unicodedata.normalize("NFKC", word).casefold().replace("’", "'")
    if folded[0].isdigit():
        yield re.sub(r"(?<=\d),(?=\d{3})", "", folded)
    elif _UNSPACED.search(folded):
        yield from (folded[at : at + 2] for at in range(max(1, len(folded) - 1)))
    else:
        letters = re.sub(r"'s$|\W", "", folded)
        if letters not in _idle() and len(letters) > (1 if named else SHORT):
            yield letters[: NAME_STEM if named else STEM]
