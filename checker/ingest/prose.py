"""An article's own words, as they are compared with another's: no furniture, no headline, no quoted speech.

Two reporters at one interview print the same quotations, and two desks the same headline: neither shows copying.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from checker.ingest.blocks import find_blocks
from checker.ingest.quotations import find_quotations
from schemas.article import Article, Placement, Sentence, Span

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
class Word:
    """A word of an article and where it stands.

    ``opens`` tells that it is the first of its sentence, so that its capital says nothing; ``gap`` that words which
    do not count (a quotation, furniture) stand between it and the word before.
    """

    text: str
    span: Span
    opens: bool
    gap: bool

    @cached_property
    def key(self) -> str:
        """The word for verbatim comparison. Numbers are all alike: a copy with one figure changed is a copy."""
        return "0" if self.text[0].isdigit() else self.text.lower().replace("’", "'")

    @cached_property
    def stem(self) -> str:
        """The word for loose comparison; empty where it says nothing by itself (a figure, a function word)."""
        if self.text[0].isdigit() or _FUNCTION_WORD.fullmatch(self.text):
            return ""
        return re.sub(r"[’']s$|\W", "", self.text.lower())[:_STEM]


@dataclass(frozen=True)
class OwnSentence:
    """A sentence of the report, and those of its words that stand outside quotations."""

    span: Span
    words: tuple[Word, ...]


def own_sentences(article: Article) -> tuple[OwnSentence, ...]:
    """The sentences of an article that hold words of its own."""
    quoted = find_quotations(article.text, find_blocks(article.text))
    gap = True
    sentences: list[OwnSentence] = []
    for sentence in article.sentences:
        if sentence.placement in (Placement.LEAD, Placement.BODY):
            words = tuple(_own_words(article.text, sentence, quoted, gap=gap))
            gap = not words
            if words:
                sentences.append(OwnSentence(sentence.span, words))
        else:
            gap = True
    return tuple(sentences)


def _own_words(text: str, sentence: Sentence, quoted: Sequence[Span], *, gap: bool) -> Iterator[Word]:
    starts = [span.start for span in quoted]
    for number, match in enumerate(_WORD.finditer(text, sentence.start, sentence.end)):
        before = bisect_right(starts, match.start()) - 1
        if before >= 0 and match.start() < quoted[before].end:
            gap = True
            continue
        yield Word(match.group(), Span(start=match.start(), end=match.end()), opens=number == 0, gap=gap)
        gap = False


def wording(articles: Sequence[Sequence[OwnSentence]]) -> list[list[tuple[str, ...]]]:
    """For every article, sentence by sentence, the stems of the words that tell how something is put.

    Names and figures are left out: they belong to the story, not to its wording, and independent reports share them.
    A word is a name where, over the story, most of its uses inside sentences have a capital.
    """
    capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for word in (word for sentences in articles for sentence in sentences for word in sentence.words):
        if not word.opens:
            (capital if word.text[0].isupper() else small)[word.stem] += 1
    names = {stem for stem, count in capital.items() if count > small[stem]}
    return [
        [tuple(word.stem for word in sentence.words if word.stem and word.stem not in names) for sentence in sentences]
        for sentences in articles
    ]
