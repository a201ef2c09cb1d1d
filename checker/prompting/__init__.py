"""What a model gets to see: filled templates, and the story's articles, claims and passages laid out as text."""
