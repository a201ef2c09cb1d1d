"""Recognises furniture: share bars, related links, credits; what is part of the page and not of the report."""

from __future__ import annotations

import re
from collections.abc import Sequence


def find_furniture(blocks: Sequence[str]) -> frozenset[int]:
    """The indices of the blocks that are furniture."""
    return frozenset(index for index, block in enumerate(blocks) if re.match(r"share\b", block, re.IGNORECASE))
