"""Benchmarks: speed as ratios to a peer measured in the same run, and counts. Not shipped."""
