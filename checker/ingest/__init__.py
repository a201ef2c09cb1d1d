"""Reading: files, folders and streams in; articles with numbered sentences, dates and origins out.

Call ``story.read_story`` to read and ``origins.find_origins`` to see which articles copy one another.
"""
