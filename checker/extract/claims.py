"""From a model's answer to claims: evidence is looked up by sentence, values are parsed, nothing is believed."""

from __future__ import annotations

import re

from rapidfuzz.fuzz import partial_ratio_alignment

from checker.grounding import locate_phrase
from checker.prompting.exhibits import one_line
from checker.values.quantities import find_quantities, parse_quantity
from checker.values.times import parse_time
from schemas.answers import AnsweredSide
from schemas.article import Article, Sentence, Span
from schemas.claim import Claim, Quantity, SpeechAct, TimeInterval, Voice

NEAR = 72.0
"""Words of a sentence count as those of the statement from this likeness (0 to 100) on. They are only marked."""

_WORD = re.compile(r"\w+(?:['’.,]\w+)*")


def claim(article: Article, number: int, side: AnsweredSide, row: Sentence) -> Claim:
    """The claim that an article makes by answering as a side does.

    Args:
        article: the article.
        number: the claim's number in its article.
        side: the answer.
        row: the article's sentence that gives it.
    """
    says, speaker = one_line(side.says), one_line(side.by or "") or None
    return Claim(
        id=f"{article.id}#{number}",
        article=article.id,
        statement=says,
        voice=Voice(
            speaker=speaker,
            named=any(word[:1].isupper() for word in (speaker or "").split()[1:]) or (speaker or "").istitle(),
            act=_act(side, speaker),
        ),
        quantities=_quantities(article, says, row),
        times=_times(article, says, row),
        placement=row.placement,
        sentences=(row.number,),
        highlight=_highlight(article, says, row),
    )


def echo(original: Claim, rows: tuple[Sentence, Sentence], article: Article, number: int) -> Claim:
    """The claim of an article that repeats a claim's sentence word for word.

    Args:
        original: the claim.
        rows: its sentence, and the one that repeats it.
        article: the article of the latter.
        number: the claim's number in that article.
    """
    row, shift = rows[1], rows[1].start - rows[0].start
    mark = original.highlight
    same_length = rows[0].end - rows[0].start == row.end - row.start
    moved = Span(start=mark.start + shift, end=mark.end + shift) if mark and same_length else None
    # A time such as "on Saturday" is another one in an article of another day.
    times = _times(article, original.statement, row)
    return original.model_copy(
        update={
            "id": f"{article.id}#{number}",
            "article": article.id,
            "times": times,
            "placement": row.placement,
            "sentences": (row.number,),
            "highlight": moved,
            "repeats": original.id,
        }
    )


def _act(side: AnsweredSide, speaker: str | None) -> SpeechAct:
    named = (side.act or "").strip().casefold()
    if named in set(SpeechAct):
        return SpeechAct(named)
    return SpeechAct.SAID if speaker else SpeechAct.ASSERTED


def _quantities(article: Article, says: str, row: Sentence) -> tuple[Quantity, ...]:
    """The quantities of a statement whose words stand in the sentence: a value is never taken on trust."""
    whole = parse_quantity(says)
    named = [whole] if whole else [quantity for _, quantity in find_quantities(says)]
    return tuple(quantity for quantity in named if locate_phrase(article, quantity.text, [row.span]))


def _times(article: Article, says: str, row: Sentence) -> tuple[TimeInterval, ...]:
    """The time that a statement is, where the sentence prints it so."""
    time = parse_time(says, reference=article.published)
    return (time,) if time and locate_phrase(article, time.text, [row.span]) else ()


def _highlight(article: Article, says: str, row: Sentence) -> Span | None:
    """The words of a sentence that come closest to a statement, whole words only; None where none come close."""
    exact = locate_phrase(article, says, [row.span])
    if exact:
        return exact
    words = article.words(row)
    found = partial_ratio_alignment(says.casefold(), words.casefold(), score_cutoff=NEAR)
    # Case folding can change the length of a text; then its offsets say nothing about the original.
    if found is None or len(words.casefold()) != len(words) or len(says) > len(words):
        return None
    touched = [m.span() for m in _WORD.finditer(words) if m.start() < found.dest_end and found.dest_start < m.end()]
    return Span(start=row.start + touched[0][0], end=row.start + touched[-1][1]) if touched else None
