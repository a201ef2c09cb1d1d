"""An article's own words, as they are compared with another's: no furniture, no headline, no quoted speech.

Two reporters at one interview print the same quotations, and two desks the same headline: neither shows copying.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from checker.ingest.blocks import find_blocks
from checker.ingest.quotations import find_quotations
from schemas.article import Article, Placement, Span

Stems = tuple[int, ...]
NO_STEM = 0

_WORD = re.compile(r"[^\W_]+(?:[-.,’'][^\W_]+)*")
_STEM = 6
"""Letters. Cutting words joins most inflections ("guarantee", "guarantees") without a dictionary."""

_FUNCTION_WORD = re.compile(
    r"a|about|according|added|after|against|all|also|an|and|any|are|as|at|be|because|been|before|being|between|"
    r"both|but|by|can|could|did|do|does|during|each|few|for|from|further|had|has|have|he|her|here|hers|him|his|"
    r"how|i|if|in|into|is|it|its|just|may|might|more|most|must|no|nor|not|of|off|on|only|or|other|our|ours|out|"
    r"over|own|said|same|say|says|she|should|so|some|such|than|that|the|their|them|then|there|these|they|this|"
    r"those|through|to|told|too|under|until|up|us|very|was|we|were|what|when|where|which|while|who|whom|why|will|"
    r"with|would|you|your",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Form:
    """A word as it is compared; equal for all places of a story where the same word stands."""

    key: int
    """For verbatim comparison. Numbers are all alike: a copy with one figure changed is a copy."""
    stem: int
    """For loose comparison; ``NO_STEM`` where the word says nothing by itself (a figure, a function word)."""
    capital: bool


@dataclass(frozen=True)
class OwnSentence:
    """A sentence of the report that holds words outside quotations: those from ``first`` up to ``stop``."""

    span: Span
    first: int
    stop: int
    opened: bool
    """Whether its first own word is also the first of all its words, so that a capital says nothing."""


@dataclass(frozen=True)
class OwnText:
    """An article's own words in order, column by column: a story of thousands of articles has millions of them."""

    forms: tuple[Form, ...]
    starts: array[int]
    ends: array[int]
    gaps: frozenset[int]
    """The words before which stand words that do not count (a quotation, furniture)."""
    sentences: tuple[OwnSentence, ...]

    def __len__(self) -> int:
        """How many words."""
        return len(self.forms)

    def span(self, first: int, stop: int) -> Span:
        """Where the words from ``first`` up to ``stop`` stand in the article."""
        return Span(start=self.starts[first], end=self.ends[stop - 1])


def own_texts(articles: Sequence[Article]) -> list[OwnText]:
    """The own words of every article of a story. Forms can be compared within one such list only."""
    forms: dict[str, Form] = {}
    numbers: dict[str, int] = {"": NO_STEM}
    return [_own_text(article, lambda word: _form(word, forms, numbers)) for article in articles]


def _own_text(article: Article, form: Callable[[str], Form]) -> OwnText:
    text = article.text
    quoted = find_quotations(text, find_blocks(text))
    quoted_from = [span.start for span in quoted]
    forms: list[Form] = []
    starts, ends = array("q"), array("q")
    gaps: set[int] = set()
    sentences: list[OwnSentence] = []
    gap = True
    for sentence in article.sentences:
        if sentence.placement not in (Placement.LEAD, Placement.BODY):
            gap = True
            continue
        first, opened = len(forms), True
        for match in _WORD.finditer(text, sentence.start, sentence.end):
            start = match.start()
            before = bisect_right(quoted_from, start) - 1
            if before >= 0 and start < quoted[before].end:
                gap, opened = True, opened and len(forms) > first
                continue
            if gap:
                gaps.add(len(forms))
                gap = False
            forms.append(form(match.group()))
            starts.append(start)
            ends.append(match.end())
        if len(forms) > first:
            sentences.append(OwnSentence(sentence.span, first, len(forms), opened))
        else:
            gap = True
    return OwnText(tuple(forms), starts, ends, frozenset(gaps), tuple(sentences))


def _form(word: str, forms: dict[str, Form], numbers: dict[str, int]) -> Form:
    """The form of a word, the same object each time; ``numbers`` gives every key and stem its number."""
    known = forms.get(word)
    if known is None:
        figure = word[0].isdigit()
        key = "0" if figure else word.lower().replace("’", "'")
        says_nothing = figure or _FUNCTION_WORD.fullmatch(word)
        stem = "" if says_nothing else re.sub(r"[’']s$|\W", "", word.lower())[:_STEM]
        known = forms[word] = Form(
            numbers.setdefault(key, len(numbers)), numbers.setdefault(stem, len(numbers)), word[0].isupper()
        )
    return known


def wording(texts: Sequence[OwnText]) -> list[list[Stems]]:
    """For every article, sentence by sentence, the stems of the words that tell how something is put.

    Names and figures are left out: they belong to the story, not to its wording, and independent reports share them.
    A word is a name where, over the story, most of its uses inside sentences have a capital.
    """
    capital: Counter[int] = Counter()
    small: Counter[int] = Counter()
    for text in texts:
        for sentence in text.sentences:
            for form in text.forms[sentence.first + sentence.opened : sentence.stop]:
                (capital if form.capital else small)[form.stem] += 1
    left_out = {stem for stem, count in capital.items() if count > small[stem]} | {NO_STEM}
    return [
        [
            tuple(form.stem for form in text.forms[sentence.first : sentence.stop] if form.stem not in left_out)
            for sentence in text.sentences
        ]
        for text in texts
    ]
