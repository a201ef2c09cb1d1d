"""The Markdown report: a digest for a content system, an issue or a chat. Text from articles is inert in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.report.finding_view import Card, Lane, LaneView, Quote, Side, Tone
from checker.report.labels import count
from checker.report.view import View

_MARKUP = re.compile(r"[\\`*_\[\]{}#]")
_ENTITIES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "~": "&#126;", "$": "&#36;", "@": "&#64;"}
)
"""Not every Markdown takes a backslash before these; every one takes an entity."""
_ADDRESS = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)

_BLOCK_START = re.compile(r"^(?:[-+=:]|\d(?=\d*[.)]))")
"""What makes a list, a rule or a heading of a line that begins with it."""


def markdown_digest(view: View) -> str:
    """The findings with their words, what was not checked, and how it was made."""
    return "\n\n".join(block for block in _blocks(view) if block) + "\n"


def escaped(text: str) -> str:
    """Text that any Markdown shows as it is: no markup, no HTML, no link. Only inside a line, never at its start."""
    inert = _MARKUP.sub(lambda match: "\\" + match[0], text).translate(_ENTITIES)
    return _ADDRESS.sub(lambda match: f"&#{ord(match[0])};", inert)


def _blocks(view: View) -> Iterator[str]:
    yield f"# {escaped(view.title)}"
    if not view.complete:
        yield "**INCOMPLETE. Part of the work was not done; see “Not checked” below.**"
    yield f"{escaped(view.verdict)} {view.origins}."
    yield " · ".join(f"{figure.value} {figure.label}" for figure in view.figures[2:])
    if view.actions:
        yield "## Look at these first"
        yield "\n".join(f"- {_grade(card)}: {escaped(card.question)} {_sides_in_short(card)}" for card in view.actions)
    for lane in view.lanes:
        yield from _lane(lane)
    yield from _put_aside(view)
    yield from _copies(view)
    yield "## Not checked"
    yield from _not_checked(view)
    yield "## How this was made"
    yield "\n".join([*(f"- {fact.label}: {escaped(fact.text)}" for fact in view.facts), f"- {escaped(view.sent)}"])


def _lane(view: LaneView) -> Iterator[str]:
    if not view.cards:
        return
    yield f"## {view.title} ({len(view.cards)})"
    yield view.note
    if view.lane is Lane.SCOPE:
        yield "\n".join(f"- {escaped(card.question)} {_sides_in_short(card)}{_decided(card)}" for card in view.cards)
        return
    for card in view.cards:
        yield from _card(card)


def _card(card: Card) -> Iterator[str]:
    yield f"### {card.number}. {escaped(card.question)}"
    yield " · ".join(part for part in (_grade(card), *card.tags, card.kinds, _known_as(card)) if part)
    for side in card.sides:
        yield from _side(side)
    yield "\n".join(f"- {label}: {escaped(text)}" for label, text in card.remarks)


def _known_as(card: Card) -> str:
    return escaped(card.tracked) if card.review_tags else ""


def _grade(card: Card) -> str:
    return f"{card.symbol} **{card.severity_word}**" if card.graded else ""


def _side(side: Side) -> Iterator[str]:
    yield (
        f"**{side.letter}. {escaped(side.says)}** ({side.backing})"
        if side.says
        else f"**{side.letter}** ({side.backing})"
    )
    for quote in side.quotes:
        yield f"> {_words(quote)}\n>\n> {escaped(quote.source)}"
    if side.also:
        yield f"Also: {escaped(side.also_names)}"


def _words(quote: Quote) -> str:
    """The quote without its context, the differing words in bold."""
    pieces = [piece for piece in quote.pieces if piece.tone in (Tone.QUOTE, Tone.DIFFERS)]
    shown = "".join(_bold(piece.text) if piece.tone is Tone.DIFFERS else escaped(piece.text) for piece in pieces)
    return _BLOCK_START.sub(lambda match: f"&#{ord(match[0])};", shown.lstrip(), count=1)


def _bold(text: str) -> str:
    """Markdown wants no space just inside the asterisks."""
    inner = text.strip()
    lead, _, trail = text.partition(inner)
    return f"{lead}**{escaped(inner)}**{trail}" if inner else text


def _sides_in_short(card: Card) -> str:
    return " / ".join(f"{side.letter}: {escaped(side.short)}" for side in card.sides)


def _decided(card: Card) -> str:
    return "".join(f" {label}: {escaped(text)}." for label, text in card.decided)


def _put_aside(view: View) -> Iterator[str]:
    if view.dismissed:
        yield f"## Dismissed ({len(view.dismissed)})"
        yield "\n".join(
            f"- {escaped(card.question)} {_sides_in_short(card)}{_decided(card)} {escaped(card.tracked)}"
            for card in view.dismissed
        )
    if view.resolved:
        yield f"## Resolved ({len(view.resolved)})"
        yield "\n".join(
            f"- {escaped(gone.question)} {escaped(gone.decided)} {escaped(gone.id)}" for gone in view.resolved
        )


def _copies(view: View) -> Iterator[str]:
    if not view.copies:
        return
    yield f"## {view.origins}"
    yield "\n".join(
        f"- {escaped(copy.members)} count as one origin: up to {copy.overlap} of the words of one stand in another."
        + (f" Longest passage: “{escaped(copy.passage)}”" if copy.passage else "")
        for copy in view.copies
    )


def _not_checked(view: View) -> Iterator[str]:
    if view.gaps:
        yield "\n".join(
            f"- {escaped(gap.what)} ({gap.stage}): {escaped(gap.reason)} {escaped(gap.remedy)}".rstrip()
            for gap in view.gaps
        )
    elif view.complete:
        yield "Nothing: all that should have been checked was."
    else:
        yield "The run stopped before its end, so questions may be missing."
    if view.left_out:
        yield f"Left out: {count(len(view.left_out), 'statement')} of the model that no article carries."
    yield from (f"- Note on {escaped(article)}: {escaped(notice)}" for article, notice in view.notices)
