"""Rule HED001: a headline that gives a number which its own article does not bear out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import ClassVar, final

from checker.compare.rules.rule import Conflict
from checker.compare.rules.subjects import CASUALTIES, singular
from checker.compare.rules.wording import words
from checker.values.intervals import bounds
from checker.values.quantities import find_quantities, read_quantity
from schemas.article import Article, Placement, Sentence, Span
from schemas.claim import Quantity
from schemas.finding import Evidence, Kind, Position, Severity

SHARED_WORDS = 1
"""A sentence outside the lead tells of the headline's event if, beside the number's own words, it shares this many."""
SHOWN = 3
"""How many sentences of the body are shown as evidence."""

_ANOTHER_TIME = re.compile(r"\b(?:ago|last year|previous\w*|earlier (?:this|in)|in (?:19|20)\d\d)\b", re.IGNORECASE)
_TELLING = re.compile(r"[^\W\d_]{4,}")
_STEM = 4
"""Letters that forms of one word have in common: "kill", "kills", "killed"."""
_BESIDE_BEFORE = re.compile(r"[^\W\d_]+(?=\W*$)")
_BESIDE_AFTER = re.compile(r"(?:\W?\s*[^\W\d_]+){1,4}")


@final
class HeadlineAtOdds:
    """A number in a headline that the article itself does not bear out.

    What it does:
        Compares each number in an article's headline with the numbers that the same article gives for the same thing:
        the same unit, the same noun, and the same word beside it ("missing"). It reports a number that the text
        contradicts wherever it speaks of the thing, and never bears out, not even roughly.

    Why it matters:
        Many readers see no more than the headline. It is often written by somebody else, and earlier, than the text,
        and keeps a toll or a sum that the text has since corrected.

    Example (conflict):
        Headline: Ferry fire leaves 12 passengers missing
        Text: After the fire on the ferry 15 passengers were missing on Monday.
        The text says 15 and nowhere 12.

    Example (no conflict):
        Headline: Ferry fire leaves 12 passengers missing
        Text: At least ten passengers were missing on Monday. Another 15 passengers were rescued.
        "At least ten" leaves room for 12, and those who were rescued are others.

    Known limits:
        Only numbers with a noun are read, and only where headline and text use the same words: "12 dead" against
        "15 people died" is not seen. Where the headline's number is the sum or the difference of numbers that stand
        together in the text, nothing is reported, though the sum may be of other things.
    """

    code: ClassVar[str] = "HED001"
    name: ClassVar[str] = "a headline at odds with its own body"

    def examine(self, articles: Sequence[Article]) -> Iterator[Conflict]:
        """Yield a conflict for each number in a headline that its own article contradicts."""
        for article in articles:
            told: set[tuple[float, str, str]] = set()
            headlines = _mentions(article, {Placement.HEADLINE})
            # Most headlines hold no number, and then the body need not be read for any.
            body = _mentions(article, {Placement.LEAD, Placement.BODY}) if headlines else ()
            for headline in headlines:
                key = (headline.quantity.value, headline.quantity.unit, headline.quantity.of)
                against = [mention for mention in body if _same_thing(article, headline, mention)]
                if key not in told and _contradicted(article, headline, against, body):
                    told.add(key)
                    yield _conflict(article, headline, against)


@dataclass(frozen=True)
class _Mention:
    """A number with its noun, in a sentence of the article. The span is an offset into the article's text."""

    sentence: Sentence
    span: Span
    quantity: Quantity


def _mentions(article: Article, placements: set[Placement]) -> tuple[_Mention, ...]:
    return tuple(
        _Mention(sentence, Span(start=sentence.start + span.start, end=sentence.start + span.end), quantity)
        for sentence in article.sentences
        if sentence.placement in placements
        for span, quantity in find_quantities(article.words(sentence))
    )


def _same_thing(article: Article, headline: _Mention, body: _Mention) -> bool:
    """Whether two numbers measure the same thing, as far as the words beside them say."""
    one, other = headline.quantity, body.quantity
    if one.unit != other.unit or singular(one.of) != singular(other.of):
        return False
    if one.unit == "magnitude" or singular(one.of) in CASUALTIES:
        return True
    return one.of != "" and bool(_beside(article, headline) & _beside(article, body))


def _beside(article: Article, mention: _Mention) -> set[str]:
    """Stems of what a number's thing does or is: of the word before the number, and the words after its noun."""
    before = _BESIDE_BEFORE.search(article.text[mention.sentence.start : mention.span.start])
    after = _BESIDE_AFTER.match(article.text[mention.span.end : mention.sentence.end])
    return {stem for found in (before, after) if found for stem in _stems(found.group())}


def _contradicted(article: Article, headline: _Mention, against: Sequence[_Mention], body: Sequence[_Mention]) -> bool:
    """Whether the text speaks of the headline's thing, agrees with itself on the number, and leaves no room for it."""
    if not any(_on_the_same_event(article, headline, mention) for mention in against):
        return False
    if any(_may_agree(headline.quantity, mention.quantity) for mention in against):
        return False
    if not all(_may_agree(one.quantity, other.quantity) for one, other in combinations(against, 2)):
        return False
    return not _printed_elsewhere(article, headline) and not _is_sum(headline, against, body)


def _on_the_same_event(article: Article, headline: _Mention, mention: _Mention) -> bool:
    told = article.words(mention.sentence)
    if _ANOTHER_TIME.search(told):
        return False
    own = _stems(mention.quantity.text) | _beside(article, headline)
    shared = _stems(article.words(headline.sentence)) & _stems(told) - own
    return mention.sentence.placement is Placement.LEAD or len(shared) >= SHARED_WORDS


def _stems(text: str) -> set[str]:
    return {word[:_STEM].casefold() for word in _TELLING.findall(text)}


def _may_agree(one: Quantity, other: Quantity) -> bool:
    return _is_vague(one) or _is_vague(other) or bounds(one).meets(bounds(other))


def _is_vague(quantity: Quantity) -> bool:
    """Whether no figure is printed at all: "dozens", "hundreds"."""
    reading = read_quantity(quantity.text)
    return reading is None or reading.step == 0


def _printed_elsewhere(article: Article, headline: _Mention) -> bool:
    """Whether the number of the headline stands in the text, of whatever: "killed 12", "the 12 of them"."""
    printed = {word.key for word in words(article.text, headline.span) if word.key[0].isdigit()}
    return any(
        word.key in printed
        for sentence in article.sentences
        if sentence.placement in (Placement.LEAD, Placement.BODY)
        for word in words(article.text, sentence.span)
    )


def _is_sum(headline: _Mention, against: Sequence[_Mention], body: Sequence[_Mention]) -> bool:
    """Whether the headline adds up, or takes off, numbers beside the mentions: "15, three of them police"."""
    near = {mention.sentence.number + offset for mention in against for offset in (-1, 0, 1)}
    values = {m.quantity.value for m in body if m.sentence.number in near and m.quantity.unit == headline.quantity.unit}
    wanted = headline.quantity.value
    sums = (sum(some) for count in (2, 3) for some in combinations(sorted(values), count))
    return wanted in sums or any(abs(one - other) == wanted for one, other in combinations(values, 2))


def _conflict(article: Article, headline: _Mention, against: Sequence[_Mention]) -> Conflict:
    above, below = headline.quantity.text, against[0].quantity.text
    outlet = article.outlet or article.id
    return Conflict(
        rule=HeadlineAtOdds.code,
        question=f"Is it {above}, as the headline of {outlet} has it, or {below}, as its text has it?",
        question_id=None,
        kinds=(Kind.NUMERIC,),
        severity=Severity.MAJOR,
        severity_reason="The headline gives a number that the article itself contradicts.",
        explanation=f"The headline of {outlet} says {above}; its text says {below} and never the headline's number.",
        positions=(Position(says=above), Position(says=below)),
        evidence=(
            _evidence(article, headline, position=0),
            *(_evidence(article, mention, position=1) for mention in against[:SHOWN]),
        ),
        settle="Ask the outlet which of its two numbers is meant, and the source that it names.",
        within_article=True,
    )


def _evidence(article: Article, mention: _Mention, *, position: int) -> Evidence:
    return Evidence(
        article=article.id,
        quote=article.words(mention.sentence),
        start=mention.sentence.start,
        end=mention.sentence.end,
        position=position,
        marks=(mention.span,),
    )
