"""Grounding: from the tags and phrases that a model names to the words that stand in the article.

A model never supplies a quote. It names sentences by tag, and says in a few words what they say; both count only as far
as the article has them. All offsets are code points of the article's stored text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from schemas.article import Article, Sentence, Span

_SINGLE_QUOTES = "‘’‚‛‹›′`´ʼ＇"
_DOUBLE_QUOTES = "“”„‟«»″＂"
_MARKS = {ord(mark): "'" for mark in _SINGLE_QUOTES} | {ord(mark): '"' for mark in _DOUBLE_QUOTES}
_DASHES = frozenset("−⁓～")
"""Used as dashes, though Unicode does not class them so."""
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)


@dataclass(frozen=True)
class UngroundedReason:
    """Why tags do not ground anything, in words for people."""

    text: str
    article: str | None = None
    """The article that they name, where they name one."""


def ground_tags(
    tags: Sequence[str], sentences: Mapping[str, tuple[Article, Sentence]]
) -> tuple[tuple[Article, Sentence], ...] | UngroundedReason:
    """Look up the sentences that a model named. What does not exist, or is no part of the report, grounds nothing.

    Args:
        tags: what the model named, the clearest first.
        sentences: every sentence of the story, with its article, under its tag.

    Returns:
        The sentences in the order in which they were named, without doubles; or why there are none.
    """
    known = [sentences[tag] for tag in dict.fromkeys(tags) if tag in sentences]
    reported = tuple((article, row) for article, row in known if row.placement.reported)
    if reported:
        return reported
    if known:
        reason = "it rests on parts of the page that are not the report, such as links or credits"
        return UngroundedReason(reason, article=known[0][0].id)
    return UngroundedReason(f"no article has a sentence {', '.join(tags)}" if tags else "it names no sentence")


def locate_phrase(article: Article, phrase: str, within: Sequence[Span]) -> Span | None:
    """Find a phrase inside given spans: letter for letter, else in its folded form (see ``fold``). Never by likeness.

    An occurrence between word boundaries wins over one inside a longer word; then the first wins. An occurrence that
    would cut through a number, or tear a letter from its accent, does not count: "15" does not stand in "115".

    Args:
        article: The article to search.
        phrase: What to look for; white space and invisible characters around it are ignored.
        within: Where to look, in order. A phrase that runs from one span into the next is not found.

    Returns:
        Where the phrase stands, as offsets into the article's text; None where it does not.
    """
    visible = [index for index, char in enumerate(phrase) if _decomposed(char).strip()]
    if not visible:
        return None
    wanted = phrase[visible[0] : visible[-1] + 1]
    for search in (_exact_occurrences, _folded_occurrences):
        found = [Span(start=start, end=end) for span in within for start, end in search(article.text, wanted, span)]
        whole_words = (span for span in found if _between_words(article.text, span))
        located = next(whole_words, found[0] if found else None)
        if located is not None:
            return located
    return None


@dataclass(frozen=True)
class Folded:
    """A text in folded form, and the code points of the original that each folded character comes from."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def fold(text: str) -> Folded:
    """Reduce a text to what survives copying, typesetting and a model's retyping.

    Case, the shape of quotation marks and dashes, the kind and number of spaces, invisible characters, ligatures and
    the encoding of accents (Unicode's NFKC_Casefold, UAX #31 and UAX #15, in decomposed form) make no difference.
    Letters, accents, digits and punctuation do.
    """
    pieces = _in_canonical_order(
        [(char, index, index + 1) for index, original in enumerate(text) for char in _decomposed(original)]
    )
    pieces = _in_canonical_order(
        [(char, start, end) for piece, start, end in pieces for char in _compatible(piece.casefold())]
    )
    kept: list[tuple[str, int, int]] = []
    for char, start, end in pieces:
        if char == " " and kept and kept[-1][0] == " ":
            kept[-1] = (" ", kept[-1][1], end)
        else:
            kept.append((char, start, end))
    return Folded(
        text="".join(char for char, _, _ in kept),
        starts=tuple(start for _, start, _ in kept),
        ends=tuple(end for _, _, end in kept),
    )


def _decomposed(char: str) -> str:
    """One code point without its typography: nothing for an invisible one."""
    if char.isspace():
        return " "
    if ord(char) in _MARKS:
        return _MARKS[ord(char)]
    category = unicodedata.category(char)
    if category == "Cf" or ord(char) in _VARIATION_SELECTORS:
        return ""
    if category == "Pd" or char in _DASHES:
        return "-"
    return _compatible(char)


def _compatible(letters: str) -> str:
    """The compatibility form (NFKD), but not for accents that stand alone: theirs is a space with an accent on it."""
    form = unicodedata.normalize("NFKD", letters)
    return unicodedata.normalize("NFD", letters) if form.startswith(" ") and letters != " " else form


def _in_canonical_order(pieces: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Put the marks on each letter into Unicode's canonical order (UAX #15), as decomposition alone does not."""
    ordered: list[tuple[str, int, int]] = []
    marks: list[tuple[str, int, int]] = []
    for piece in pieces:
        if unicodedata.combining(piece[0]):
            marks.append(piece)
            continue
        ordered += sorted(marks, key=lambda mark: unicodedata.combining(mark[0]))
        marks = []
        ordered.append(piece)
    return ordered + sorted(marks, key=lambda mark: unicodedata.combining(mark[0]))


def _exact_occurrences(text: str, phrase: str, span: Span) -> Iterator[tuple[int, int]]:
    start = text.find(phrase, span.start, span.end)
    while start >= 0:
        end = start + len(phrase)
        if not _cuts(text, start, end):
            yield start, end
        start = text.find(phrase, start + 1, span.end)


def _folded_occurrences(text: str, phrase: str, span: Span) -> Iterator[tuple[int, int]]:
    folded, wanted = fold(text[span.start : span.end]), fold(phrase).text.strip(" ")
    at = folded.text.find(wanted)
    while at >= 0:
        covered = range(at, at + len(wanted))
        start = span.start + min(folded.starts[index] for index in covered)
        end = span.start + max(folded.ends[index] for index in covered)
        # A match may begin or end inside a ligature: then the original's characters fold to more than the phrase.
        if fold(text[start:end]).text == wanted and not _cuts(text, start, end):
            yield start, end
        at = folded.text.find(wanted, at + 1)


def _cuts(text: str, start: int, end: int) -> bool:
    """Whether a boundary of the stretch runs through a number, or between a letter and its accent."""
    if unicodedata.combining(text[start]) or (end < len(text) and unicodedata.combining(text[end])):
        return True
    return any(0 < at < len(text) and text[at - 1].isdigit() and text[at].isdigit() for at in (start, end))


def _between_words(text: str, span: Span) -> bool:
    inside_word = (
        0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum() for at in (span.start, span.end)
    )
    return not any(inside_word)
