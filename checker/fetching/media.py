"""What a server says that it sends: which reader takes it, and text in an encoding that the reader can tell."""

from __future__ import annotations

import codecs
import zlib
from email.message import Message

from checker.errors import UnreadableArticleError
from checker.fetching.target import AGAIN, SAVE_IT

_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/jsonl": ".jsonl",
    "application/x-jsonl": ".jsonl",
    "application/x-ndjson": ".jsonl",
    "application/jsonlines": ".jsonl",
}
ACCEPTED = "text/html, application/xhtml+xml, text/plain, text/markdown, application/jsonl, application/x-ndjson"
_TEXT = ("ascii", "utf-", "iso8859", "cp125", "cp949", "cp932", "koi8", "gb", "big5", "euc_", "shift_jis", "iso2022")
"""How Python's names of the encodings of web pages begin. Others (idna, unicode_escape) are no page's."""


class Body:
    """A body as it arrives: what is left once it is unpacked, up to a limit that holds after unpacking.

    Args:
        encoding: The Content-Encoding. Only gzip and none: others expand without a bound on what one step gives.
        most: Bytes.

    Raises:
        UnreadableArticleError: It is packed in another way.
    """

    def __init__(self, encoding: str, *, most: int) -> None:
        if encoding not in ("", "identity", "gzip", "x-gzip"):
            raise UnreadableArticleError("it is packed in a way that was not asked for", remedy=SAVE_IT)
        self._unpack = zlib.decompressobj(16 + zlib.MAX_WBITS) if encoding.endswith("gzip") else None
        self._most = most
        self._taken = 0
        self._data = bytearray()

    def add(self, chunk: bytes) -> None:
        """Take in what arrived.

        Raises:
            UnreadableArticleError: It is too much, or not packed as it says.
        """
        room = self._most - len(self._data)
        self._taken += len(chunk)
        if self._unpack is None:
            self._data += chunk[: room + 1]
        else:
            try:
                self._data += self._unpack.decompress(chunk, room + 1)
            except zlib.error as error:
                raise UnreadableArticleError("what arrived is broken (gzip)", remedy=AGAIN) from error
            if self._unpack.unused_data:
                raise UnreadableArticleError("what arrived is broken (gzip)", remedy=AGAIN)
        if len(self._data) > self._most or self._taken > self._most:
            raise too_large(self._most)

    def finish(self) -> bytes:
        """All of it.

        Raises:
            UnreadableArticleError: The end is missing.
        """
        if self._unpack is not None and not self._unpack.eof:
            raise UnreadableArticleError("its end is missing", remedy=AGAIN)
        return bytes(self._data)


def too_large(most: int) -> UnreadableArticleError:
    """What to say of more bytes than are read."""
    return UnreadableArticleError(
        f"it is larger than {most / 1_000_000:g} MB", remedy="Save the article's text alone and give that."
    )


def suffix_of(content_type: str) -> str:
    """How a file of this type would be called.

    Raises:
        UnreadableArticleError: It is none that is read.
    """
    kind = content_type.split(";")[0].strip().lower()
    if kind not in _SUFFIXES:
        said = f"the server sends {kind}" if kind else "the server does not say what it sends"
        raise UnreadableArticleError(
            f"{said}, and only HTML, text and JSON Lines are read", remedy="Save the article as .txt, .md or .html."
        )
    return _SUFFIXES[kind]


def in_utf8(data: bytes, content_type: str) -> bytes:
    """The bytes in UTF-8 where the server names another encoding and they are in it; else as they are.

    What the server says goes before what the page says of itself (WHATWG, Encoding Standard), and a file has no server.
    """
    message = Message()
    message["Content-Type"] = content_type
    name = message.get_content_charset()
    try:
        codec = codecs.lookup(name).name if name else "utf-8"
        if (
            codec == "utf-8"
            or not codec.startswith(_TEXT)
            or data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
        ):
            return data
        # Pages that say Latin-1 mean what browsers take it for.
        return data.decode("cp1252" if codec in ("iso8859-1", "ascii") else codec).encode()
    except (LookupError, UnicodeError):
        return data
