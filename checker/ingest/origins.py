"""Origins: which articles copy one another, and the passages that show it.

Three signs, each sufficient: the same text, verbatim runs of words (``copies``), and sentences that follow another
article's in other words (``rewrites``). For the latter two only an article's own words count (``prose``). A false
link is worse than a missed one: the thresholds stand well above what independent reports of one event reach.

Not every pair of articles is compared, but those that share most (``candidates``). Where an origin is large, its
articles share most with each other: then one article of each origin goes on to a further round, until no two join.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice

from checker.ingest.candidates import MOST, Keys, candidates
from checker.ingest.copies import find_copies, shingles
from checker.ingest.links import Link, Pair
from checker.ingest.prose import own_texts, wording
from checker.ingest.rewrites import find_rewrites, stem_keys
from schemas.article import Article, Origin, SharedPassage, Span

MOST_PASSAGES = 8
"""Of one origin, unless more are needed to show something of every member."""
_MOST_LINKS = 100
"""Of one origin, searched for passages, unless more are needed to show something of every member."""


def find_origins(articles: Sequence[Article]) -> tuple[Origin, ...]:
    """The origins of a story's articles: "O1" and so on, in the order of their first articles.

    Every article is in exactly one origin; articles that are linked directly or through others share theirs.
    """
    links = find_links(articles)
    groups = _groups(len(articles), links)
    of_group: dict[int, list[Link]] = defaultdict(list)
    leader = {member: group[0] for group in groups for member in group}
    for link in links:
        of_group[leader[link.first]].append(link)
    return tuple(
        _origin(f"O{number}", group, of_group[group[0]], articles) for number, group in enumerate(groups, start=1)
    )


def find_links(articles: Sequence[Article]) -> list[Link]:
    """The pairs of articles of which one copies the other; of a large origin those that hold it together."""
    links = list(_same_texts(articles))
    texts = own_texts(articles)
    made_of, worded = [shingles(text) for text in texts], wording(texts)
    keys = stem_keys(worded)
    asked: Sequence[int] = range(len(articles))
    while len(asked) > 1:
        found = [
            *find_copies(texts, made_of, _likely(asked, made_of)),
            *find_rewrites(texts, worded, _likely(asked, keys)),
        ]
        links += found
        groups = _groups(len(articles), links)
        if not found or max(map(len, groups)) <= MOST // 2:
            break
        asked = sorted(max(group, key=lambda index: (len(texts[index]), -index)) for group in groups)
    return links


def _likely(asked: Sequence[int], keys: Sequence[Keys]) -> Iterator[tuple[int, int]]:
    """The candidates among some of the articles."""
    return ((asked[one], asked[other]) for one, other in sorted(candidates([keys[index] for index in asked])))


def _same_texts(articles: Sequence[Article]) -> Iterator[Link]:
    """Links every article to the first one of the same text, however short it is."""
    first: dict[str, int] = {}
    for index, article in enumerate(articles):
        earlier = first.setdefault(article.digest, index)
        if earlier != index:
            whole = Span(start=0, end=len(article.text))
            yield Link(earlier, index, overlap=1.0, shared=len(article.text), passages=partial(_both, whole))


def _both(span: Span) -> list[Pair]:
    return [Pair(span, span)]


def _groups(count: int, links: Sequence[Link]) -> list[list[int]]:
    """The connected groups of 0..count-1, each sorted, in the order of their first members (union-find)."""
    leader = list(range(count))

    def lead(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    for link in links:
        one, other = sorted((lead(link.first), lead(link.second)))
        leader[other] = one
    groups: dict[int, list[int]] = defaultdict(list)
    for index in range(count):
        groups[lead(index)].append(index)
    return list(groups.values())


def _origin(name: str, group: Sequence[int], links: Sequence[Link], articles: Sequence[Article]) -> Origin:
    passages = sorted((p for link in _telling(links) for p in _passages(link, articles)), key=_length, reverse=True)
    shown = list(_one_a_member(passages))
    taken = set(map(id, shown))
    shown += islice((p for p in passages if id(p) not in taken), max(0, MOST_PASSAGES - len(shown)))
    return Origin(
        id=name,
        articles=tuple(articles[index].id for index in group),
        passages=tuple(sorted(shown, key=_length, reverse=True)),
        overlap=max((link.overlap for link in links), default=0.0),
    )


def _telling(links: Sequence[Link]) -> Iterator[Link]:
    """The links that share most, and for every member the one that shares most with it; in the order of the links."""
    seen: set[int] = set()
    chosen: list[int] = []
    for number in sorted(range(len(links)), key=lambda number: -links[number].shared):
        ends = {links[number].first, links[number].second}
        if len(chosen) < _MOST_LINKS or not ends <= seen:
            chosen.append(number)
            seen |= ends
    return (links[number] for number in sorted(chosen))


def _passages(link: Link, articles: Sequence[Article]) -> Iterator[SharedPassage]:
    article, other = articles[link.first].id, articles[link.second].id
    for first, second in link.passages():
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
