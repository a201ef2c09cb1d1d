"""Articles that might speak to software, read so that what they do to a model ends at themselves.

Articles of a story are read and judged together, so an order that nobody recognised would stand before the reader of
them all. Therefore the story is first checked without the articles that show any sign of one
(``checker.prompting.suspicion``), exactly as if they were not there: no request of that check holds a word of theirs.
Each of them is then checked beside the others once more, and of this second check only what concerns it is taken over,
and only in forms that a model cannot word: sentences by number, verdicts from a list. Every text that would be shown
is copied from the articles or written here.

What remains possible to such an article is to get its own disagreements with the others wrong. So none of them is firm,
but where the sentences themselves show it: they say the same but for a figure (``checker.pipeline.shown``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, combinations, count

from checker.errors import CheckerError
from checker.extract.sittings import SITTING_ARTICLES
from checker.pipeline.asking import Book
from checker.pipeline.reading import Dossier
from checker.pipeline.shown import shown_by_figures
from checker.prompting.exhibits import Docket, one_line, outlet
from checker.prompting.suspicion import apart, signs
from checker.verify.findings import findings
from schemas.article import Article
from schemas.claim import Claim, Voice
from schemas.finding import Agreement, Finding, Position, Verdict
from schemas.question import Judgement, Question
from schemas.report import Notice, Stage

MOST_BESIDE = SITTING_ARTICLES - 1
"""Articles beside which such an article is checked, the nearest ones: what it costs does not grow with the story."""
MOST_TAKEN_OVER = 60
"""Questions about such an article that are taken over, each on other sentences: it may have ordered ten thousand."""
MOST_AMONG_THEMSELVES = 4
"""Up to so many such articles are also compared with one another, each pair in a check of its own."""

Outcome = tuple[Dossier, tuple[Finding, ...]]
Check = Callable[[Sequence[Article], Book], Outcome]
"""Reads and compares articles; the book takes what could not be checked. May raise a CheckerError."""

DOUBT = "One of the articles seems to speak to software, so what a model made of it is not relied on."
_WORD = re.compile(r"\w+")
_ASKING = re.compile(
    r"an?|and|any|are|as|at|be|by|did|do|does|for|from|had|has|have|how|in|is|it|long|many|much|of|on|or|out|that|the"
    r"|there|they|this|to|was|were|what|when|where|which|whom?|whose|why|will|with"
)
"""Words of a question that are about nothing."""


def check_confined(
    articles: Sequence[Article], check: Check, book: Book
) -> tuple[Dossier, tuple[Finding, ...], tuple[Finding, ...]]:
    """Check a story, what might speak to software apart from the rest.

    Args:
        articles: the story.
        check: how articles are checked.
        book: takes what was not checked.

    Returns:
        The dossier, with the claims and questions of both kinds; the findings that no such article had a part in; and
        those that one had a part in.

    Raises:
        CheckerError: the story without such articles could not be checked.
    """
    plain, odd = divided(articles)
    if not odd:
        return (*check(articles, book), ())
    dossier, found = check(plain, book) if plain else (Dossier(Docket(()), claims={}), ())
    dossier = replace(dossier, notices=(*dossier.notices, *map(_notice, odd)))
    doubtful: list[Finding] = []
    dossier = replace(dossier, notices=(*dossier.notices, *_not_compared(plain, odd)))
    if not plain and len(odd) > MOST_AMONG_THEMSELVES:
        names = ", ".join(article.id for article in odd)
        book.miss(Stage.COMPARE, f"{names} with one another", "Each seems to speak to software, and is read apart.")
    for group in groups(plain, odd):
        missed = Book()
        about = group[-1]
        try:
            second = check(group, missed)[0]
            raised = _about(about.id, second)
            if len(raised) > MOST_TAKEN_OVER:
                reason = f"It raised {len(raised)} questions; the first {MOST_TAKEN_OVER} are shown."
                missed.miss(Stage.EXTRACT, about.id, reason)
            dossier, more = _taken_over(dossier, second, raised[:MOST_TAKEN_OVER], about.id)
            doubtful += more
        except CheckerError as problem:
            missed.miss(Stage.EXTRACT, about.id, str(problem), problem.remedy)
        # What exactly was missed is told in a model's words; these are not.
        book.entries += [entry.model_copy(update={"what": f"{about.id}, read apart"}) for entry in missed.entries]
    left = [article for article in odd if article.id not in {each.id for each in dossier.docket.articles}]
    docket = replace(dossier.docket, articles=(*dossier.docket.articles, *left))
    return replace(dossier, docket=docket), found, tuple(doubtful)


def divided(articles: Sequence[Article]) -> tuple[list[Article], list[Article]]:
    """The articles that are checked together, and those that are read apart; one article alone is never apart."""
    set_apart = apart(articles) if len(articles) > 1 else ()
    plain = [article for article in articles if article.id not in set_apart]
    return plain, [article for article in articles if article.id in set_apart]


def groups(plain: Sequence[Article], odd: Sequence[Article]) -> Iterator[tuple[Article, ...]]:
    """The articles of each further check, the one that it is about last."""
    if plain:
        yield from ((*_nearest(article, plain), article) for article in odd)
    if len(odd) <= MOST_AMONG_THEMSELVES:
        yield from combinations(odd, 2)


def _not_compared(plain: Sequence[Article], odd: Sequence[Article]) -> Iterator[Notice]:
    """What such articles are not compared with, so that one of them makes no run over a large story incomplete."""
    for article in odd:
        if len(plain) > MOST_BESIDE:
            nearest = f"Compared with the {MOST_BESIDE} nearest of the {len(plain)} other articles only"
            yield Notice(article=article.id, text=f"{nearest}, since it is read apart from the rest.")
        if plain and len(odd) > MOST_AMONG_THEMSELVES:
            yield Notice(
                article=article.id, text=f"Not compared with the {len(odd) - 1} other articles that are read apart."
            )


def _nearest(article: Article, others: Sequence[Article]) -> list[Article]:
    """The articles that share most words with one, in the order of the story."""
    if len(others) <= MOST_BESIDE:
        return list(others)
    words = _words(article.text)
    shares = [len(words & other) / (len(words | other) or 1) for other in (_words(each.text) for each in others)]
    best = sorted(range(len(others)), key=lambda at: (-shares[at], at))[:MOST_BESIDE]
    return [others[at] for at in sorted(best)]


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _notice(article: Article) -> Notice:
    reasons = "; ".join(signs(article))
    firm = "firm only where sentences differ in nothing but a figure"
    return Notice(article=article.id, text=f"Read apart from the other articles, and {firm}: {reasons}.")


def _about(article: str, dossier: Dossier) -> list[Question]:
    """The questions in which an article has a part, one for the same sentences."""
    raised: dict[frozenset[tuple[str, int]], Question] = {}
    for question in dossier.questions:
        cited = [dossier.claims[claim] for claim in question.claims]
        if any(claim.article == article for claim in cited):
            raised.setdefault(frozenset((claim.article, claim.sentences[0]) for claim in cited), question)
    return list(raised.values())


def _taken_over(dossier: Dossier, second: Dossier, raised: Sequence[Question], about: str) -> Outcome:
    """A dossier with questions about one article from another check, and the findings on them."""
    docket = dossier.docket
    known = {article.id for article in docket.articles}
    added = tuple(article for article in second.docket.articles if article.id not in known)
    docket = replace(docket, articles=(*docket.articles, *added))
    articles = {article.id: article for article in docket.articles}
    copies = _copies(raised, second.claims, articles, dossier.claims)
    numbers = count(1 + max((int(q.id[1:]) for q in dossier.questions if q.id[1:].isdecimal()), default=0))
    questions = tuple(
        _copied(q, f"Q{number}", copies, about, articles) for q, number in zip(raised, numbers, strict=False)
    )
    claims = {**dossier.claims, **{claim.id: claim for claim in copies.values()}}
    merged = replace(
        dossier,
        docket=docket,
        claims=claims,
        questions=(*dossier.questions, *questions),
        apart=(*dossier.apart, *(each for each in second.apart if each == about and each not in dossier.apart)),
    )
    found = [
        _relied_on(finding, question, claims, about, articles)
        for question in questions
        for finding in findings(question, claims, articles)
    ]
    return merged, tuple(found)


def _copies(
    questions: Iterable[Question],
    claims: Mapping[str, Claim],
    articles: Mapping[str, Article],
    taken: Iterable[str],
) -> dict[str, Claim]:
    """The claims of questions under ids that are free, each in the words of its sentence, by their old ids."""
    numbers = Counter(claim.rpartition("#")[0] for claim in taken)
    copies: dict[str, Claim] = {}
    for old in dict.fromkeys(claim for question in questions for claim in question.claims):
        claim = claims[old]
        numbers[claim.article] += 1
        article = articles[claim.article]
        words = one_line(article.words(article.sentences[claim.sentences[0] - 1]))
        update = {"id": f"{claim.article}#{numbers[claim.article]}", "statement": words, "voice": Voice()}
        copies[old] = claim.model_copy(update={**update, "highlight": None, "repeats": None})
    return copies


def _copied(
    question: Question, id_: str, copies: Mapping[str, Claim], about: str, articles: Mapping[str, Article]
) -> Question:
    """A question on the copies of its claims, without a word that a model chose freely."""
    cited = [copies[claim] for claim in question.claims]

    def sides(positions: Iterable[Position]) -> tuple[Position, ...]:
        return _two_sides([[copies[claim] for claim in p.claims if claim in copies] for p in positions], about)

    judgements = (
        Judgement(
            reader=j.reader,
            verdict=j.verdict,
            kinds=j.kinds,
            severity=j.severity,
            positions=sides(j.positions),
            explanation=DOUBT if j.positions else "",
            rule=j.rule,
        )
        for j in question.judgements
    )
    return question.model_copy(
        update={
            "id": id_,
            "text": _asked(question.text, cited, about, articles),
            "claims": tuple(claim.id for claim in cited),
            "answers": sides(question.answers),
            "judgements": tuple(judgements),
        }
    )


def _two_sides(positions: Sequence[Sequence[Claim]], about: str) -> tuple[Position, ...]:
    """The article's side, and of the others' sides against it the one on which most of them stand.

    What the others are to each other is decided where the article is not present.
    """
    ours = [[claim for claim in position if claim.article == about] for position in positions]
    against = [position for position, own in zip(positions, ours, strict=True) if not own]
    other = max(against, key=len, default=[])
    sides = (other, list(chain(*ours))) if other and any(ours) else ours
    return tuple(
        Position(says=side[0].statement, claims=tuple(dict.fromkeys(claim.id for claim in side)))
        for side in sides
        if side
    )


def _asked(text: str, cited: Sequence[Claim], about: str, articles: Mapping[str, Article]) -> str:
    """The question's text, if it says nothing that the other articles' sentences do not; else one made here."""
    others = _words(" ".join(claim.statement for claim in cited if claim.article != about))
    if others and all(word in others or _ASKING.fullmatch(word) for word in _words(text)):
        return one_line(text)
    own = next(claim.statement for claim in cited if claim.article == about)
    return f"What {outlet(articles[about])} reports: “{own}”"


def _relied_on(
    finding: Finding, question: Question, claims: Mapping[str, Claim], about: str, articles: Mapping[str, Article]
) -> Finding:
    """A finding as a possible one, or as a firm one where both readings agree with what its sentences show."""
    if finding.verdict is Verdict.CONTRADICTION and finding.agreement is Agreement.FIRM:
        sides = [claims[claim] for position in finding.positions for claim in position.claims]
        shown = shown_by_figures(question, sides, about, articles)
        if shown is not None:
            update = {"kinds": shown.kinds, "severity": shown.severity, "severity_reason": shown.severity_reason}
            return finding.model_copy(update={**update, "explanation": shown.explanation, "rules": (shown.rule,)})
    return finding.model_copy(update={"agreement": Agreement.POSSIBLE, "doubts": (DOUBT,), "explanation": DOUBT})
