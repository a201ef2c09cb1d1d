"""How much of ordinary news the recogniser takes for something else: short invented articles, most on technology.

``news_held_out.txt`` was written before its author had seen the expressions of the recogniser, though not without an
idea of what it looks for; ``news_known.txt`` afterwards, with it in view. Whoever changes the recogniser does it with
the second, and reads only the counts of the first. Sixty articles
show what a subject costs, and not what a year of a newspaper does.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checker.ingest.story import read_story
from checker.prompting.suspicion import signs
from schemas.article import Placement

SETS = ("known", "held_out")
ORDINARY = "ordinary"
_HEAD = re.compile(r"^== (\S+) \| (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Item:
    """An article of a set, and what the recogniser makes of it."""

    id: str
    subject: str
    text: str
    withheld: tuple[str, ...]
    """Its sentences that no model is shown. Nobody gives orders in these articles but to people: each is a loss."""
    signs: tuple[str, ...]
    """Why it is read apart; empty where it is not."""

    @property
    def quotes_an_order(self) -> bool:
        """Whether it reports an order to software word for word: then to be read apart is right."""
        return any("order to software" in sign or "speak to software" in sign for sign in self.signs)


def items(name: str) -> tuple[Item, ...]:
    """The articles of a set, as they are read from files."""
    parts = _HEAD.split((Path(__file__).parent / f"news_{name}.txt").read_text(encoding="utf-8"))[1:]
    texts = {id_: (subject, body.strip()) for id_, subject, body in zip(*[iter(parts)] * 3, strict=True)}
    with tempfile.TemporaryDirectory() as folder:
        for id_, (_, text) in texts.items():
            (Path(folder) / f"{id_}.txt").write_text(text.replace("\n", "\n\n", 1), encoding="utf-8")
        articles = read_story([folder]).articles
    return tuple(
        Item(
            id=article.id,
            subject=texts[article.id][0],
            text=article.text,
            withheld=tuple(article.words(s) for s in article.sentences if s.placement is Placement.ORDER),
            signs=tuple(signs(article)),
        )
        for article in articles
    )


def counts() -> dict[str, Any]:
    """Per set and kind of subject: articles, those read apart, sentences withheld."""
    return {name: dict(_counted(items(name))) for name in SETS}


def _counted(found: Sequence[Item]) -> Iterator[tuple[str, dict[str, Any]]]:
    ordinary = [item for item in found if item.subject == ORDINARY]
    others = [item for item in found if item.subject != ORDINARY]
    for kind, some in (("technology, AI, advice and the like", others), (ORDINARY, ordinary)):
        suspect = [item for item in some if item.signs]
        yield (
            kind,
            {
                "articles": len(some),
                "read_apart": len(suspect),
                "rate": round(len(suspect) / len(some), 3),
                "of_these_quoting_an_order": sum(item.quotes_an_order for item in suspect),
                "sentences_withheld": sum(len(item.withheld) for item in some),
            },
        )


if __name__ == "__main__":
    print(json.dumps(counts(), indent=2))
