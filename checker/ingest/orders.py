"""Recognises orders: sentences that speak to whoever reads by machine. They are shown to no model.

Articles of a story are read together, so an order in one would stand before the reader of them all. What is withheld is
kept in the text, marked, and told to the editor. It errs towards withholding: a report about such sentences loses those
that it quotes. A model is told not to obey what slips through, and to name it.
"""

from __future__ import annotations

import re
import unicodedata

_ORDERS = re.compile(
    r"""\b(?:ignore|disregard|forget|override|bypass)\b[^.!?]{0,40}\b(?:previous|prior|above|earlier|preceding|all|any|your|system)\b
          [^.!?]{0,30}\b(?:instructions?|prompts?|rules|directions|guidelines|orders)\b
      | ^\W*(?:SYSTEM|ASSISTANT|DEVELOPER)(?:\s(?:PROMPT|MESSAGE|NOTE))?\s?:
      | (?i:</?\s?(?:system|assistant|instructions?|prompt)\s?>|\[/?INST\]|<\|\w{2,20}\|>)
      | \b(?:you\sare\snow|act\sas|pretend\sto\sbe|from\snow\son\syou)\b[^.!?]{0,40}
          \b(?:ai|assistant|language\smodel|chatbot|llm|maintenance\smode|developer\smode|dan)\b
      | \b(?:ai|a\.i\.|llm|language\smodel|chatbot|fact-?check(?:ing|er)\s(?:tool|software|model)
          |automated\s(?:system|reader|tool))s?\b
          [^.!?]{0,30}\b(?:must|should|shall|is\sto|are\sto|please|is\sinstructed|are\sinstructed)\b[^.!?]{0,30}
          \b(?:report|mark|answer|output|respond|classify|ignore|say|treat|flag|state|return|rate|not)\b
      | \b(?:answer|respond|reply|output|return)\b[^.!?]{0,20}\bwith\b\W{0,3}(?:[{\[]|json\b)
      | \breport\s(?:that\s)?(?:there\sare\s)?no\s(?:contradictions?|conflicts?|differences)\b
      | \b(?:mark|treat|flag|rate)\s(?:this|every|all|any|each|the)(?:\sother)?
          \s(?:articles?|sources?|outlets?|reports?)\sas\b
    """,
    re.VERBOSE | re.IGNORECASE,
)


def gives_orders(words: str) -> bool:
    """Whether a sentence speaks to software.

    Letters that only look alike in full width, and characters that are not seen, do not hide an order.
    """
    seen = (char for char in unicodedata.normalize("NFKC", words) if unicodedata.category(char) != "Cf")
    return bool(_ORDERS.search(" ".join("".join(seen).split())))
