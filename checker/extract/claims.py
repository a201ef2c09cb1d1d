"""From a model's answer to claims: evidence is looked up by sentence number, values are parsed, nothing is believed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checker.extract.names import names_in
from checker.grounding import UngroundedReason, ground_sentences, locate_phrase
from checker.values.quantities import parse_quantity
from checker.values.times import parse_time
from schemas.answers import AnsweredClaim
from schemas.article import Article, Placement, Span
from schemas.claim import Certainty, Claim, Polarity, Reading, SpeechAct, UngroundedClaim, Voice

EMPTY_WORDS = frozenset(
    (
        *("a", "an", "the", "this", "that", "of", "in", "on", "at", "to", "by", "for", "from", "with", "and"),
        *("is", "are", "was", "were", "be", "been", "has", "have", "had", "said", "says"),
    )
)
"""Words in which two statements may differ and still be one claim. "Not" is none of them, nor "will" nor "may"."""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")

_PROMINENCE = (Placement.HEADLINE, Placement.LEAD, Placement.BODY)


@dataclass(frozen=True)
class Grounded:
    """The claims of one article that its sentences carry, and those that they do not."""

    claims: tuple[Claim, ...] = ()
    ungrounded: tuple[UngroundedClaim, ...] = ()


def ground(
    article: Article,
    answered: Iterable[AnsweredClaim],
    *,
    places: Sequence[str] = (),
    reading: Reading = Reading.FIRST,
    after: int = 0,
) -> Grounded:
    """Turn what a model answered about an article into claims.

    Args:
        article: the article that was read.
        answered: the model's claims.
        places: the places that the article names, as printed.
        reading: which reading they come from.
        after: the number of the article's last claim so far; new claims are numbered from the next one.

    Returns:
        The grounded claims in the order of their sentences, doubles merged, and the ungrounded rest.
    """
    claims: list[Claim] = []
    ungrounded: list[UngroundedClaim] = []
    for item in answered:
        numbers = ground_sentences(article, item.s)
        if isinstance(numbers, UngroundedReason):
            ungrounded.append(UngroundedClaim(article=article.id, statement=item.claim, reason=numbers.text))
            continue
        claims.append(_claim(article, item, numbers, places=places, reading=reading))
    merged = _without_doubles(sorted(claims, key=lambda claim: claim.sentences))
    numbered = tuple(
        claim.model_copy(update={"id": f"{article.id}#{number}"}) for number, claim in enumerate(merged, after + 1)
    )
    return Grounded(numbered, tuple(ungrounded))


def _claim(
    article: Article, item: AnsweredClaim, numbers: tuple[int, ...], *, places: Sequence[str], reading: Reading
) -> Claim:
    rows = [article.sentences[number - 1] for number in numbers]
    spans = [row.span for row in rows]
    quantities = (parse_quantity(text) for text in item.val if _stands(article, text, spans))
    times = (parse_time(text, reference=article.published) for text in item.when if _stands(article, text, spans))
    return Claim(
        id=f"{article.id}#0",
        article=article.id,
        statement=item.claim,
        voice=_voice(item),
        polarity=Polarity.NEGATED if item.no else Polarity.AFFIRMED,
        certainty=Certainty(item.sure),
        conditions=tuple(item.cond),
        quantities=tuple(quantity for quantity in quantities if quantity),
        times=tuple(time for time in times if time),
        places=tuple(place for place in places if names_in(item.claim, [place])),
        placement=min((row.placement for row in rows), key=_PROMINENCE.index),
        sentences=numbers,
        highlight=locate_phrase(article, item.key, spans) if item.key else None,
        reading=reading,
    )


def _stands(article: Article, text: str, spans: Sequence[Span]) -> bool:
    """Whether words that a model calls printed really stand in the sentences: a value is never taken on trust."""
    return locate_phrase(article, text, spans) is not None


def _voice(item: AnsweredClaim) -> Voice:
    speaker = item.by.strip() if item.by and item.by.strip() else None
    return Voice(
        speaker=speaker,
        role=item.role if speaker else None,
        named=any(word[:1].isupper() for word in (speaker or "").split() if word.casefold() not in EMPTY_WORDS),
        act=SpeechAct(item.act),
        occasion=item.on,
    )


def _without_doubles(claims: Sequence[Claim]) -> list[Claim]:
    kept: list[Claim] = []
    for claim in claims:
        if not any(same_claim(claim, other) for other in kept):
            kept.append(claim)
    return kept


def same_claim(one: Claim, other: Claim) -> bool:
    """Whether two claims of one article are one: on a common sentence, in the same voice, with the same words.

    Only words that carry no meaning may differ. Likeness is not enough: "will cede" and "will not cede" are alike.
    """
    return (
        bool(set(one.sentences) & set(other.sentences))
        and (one.polarity, one.certainty, one.voice.speaker) == (other.polarity, other.certainty, other.voice.speaker)
        and _telling_words(one.statement) == _telling_words(other.statement)
    )


def _telling_words(statement: str) -> Counter[str]:
    return Counter(word for word in _WORD.findall(statement.casefold()) if word not in EMPTY_WORDS)
