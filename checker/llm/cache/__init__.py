"""The cache of answers on disk, and who may ask next for what is not in it."""
