"""checker: finds where several news articles about one story contradict each other."""

__version__ = "0.1.0"
