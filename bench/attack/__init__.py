"""Attacks on a run: orders hidden in articles, and a model that obeys every one of them that it is shown."""
