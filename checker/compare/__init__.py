"""Comparing: what the articles say on one question, read by rules on typed values and words, and by the model."""
