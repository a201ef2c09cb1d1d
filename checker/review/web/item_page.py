"""One finding as the page shows it: the words first, then what was decided, last what the model makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from checker.report.cards import lanes, language_tag, letter
from checker.report.decided import decision_words
from checker.report.finding_view import Card, Piece, Quote, Remark, Side, Tone
from checker.report.labels import KINDS, SEVERITIES, SYMBOLS, moment, shortened
from checker.report.links import live_page
from checker.report.lookup import Lookup
from checker.report.passages import passage
from checker.report.reading import articles
from checker.report.view import ArticleView
from checker.report.visible import visible
from checker.review.articles import Shelf
from checker.review.web.address import Address
from checker.review.web.rows import Row
from checker.review.web.words import MACHINE_SENTENCES, lines_visible
from schemas.article import Span
from schemas.finding import Finding
from schemas.report import Report, ReportedArticle
from schemas.review import Decision, HumanState, SeenQuote, Snapshot

QUOTES = 6
"""Passages of a side that are shown before its articles are asked for whole."""
SIDES = 12
"""Sides that are shown before that."""
PIECE = 1500
"""Code points of one piece of a passage that are shown before that."""
PROSE = 1500
"""Code points of what the machine says, each time."""


@dataclass(frozen=True)
class SideView:
    """A position: its passages, and its first article whole where that is asked for."""

    letter: str
    says: str
    """What the machine reads in it; model's words, or a rule's."""
    backing: str
    quotes: tuple[Quote, ...]
    more: int
    """Passages that are not shown."""
    also: str
    whole: ArticleView | None
    beside: str
    """Address that puts this side beside the first one; empty where it stands there."""


@dataclass(frozen=True)
class OldDecision:
    """A decision that no longer holds."""

    words: str
    note: str
    changed: tuple[str, ...]
    """The words on which it rested, and which the articles no longer have."""


@dataclass(frozen=True)
class ItemView:
    """A finding, whole."""

    row: Row
    pair: tuple[SideView, ...]
    """The sides beside each other."""
    further: tuple[SideView, ...]
    hidden_sides: int
    """Sides that are not shown."""
    expanded: bool
    expandable: bool
    silent: str
    settle: str
    explanation: tuple[Remark, ...]
    """What the machine says of it: shown when it is asked for."""
    reopened: OldDecision | None

    @property
    def severity(self) -> str:
        """In a word; empty where it means nothing."""
        return SEVERITIES[self.row.case.severity] if self.row.case.severity else ""

    @property
    def symbol(self) -> str:
        """A shape for the severity."""
        return SYMBOLS[self.row.case.severity] if self.row.case.severity else ""

    @property
    def kinds(self) -> str:
        """The forms of the disagreement, in words."""
        return ", ".join(KINDS[kind] for kind in self.row.case.kinds)

    @property
    def machine(self) -> str:
        """What the run makes of it, in a sentence."""
        return MACHINE_SENTENCES[self.row.standing.machine]

    @property
    def decision(self) -> str:
        """What people decided, with its action or reason."""
        return decision_words(self.row.standing.decision)

    @property
    def by(self) -> str:
        """Who decided that and when; empty while it is open."""
        standing = self.row.standing
        if not standing.decided_at or self.row.human is HumanState.OPEN:
            return ""
        return f"{visible(standing.decided_by)}, {moment(standing.decided_at)}"

    @property
    def ids(self) -> str:
        """By what it is known: its lasting id, its id in this run, its rules."""
        standing = self.row.standing
        known = [standing.item, standing.finding or "", *(f"rule {rule}" for rule in standing.snapshot.rules)]
        return " · ".join(dict.fromkeys(visible(each) for each in known if each))


def item_view(row: Row, address: Address, report: Report, lookup: Lookup) -> ItemView:
    """A finding as the page shows it.

    Args:
        row: the finding, and where it stands.
        address: how it is to be shown.
        report: the run.
        lookup: of that report.
    """
    standing = row.standing
    finding = next((each for each in report.findings if each.id == standing.finding), None)
    sides = _sides(finding, address, lookup, report) if finding else _as_it_was(standing.snapshot, report, lookup)
    beside = address.pair if max(address.pair) < len(sides) else (0, 1)
    rest = tuple(side for index, side in enumerate(sides) if index not in beside)
    shown = rest if address.expand else rest[: SIDES - len(beside)]
    question = lookup.questions.get(finding.question_id or "") if finding else None
    return ItemView(
        row=row,
        pair=tuple(replace(sides[index], beside="") for index in beside if index < len(sides)),
        further=shown,
        hidden_sides=len(rest) - len(shown),
        expanded=address.expand and finding is not None,
        expandable=finding is not None,
        silent=lookup.named_all(question.silent) if question else "",
        settle=shortened(visible(finding.settle), PROSE) if finding else "",
        explanation=tuple(_explanation(finding)) if finding else (),
        reopened=_old(standing.reopened, standing.changed),
    )


def _old(decision: Decision | None, changed: Sequence[str]) -> OldDecision | None:
    if decision is None:
        return None
    words = tuple(visible(each)[:PIECE] for each in changed)
    return OldDecision(words=decision_words(decision), note=lines_visible(decision.note), changed=words)


def _explanation(finding: Finding) -> Iterator[Remark]:
    """The model's prose, and why it is held to be grave or doubtful."""
    lines = [
        ("What differs", finding.explanation),
        (f"Why {SEVERITIES[finding.severity].lower()}", finding.severity_reason),
        *(("Same conflict", asked) for asked in finding.also),
        *(("Doubt", doubt) for doubt in finding.doubts),
    ]
    return (Remark(label, shortened(visible(text), PROSE)) for label, text in lines if text)


def _sides(finding: Finding, address: Address, lookup: Lookup, report: Report) -> tuple[SideView, ...]:
    """The sides of a finding of the run; the two beside each other with their article whole, where it is asked for."""
    card = next(card for lane in lanes((finding,), lookup) for card in lane.cards)
    whole = set(address.pair) if address.expand else set()
    return tuple(
        _side(
            side,
            whole=_whole(finding, index, card, (report, lookup)) if index in whole else None,
            beside=address.with_pair(0, index).url if index else "",
            cut=not address.expand,
        )
        for index, side in enumerate(card.sides)
    )


def _side(side: Side, *, whole: ArticleView | None, beside: str, cut: bool) -> SideView:
    shown = tuple(_cut(quote) for quote in side.quotes[:QUOTES]) if cut else side.quotes
    return SideView(
        letter=side.letter,
        says=shortened(side.says, PROSE),
        backing=side.backing,
        quotes=shown,
        more=len(side.quotes) - len(shown),
        also=side.also_names,
        whole=whole,
        beside=beside,
    )


def _cut(quote: Quote) -> Quote:
    pieces = (Piece(p.text if len(p.text) <= PIECE else p.text[:PIECE] + " …", p.tone) for p in quote.pieces)
    return replace(quote, pieces=tuple(pieces))


def _whole(finding: Finding, side: int, card: Card, run: tuple[Report, Lookup]) -> ArticleView | None:
    """The first article of a side, with the words of the whole finding marked in it."""
    report, lookup = run
    first = next((e.article for e in finding.evidence if e.position == side and e.article in lookup.articles), None)
    if first is None:
        return None
    alone = report.model_copy(update={"findings": (finding,), "articles": (lookup.articles[first],)})
    return articles(alone, (card,), lookup)[0]


def _as_it_was(seen: Snapshot, report: Report, lookup: Lookup) -> tuple[SideView, ...]:
    """The sides of a finding that the run does not have: the words that it last rested on."""
    shelf = Shelf(report.articles)
    last = max(quote.side for quote in seen.quotes)
    sides = ([quote for quote in seen.quotes if quote.side == index] for index in range(last + 1))
    return tuple(
        SideView(
            letter=letter(index),
            says="",
            backing="as it was last seen",
            quotes=tuple(_was(quote, shelf, lookup) for quote in quotes[:QUOTES]),
            more=max(len(quotes) - QUOTES, 0),
            also="",
            whole=None,
            beside="",
        )
        for index, quotes in enumerate(sides)
    )


def _was(seen: SeenQuote, shelf: Shelf, lookup: Lookup) -> Quote:
    """Words of an earlier run; in their context, where their article still has them."""
    key = shelf.find(seen.article)
    article = lookup.articles.get(key) if key else None
    start = article.text.find(seen.quote) if article else -1
    quote = Quote(
        article=lookup.named(article.id if article else seen.article.name),
        date="",
        day="",
        published="",
        voice="",
        place="" if start >= 0 else "these words are no longer in the article",
        pieces=_pieces(article, seen.quote, start),
        anchor="",
        language=language_tag(article.language) if article else None,
        same_origin="",
        live=live_page(article.url) if article else None,
        more=False,
    )
    return _cut(quote)


def _pieces(article: ReportedArticle | None, words: str, start: int) -> tuple[Piece, ...]:
    if article is None or start < 0:
        return (Piece(visible(words), Tone.QUOTE),)
    return passage(article, Span(start=start, end=start + len(words)))
