"""Origins: which articles copy one another, and the passages that show it.

Three signs, each sufficient: the same text, verbatim runs of words (``copies``), and sentences that follow another
article's in other words (``rewrites``). For the latter two only an article's own words count (``prose``). A false
link is worse than a missed one: the thresholds stand well above what independent reports of one event reach.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from checker.ingest.copies import find_copies
from checker.ingest.links import Link, Pair
from checker.ingest.prose import own_sentences
from checker.ingest.rewrites import find_rewrites
from schemas.article import Article, Origin, SharedPassage, Span

MOST_PASSAGES = 8
"""Of one origin, unless more are needed to show something of every member."""


def find_origins(articles: Sequence[Article]) -> tuple[Origin, ...]:
    """The origins of a story's articles: "O1" and so on, in the order of their first articles.

    Every article is in exactly one origin; articles that are linked directly or through others share theirs.
    """
    sentences = [own_sentences(article) for article in articles]
    links = [*_same_texts(articles), *find_copies(sentences), *find_rewrites(sentences)]
    return tuple(
        _origin(f"O{number}", group, [link for link in links if link.first in group], articles)
        for number, group in enumerate(_groups(len(articles), links), start=1)
    )


def _same_texts(articles: Sequence[Article]) -> Iterator[Link]:
    """Links every article to the first one of the same text, however short it is."""
    first: dict[str, int] = {}
    for index, article in enumerate(articles):
        earlier = first.setdefault(article.digest, index)
        if earlier != index:
            whole = Span(start=0, end=len(article.text))
            yield Link(earlier, index, overlap=1.0, passages=(Pair(whole, whole),))


def _groups(count: int, links: Sequence[Link]) -> list[list[int]]:
    """The connected groups of 0..count-1, each sorted, in the order of their first members."""
    leader = list(range(count))
    for link in links:
        one, other = sorted((leader[link.first], leader[link.second]))
        leader = [one if mine == other else mine for mine in leader]
    return [[index for index in range(count) if leader[index] == first] for first in sorted(set(leader))]


def _origin(name: str, group: Sequence[int], links: Sequence[Link], articles: Sequence[Article]) -> Origin:
    passages = sorted((p for link in links for p in _passages(link, articles)), key=_length, reverse=True)
    shown = list(_one_a_member(passages))
    taken = set(map(id, shown))
    shown += islice((p for p in passages if id(p) not in taken), max(0, MOST_PASSAGES - len(shown)))
    return Origin(
        id=name,
        articles=tuple(articles[index].id for index in group),
        passages=tuple(sorted(shown, key=_length, reverse=True)),
        overlap=max((link.overlap for link in links), default=0.0),
    )


def _passages(link: Link, articles: Sequence[Article]) -> Iterator[SharedPassage]:
    article, other = articles[link.first].id, articles[link.second].id
    for first, second in link.passages:
        yield SharedPassage(article=article, span=first, other=other, other_span=second)


def _one_a_member(passages: Sequence[SharedPassage]) -> Iterator[SharedPassage]:
    """The longest passage of every member, where the passages come longest first."""
    seen: set[str] = set()
    for passage in passages:
        if not {passage.article, passage.other} <= seen:
            seen |= {passage.article, passage.other}
            yield passage


def _length(passage: SharedPassage) -> int:
    return passage.span.end - passage.span.start
