"""The rules: conflicts that code finds by itself, in typed values and in words, without a model.

Import from the modules: ``rule`` has the shape of a rule, ``registry`` lists them all and runs them.
"""
