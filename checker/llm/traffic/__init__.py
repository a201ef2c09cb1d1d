"""How much may be in flight, how fast, and what is sent again: one limiter for all threads of a run."""
