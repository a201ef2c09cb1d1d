"""How long an answer takes: always the same, or spread as real ones are, with a few that take very much longer."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

_NORMAL_P99 = 2.3263
"""The 99th percentile of the standard normal distribution."""


@dataclass(frozen=True)
class Latency:
    """Seconds before an answer, request by request. All follows from the request's index and the seed."""

    fixed: float = 0.0
    p50: float | None = None
    """Median of a lognormal distribution, instead of the fixed value."""
    p99: float | None = None
    """Its 99th percentile; the median for no spread."""
    slow_share: float = 0.0
    """The share of requests that take longer, evenly spaced: their number is exact."""
    slow_factor: float = 50.0
    """How many times as long they take."""
    seed: int = 1

    def of(self, index: int) -> float:
        """Seconds before the answer to a request."""
        seconds = self.fixed if self.p50 is None else self._drawn(index, self.p50, self.p99 or self.p50)
        return seconds * self.slow_factor if self._is_slow(index) else seconds

    def _is_slow(self, index: int) -> bool:
        # Half a step later than at the beginning: of 100 requests and a share of 1 %, the 51st.
        return math.floor((index + 1) * self.slow_share + 0.5) > math.floor(index * self.slow_share + 0.5)

    def _drawn(self, index: int, p50: float, p99: float) -> float:
        spread = math.log(max(p99, p50) / p50) / _NORMAL_P99
        return p50 * math.exp(spread * random.Random(f"latency {self.seed} {index}").gauss(0.0, 1.0))
