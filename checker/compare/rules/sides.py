"""What the rules on typed values share: which claims can be compared, and how a conflict's sides are shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from checker.values.intervals import apart
from schemas.article import Article, Sentence, Span
from schemas.claim import Claim, SpeechAct
from schemas.finding import Evidence, Position

Pair = Callable[[Claim, Claim], bool]
"""What holds between two claims, whichever comes first."""

_HEDGED = re.compile(r"\b(?:not|no|never|none|nobody|neither|nor|if|unless|might|would)\b|n['’]t\b", re.IGNORECASE)
_NAME = re.compile(r"(?<!^)\b[A-Z]\w+")
_NOT_STATED = frozenset({SpeechAct.DENIED, SpeechAct.REFUSED, SpeechAct.ASKED})


def stated(claim: Claim) -> bool:
    """Whether the claim says flatly that something is so: not denied, not asked, not supposed, without conditions."""
    return claim.voice.act not in _NOT_STATED and not _HEDGED.search(claim.statement)


def same_matter(one: Claim, other: Claim) -> bool:
    """Whether two claims of different articles may speak of one thing: no other names, no other outlook."""
    names = [_names(claim) for claim in (one, other)]
    elsewhere = all(names) and not names[0] & names[1]
    predicted = [claim.voice.act is SpeechAct.PREDICTED for claim in (one, other)]
    return one.article != other.article and not elsewhere and predicted[0] == predicted[1]


def _names(claim: Claim) -> set[str]:
    """The names in a claim's statement; those of days and months within its times are none."""
    bare = claim.statement
    for time in claim.times:
        bare = bare.replace(time.text, "")
    return set(_NAME.findall(bare))


def different_times(one: Claim, other: Claim) -> bool:
    """Whether both claims have times, and none of one can be any of the other."""
    return bool(one.times and other.times) and all(apart(a, b) for a in one.times for b in other.times)


def conflicting(claims: Sequence[Claim], conflict: Pair) -> list[Claim]:
    """The claims that conflict with at least one other, in the given order."""
    return [claim for claim in claims if any(conflict(claim, other) for other in claims if other is not claim)]


def grouped(claims: Sequence[Claim], agree: Pair) -> list[list[Claim]]:
    """The claims in groups within which all agree, in the order of their first claims."""
    groups: list[list[Claim]] = []
    for claim in claims:
        group = next((group for group in groups if all(agree(claim, member) for member in group)), None)
        if group is None:
            groups.append([claim])
        else:
            group.append(claim)
    return groups


def positions(groups: Sequence[Sequence[Claim]], printed: Mapping[str, str]) -> tuple[Position, ...]:
    """One position a group: what its first claim prints.

    Args:
        groups: the claims, grouped.
        printed: claim id -> the value's words.
    """
    return tuple(Position(says=printed[group[0].id], claims=tuple(claim.id for claim in group)) for group in groups)


def evidence(
    groups: Sequence[Sequence[Claim]], printed: Mapping[str, str], articles: Mapping[str, Article]
) -> tuple[Evidence, ...]:
    """The sentence of every claim that prints its value, the value marked; where none does, its first sentence."""
    return tuple(
        _words(claim, printed[claim.id], articles[claim.article], number)
        for number, group in enumerate(groups)
        for claim in group
    )


def has_words(claim: Claim, articles: Mapping[str, Article]) -> bool:
    """Whether the claim's article is at hand and has its first sentence: no conflict is shown without words."""
    article = articles.get(claim.article)
    return article is not None and article.sentence(claim.sentences[0]) is not None


def _words(claim: Claim, text: str, article: Article, position: int) -> Evidence:
    rows = [row for number in claim.sentences if (row := article.sentence(number))]
    marked = [(row, mark) for row in rows if (mark := _mark(article, row, text))]
    row, mark = marked[0] if marked else (rows[0], None)
    return Evidence(
        article=article.id,
        quote=article.words(row),
        start=row.start,
        end=row.end,
        position=position,
        claim=claim.id,
        marks=(mark,) if mark else (),
    )


def _mark(article: Article, sentence: Sentence, text: str) -> Span | None:
    start = article.text.find(text, sentence.start, sentence.end)
    return None if start < 0 else Span(start=start, end=start + len(text))
