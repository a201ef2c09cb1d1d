"""Clients that the checker's is measured against, each in a process of its own: ``python -m bench.rivals.<name>``."""
