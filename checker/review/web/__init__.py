"""The review page: a local server on which a person decides about findings."""
