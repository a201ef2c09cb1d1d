"""How rows of the cache are written and read: text keys and JSON values, inside their row, and nothing else.

diskcache's own serialisation unpickles what it reads (CVE-2025-69872, open in 5.6.3, its JSONDisk included) and joins
file names from the database unchecked. Whoever can write the file could run code, read files or remove them.
"""

from __future__ import annotations

import json
import logging

import diskcache

log = logging.getLogger(__name__)

RAW = 1
"""diskcache's mode of a value that stands in its row as it is."""


class RefusedRowError(Exception):
    """A row that this program cannot have written."""


class JsonDisk(diskcache.Disk):  # type: ignore[misc]
    """Serialises for diskcache. What a row says beyond text and JSON is refused: never run, read or removed."""

    def put(self, key: str) -> tuple[str, bool]:
        """A key as it is stored: (text, whether it is stored as it is)."""
        return key, True

    def get(self, key: object, raw: object) -> str:
        """A key as it was given to `put`.

        Raises:
            RefusedRowError: it is no text.
        """
        if raw != 1 or not isinstance(key, str):
            raise RefusedRowError("the key is not text")
        return key

    def store(self, value: object, read: bool, key: object = None) -> tuple[int, int, None, str]:  # noqa: ARG002
        """A value as it is stored: (bytes in a file, mode, file name, text)."""
        return 0, RAW, None, json.dumps(value, separators=(",", ":"))

    def fetch(self, mode: object, filename: object, value: object, read: object) -> object:  # noqa: ARG002
        """A value as it was given to `store`.

        Raises:
            RefusedRowError: it is pickled, or said to be in a file.
            ValueError: it is not JSON.
        """
        if mode != RAW or filename is not None or not isinstance(value, str):
            raise RefusedRowError("the value is not JSON text in its row")
        return json.loads(value)

    def remove(self, file_path: object) -> None:  # noqa: ARG002
        """Remove nothing: no value of ours is in a file, so a file that a row names is somebody else's."""
        log.warning("The cache names a file to remove. This program never wrote that; the file was left alone.")
