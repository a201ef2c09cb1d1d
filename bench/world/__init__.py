"""A world of invented facts: stories of any size, whose contradictions are known because they were put there.

Everything follows from a seed. A sentence states one fact, or none; whoever has the world can tell from the sentence
alone which fact that is and which value it gives, so that a stub can read, link and judge without an error. The same
value comes in several spellings and units, the same place and person under several names, the same fact in several
wordings: none of that is a contradiction.

    names       invented towns, people and outlets, and what else they are called
    values      numbers, times and words as they may be spelt
    facts       what can be told, asked and answered
    report      an article, sentence by sentence
    reprints    articles that copy another one
    story       one story with all its articles: `world`
    corpus      many stories that share places and people: `worlds`
    files       articles written down as text, Markdown or JSON Lines
"""

from bench.world.corpus import Corpus, worlds
from bench.world.facts import Fact
from bench.world.report import Report
from bench.world.reprints import ChangedReprint
from bench.world.story import Shape, World, world

__all__ = ["ChangedReprint", "Corpus", "Fact", "Report", "Shape", "World", "world", "worlds"]
