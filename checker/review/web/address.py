"""Addresses: all that the page shows follows from its address, so that it can be kept, shared and gone back to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode

from checker.review.web.filters import Filters

MOST_FIELDS = 300
"""Of an address; more is no address of ours."""
_LAST_SIDE = 999


@dataclass(frozen=True)
class Address:
    """What the page shows."""

    filters: Filters = field(default_factory=Filters)
    item: str = ""
    """Empty: the first that is to be decided."""
    expand: bool = False
    """Whether both sides show their whole article."""
    pair: tuple[int, int] = (0, 1)
    """The sides that stand beside each other, the left one first."""
    explain: bool = False
    """Whether the model's explanation is shown unasked."""

    @classmethod
    def parse(cls, query: str) -> Address:
        """The address of a query string, whatever it holds."""
        try:
            pairs = parse_qsl(query, max_num_fields=MOST_FIELDS)
        except ValueError:
            return cls()
        given = dict(pairs)
        return cls(
            filters=Filters.parse(pairs),
            item=given.get("item", ""),
            expand=given.get("expand") == "1",
            pair=_pair(given.get("sides", "")),
            explain=given.get("explain") == "1",
        )

    @property
    def query(self) -> str:
        """The query string of this address."""
        pairs = self.filters.pairs()
        pairs += [("item", self.item)] if self.item else []
        pairs += [("expand", "1")] if self.expand else []
        pairs += [("sides", f"{self.pair[0]}-{self.pair[1]}")] if self.pair != (0, 1) else []
        pairs += [("explain", "1")] if self.explain else []
        return urlencode(pairs)

    @property
    def url(self) -> str:
        """This address."""
        return f"/?{self.query}" if self.query else "/"

    def at(self, item: str | None) -> Address:
        """The same list, at another finding: it is shown as every finding first is."""
        return Address(filters=self.filters, item=item or "", explain=self.explain)

    def with_pair(self, left: int, right: int) -> Address:
        """The same finding, with other sides beside each other."""
        return replace(self, pair=(left, right))

    def expanded(self, whole: bool) -> Address:
        """The same finding, with whole articles or without."""
        return replace(self, expand=whole)

    def filtered(self, filters: Filters) -> Address:
        """Another list, from its beginning."""
        return Address(filters=filters, explain=self.explain)


def _pair(given: str) -> tuple[int, int]:
    left, _, right = given.partition("-")
    if left.isdecimal() and right.isdecimal() and len(given) < 9:
        pair = int(left), int(right)
        if pair[0] != pair[1] and max(pair) <= _LAST_SIDE:
            return pair
    return (0, 1)
