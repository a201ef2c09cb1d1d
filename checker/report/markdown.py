"""The Markdown report: a digest for a content system, an issue or a chat. Text from articles is inert in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.report.view import Card, Lane, LaneView, Quote, Side, Tone, View

_MARKUP = re.compile(r"[\\`*_\[\]{}#]")
_ENTITIES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "~": "&#126;", "$": "&#36;", "@": "&#64;"}
)
"""Not every Markdown takes a backslash before these; every one takes an entity."""
_ADDRESS = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)


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
        yield "\n".join(f"- {escaped(card.question)} {_sides_in_short(card)}" for card in view.cards)
        return
    for card in view.cards:
        yield from _card(card)


def _card(card: Card) -> Iterator[str]:
    yield f"### {card.number}. {escaped(card.question)}"
    yield " · ".join(
        part for part in (_grade(card), card.kinds, "one article, two accounts" if card.within_article else "") if part
    )
    for side in card.sides:
        yield from _side(side)
    yield "\n".join(f"- {label}: {escaped(text)}" for label, text in card.remarks)


def _grade(card: Card) -> str:
    return f"{card.symbol} **{card.severity_word}**" if card.graded else ""


def _side(side: Side) -> Iterator[str]:
    yield (
        f"**{side.letter}. {escaped(side.says)}** ({side.backing})"
        if side.says
        else f"**{side.letter}** ({side.backing})"
    )
    for quote in side.quotes:
        yield f"> “{_words(quote)}”\n>\n> {escaped(quote.source)}"


def _words(quote: Quote) -> str:
    """The quote, the differing words in bold: Markdown wants no space just inside the asterisks."""
    shown = []
    for piece in quote.pieces:
        if piece.tone is Tone.QUOTE:
            shown.append(escaped(piece.text))
        elif piece.tone is Tone.DIFFERS:
            inner = piece.text.strip()
            lead, _, trail = piece.text.partition(inner)
            shown.append(f"{lead}**{escaped(inner)}**{trail}" if inner else piece.text)
    return "".join(shown)


def _sides_in_short(card: Card) -> str:
    return " / ".join(f"{side.letter}: {escaped(side.short)}" for side in card.sides)


def _copies(view: View) -> Iterator[str]:
    if not view.copies:
        return
    yield f"## {view.origins}"
    yield "\n".join(
        f"- {escaped(copy.members)} share {copy.overlap} of their words and count as one origin."
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
        yield f"{len(view.left_out)} statements that the model returned are in no article; they were left out."
