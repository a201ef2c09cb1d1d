"""Talking to a model: one adapter over any OpenAI-compatible endpoint, with a cache, cassettes and a meter."""
