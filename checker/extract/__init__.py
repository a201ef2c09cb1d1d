"""From an article to its grounded claims: the first reading, and the second with the other articles' questions."""
