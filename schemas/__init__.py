"""Data that passes between the steps of the checker: Pydantic models and nothing else.

Import from the modules: ``article``, ``claim``, ``question``, ``finding``, ``report``, and ``answers``
(what a language model is asked to return; no other schema is ever shown to one).
"""
