"""Typed values read from printed words: quantities, times and names. Code reads them; no model is asked."""
