"""Which articles might speak to software, so that they are read apart from the others.

The second, much lower of two thresholds: what ``orders`` recognises is withheld; an article that shows any of the
signs below keeps every other sentence, but nothing that a model sees of it stands beside other articles where these
are compared with each other. A false alarm costs tokens, and nothing else. So the signs are broad, and no judgement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from checker.prompting.exhibits import minable
from checker.prompting.names import is_name
from checker.prompting.orders import TASK, gives_orders, holds_an_order, quotations
from checker.prompting.seen import SPACED, as_read, hidden_words, mixed, script, unmasked
from schemas.article import Article

MOST_SPACED = 16
"""Characters of initials in a row; what is longer is a word with its letters apart."""
_HIDDEN = re.compile(
    "[\u202a-\u202e\u2066-\u2069]|[\u200b\u2060-\u2064\ufeff]{2,}|\\w[\u00ad\u200b-\u200d\u2060\ufeff]\\w"
)
_JOINING = re.compile("[\u0600-\u0fff]")
"""Scripts whose writing needs the joiners."""
_BLOB = re.compile(r"\b(?:[A-Za-z0-9+/]{32,}={0,2}|(?:[0-9a-fA-F]{2}\s?){24,})(?![\w/])")
_WEB = re.compile(r"(?:https?://|www\.)\S+")
_MARKS = re.compile(
    r"""<<<|>>>|```|~~~|\{\{|\{%|<\||\|>|</?[a-z_]{2,20}/?>|^\s*[{\[]\s*["'{\[]|["']\w{1,20}["']\s?:\s?["'{\[]
      | \[[A-Z]{1,2}\d{1,4}\] | \barticle\s[0-9a-f]{8}\b | \bQ\d{1,4}\b\s?[:=] | ^\W*(?:human|user|system|assistant)\s?:
      | \b(?:sentence|tag|cite)\s[A-Z]{1,2}\d{1,4}\b | \#{3,}\s?\w
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What belongs to prompts, answers and code, and not into a report."""
_SOFTWARE = (
    r"(?:ai|a\.i\.|llms?|gpt|chatbots?|language\smodels?|artificial\sintelligence|assistants?|machines?|models?|software"
    r"|programs?|programmes?|bots?|algorithms?|crawlers?|summari[sz]ers?|annotators?|graders?|automat\w+|reviewers?"
    r"|prompts?|instructions?|directives?|guidance|override|json|arrays?|verdicts?|contradict\w*|compatible|severity)"
)
_ADDRESS = (
    r"(?:you|your|yours|yourself|please|kindly|must|shall|should|need\sto|needs\sto|has\sto|have\sto|is\sto|are\sto"
    r"|(?:is|are)\s(?:kindly\s)?(?:asked|requested|required|instructed|expected|authori[sz]ed|advised|told)\sto|do\snot|let)"
)
_READS = (
    r"(?:read|process|analy[sz]e?|compar|evaluat|review|summari[sz]|scrap|pars|index|answer|reply|repl|respond|return"
    r"|output)\w*"
)
_ORDERING = (
    r"(?:ignore|disregard|forget|skip|stop|omit|suppress|repeat|reveal|print|display|list|write|answer|reply|respond|return"
    r"|output|set|mark|treat|consider|regard|rate|score|report|summari[sz]e|translate|cite|pretend|assume|note|put\sdown"
    r"|do\snot|don't|never|always|attention|let\s(?:the|no|all|every)|make\ssure|act|add|copy|begin|end|conclude|state|say|follow|use|leave)"
)
_AT_HAND = (
    r"(?:article|text|source|outlet|newspaper|question|list|difference|disagreement|contradiction|sentence|paragraph|answer"
    r"|finding|verdict|prompt|analysis|comparison|tag|claim)s?"
)
"""What lies before whoever compares articles, and seldom before the readers of a newspaper."""
_THINGS = (
    rf"(?:{_AT_HAND}"
    r"|(?:report|page|document|line|word|instruction|record|task|account|version|rule|item|entr(?:y|ie))s?)"
)
_SPEAKS = re.compile(
    rf"""\b{_SOFTWARE}\b.{{0,80}}?\b{_ADDRESS}\b.{{0,80}}?\b(?:{_READS}|{_ORDERING}|{_THINGS})\b
      | \b{_ADDRESS}\b.{{0,60}}?\b(?:{_READS}|{_ORDERING})\b.{{0,60}}?\b{_SOFTWARE}\b
      | \bwho(?:ever|soever)\b.{{0,40}}?\b{_READS}\b.{{0,60}}?\b{_THINGS}\b
      | \byou(?:r)?\b.{{0,60}}?\b{_THINGS}\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Software, or a reader, and what is to be done. So do reports on software: it counts beside one of the next two."""
_TO_A_READER = re.compile(
    rf"^\W*(?:(?:please|kindly|now|then|also|and)\W+)?{_ORDERING}\b|\b(?:please|kindly)\b", re.IGNORECASE
)
_SECOND_PERSON = re.compile(r"\byou(?:r|rs|rself)?\b", re.IGNORECASE)
_NAMES_SOFTWARE = re.compile(rf"\b{_SOFTWARE}\b", re.IGNORECASE)
_BIDS = re.compile(
    rf"""^\W*(?:(?:please|kindly|now|then|also|and)\W+)?{_ORDERING}\b.{{0,40}}?
          \b(?:this|these|the|all|every|each|any|your|other|no|above|zero)\b.{{0,40}}?\b{_AT_HAND}\b
      | \byour\s(?:\w+\s)?(?:instructions?|prompts?|guidance|configuration)\b""",
    re.VERBOSE | re.IGNORECASE,
)
"""A sentence that bids a reader do something about texts and answers, or speaks of what the reader was told."""
_ABROAD = re.compile(
    r"""anweisung|antworte|widerspr[uü]ch|künstliche\sintelligenz|\bKI\b|gib\b.{0,30}\bliste\b
      | consignes?|contradictions?.{0,20}\baucune|intelligence\sartificielle|invite\ssystème|réponds
      | instrucci|inteligencia\sartificial|contradiccion|\bresponde\b|intelligenza\sartificiale|istruzioni|contraddizion
      | instruções|contradições|instructies|tegenstrijdig|instruktion|motsägels|instrukcj|polecen\w+|sprzecznoś
      | инструкц|противореч|искусственн\w+\sинтеллект|нейросет|інструкц|суперечн|штучн\w+\sінтелект|talimat|çelişki
    """,
    re.VERBOSE,
)
"""Stems by which the commonest languages of the press speak of instructions, contradictions and artificial minds."""
_BIDS_ABROAD = re.compile(
    r"""\b(?:antworte|bewerte|markiere|melde|nenne|gib|ignorier(?:e|t)?|vergiss|missachte|gebt|schreib(?:e)?
         |réponds|répondez|ignore[zr]?|oublie[zr]?|affiche[zr]?|signale[zr]?|considère|considérez|écri(?:s|vez)
         |responde|responda|olvid[ae]|ignor[ae]|considera|escrib[ae]|rispondi|dimentica|scrivi|desconsidere|esque[cç]a
         |devolva|antwoord|negeer|vergeet|meld|svara|bortse|odpowiedz|zignoruj|napisz|ответь|забудь|игнорируй|считай
         |напиши|ігноруй|познач|забудь|yaz|yok\ssay|unut)\b""",
    re.VERBOSE | re.IGNORECASE,
)
"""Imperatives of the same languages. In an article in such a language, the stems alone are a subject like any other."""


_ENGLISH = re.compile(
    r"""\b(?:the|a|an|of|to|in|and|that|for|on|with|as|at|by|from|is|was|were|are|be|been|has|have|had|he|she|it|they|we|i
      |his|her|its|their|said|says|say|not|no|but|or|who|which|this|these|than|more|after|before|will|would|could|can
      |about|over|into|out|up|also|one|two|there|when|if|so|all|new|you|your|my|our|me|what|how|do|did|does)\b
      |'(?:s|t|re|ve|ll|d|m)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
LEAST_WORDS = 8
"""A shorter sentence, a headline or a list of names has no small words in any language."""


def apart(articles: Iterable[Article]) -> tuple[str, ...]:
    """Ids of the articles to read apart from the others, in their order."""
    return tuple(article.id for article in articles if next(signs(article), None))


def signs(article: Article) -> Iterator[str]:
    """Why an article might speak to software, in words for an editor; nothing where nothing suggests it."""
    if any(not row.placement.reported and gives_orders(article.words(row)) for row in article.sentences):
        yield "it holds sentences that speak to software"
    rows = [article.words(row) for row in minable(article)]
    yield from _signs_of_form(" ".join(rows))
    yield from _signs_of_address(rows)
    if article.outlet and not is_name(article.outlet):
        yield "its outlet's name is none"


def _signs_of_form(text: str) -> Iterator[str]:
    if hidden_words(text) or (_HIDDEN.search(text) and not _JOINING.search(text)):
        yield "it holds characters that are not seen"
    if mixed(text):
        yield "it mixes letters of several alphabets in a word"
    if any(len(run[0]) > MOST_SPACED for run in SPACED.finditer(as_read(text))):
        yield "it holds words whose letters stand apart"
    if _BLOB.search(_WEB.sub(" ", text)):
        yield "it holds data in letters and digits"


def _signs_of_address(rows: Sequence[str]) -> Iterator[str]:
    """What its sentences say, each in every form in which it may be read, and each with the next."""
    usual = script(" ".join(rows))
    forms = [unmasked(row) for row in rows]
    english = _is_english(" ".join(rows))
    if any(_MARKS.search(as_read(row)) for row in rows):
        yield "it holds marks of prompts, answers or code"
    said = [*forms, *(quoted for form in forms for quoted in quotations(form))]
    if any(_is_addressed(form) or _is_addressed_abroad(form, english=english) for form in said):
        yield "it seems to tell a reader what to do"
    if any(holds_an_order(form) for form in {*forms, *map(as_read, rows)}):
        yield "it quotes or tells an order to software"
    elif any(map(holds_an_order, _run_together(forms))):
        yield "its sentences together speak to software"
    if any(len(row) > 8 and script(row) != usual for row in rows):
        yield "it changes its alphabet"
    if english and any(_is_foreign(row) for row in rows):
        yield "it changes its language"


def _is_addressed(form: str) -> bool:
    """Whether a sentence bids a reader do something about texts, or software about the texts at hand.

    Reports tell what machines must do, and people what readers should do: each alone is no sign.
    """
    if _BIDS.search(form):
        return True
    if not _SPEAKS.search(form):
        return False
    spoken_to = _TO_A_READER.search(form) or _SECOND_PERSON.search(form)
    return bool(TASK.search(form) or (spoken_to and _NAMES_SOFTWARE.search(form)))


def _is_addressed_abroad(form: str, *, english: bool) -> bool:
    return bool(_ABROAD.search(form) and (english or _BIDS_ABROAD.search(form)))


def _run_together(forms: Sequence[str]) -> Iterator[str]:
    """Each sentence with the two that follow, without the stops between them."""
    bare = [form.rstrip(".!?…:; ") for form in forms]
    yield from (" ".join(bare[at : at + 3]) for at in range(len(bare) - 1))


def _is_english(text: str) -> bool:
    return len(_ENGLISH.findall(text)) > 0.2 * len(_WORD.findall(text))


def _is_foreign(row: str) -> bool:
    """Whether a sentence of some length has none of the small words without which nobody writes English."""
    return len(_WORD.findall(row)) >= LEAST_WORDS and not _ENGLISH.search(row.replace("’", "'"))
