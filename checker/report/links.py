"""Addresses: anchors inside the report, and links to the words on the live page."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

from schemas.article import Span

_PLAIN = re.compile(r"[^A-Za-z0-9_.-]")
_LONG = 200
"""Code points: a longer quote is named by its first and last words."""
_EDGE_WORDS = 5


def anchor(prefix: str, key: str) -> str:
    """An HTML id that needs no escaping in a link; different keys never get the same one."""
    return f"{prefix}-" + _PLAIN.sub(lambda match: f"~{ord(match[0]):x}~", key)


def finding_anchor(finding: str) -> str:
    """Where a finding's card stands."""
    return anchor("f", finding)


def article_anchor(article: str) -> str:
    """Where an article begins."""
    return anchor("article", article)


def sentence_anchor(article: str, number: int) -> str:
    """Where a sentence of an article stands."""
    return f"{anchor('a', article)}-s{number}"


def live_page(url: str | None) -> str | None:
    """The address, where a browser may be sent to it: http and https only, never ``javascript:``."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return urlunsplit(parts._replace(fragment="")) if parts.scheme in ("http", "https") and parts.netloc else None


def live_words(url: str | None, text: str, span: Span) -> str | None:
    """A link to these words on the live page (a text fragment), or to the page where the words are not unique.

    Source: WICG, "URL Fragment Text Directives".
    """
    page = live_page(url)
    words = text[span.start : span.end]
    if page is None or text.count(words) != 1:
        return page
    if len(words) <= _LONG:
        return f"{page}#:~:text={_encoded(words)}"
    parts = words.split()
    first, last = " ".join(parts[:_EDGE_WORDS]), " ".join(parts[-_EDGE_WORDS:])
    return f"{page}#:~:text={_encoded(first)},{_encoded(last)}"


def _encoded(words: str) -> str:
    """A hyphen has a meaning of its own in a text directive, so it is encoded too."""
    return quote(" ".join(words.split()), safe="").replace("-", "%2D")
