"""Names of files for stories: from titles and folders of all kinds, to names that every system takes.

A name never leads out of its folder, means no device, and is never another's with other capitals.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

LONGEST = 60
"""Characters of what is taken from a title."""
HASHED = (8, 16, 64)
"""Hex digits of the hash that keeps names apart: as few as will do."""
RESERVED = frozenset(
    {"con", "prn", "aux", "nul", "index"} | {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
)
"""What Windows takes for devices, whatever stands behind the dot; and the index."""


def file_names(stories: Sequence[tuple[str, str]]) -> list[str]:
    """A name for every story, without a suffix: lower case letters, digits and hyphens.

    Args:
        stories: of each, what it is called, and what makes it this one and no other. The latter are all different.

    Returns:
        The names in the same order. A story's name does not depend on the order.
    """
    plain = [_slug(title) for title, _ in stories]
    often = Counter(plain)
    free = {name for name in plain if often[name] == 1 and _usable(name)}
    names = []
    for name, (_, key) in zip(plain, stories, strict=True):
        if name in free:
            names.append(name)
            continue
        digest = hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()
        tried = (f"{name or 'story'}-{digest[:digits]}" for digits in HASHED)
        names.append(next(hashed for hashed in tried if hashed not in free))
    return names


def _slug(title: str) -> str:
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    whole = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
    if len(whole) <= LONGEST:
        return whole
    return whole[: LONGEST + 1].rpartition("-")[0] or whole[:LONGEST]


def _usable(name: str) -> bool:
    return bool(name) and name not in RESERVED
