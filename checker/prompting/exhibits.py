"""Exhibits: articles and passages laid out as text for a model.

Articles get letters and sentences get tags ("B12": the twelfth sentence of article B), by which a model cites them.
Article text is material from outside: it is shown between fences that the article itself cannot contain, one sentence
a line, so that nothing in it can end the exhibit or pass for another article's words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from string import ascii_uppercase

from checker.prompting.names import is_id, is_name
from schemas.article import Article, Placement, Sentence
from schemas.claim import Claim


def letter(index: int) -> str:
    """The letter of the n-th article, as spreadsheets name columns: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = ascii_uppercase[rest] + name
    return name


@dataclass(frozen=True)
class Docket:
    """The story's articles under the short names that a model sees."""

    articles: tuple[Article, ...]
    about: Mapping[str, str] = field(default_factory=dict)
    """Article id -> what it is about, where that has to be said."""
    repeats: Mapping[str, str] = field(default_factory=dict)
    """The id of an article that is not shown whole -> the id of the one that has the rest of it word for word."""

    @cached_property
    def _places(self) -> dict[str, int]:
        return {article.id: index for index, article in enumerate(self.articles)}

    def place_of(self, article: str) -> int:
        """Where an article stands in the story, from 0."""
        return self._places[article]

    def letter_of(self, article: str) -> str:
        """The letter of an article's id."""
        return letter(self.place_of(article))

    def tags(self, claim: Claim) -> list[str]:
        """The tags of the sentences that carry a claim, the clearest first."""
        mark = self.letter_of(claim.article)
        return [f"{mark}{number}" for number in claim.sentences]

    def by_tag(self) -> dict[str, tuple[Article, Sentence]]:
        """Every sentence of the story, with its article, under its tag."""
        marked = ((letter(index), article) for index, article in enumerate(self.articles))
        return {f"{mark}{row.number}": (article, row) for mark, article in marked for row in article.sentences}

    def by_letter(self) -> dict[str, Article]:
        """The articles under their letters."""
        return {letter(index): article for index, article in enumerate(self.articles)}

    def in_order(self, claims: Iterable[str]) -> tuple[str, ...]:
        """Claim ids without doubles, by article and number."""

        def key(claim: str) -> tuple[int, int]:
            article, _, number = claim.rpartition("#")
            return self.place_of(article), int(number)

        return tuple(sorted(dict.fromkeys(claims), key=key))

    def entry(self, article: Article) -> str:
        """One article as one line: letter, outlet, dates, what it is about, where the rest of it stands."""
        about, source = self.about.get(article.id, ""), self.repeats.get(article.id)
        tail = f"; about: {one_line(about)}" if about else ""
        tail += f"; otherwise word for word as {self.letter_of(source)}" if source else ""
        return f"{self.letter_of(article.id)} = {outlet(article)}; {dates(article)}{tail}"

    def exhibit(self, article: Article, sentences: Sequence[Sentence]) -> str:
        """Sentences of an article below its line, between fences, each under its tag."""
        fence, mark = f"article {article.digest[:8]}", self.letter_of(article.id)
        lines = [f"[{mark}{row.number}]{_standing(row)} {one_line(article.words(row))}" for row in sentences]
        return "\n".join([self.entry(article), f"<<< {fence}", *lines, f">>> {fence}"])


def one_line(text: str) -> str:
    """The text with every run of white space, line breaks included, as one space."""
    return " ".join(text.split())


def outlet(article: Article) -> str:
    """The outlet's name; where it is not known, or is no name, the article's id, if that says nothing."""
    if article.outlet and is_name(article.outlet):
        return one_line(article.outlet)
    return one_line(article.id) if is_id(article.id) else f"article {article.digest[:8]}"


def dates(article: Article) -> str:
    """When an article was published and updated, an inferred date marked as such."""
    if article.published is None:
        shown = "publication date not known"
    elif article.published.inferred:
        shown = f"written about {article.published.value} (inferred)"
    else:
        shown = f"published {article.published.value}"
    return f"{shown}, updated {article.updated.value}" if article.updated else shown


def minable(article: Article) -> tuple[Sentence, ...]:
    """The sentences that can hold claims: all but the page's furniture, and orders to software."""
    return tuple(s for s in article.sentences if s.placement.reported)


def _standing(sentence: Sentence) -> str:
    return f" ({sentence.placement.value})" if sentence.placement is not Placement.BODY else ""


def passages(docket: Docket, claims: Iterable[Claim], *, around: int = 1, newest_first: bool = False) -> str:
    """The sentences of the claims with their neighbours, article by article, each sentence once.

    Args:
        docket: the story.
        claims: whose sentences to show.
        around: how many neighbouring sentences on either side, furniture not counted.
        newest_first: whether the last article comes first.
    """
    wanted: dict[str, set[int]] = {}
    for claim in claims:
        wanted.setdefault(claim.article, set()).update(claim.sentences)
    shown = (docket.articles[place] for place in sorted(map(docket.place_of, wanted)))
    blocks = [docket.exhibit(article, _with_neighbours(article, wanted[article.id], around)) for article in shown]
    return "\n\n".join(reversed(blocks) if newest_first else blocks)


def _with_neighbours(article: Article, numbers: Collection[int], around: int) -> list[Sentence]:
    rows = minable(article)
    at = [index for index, row in enumerate(rows) if row.number in numbers]
    near = {i for index in at for i in range(max(0, index - around), min(len(rows), index + around + 1))}
    return [row for index, row in enumerate(rows) if index in near]
