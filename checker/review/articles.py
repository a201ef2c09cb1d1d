"""Articles, known again: by the id that their source gives, else their address, else their text, else their name.

A moved or renamed file is the same article by its text, an edited one by its name; an id or an address that both have
and that differs keeps two articles apart whatever else they share.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

from schemas.report import ReportedArticle
from schemas.review import ArticleKeys

MARK = 600
"""Code points of a key that count."""

_TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "cmpid", "ocid", "ref", "smid")


def keys_of(article: ReportedArticle) -> ArticleKeys:
    """By what an article of a report is known again."""
    return ArticleKeys(
        id=article.id if article.id_given else None,
        url=canonical(article.url) if article.url else None,
        digest=article.digest,
        name=article.id,
    )


def canonical(url: str) -> str | None:
    """An address without what changes from link to link: scheme, "www.", tracking, fragment, last slash."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    if not parts.hostname:
        return None
    kept = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not k.lower().startswith(_TRACKING)]
    query = f"?{urlencode(sorted(kept))}" if kept else ""
    return f"{parts.hostname.removeprefix('www.')}{parts.path.rstrip('/')}{query}"


def same(one: ArticleKeys, other: ArticleKeys) -> bool:
    """Whether the keys are those of one article."""
    if one.id and other.id:
        return one.id == other.id
    if one.url and other.url:
        return one.url == other.url
    return one.digest == other.digest or (one.name != "" and one.name == other.name)


class Shelf:
    """The articles of a run, to be found by the keys that they had in another run."""

    def __init__(self, articles: Iterable[ReportedArticle]) -> None:
        self._keys: dict[str, ArticleKeys] = {article.id: keys_of(article) for article in articles}
        self._by: dict[str, list[str]] = {}
        for name, keys in self._keys.items():
            for mark in marks_of(keys):
                self._by.setdefault(mark, []).append(name)
        self._found: dict[ArticleKeys, str | None] = {}

    @property
    def keys(self) -> Mapping[str, ArticleKeys]:
        """Article id -> its keys."""
        return self._keys

    def find(self, keys: ArticleKeys) -> str | None:
        """The id that an article has in this run; None where the run does not have it."""
        if keys not in self._found:
            near = (name for mark in marks_of(keys) for name in self._by.get(mark, ()))
            self._found[keys] = next((name for name in near if same(self._keys[name], keys)), None)
        return self._found[keys]


def marks_of(keys: ArticleKeys) -> list[str]:
    """The keys one by one, the most reliable first, each with its kind, short enough for an index."""
    each = (("id", keys.id), ("url", keys.url), ("digest", keys.digest), ("name", keys.name))
    return [f"{kind}:{value}"[:MARK] for kind, value in each if value]
