"""Recognises orders: sentences that speak to software. Those that do nothing else are shown to no model.

What is withheld is kept in the text, marked, and told to the editor. A claim is lost with it, so it has to be plain: a
command at the start of a sentence or after "you must", an address to whoever reads by machine, a role label or tag.
A report may say what machines must do, and may quote an order: it is shown, and its article is read apart from the
others (``checker.prompting.suspicion``), as is every article that merely might hold an order. No list of words finds
them all, so a model is also told not to obey what it reads, and to name it.
"""

from __future__ import annotations

import re

from checker.prompting.seen import as_read, hidden_words, unmasked

_READERS = (
    r"(?:ai|a\.i\.|llm|(?:language\s|ai\s)?model|chatbot|assistant|fact-?check(?:ing|er)\s(?:tool|software|model)"
    r"|automated\s(?:system|reader|tool|reviewer|fact-?checker))s?"
)
_TEXTS = (
    r"(?:article|text|source|outlet|report|newspaper|question|sentence|paragraph|page|document|file|answer|finding|verdict"
    r"|prompt|instruction|account|version|item|entr(?:y|ie)|claim|story|storie|difference|contradiction|disagreement)s?"
)
TASK = re.compile(
    rf"""\b(?:contradictions?|disagreements|differences|verdicts|json|severity|empty\s(?:list|array|object|answer))\b
      | \b(?:this|these|those|other|every|each|all|any|no|only|zero|previous|above|following)\s(?:\w+\s)?{_TEXTS}\b
      | \b(?:your|system|previous|prior|earlier)\s(?:\w+\s)?
          (?:instructions?|prompts?|guidance|guidelines|configuration)\b
      | \b(?:reads?|reading|processing|analy[sz]ing|sees?|seeing)\sthis\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Words for what lies before whoever compares articles: the texts at hand, the answer that is asked for."""
_IGNORING = r"\b(?:ignore|disregard|forget|override|overrule|bypass|discard|neglect)\b[^.!?]{0,40}"
_INSTRUCTIONS = r"[^.!?]{0,30}\b(?:instructions?|prompts?|rules|directions|directives?|guidelines|guidance|orders)\b"
_BEFORE = r"\b(?:previous|prior|above|earlier|preceding|your|system)\b"
_COMMAND = rf"""(?:
        {_IGNORING}(?:{_BEFORE}|\b(?:all|any)\b){_INSTRUCTIONS}
      | (?:act\sas|pretend\sto\sbe)\b[^.!?]{{0,40}}\b(?:ai|assistant|language\smodel|chatbot|llm|dan)\b
      | (?:answer|respond|reply|output|return)\b[^.!?]{{0,20}}\bwith\b\W{{0,3}}(?:[{{\[]|json\b)
      | (?:return|output|produce)\s(?:an?\s)?empty\s(?:list|array|object|answer|json)\b
      | report\s(?:that\s)?(?:there\sare\s)?no\s(?:contradictions?|conflicts?|differences)\b
      | (?:mark|treat|flag|rate|judge|label|classify|score)\s(?:this|every|all|any|each|the)(?:\sother)?
          \s(?:articles?|sources?|outlets?|reports?|questions?|verdicts?|items?|differences?)\sas\b
      | (?:print|reveal|repeat|show|output|disclose)\s(?:me\s)?(?:your|the)\s(?:\w+\s)?(?:system\s)?
          (?:prompt|instructions)\b
    )"""
_BEGIN = r"""(?:^|[.!?:;()\[\]{}<>"“”„«»‘*#|/–—]|(?<!\w)')\W{0,9}
             (?:(?:please|kindly|now|just|also|then|and|so|first|instead|hey|dear)\W{1,3}){0,4}(?:\w{1,20},\s)?"""
"""Where a sentence or a clause of it begins. Every repetition has a limit: what is searched is written by attackers."""
_YOU_MUST = r"\byou\s(?:must|should|shall|will|have\sto|need\sto|are\sto)\s(?:now\s|please\s|always\s|first\s)?"
_CALLED = rf"(?:the\s|all\s|any\s|every\s)?(?:\w+\s)?(?:{_READERS}|summari[sz]ers?|graders?|annotators?|bots?)"
_SPOKEN = re.compile(
    rf"""(?:{_BEGIN}|{_YOU_MUST}){_COMMAND}
      | \b(?:you\sare\snow|from\snow\son,?\syou)\b[^.!?]{{0,40}}
          \b(?:ai|assistant|language\smodel|chatbot|llm|maintenance\smode|developer\smode|dan)\b
      | \bif\s(?:you|the\sreader)\s(?:are|is)\s(?:an?\s)?(?:{_READERS}|machine|program|bot)\b
      | {_BEGIN}(?:an?\s)?(?:important\s)?(?:note|attention|message|instructions?)[\s,]+(?:to\s|for\s)?{_CALLED}\b
          [^.!?]{{0,40}}[:,!–—-]
      | \b(?:mark|treat|flag|rate|label|classify|score)\s(?:this|every|all|any|each)
          \s(?:verdict|difference|contradiction)s?\sas\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What is said to a reader: in the imperative, in the second person, or by calling out."""
_OBLIGED = re.compile(
    rf"""\b{_READERS}\b[^.!?]{{0,30}}
         \b(?:must|should|shall|is\sto|are\sto|please|(?:is|are)\sinstructed|has\sto|have\sto)\b[^.!?]{{0,30}}
         \b(?:report|mark|answer|output|respond|classify|ignore|say|treat|flag|state|return|rate|not)\b""",
    re.VERBOSE | re.IGNORECASE,
)
"""What machines have to do. It is an order where it is about the texts at hand, and nobody is said to have said it."""
_LABELS = re.compile(
    r"""^\W*(?:SYSTEM|ASSISTANT|DEVELOPER|USER)(?:\s(?:PROMPT|MESSAGE|NOTE|OVERRIDE))?\s?:
      | </?\s?(?:system|assistant|user|developer|instructions?|prompt)\s?> | \[/?INST\] | <\|\w{2,20}\|>
      | ["']role["']\s?:\s?["'](?:system|assistant|developer|user)["']
      | \#{2,}\s?(?:new\s)?(?:system|instructions?|response|human|assistant)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What stands in a conversation with a model, and in no report."""
_TOLD = re.compile(
    r"""\b(?:said|says|told|wrote|writes|announced|warned|added|argued|explained|held|ruled|decided|agreed|according\sto
          |(?:rules?|guidelines?|law|paper|text|court)\s(?:say|state|require|demand)s?)\b""",
    re.VERBOSE | re.IGNORECASE,
)
"""Somebody is said to have said it."""
_QUOTED = re.compile(r"“[^“”]*”?|„[^„“”]*[“”]?|«[^«»]*»?|\"[^\"]*\"?|(?<!\w)['‘][^'‘’]{8,}['’](?!\w)")
LEAST_AROUND = 3
"""Words around a quotation from which on a sentence is more than what it quotes."""
_WORD = re.compile(r"[^\W\d_]{2,}")
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
_IMPERATIVE = re.compile(rf"\W*(?:\w+\W+){{0,2}}?{_IMPERATIVES}[^.!?]{{0,50}}{_RULES}", re.IGNORECASE)
"""Where an imperative is plain, it opens the sentence: reports tell of ignored instructions, and do not order it."""
_ALL_OF = tuple(re.compile(part, re.IGNORECASE) for part in (_SET_ASIDE, _RULES, _EARLIER))
"""Where it is not, setting aside, what is set aside, and that it came before have to be named in one sentence."""
_MENTIONED = re.compile(rf"{_IGNORING}{_BEFORE}{_INSTRUCTIONS}", re.IGNORECASE)


def gives_orders(words: str) -> bool:
    """Whether a sentence speaks to software, and does nothing else.

    Letters that only look alike, in full width or from another alphabet, that stand apart, or between which stands what
    is not seen, do not hide an order; whole words that no font shows are one, whatever they spell.
    """
    if hidden_words(words):
        return True
    return any(_LABELS.search(form) or _is_order(_unquoted(form)) for form in {as_read(words), unmasked(words)})


def holds_an_order(form: str) -> bool:
    """Whether there is an order in a sentence, or in several without the stops between them: given, quoted or told.

    Args:
        form: the words as they may be read (``checker.prompting.seen``).
    """
    return bool(_LABELS.search(form) or _MENTIONED.search(form)) or _is_order(form)


def quotations(form: str) -> list[str]:
    """What a sentence quotes, without the marks."""
    return [quoted.strip("“”„«»\"'‘’ ") for quoted in _QUOTED.findall(form)]


def _is_order(form: str) -> bool:
    if _SPOKEN.search(form) or _IMPERATIVE.match(form):
        return True
    if _OBLIGED.search(form) and TASK.search(form) and not _TOLD.search(form):
        return True
    return not form.isascii() and all(part.search(form) for part in _ALL_OF)


def _unquoted(form: str) -> str:
    """A sentence without what it quotes; one that is nothing but a quotation, as it is."""
    around = _QUOTED.sub(" “” ", form)
    return around if len(_WORD.findall(around)) >= LEAST_AROUND else form
