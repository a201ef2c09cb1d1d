from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checker.report.finding_view import Piece, Tone
from checker.report.passages import passage
from checker.report.visible import visible
from schemas.article import Placement, Sentence, Span
from schemas.report import Report, ReportedArticle

_MARKED = (Tone.QUOTE, Tone.DIFFERS)


def _by_id(report: Report, key: str) -> ReportedArticle:
    return next(article for article in report.articles if article.id == key)


def _span(article: ReportedArticle, words: str) -> Span:
    at = article.text.index(words)
    return Span(start=at, end=at + len(words))


def _bare(text: str) -> ReportedArticle:
    return ReportedArticle(id="a", origin="o", digest="0" * 64, text=text)


def test_a_quote_stands_in_the_rest_of_its_sentence(sample: Report) -> None:
    article = _by_id(sample, "courier")
    quote, mark = _span(article, "212 passengers"), _span(article, "212")
    assert passage(article, quote, [mark]) == (
        Piece("The ferry was carrying ", Tone.CONTEXT),
        Piece("212", Tone.DIFFERS),
        Piece(" passengers", Tone.QUOTE),
        Piece(".", Tone.CONTEXT),
    )


def test_a_quote_that_fills_its_sentence_gets_the_sentences_beside_it(sample: Report) -> None:
    article = _by_id(sample, "radio")
    before, quote, after = passage(article, _span(article, "The inquiry will hear Captain Haas next week."))
    assert before == Piece(
        "Aven Lines has not decided whether the Marisol will sail again this season. ", Tone.NEIGHBOUR
    )
    assert quote.tone is Tone.QUOTE
    assert after.text.startswith(" The buoy was serviced")


def test_a_headline_has_no_neighbours(sample: Report) -> None:
    article = _by_id(sample, "radio")
    assert len(passage(article, article.sentences[0].span)) == 1


def test_furniture_is_no_context(sample: Report) -> None:
    article = _by_id(sample, "dockside")
    pieces = passage(article, _span(article, "Nobody was left on board by midnight."))
    assert "Share this" not in "".join(piece.text for piece in pieces)
    assert article.sentences[-1].placement is Placement.FURNITURE


def test_without_sentences_the_words_around_are_shown_and_cut_at_spaces() -> None:
    article = _bare("before " * 100 + "HERE" + " after" * 100)
    before, quote, after = passage(article, _span(article, "HERE"))
    assert (before.text[:8], quote.text, after.text[-6:]) == ("…before ", "HERE", "after…")


_TEXTS = st.text(st.sampled_from("ab .\n\u202e\u0301é"), min_size=1, max_size=60)


@given(_TEXTS, st.data())
def test_the_marked_pieces_are_the_quote_whatever_the_marks(text: str, data: st.DataObject) -> None:
    point = st.integers(0, len(text))
    spans = st.tuples(point, point).filter(lambda pair: pair[0] < pair[1]).map(lambda p: Span(start=p[0], end=p[1]))
    quote, marks = data.draw(spans), data.draw(st.lists(spans, max_size=3))
    cut = data.draw(st.integers(1, len(text)))
    sentences = [Sentence(number=1, start=0, end=cut)]
    if cut < len(text):
        sentences.append(Sentence(number=2, start=cut, end=len(text)))
    article = _bare(text).model_copy(update={"sentences": tuple(sentences)})
    pieces = passage(article, quote, marks)
    marked = "".join(piece.text for piece in pieces if piece.tone in _MARKED)
    assert _squeezed(marked) == _squeezed(visible(text[quote.start : quote.end]))
    tones = [piece.tone in _MARKED for piece in pieces]
    assert tones == sorted(tones, key=lambda marked: not marked) or tones.count(True) == sum(
        tones[tones.index(True) : len(tones) - tones[::-1].index(True)]
    ), "the quote is one unbroken stretch"


def _squeezed(text: str) -> str:
    """Pieces are made visible one by one, so white space and floods at their joints may be counted apart."""
    return "".join(text.split()).partition("\u0301\u0301\u0301\u0301")[0]
