"""Evaluating: what was found against a gold of contradictions and tempting pairs, and where the rest was lost."""
