"""Recognises orders: sentences that speak to whoever reads by machine. They are shown to no model.

What is withheld is kept in the text, marked, and told to the editor. It errs towards withholding: a report about such
sentences loses those that it quotes. No list of words finds them all: an article that merely might hold one is read
apart from the others (``checker.prompting.suspicion``), and a model is told not to obey what it reads, and to name it.
"""

from __future__ import annotations

import re

from checker.prompting.seen import as_read, unmasked

_READERS = (
    r"(?:ai|a\.i\.|llm|language\smodel|chatbot|fact-?check(?:ing|er)\s(?:tool|software|model)"
    r"|automated\s(?:system|reader|tool|reviewer|fact-?checker))s?"
)
_ENGLISH = rf"""
        \b(?:ignore|disregard|forget|override|overrule|bypass|discard|neglect)\b
          [^.!?]{{0,40}}\b(?:previous|prior|above|earlier|preceding|all|any|your|system)\b
          [^.!?]{{0,30}}\b(?:instructions?|prompts?|rules|directions|directives?|guidelines|guidance|orders)\b
      | ^\W*(?:SYSTEM|ASSISTANT|DEVELOPER|USER)(?:\s(?:PROMPT|MESSAGE|NOTE|OVERRIDE))?\s?:
      | </?\s?(?:system|assistant|user|developer|instructions?|prompt)\s?> | \[/?INST\] | <\|\w{{2,20}}\|>
      | ["']role["']\s?:\s?["'](?:system|assistant|developer|user)["']
      | \#{{2,}}\s?(?:new\s)?(?:system|instructions?|response|human|assistant)\b
      | \b(?:you\sare\snow|act\sas|pretend\sto\sbe|from\snow\son\syou)\b[^.!?]{{0,40}}
          \b(?:ai|assistant|language\smodel|chatbot|llm|maintenance\smode|developer\smode|dan)\b
      | \b{_READERS}\b
          [^.!?]{{0,30}}\b(?:must|should|shall|is\sto|are\sto|please|is\sinstructed|are\sinstructed)\b[^.!?]{{0,30}}
          \b(?:report|mark|answer|output|respond|classify|ignore|say|treat|flag|state|return|rate|not)\b
      | \bif\s(?:you|the\sreader)\s(?:are|is)\s(?:an?\s)?(?:{_READERS}|machine|program|bot|assistant|model)\b
      | \b(?:note|attention|message|instructions?)[\s,]+(?:to|for)\s(?:the\s|all\s|any\s)?
          (?:{_READERS}|models?|assistants?|summari[sz]ers?|graders?|annotators?|bots?)\b
      | \b(?:answer|respond|reply|output|return)\b[^.!?]{{0,20}}\bwith\b\W{{0,3}}(?:[{{\[]|json\b)
      | \b(?:return|output|produce)\s(?:an?\s)?empty\s(?:list|array|object|answer|json)\b
      | \breport\s(?:that\s)?(?:there\sare\s)?no\s(?:contradictions?|conflicts?|differences)\b
      | \b(?:mark|treat|flag|rate|judge|label|classify|score)\s(?:this|every|all|any|each|the)(?:\sother)?
          \s(?:articles?|sources?|outlets?|reports?|questions?|verdicts?|items?|differences?)\sas\b
      | \b(?:print|reveal|repeat|show|output|disclose)\s(?:me\s)?(?:your|the)\s(?:\w+\s)?(?:system\s)?
          (?:prompt|instructions)\b
"""
_IMPERATIVES = (
    r"(?:ignorier(?:e|en\sSie)?\b|vergiss|missachte\b|ignorez|oubliez?\b|ignore\s(?:toutes|tes|les|todas|as)|ignora\b"
    r"|olvid[ae]\b|dimentica\b|ignorate|esque[cç]a|desconsidere|negeer|vergeet|(?:про)?игнорируй|забудь|ігноруй"
    r"|zignoruj|ignoruj|zapomnij)"
)
_EARLIER = r"(?:之前|以前|上述|先前|所有|上記|これまで|以上|すべて|이전|앞선|모든|위의|السابق|كل|önceki|yukarıdaki|tüm)"
_SET_ASIDE = r"(?:忽略|无视|無視|忘记|忘れ|무시|잊|تجاهل|görmezden|yok\ssay|unut)"
_RULES = (
    r"(?:anweisung|instruktion|vorgaben|befehle|consignes?|instructions?|directives?|instrucci|instru[cç]|indicaciones"
    r"|istruzioni|regole|regras|reglas|instructies|opdracht|инструкц|указани|правил|інструкц|вказів|polece[nń]|instrukcj"
    r"|zasad|talimat|komut|指令|指示|提示|规则|命令|プロンプト|지시|명령|프롬프트|تعليمات|أوامر)"
)
_ORDERS = re.compile(_ENGLISH, re.VERBOSE | re.IGNORECASE)
_IMPERATIVE = re.compile(rf"\W*(?:\w+\W+){{0,2}}?{_IMPERATIVES}[^.!?]{{0,50}}{_RULES}", re.IGNORECASE)
"""Where an imperative is plain, it opens the sentence: reports tell of ignored instructions, and do not order it."""
_ALL_OF = tuple(re.compile(part, re.IGNORECASE) for part in (_SET_ASIDE, _RULES, _EARLIER))
"""Where it is not, setting aside, what is set aside, and that it came before have to be named in one sentence."""


def gives_orders(words: str) -> bool:
    """Whether a sentence speaks to software.

    Letters that only look alike, in full width or from another alphabet, that stand apart, or between which stands what
    is not seen, do not hide an order; nor does one that is spelt in characters which no font shows.
    """
    return any(_is_order(form) for form in {as_read(words), unmasked(words)})


def holds_an_order(text: str) -> bool:
    """Whether a text without stops between its sentences speaks to software: an order that runs over several."""
    return bool(_ORDERS.search(text))


def _is_order(form: str) -> bool:
    if _ORDERS.search(form) or _IMPERATIVE.match(form):
        return True
    return not form.isascii() and all(part.search(form) for part in _ALL_OF)
