"""From unsorted articles to stories: which of them tell of the same. No model, no network."""
