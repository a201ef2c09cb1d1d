"""Verifying: a sceptical second reading, gates in code, and what is left of it as findings with evidence."""
