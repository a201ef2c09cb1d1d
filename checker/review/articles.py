"""Articles, known again: by the id that their source gives, else their address, else their text, else their name.

A moved or renamed file is the same article by its text, an edited one by its name; an id or an address that both have
and that differs keeps two articles apart whatever else they share. A name alone says little, since other stories have
files of the same name: what is known by it has to be borne out elsewhere (see ``Shelf.sure`` and ``Shelf.holds``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

from schemas.report import ReportedArticle
from schemas.review import ArticleKeys

MARK = 200
"""A key that is longer, in code points, is looked up by its SHA-256: databases limit what an index holds."""

_TRACKING = frozenset({"fbclid", "gclid", "mc_cid", "mc_eid", "cmpid", "ocid", "ref", "smid"})
_INSIDE_NUMBERS = (".", ",")


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
        port = "" if parts.port in (None, 80, 443) else f":{parts.port}"
    except ValueError:
        return None
    if not parts.hostname:
        return None
    kept = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not _tracks(key.lower())]
    query = f"?{urlencode(sorted(kept))}" if kept else ""
    return f"{parts.hostname.removeprefix('www.')}{port}{parts.path.rstrip('/')}{query}"


def _tracks(key: str) -> bool:
    return key in _TRACKING or key.startswith("utm_")


def plain(words: str) -> str:
    """Words as they are compared: without case, every run of white space one space."""
    return " ".join(words.split()).casefold()


def stand_in(words: str, text: str) -> bool:
    """Whether plain words stand in a plain text, with their numbers whole: "4" stands neither in "42" nor in "4.5"."""
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        if not (_goes_on(text[max(at - 2, 0) : at][::-1], words[:1]) or _goes_on(text[end : end + 2], words[-1:])):
            return True
        at = text.find(words, at + 1)
    return False


def _goes_on(beside: str, edge: str) -> bool:
    """Whether a number at the edge of a quote goes on in what is beside it, read away from the quote.

    Of letters nothing is said: many scripts set no space between words.
    """
    digits = beside[1:] if beside[:1] in _INSIDE_NUMBERS else beside[:1]
    return edge.isdigit() and digits.isdigit()


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
        self._articles = {article.id: article for article in articles}
        self._keys = {name: keys_of(article) for name, article in self._articles.items()}
        self._by: dict[str, list[str]] = {}
        for name, keys in self._keys.items():
            for mark in marks_of(keys):
                self._by.setdefault(mark, []).append(name)
        self._found: dict[ArticleKeys, str | None] = {}
        self._texts: dict[str, str] = {}
        self._held: dict[tuple[str, str], bool] = {}

    @property
    def keys(self) -> Mapping[str, ArticleKeys]:
        """Article id -> its keys."""
        return self._keys

    def find(self, keys: ArticleKeys) -> str | None:
        """The id that an article has in this run; None where the run does not have it.

        Of several that could be it, the one that shares the most reliable keys.
        """
        if keys not in self._found:
            near = {name for mark in marks_of(keys) for name in self._by.get(mark, ())}
            those = [(_shared(self._keys[name], keys), name) for name in near if same(self._keys[name], keys)]
            self._found[keys] = max(those)[1] if those else None
        return self._found[keys]

    def sure(self, keys: ArticleKeys) -> bool:
        """Whether this run has an article, known by more than its name."""
        name = self.find(keys)
        return name is not None and any(_shared(self._keys[name], keys)[:-1])

    def holds(self, name: str, quote: str) -> bool:
        """Whether words still stand in an article of this run, whatever their case and white space."""
        words = plain(quote)
        if (name, words) not in self._held:
            if name not in self._texts:
                self._texts[name] = plain(self._articles[name].text)
            self._held[name, words] = stand_in(words, self._texts[name])
        return self._held[name, words]


def marks_of(keys: ArticleKeys) -> list[str]:
    """The keys one by one, the most reliable first, each with its kind, fit for a database's index."""
    return [f"{kind}:{_short(value)}" for kind, value in _each(keys) if value]


def _each(keys: ArticleKeys) -> tuple[tuple[str, str | None], ...]:
    return ("id", keys.id), ("url", keys.url), ("digest", keys.digest), ("name", keys.name)


def _shared(one: ArticleKeys, other: ArticleKeys) -> tuple[bool, ...]:
    """Which keys both have, the most reliable first."""
    return tuple(bool(ours) and ours == theirs for (_, ours), (_, theirs) in zip(_each(one), _each(other), strict=True))


def _short(value: str) -> str:
    if len(value) <= MARK and value.isprintable():
        return value
    return f"sha256:{hashlib.sha256(value.encode('utf-8', 'surrogatepass')).hexdigest()}"
