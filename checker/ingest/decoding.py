"""Bytes -> text: finds the encoding, and refuses what is no text."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from checker.errors import UnreadableArticleError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)""", re.IGNORECASE)
_WESTERN = re.compile(r"[ -~\s\xa0ÄÖÜäöüßÀÂÇÈÉÊËÎÏÔÙÛŒàâçèéêëîïôùûœÁÍÓÚÑáíóúñÅÆØåæøÃÕãõìò¡¿“”„‘’‚«»–—…•·€£¥§°©®™]*")
"""The characters that Western European languages write with."""
_MOST_ACCENTS = 0.15
"""In text of those languages, the share of characters that are not ASCII."""
_HIRAGANA = re.compile(r"[\u3041-\u3096]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROLS = 0.01
"""Text may hold a stray control character; a larger share of them is a program's data."""


@dataclass(frozen=True)
class Decoded:
    """Text, and what to say about its encoding where that had to be guessed."""

    text: str
    doubts: tuple[str, ...] = ()


def decode(data: bytes, *, html: bool = False) -> Decoded:
    """Text from bytes: by byte order mark, as UTF-8, as the page declares, else by its statistics.

    Raises:
        UnreadableArticleError: The bytes are no text, or their encoding cannot be told.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Decoded(_readable(_strictly(data[len(mark) :], encoding)))
    for name in ("utf-8", _declared(data) if html else None):
        text = _try(data, name) if name else None
        if text is not None and "\0" not in text:
            return Decoded(_readable(text))
    return _guessed(data)


def refuse_controls(text: str) -> None:
    """Raises UnreadableArticleError where a text holds what no text holds: NULs, many controls, half characters."""
    _readable(text)


def _guessed(data: bytes) -> Decoded:
    encoding = _wide(data) or _likely(data)
    if encoding is None:
        raise UnreadableArticleError("it is no text, or its encoding cannot be told", remedy="Save it as UTF-8 text.")
    text = _readable(_strictly(data, encoding))
    doubt = f"It is not UTF-8 and was read as {encoding}: check accents, quotes and currency signs."
    return Decoded(text, doubts=(doubt,))


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: in most scripts every second byte of common characters is 0."""
    even, odd = data[0:4096:2], data[1:4096:2]
    if not odd or len(data) % 2:
        return None
    if odd.count(0) > 0.4 * len(odd) and even.count(0) < 0.02 * len(even):
        return "utf-16-le"
    return "utf-16-be" if even.count(0) > 0.4 * len(even) and odd.count(0) < 0.02 * len(odd) else None


def _likely(data: bytes) -> str | None:
    if b"\0" in data:
        return None
    # Too few accents for statistics are the usual case; what browsers assume (WHATWG, Encoding Standard) then fits.
    western = _try(data, "cp1252")
    accents = sum(byte > 127 for byte in data)
    if western is not None and accents <= _MOST_ACCENTS * len(data) and _WESTERN.fullmatch(western):
        return "cp1252"
    from charset_normalizer import from_bytes

    matches = from_bytes(data[:200_000])
    # Japanese also decodes as Korean, without a fault; but nothing else decodes to text full of hiragana.
    for match in matches:
        if len(_HIRAGANA.findall(str(match))) > 0.1 * len(str(match)):
            return match.encoding
    best = matches.best()
    return best.encoding if best else None


def _declared(data: bytes) -> str | None:
    """The encoding that a page names in its first kilobytes, under Python's name; None where it is unknown."""
    match = _DECLARED.search(data[:4096])
    try:
        name = codecs.lookup(match[1].decode("ascii")).name if match else None
    except LookupError:
        return None
    return "cp1252" if name in ("iso8859-1", "ascii") else name


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _strictly(data: bytes, encoding: str) -> str:
    text = _try(data, encoding)
    if text is None:
        raise UnreadableArticleError(
            f"it begins like {encoding.upper()} but is not valid {encoding.upper()}",
            remedy="Save it again as UTF-8 text.",
        )
    return text


def _readable(text: str) -> str:
    if "\0" in text or len(_CONTROLS.findall(text)) > _MOST_CONTROLS * len(text):
        raise UnreadableArticleError(
            "it is binary data, not text", remedy="Give the article as text, Markdown or HTML."
        )
    if _SURROGATES.search(text):
        raise UnreadableArticleError(
            "it holds broken characters (half surrogate pairs)", remedy="Save it as UTF-8 text."
        )
    return text
