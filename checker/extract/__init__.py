"""From articles to questions: they are read together, a sitting a call, and what each answers becomes a claim."""
