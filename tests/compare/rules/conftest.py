from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest

from checker.values.quantities import parse_quantity
from checker.values.times import parse_time
from schemas.article import Article, ArticleDate, DateSource, Sentence
from schemas.claim import Claim
from schemas.question import Question


@dataclass
class Told:
    """A story of one-sentence articles, one claim each, with the values that code reads from the named phrases."""

    claims: list[Claim] = field(default_factory=list)
    articles: dict[str, Article] = field(default_factory=dict)

    def add(
        self,
        sentence: str,
        *values: str,
        times: tuple[str, ...] = (),
        published: str | None = None,
        source: DateSource = DateSource.FLAG,
        details: Mapping[str, object] | None = None,
    ) -> Claim:
        """Add an article of one sentence.

        ``values`` and ``times`` are phrases of it, ``details`` are fields of its claim.
        """
        name = f"a{len(self.articles) + 1}"
        date = ArticleDate(value=published, source=source) if published else None
        self.articles[name] = Article(
            id=name,
            text=f"Headline\n{sentence}",
            sentences=(Sentence(number=1, start=0, end=8), Sentence(number=2, start=9, end=9 + len(sentence))),
            published=date,
            digest=hashlib.sha256(sentence.encode()).hexdigest(),
        )
        read = [parse_time(phrase, reference=date) for phrase in times]
        plain = {
            "id": f"{name}#1",
            "article": name,
            "statement": sentence,
            "sentences": (2,),
            "quantities": tuple(quantity for phrase in values if (quantity := parse_quantity(phrase))),
            "times": tuple(time for time in read if time),
        }
        self.claims.append(Claim.model_validate(plain | dict(details or {})))
        return self.claims[-1]

    def question(self, text: str) -> Question:
        """The question that all claims of the story answer."""
        return Question(id="q1", text=text, claims=tuple(claim.id for claim in self.claims))


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def tell() -> Callable[[], Told]:
    return Told
