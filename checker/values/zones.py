"""Time zones as newspapers print them.

An abbreviation may stand for several zones ("IST": India, Ireland or Israel; "CST": Chicago or China), and some for
summer and winter alike ("ET"). Each is kept as the smallest and the largest offset that it may mean, so that no
meaning is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

_OFFSETS: dict[str, tuple[float, float]] = {
    "GMT": (0, 0),
    "UTC": (0, 0),
    "BST": (1, 6),  # British summer, Bangladesh
    "IST": (1, 5.5),  # Irish, Israeli, Indian
    "EST": (-5, -5),
    "EDT": (-4, -4),
    "ET": (-5, -4),
    "CST": (-6, 8),  # Chicago, China
    "CDT": (-5, -5),
    "CT": (-6, -5),
    "MST": (-7, -7),
    "MDT": (-6, -6),
    "MT": (-7, -6),
    "PST": (-8, -8),
    "PDT": (-7, -7),
    "PT": (-8, -7),
    "CET": (1, 1),
    "CEST": (2, 2),
    "EET": (2, 2),
    "EEST": (3, 3),
    "MSK": (3, 3),
    "PKT": (5, 5),
    "NPT": (5.75, 5.75),
    "WIB": (7, 7),
    "SGT": (8, 8),
    "HKT": (8, 8),
    "AWST": (8, 8),
    "JST": (9, 9),
    "KST": (9, 9),
    "AEST": (10, 10),
    "AEDT": (11, 11),
    "NZST": (12, 12),
    "NZDT": (13, 13),
    "SAST": (2, 2),
    "EAT": (3, 3),
    "WAT": (1, 1),
}
_WORDS = {"Eastern": "ET", "Central": "CT", "Mountain": "MT", "Pacific": "PT"}
_SEASONS = {"Standard": "ST", "Daylight": "DT"}
_NAMED = re.compile(r"\b(Eastern|Central|Mountain|Pacific)(?:\s(Standard|Daylight))?(?:\s[Tt]ime)?\b")
_SHORT = re.compile(rf"\b({'|'.join(_OFFSETS)})\b")
_NUMERIC = re.compile(r"\b(?:GMT|UTC)\s?([+-])(\d{1,2})(?::?(\d\d))?\b")


@dataclass(frozen=True)
class Zone:
    """The offsets from UTC, in hours, that a printed zone may mean."""

    least: float
    most: float

    @property
    def certain(self) -> bool:
        """Whether the zone has one meaning."""
        return self.least == self.most

    def place(self, start: datetime, end: datetime) -> tuple[datetime, datetime]:
        """The interval that holds all meanings of a zone-less start and end."""
        return start.replace(tzinfo=_fixed(self.most)), end.replace(tzinfo=_fixed(self.least))


def read_zone(text: str) -> Zone | None:
    """The zone that a text prints, or None. "Local time" is none: the text does not say which.

    Args:
        text: the words as printed; abbreviations count in capitals only.
    """
    if (numeric := _NUMERIC.search(text)) and float(numeric[2]) <= 14:
        hours = (float(numeric[2]) + float(numeric[3] or 0) / 60) * (-1 if numeric[1] == "-" else 1)
        return Zone(hours, hours)
    if short := _SHORT.search(text):
        return Zone(*_OFFSETS[short[1]])
    if named := _NAMED.search(text):
        return Zone(*_OFFSETS[_WORDS[named[1]][0] + _SEASONS[named[2]] if named[2] else _WORDS[named[1]]])
    return None


def _fixed(hours: float) -> timezone:
    return timezone(timedelta(hours=hours))
