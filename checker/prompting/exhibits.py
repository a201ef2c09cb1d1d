"""Exhibits: articles, claims and passages laid out as text for a model.

Articles get letters and claims get tags ("B12": the twelfth claim of article B) because every token of an id is paid
for many times over. Article text is material from outside: it is shown between fences that the article itself cannot
contain, one sentence a line, so that nothing in it can end the exhibit or pass for another article's words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from schemas.article import Article, Placement, Sentence
from schemas.claim import Certainty, Claim, Polarity, SpeechAct


def letter(index: int) -> str:
    """The letter of the n-th article, as spreadsheets name columns: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = ascii_uppercase[rest] + name
    return name


@dataclass(frozen=True)
class Subject:
    """What an article was found to be about, for the heading above its claims."""

    event: str = ""
    when: str = ""


@dataclass(frozen=True)
class Docket:
    """The story's articles and claims under the short names that a model sees."""

    articles: tuple[Article, ...]
    subjects: Mapping[str, Subject]

    def letter_of(self, article: str) -> str:
        """The letter of an article's id."""
        return letter([a.id for a in self.articles].index(article))

    def tag(self, claim: Claim) -> str:
        """The tag of a claim: its article's letter and its number."""
        return f"{self.letter_of(claim.article)}{claim.id.rpartition('#')[2]}"

    def by_tag(self, claims: Iterable[Claim]) -> dict[str, Claim]:
        """The claims under their tags."""
        return {self.tag(claim): claim for claim in claims}

    def roll(self) -> str:
        """The articles, a line each: letter, outlet, dates, event."""
        return "\n".join(self.entry(article) for article in self.articles)

    def entry(self, article: Article) -> str:
        """One article as one line: letter, outlet, dates, event."""
        subject = self.subjects.get(article.id, Subject())
        about = f"; reports: {one_line(subject.event)}" if subject.event else ""
        about += f" ({one_line(subject.when)})" if subject.event and subject.when else ""
        return f"{self.letter_of(article.id)} = {outlet(article)}; {dates(article)}{about}"


def one_line(text: str) -> str:
    """The text with every run of white space, line breaks included, as one space."""
    return " ".join(text.split())


def outlet(article: Article) -> str:
    """The outlet's name, or what stands in for one that is not known: the article's id."""
    return one_line(article.outlet or article.id)


def dates(article: Article) -> str:
    """When an article was published and updated, an inferred date marked as such."""
    if article.published is None:
        shown = "publication date not known"
    elif article.published.inferred:
        shown = f"written about {article.published.value} (inferred)"
    else:
        shown = f"published {article.published.value}"
    return f"{shown}, updated {article.updated.value}" if article.updated else shown


def heading(article: Article) -> str:
    """The line above an article that is read alone."""
    return f"Outlet: {outlet(article)}. Date: {dates(article)}."


def minable(article: Article) -> tuple[Sentence, ...]:
    """The sentences that can hold claims: all but the page's furniture."""
    return tuple(s for s in article.sentences if s.placement is not Placement.FURNITURE)


def numbered(article: Article, sentences: Sequence[Sentence]) -> str:
    """Sentences of one article between fences, a line each, under the numbers that evidence is cited by."""
    fence = f"article {article.digest[:8]}"
    lines = [_numbered_line(article, sentence) for sentence in sentences]
    return "\n".join([f"<<< {fence}", *lines, f">>> {fence}"])


def _numbered_line(article: Article, sentence: Sentence) -> str:
    mark = f" ({sentence.placement.value})" if sentence.placement is not Placement.BODY else ""
    return f"[{sentence.number}]{mark} {one_line(article.words(sentence))}"


def claim_line(tag: str, claim: Claim) -> str:
    """A claim as one line: tag | voice | statement. What is ordinary is left unsaid."""
    notes = [
        claim.voice.speaker and f"{one_line(claim.voice.speaker)} {claim.voice.act.value}",
        not claim.voice.speaker and claim.voice.act is not SpeechAct.ASSERTED and claim.voice.act.value,
        claim.voice.occasion and one_line(claim.voice.occasion),
        claim.placement is Placement.HEADLINE and "headline",
        claim.certainty is not Certainty.FACT and claim.certainty.value,
        claim.polarity is Polarity.NEGATED and "negated",
    ]
    voice = ", ".join(note for note in notes if note) or "outlet"
    conditions = "".join(f" [if {one_line(condition)}]" for condition in claim.conditions)
    return f"{tag} | {voice} | {one_line(claim.statement)}{conditions}"


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
    blocks = []
    for article in docket.articles:
        if article.id in wanted:
            rows = [s for s in minable(article) if s.number in _with_neighbours(article, wanted[article.id], around)]
            blocks.append(f"{docket.entry(article)}\n{numbered(article, rows)}")
    return "\n\n".join(reversed(blocks) if newest_first else blocks)


def _with_neighbours(article: Article, numbers: set[int], around: int) -> set[int]:
    rows = [sentence.number for sentence in minable(article)]
    at = [index for index, number in enumerate(rows) if number in numbers]
    near = {rows[i] for index in at for i in range(max(0, index - around), min(len(rows), index + around + 1))}
    return near | numbers
